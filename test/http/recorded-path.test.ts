import { expect, test } from '@jest/globals'
import { readTarget } from '../../gateway/wire/target.ts'
import { recordedPath, withoutBsn } from '../../gateway/http/record/recorded-path.ts'
import { makeKeyring, pseudonymOf } from '../../gateway/secrets/keys.ts'

const keyring = makeKeyring([Buffer.from('0123456789abcdef0123456789abcdef')])
const persoon = pseudonymOf(keyring.current, '999990019')

const recorded = (url: string) => {
  const target = readTarget(url)
  if (target === 'SL515') throw new Error('no target')
  return recordedPath(keyring, target)
}

test.each([
  ['a segment', '/dienst/zoek/999990019', '/dienst/zoek/[9 cijfers]'],
  ['a part of a segment', '/dienst/bsn-999990019.json', '/dienst/bsn-[9 cijfers].json'],
  ['behind its name', '/dienst/bsn999990019', '/dienst/bsn[9 cijfers]'],
  ['a path parameter', '/dienst/zoek;bsn=999990019/x', '/dienst/zoek;bsn=[9 cijfers]/x'],
  ['percent-encoded', '/dienst/%39%39999001%39', '/dienst/[9 cijfers]'],
])('a BSN is recorded as a keyed hash: %s', (_, url, id) => {
  expect(recorded(url)).toEqual({ soort: 'pad', id, persoon })
})

test.each([
  ['an AGB-code', '/dienst/12000001'],
  ['ten digits', '/dienst/9999900190'],
  ['the id of an instroom', '/dienst/formulier/6ed8708a-76f7-4aa7-b1cf-27c296200123'],
  ['an encoded letter', '/dienst/%C3%A9'],
])('other paths are recorded as they came: %s', (_, path) => {
  expect(recorded(`${path}?x=999990019`)).toEqual({ soort: 'pad', id: path })
})

test('a BSN in the name of a software package is left out', () => {
  expect(withoutBsn('Demo HIS 999990019 4.2')).toBe('Demo HIS [9 cijfers] 4.2')
})
