import { createPublicKey } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { expiryMoment } from '../../../gateway/audit/retention.ts'
import { makeKeyring } from '../../../gateway/secrets/keys.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { auditCheckpoint } from '../../../scripts/commands/audit/checkpoint.ts'
import { auditPrune } from '../../../scripts/commands/audit/prune.ts'
import { auditVerify } from '../../../scripts/commands/audit/verify.ts'
import type { AuditVerifyOptions } from '../../../scripts/commands/audit/verify.ts'
import { auditEvent, noon, openTestStore } from '../../store/fixtures.ts'
import { eachDatabase, useDatabases } from '../../support/databases.ts'
import { run } from './run.ts'

const key = Buffer.from('0123456789abcdef0123456789abcdef')
const dataKey = key.toString('base64')
const otherKey = Buffer.from('ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP').toString('base64')
const now = () => noon
const day = 86_400_000

const folder = mkdtempSync(join(tmpdir(), 'sluis-checkpoint-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

let files = 0
function write(text: string): string {
  const file = join(folder, `checkpoint-${(files += 1)}.json`)
  writeFileSync(file, text)
  return file
}

const verify = (database: string, options: Omit<AuditVerifyOptions, 'database'> = {}) =>
  run((streams) => auditVerify({ database, ...options }, streams))

const checkpoint = (database: string, publicKeys = false) =>
  run((streams) => auditCheckpoint({ database, dataKey, publicKeys, now }, streams))

const prune = (database: string, jaren = '5') =>
  run((streams) => auditPrune({ database, dataKey, jaren, now }, streams))

eachDatabase('checkpoint and verify on %s', (engine) => {
  const fresh = useDatabases(engine)

  const written = async (days: readonly number[] = [0, 0, 0, 0]): Promise<string> => {
    const url = await fresh()
    const store = await openTestStore(url, { writerId: 'w1', keyring: makeKeyring([key]) })
    for (const ago of days)
      await store.audit.write(auditEvent({ tijd: new Date(noon - ago * day).toISOString() }))
    await store.close()
    return url
  }

  const change = async (url: string, run_: (database: Database) => Promise<unknown>) => {
    const database = openDatabase(url)
    await run_(database)
    await database.close()
  }

  /** Cuts the tail of every table, as who can write the database can. */
  const cutTail = (url: string) =>
    change(url, async ({ writer }) => {
      const [row] = (await writer('audit').where('nr', 2)) as { hash: string }[]
      await writer('audit').where('nr', '>', 2).del()
      await writer('audit_writer').update({ head_nr: 2, head_hash: row?.hash })
      await writer('audit_checkpoint').del()
      await writer('audit_checkpoints').update({ count: 0, hash: '' })
    })

  test('a checkpoint that was kept shows a tail that was cut from every table', async () => {
    const url = await written()
    const { code, stdout, stderr } = await checkpoint(url)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const file = write(stdout)
    expect(await verify(url, { dataKey, checkpoint: file })).toEqual({
      code: 0,
      stdout: [
        'De audit klopt: 4 regels van 1 schrijvers',
        'Controlepunten: 1, elke handtekening klopt; 0 regels staan achter het laatste',
        `Er ontbreekt niets dat in ${file} staat`,
        '',
      ].join('\n'),
      stderr: '',
    })
    await cutTail(url)
    expect(await verify(url, { dataKey })).toMatchObject({ code: 0 })
    for (const options of [{ dataKey, checkpoint: file }, { checkpoint: file }])
      expect(await verify(url, options)).toEqual({
        code: 1,
        stdout: '',
        stderr:
          'schrijver w1, regel 3 en alles erna ontbreekt (de staart is afgeknipt)\ncontrolepunt 1 ontbreekt\n',
      })
  })

  test('without the data key it says what was not checked; with a file its keys are used', async () => {
    const url = await written()
    const file = write((await checkpoint(url)).stdout)
    expect(await verify(url)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Controlepunten: 1; 0 regels'),
      stderr:
        'niet gecontroleerd: de handtekening van 1 controlepunten (SLUIS_DATA_KEY staat niet in de omgeving)\n',
    })
    expect(await verify(url, { checkpoint: file })).toMatchObject({ code: 0, stderr: '' })
  })

  test('keys that do not open with the data key are a finding', async () => {
    const url = await written()
    await checkpoint(url)
    expect(await verify(url, { dataKey: otherKey })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /^de auditsleutels in de database openen niet[^]*de handtekening van 1 controlepunten \(de sleutels openen niet\)\n$/,
      ),
    })
  })

  test('a checkpoint that was changed where it was kept is a finding', async () => {
    const url = await written()
    const { stdout } = await checkpoint(url)
    const file = write(stdout.replace('"nr": 4', '"nr": 3'))
    for (const options of [{ dataKey }, {}])
      expect(await verify(url, { ...options, checkpoint: file })).toMatchObject({
        code: 1,
        stderr: expect.stringContaining(
          `controlepunt in ${file} heeft een handtekening die niet klopt`,
        ),
      })
  })

  test('a key that was put in the place of the right one is a finding', async () => {
    const url = await written()
    const { stdout } = await checkpoint(url)
    const other = await written()
    const spki = Object.entries(
      (JSON.parse((await checkpoint(other)).stdout) as { publiekeSleutels: object })
        .publiekeSleutels,
    ) as [string, string][]
    const file = JSON.parse(stdout) as { sleutel: string; publiekeSleutels: object }
    // The id of a key is a hash of it: another key under its id is no key.
    const swapped = { ...file, publiekeSleutels: { [file.sleutel]: spki[0]?.[1] } }
    const { stderr } = await verify(url, { checkpoint: write(JSON.stringify(swapped)) })
    expect(stderr).toContain('niet gecontroleerd: de handtekening van 2 controlepunten')
  })

  test('the public key can be kept by itself', async () => {
    const url = await written()
    const { stdout } = await checkpoint(url, true)
    expect(createPublicKey(stdout).asymmetricKeyType).toBe('ed25519')
    expect((await checkpoint(url, true)).stdout).toBe(stdout)
  })

  describe('prune', () => {
    const years = (count: number) => Math.round((noon - expiryMoment(noon, count)) / day)

    test('removes what is expired, and verify says from when the chains are kept', async () => {
      const url = await written([years(5) + 2, years(5) + 1, years(5) - 1, 0])
      expect(await prune(url)).toEqual({
        code: 0,
        stdout: 'Opgeschoond: 2 regels van vóór 2021-08-01T12:00:00.000Z\n',
        stderr: '',
      })
      const { code, stdout } = await verify(url, { dataKey })
      expect(code).toBe(0)
      expect(stdout).toContain('De audit klopt: 4 regels van 2 schrijvers\n')
      expect(stdout).toContain('0 regels staan achter het laatste\n')
      expect(stdout).toContain('bewaard vanaf 2021-08-01; wat ouder is, is opgeschoond\n')
      expect((await prune(url)).stdout).toMatch(/^Opgeschoond: 0 regels/)
      expect((await prune(url, '1')).stdout).toMatch(/^Opgeschoond: 1 regels van vóór 2025-08-01/)
    })

    test('leaves what is not right, and says so', async () => {
      const url = await written([years(5) + 2, years(5) + 1, 0])
      await change(url, ({ writer }) => writer('audit').where('nr', 2).update({ tijd: 1 }))
      const { code, stdout, stderr } = await prune(url)
      expect({ code, stdout: stdout.slice(0, 20) }).toEqual({
        code: 1,
        stdout: 'Opgeschoond: 0 regel',
      })
      expect(stderr).toBe(
        'schrijver w1, regel 2 is gewijzigd\nwat niet klopt is niet opgeschoond; zoek het uit met sluis audit verify\n',
      )
    })

    test('leaves everything when a checkpoint is not right', async () => {
      const url = await written([years(6), 0])
      await checkpoint(url)
      await change(url, ({ writer }) => writer('audit_checkpoint').update({ tijd: 1 }))
      const { code, stderr } = await prune(url)
      expect(code).toBe(1)
      expect(stderr).toContain('controlepunt 1 heeft een handtekening die niet klopt\n')
    })
  })
})

