import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { createBindings } from '../../gateway/revocation/bindings.ts'
import { makeDir } from './support.ts'

const [one, other] = ['a'.repeat(64), 'b'.repeat(64)] as const

test('what is remembered is on disk when it is settled, and is recalled by a later run', async () => {
  const dir = makeDir()
  const bindings = createBindings(dir)
  bindings.remember('http://crl.example/1', one)
  bindings.remember('http://crl.example/2', one)
  bindings.remember('http://crl.example/2', other)
  await bindings.settled()
  expect(readdirSync(dir).filter((name) => !name.endsWith('.bron'))).toEqual([])
  const later = createBindings(dir)
  expect(await later.recall('http://crl.example/1')).toBe(one)
  expect(await later.recall('http://crl.example/2')).toBe(other)
  expect(await later.recall('http://crl.example/3')).toBeUndefined()
})

test('what is known is not written again', async () => {
  const dir = makeDir()
  const bindings = createBindings(`${dir}/cache`)
  bindings.remember('http://crl.example/1', one)
  await bindings.settled()
  rmSync(`${dir}/cache`, { recursive: true })
  bindings.remember('http://crl.example/1', one)
  await bindings.settled()
  expect(readdirSync(dir)).toEqual([])
})

test('what could not be written is tried again', async () => {
  const dir = makeDir()
  writeFileSync(`${dir}/cache`, 'no folder')
  const bindings = createBindings(`${dir}/cache`)
  bindings.remember('http://crl.example/1', one)
  await bindings.settled()
  expect(await bindings.recall('http://crl.example/1')).toBeUndefined()
  rmSync(`${dir}/cache`)
  bindings.remember('http://crl.example/1', one)
  await bindings.settled()
  expect(await bindings.recall('http://crl.example/1')).toBe(one)
})
