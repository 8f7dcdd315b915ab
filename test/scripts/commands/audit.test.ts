import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from '@jest/globals'
import { openDatabase } from '../../../gateway/store/database.ts'
import { auditExport } from '../../../scripts/commands/audit/export.ts'
import type { AuditExportOptions } from '../../../scripts/commands/audit/export.ts'
import { auditVerify } from '../../../scripts/commands/audit/verify.ts'
import { auditEvent, noon, openTestStore } from '../../store/fixtures.ts'
import { eachDatabase, useDatabases } from '../../support/databases.ts'
import { run } from './run.ts'

/** Around the end of 31 July in the Netherlands (22:00 UTC), and a day in winter (23:00 UTC). */
const times = [
  '2026-01-31T22:59:59.999Z',
  '2026-01-31T23:00:00.000Z',
  '2026-07-30T22:00:00.000Z',
  '2026-07-31T21:59:59.999Z',
  '2026-07-31T22:00:00.000Z',
]

eachDatabase('audit commands on %s', (engine) => {
  const fresh = useDatabases(engine)
  let url: string

  beforeAll(async () => {
    url = await fresh()
    const store = await openTestStore(url, { writerId: 'w1' })
    for (const tijd of times) await store.audit.write(auditEvent({ tijd }))
    const other = { ...auditEvent().gebruiker, agbCode: '12000002' }
    await store.audit.write(auditEvent({ gebruiker: other as never, tijd: '2026-12-31T00:00:00Z' }))
    await store.close()
  })

  const exported = async (options: Omit<AuditExportOptions, 'database'>) => {
    const result = await run((streams) => auditExport({ database: url, ...options }, streams))
    const rows = result.stdout.split('\n').filter((line) => line !== '')
    return { ...result, numbers: rows.map((line) => (JSON.parse(line) as { nr: number }).nr) }
  }

  test('verify says that it is whole', async () => {
    expect(await run((streams) => auditVerify({ database: url }, streams))).toEqual({
      code: 0,
      stdout:
        'De audit klopt: 6 regels van 1 schrijvers\nControlepunten: 0; 6 regels staan achter het laatste\n',
      stderr: '',
    })
  })

  test('verify as JSON', async () => {
    const { code, stdout } = await run((streams) =>
      auditVerify({ database: url, json: true }, streams),
    )
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      klopt: true,
      regels: 6,
      schrijvers: 1,
      achterLaatsteControlepunt: 6,
      gevonden: [],
      problemen: [],
      bewaardVanaf: null,
    })
  })

  test('verify names the row that is not, in Dutch', async () => {
    const broken = await fresh()
    const store = await openTestStore(broken, { writerId: 'w2' })
    for (const tijd of times) await store.audit.write(auditEvent({ tijd }))
    await store.close()
    const database = openDatabase(broken)
    await database.writer('audit').where('nr', 4).del()
    await database.close()
    expect(await run((streams) => auditVerify({ database: broken }, streams))).toEqual({
      code: 1,
      stdout: '',
      stderr: 'schrijver w2, regel 4 ontbreekt\n',
    })
    const told = await run((streams) => auditVerify({ database: broken, json: true }, streams))
    expect(told).toMatchObject({ code: 1, stderr: '' })
    expect(JSON.parse(told.stdout)).toMatchObject({
      klopt: false,
      gevonden: [{ schrijver: 'w2', nr: 4, fout: 'ontbreekt' }],
      problemen: ['schrijver w2, regel 4 ontbreekt'],
    })
  })

  test.each<[string, Omit<AuditExportOptions, 'database'>, number[]]>([
    ['everything', {}, [1, 2, 3, 4, 5, 6]],
    ['one practice', { agb: '12000002' }, [6]],
    ['a day in summer, whole', { van: '2026-07-31', tot: '2026-07-31' }, [3, 4]],
    ['from a day in winter on', { van: '2026-02-01' }, [2, 3, 4, 5, 6]],
    ['up to a day in winter', { tot: '2026-01-31' }, [1]],
    [
      'from a moment on, until a moment',
      { van: '2026-01-31T23:00:00Z', tot: '2026-07-31T22:00:00Z' },
      [2, 3, 4],
    ],
    ['a moment in another zone', { van: '2026-08-01T00:00:00+02:00' }, [5, 6]],
    ['a practice that is not there', { agb: '12000003' }, []],
  ])('export of %s', async (_, options, numbers) => {
    expect(await exported(options)).toMatchObject({ code: 0, stderr: '', numbers })
  })

  test.each<[string, Omit<AuditExportOptions, 'database'>, string]>([
    ['an AGB-code that is none', { agb: '1234' }, '--agb: dit is geen AGB-code\n'],
    ['a day that does not exist', { van: '2026-02-30' }, '--van: geef een dag'],
    ['a moment without a zone', { tot: '2026-01-31T12:00' }, '--tot: geef een dag'],
    ['a word', { tot: 'gisteren' }, '--tot: geef een dag'],
    ['another format', { formaat: 'xlsx' }, '--formaat: kies ndjson, csv, fhir\n'],
    ['a format that every object has', { formaat: 'constructor' }, '--formaat: kies'],
    ['another separator', { formaat: 'csv', scheiding: '|' }, '--scheiding: kies komma of'],
    ['L9: a separator of what has none', { scheiding: 'puntkomma' }, 'hoort bij --formaat csv'],
  ])('export with %s is wrong use', async (_, options, problem) => {
    const { code, stdout, stderr } = await exported(options)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(problem)
  })

  test('export tells everything that is wrong at once', async () => {
    const { stderr } = await exported({ agb: 'x', van: 'y', tot: 'z', formaat: 'q' })
    expect(stderr.trim().split('\n')).toHaveLength(4)
  })

  const exportedAs = (options: Omit<AuditExportOptions, 'database'>) =>
    run((streams) => auditExport({ database: url, now: () => noon, ...options }, streams))

  test('export as CSV has a record for each row, of one practice when asked', async () => {
    const { stdout } = await exportedAs({ formaat: 'csv' })
    expect(stdout.split('\r\n')).toHaveLength(6 + 2)
    const one = await exportedAs({ formaat: 'csv', scheiding: 'puntkomma', agb: '12000002' })
    expect(one.stdout.split('\r\n')).toHaveLength(1 + 2)
    expect(one.stdout).toMatch(/^\ufeff"tijd";"gebeurtenis";/)
  })

  test('export as FHIR is one bundle, of one practice when asked', async () => {
    const { code, stdout } = await exportedAs({ formaat: 'fhir', agb: '12000002' })
    const bundle = JSON.parse(stdout) as { timestamp: string; entry: unknown[] }
    expect({ code, timestamp: bundle.timestamp }).toEqual({
      code: 0,
      timestamp: '2026-08-01T12:00:00.000Z',
    })
    expect(bundle.entry).toHaveLength(1)
  })

  test('export names a row that it cannot read', async () => {
    const broken = await fresh()
    const store = await openTestStore(broken, { writerId: 'w2' })
    await store.audit.write(auditEvent())
    await store.close()
    const database = openDatabase(broken)
    await database.writer('audit').update({ line: 'x' })
    await database.close()
    for (const formaat of ['csv', 'fhir'])
      expect(
        await run((streams) => auditExport({ database: broken, formaat }, streams)),
      ).toMatchObject({ code: 1, stderr: expect.stringMatching(/^schrijver w2, regel 1 is niet/) })
  })
})

test('a check does not make a database', async () => {
  const database = `sqlite:${join(tmpdir(), 'sluis-none', 'none.db')}`
  for (const command of [auditVerify, auditExport]) {
    const { code, stderr } = await run((streams) => command({ database }, streams))
    expect(code).toBe(2)
    expect(stderr).toContain('er is geen database')
  }
})