describe('wrong use', () => {
  const fresh = useDatabases('sqlite')
  const none = `sqlite:${join(folder, 'none', 'none.db')}`
  let url: string
  beforeAll(async () => {
    url = await fresh()
    await (await openTestStore(url)).close()
  })

  test.each(['x', '0', '-1', '5.5', '100', ''])('prune --jaren "%s"', async (jaren) => {
    expect(await prune(url, jaren)).toEqual({
      code: 2,
      stdout: '',
      stderr: '--jaren: geef een heel getal van 1 tot en met 99\n',
    })
  })

  test('no database: none is made', async () => {
    for (const { code, stderr } of [
      await prune(none),
      await checkpoint(none),
      await verify(none),
    ]) {
      expect(code).toBe(2)
      expect(stderr).toBe('er is geen database op de plaats die SLUIS_DATABASE noemt\n')
    }
  })

  test('a data key that is none is not repeated', async () => {
    const bad = 'c2VjcmV0'
    for (const command of [auditCheckpoint, auditVerify, auditPrune]) {
      const { code, stderr } = await run((streams) =>
        command({ database: url, dataKey: bad, jaren: '5', now }, streams),
      )
      expect(code).toBe(2)
      expect(stderr).toMatch(/^SLUIS_DATA_KEY: sleutel 1 is 6 bytes lang/)
      expect(stderr).not.toContain(bad)
    }
  })

  const whole = {
    soort: 'sluis-audit-controlepunt',
    tijd: '2026-08-01T12:00:00.000Z',
    schrijvers: { aantal: 1, hash: '' },
    controlepunten: { aantal: 1, hash: '' },
    ketens: [{ schrijver: 'w1', nr: 1, hash: '' }],
    sleutel: 'x',
    publiekeSleutels: { x: 'no key' },
    handtekening: '',
  }

  test('a file that is none', async () => {
    const { code, stderr } = await verify(url, { checkpoint: join(folder, 'none.json') })
    expect(code).toBe(2)
    expect(stderr).toContain('dit is geen controlepunt van sluis audit checkpoint\n')
  })

  test.each<[string, unknown]>([
    ['no object', []],
    ['null', null],
    ['of another kind', { ...whole, soort: 'x' }],
    ['without a time', { ...whole, tijd: 1 }],
    ['without a register', { ...whole, schrijvers: 1 }],
    ['with a negative number', { ...whole, controlepunten: { aantal: -1, hash: '' } }],
    ['without chains', { ...whole, ketens: {} }],
    ['with a chain that is none', { ...whole, ketens: [null] }],
    [
      'with a row that has no number',
      { ...whole, ketens: [{ schrijver: 'w1', nr: '1', hash: '' }] },
    ],
    ['with keys that are a list', { ...whole, publiekeSleutels: ['x'] }],
    ['with a key that is no text', { ...whole, publiekeSleutels: { x: 1 } }],
    ['without a signature', { ...whole, handtekening: null }],
  ])('a file %s', async (_, content) => {
    const file = write(JSON.stringify(content))
    expect(await verify(url, { checkpoint: file })).toMatchObject({ code: 2, stdout: '' })
  })

  test('a file that is whole but names no key: nothing of it could be checked', async () => {
    const { code, stderr } = await verify(url, { checkpoint: write(JSON.stringify(whole)) })
    expect(code).toBe(1)
    expect(stderr).toContain('niet gecontroleerd: de handtekening van 1 controlepunten')
    expect(await verify(url, { checkpoint: write('{') })).toMatchObject({ code: 2 })
  })

  test('a database that fails: its code is told, not its values', async () => {
    const text = join(folder, 'text.db')
    writeFileSync(text, 'this is no database, '.repeat(100))
    const { code, stderr } = await prune(`sqlite:${text}`)
    expect(code).toBe(2)
    expect(stderr).toMatch(/^de database kan dit niet uitvoeren(?::.*)? \(.+\)\n$/)
  })
})
