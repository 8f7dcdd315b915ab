import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals'
import Sqlite from 'better-sqlite3'
import { agb, type AgbCode } from '../../../gateway/identity/agb-code.ts'
import { selectAudit, verifyAudit } from '../../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import { findDetails } from '../../../gateway/register/details.ts'
import { beginRegisterImport } from '../../../gateway/register/import.ts'
import { registerImport } from '../../../scripts/commands/register/import.ts'
import type { RegisterImportOptions } from '../../../scripts/commands/register/import.ts'
import { openTestStore } from '../../store/fixtures.ts'
import { eachDatabase, useDatabases } from '../../support/databases.ts'
import { run } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluis-register-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const header = 'agbCode,soort,naam,aanvang,einde'
const good = '12100001,zorgverlener,A. de Vries,2020-01-01,'
let files = 0

function write(content: string | Buffer): string {
  const file = join(folder, `register-${(files += 1)}.csv`)
  writeFileSync(file, content)
  return file
}

const lines = (...rows: string[]) => write([header, ...rows, ''].join('\n'))
const now = () => 1_000

const importing = (database: string, file: string, change: Partial<RegisterImportOptions> = {}) =>
  run((streams) => registerImport({ file, database, now, ...change }, streams))

eachDatabase('register import on %s', (engine) => {
  const fresh = useDatabases(engine)

  test('makes the database, and a gateway finds every field', async () => {
    const url = await fresh()
    const file = lines(
      '01000001,praktijk,"Praktijk ""De Sluis"", Zn",2020-01-01,2030-12-31',
      good,
      '06000001,instelling,Zoë & co,1900-02-28,',
    )
    const { code, stdout, stderr } = await importing(url, file)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(
      /^AGB-register ingelezen: 3 codes \(zorgverleners: 1, praktijken: 1, instellingen: 1\) in \d+,\d s\n$/,
    )
    const store = await openTestStore(url)
    expect(await store.register.find(agb('01000001'))).toEqual({
      agbCode: agb('01000001'),
      soort: 'praktijk',
      naam: 'Praktijk "De Sluis", Zn',
      aanvang: '2020-01-01',
      einde: '2030-12-31',
    })
    expect(await store.register.find(agb('06000001'))).toMatchObject({
      naam: 'Zoë & co',
      einde: null,
    })
    await store.close()
  })

  test('replaces the whole register, and a running gateway sees it within a second', async () => {
    const url = await fresh()
    let at = 0
    const store = await openTestStore(url, { now: () => at })
    const naam = async (agbCode: AgbCode) => (await store.register.find(agbCode))?.naam
    expect(await naam(agb('12100001'))).toBeUndefined()
    await importing(url, lines(good, '12100002,zorgverlener,B. Bos,2020-01-01,'))
    at += 500
    expect([await naam(agb('12100001')), await naam(agb('12100002'))]).toEqual([
      'A. de Vries',
      'B. Bos',
    ])
    const file = lines('12100001,zorgverlener,A. de Vries-Bos,2020-01-01,')
    await importing(url, file, { toegestaanVerlies: '50%' })
    at += 500
    expect([await naam(agb('12100001')), await naam(agb('12100002'))]).toEqual([
      'A. de Vries-Bos',
      undefined,
    ])
    await store.close()
    const database = openDatabase(url)
    expect(await database.reader('register_entry')).toHaveLength(1)
    await database.close()
  })

  test('a look-up never finds a register half: old or new, all the time', async () => {
    const url = await fresh()
    const codes = Array.from({ length: 12_000 }, (_, i) => agb(String(12_000_001 + i)))
    const file = (naam: string) =>
      lines(...codes.map((code) => `${code},zorgverlener,${naam},2020-01-01,`))
    await importing(url, file('oud'))
    let at = 0
    const store = await openTestStore(url, { now: () => (at += 1_000) })
    const state = { busy: true }
    const seen = new Set<string | undefined>()
    const looking = (async () => {
      for (let i = 0; state.busy; i += 997) {
        seen.add((await store.register.find(codes[i % codes.length] ?? agb('12000001')))?.naam)
        await new Promise(setImmediate)
      }
    })()
    const { code } = await importing(url, file('nieuw'))
    state.busy = false
    await looking
    expect(code).toBe(0)
    expect(seen.has(undefined)).toBe(false)
    expect((await store.register.find(agb('12000001')))?.naam).toBe('nieuw')
    await store.close()
  })

  test('S1-06: the longer header brings what organisations are registered with, the old one takes it away', async () => {
    const url = await fresh()
    const database = openDatabase(url)
    const row = '02000001,praktijk,Apotheek Het Sas,2020-01-01,,'
    const file = write(
      [
        `${header},entiteit,namen,adressen,emails`,
        `${row}onderneming,Apotheek Het Sas | Het Sas,"Sasweg 1, 1234 AB Sluis",info@apotheek-het-sas.example|balie@apotheek-het-sas.example`,
        '02000002,praktijk,Apotheek De Kolk,2020-01-01,,,,,',
        '',
      ].join('\n'),
    )
    expect((await importing(url, file)).code).toBe(0)
    expect(await findDetails(database, agb('02000001'))).toEqual({
      entiteit: 'onderneming',
      namen: ['Apotheek Het Sas', 'Het Sas'],
      adressen: ['Sasweg 1, 1234 AB Sluis'],
      emails: ['info@apotheek-het-sas.example', 'balie@apotheek-het-sas.example'],
    })
    const plain = { entiteit: 'praktijk', namen: [], adressen: [], emails: [] }
    expect(await findDetails(database, agb('02000002'))).toEqual(plain)
    expect((await importing(url, lines(row.slice(0, -1)))).code).toBe(0)
    expect(await findDetails(database, agb('02000001'))).toBeUndefined()
    expect(await database.reader('register_detail')).toEqual([])
    await database.close()
  })

  test.each([
    ['onderneming,N,A,geen adres', ':2:9: een e-mailadres is niet goed geschreven'],
    ['onderneming,N,A,a@b.example|"x" <c@d.example>', ':2: er staat een aanhalingsteken'],
    ['onderneming,N,A,"a@b.example,c@d.example"', ':2:9: een e-mailadres is niet goed geschreven'],
    ['bedrijf,N,A,a@b.example', ':2:6: de entiteit is niet onderneming, vestiging of leeg'],
    ['onderneming,N,A', ':2: er staan 8 velden in plaats van 9'],
  ])('details %s are a problem with line and column', async (details, problem) => {
    const url = await fresh()
    const file = write(
      [
        `${header},entiteit,namen,adressen,emails`,
        `02000001,praktijk,P,2020-01-01,,${details}`,
        '',
      ].join('\n'),
    )
    const { code, stderr } = await importing(url, file)
    expect(code).toBe(1)
    expect(stderr).toContain(problem)
  })

  test.each([
    ['\r\n', '\n'],
    ['\n', '\r\n'],
    ['\r', '\r'],
  ])('lines that end with %j and then %j are read, and counted', async (first, second) => {
    const url = await fresh()
    const rows = [`${header}${first}${good}${second}`, `x${first}`]
    expect((await importing(url, write(rows[0] ?? ''))).code).toBe(0)
    const { code, stderr } = await importing(url, write(rows.join('')))
    expect([code, stderr]).toEqual([1, expect.stringContaining(':3: er staat 1 veld ')])
  })

  test('one bad line changes nothing', async () => {
    const url = await fresh()
    await importing(url, lines(good))
    const many = Array.from({ length: 6_000 }, (_, i) => `${12_200_001 + i},praktijk,P,2020-01-01,`)
    const { code, stderr } = await importing(url, lines(...many, 'x,praktijk,P,2020-01-01,'))
    expect(code).toBe(1)
    expect(stderr).toContain(':6002: de AGB-code bestaat niet uit acht cijfers')
    expect(stderr).toContain('het register is niet gewijzigd')
    const database = openDatabase(url)
    expect(await database.reader('register_entry').select('agb_code')).toEqual([
      { agb_code: '12100001' },
    ])
    await database.close()
  })

  test('two imports at once: one register is left, whole', async () => {
    const url = await fresh()
    await importing(url, lines(good))
    const database = openDatabase(url, { busyMs: 2_000 })
    const [one, other] = [beginRegisterImport(database, 'v1'), beginRegisterImport(database, 'v2')]
    const entry = (naam: string) => ({
      agbCode: agb('12100001'),
      soort: 'zorgverlener' as const,
      naam,
      aanvang: '2020-01-01',
      einde: null,
    })
    await one.add([entry('een')])
    await other.add([entry('ander')])
    await one.finish(1)
    await expect(other.finish(2)).rejects.toThrow('at the same time')
    expect(await database.reader('register_entry').select('naam')).toEqual([{ naam: 'een' }])
    await database.close()
  })

  test('a broken import is cleaned up by the next', async () => {
    const url = await fresh()
    await importing(url, lines(good))
    const database = openDatabase(url)
    const entries = [
      {
        agbCode: agb('12100009'),
        soort: 'praktijk' as const,
        naam: 'x',
        aanvang: '2020-01-01',
        einde: null,
      },
    ]
    await beginRegisterImport(database, 'crashed').add(entries)
    await importing(url, lines(good))
    expect(await database.reader('register_entry').select('agb_code')).toEqual([
      { agb_code: '12100001' },
    ])
    await database.close()
  })
})

/** Twenty-five codes, some of them changed. */
const codes = (change: (n: number) => string | undefined = () => undefined) =>
  Array.from(
    { length: 25 },
    (_, n) => change(n) ?? `${12_100_001 + n},zorgverlener,Naam ${n},2020-01-01,`,
  ).filter((row) => row !== '')

eachDatabase('what an import changes on %s', (engine) => {
  const fresh = useDatabases(engine)
  let url: string

  beforeEach(async () => {
    url = await fresh()
    await importing(url, lines(...codes()))
  })

  const events = async () => {
    const database = openDatabase(url)
    const found: Record<string, unknown>[] = []
    for await (const { line } of selectAudit(database, {}))
      found.push(JSON.parse(line) as Record<string, unknown>)
    const { findings } = await verifyAudit(database)
    await database.close()
    expect(findings).toEqual([])
    return found
  }

  const entries = async () => {
    const database = openDatabase(url)
    const rows = (await database.reader('register_entry').orderBy('agb_code')) as {
      version: string
      agb_code: string
    }[]
    await database.close()
    return { count: rows.length, versions: new Set(rows.map(({ version }) => version)).size }
  }

  const changed = codes((n) => {
    if (n === 0) return '12100001,zorgverlener,Naam 0,2020-01-01,2026-01-01'
    if (n === 1) return '12100002,praktijk,Naam 1,2020-01-01,'
    if (n === 2) return '12100003,zorgverlener,Naam 2 \u202enep,2020-01-01,'
    return n === 3 ? '' : undefined
  })

  test('is told before it takes effect, by kind and with the codes', async () => {
    const { code, stdout, stderr } = await importing(
      url,
      lines(...changed, '12200001,praktijk,Nieuw,2020-01-01,'),
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.split('\n').slice(0, -2)).toEqual([
      'Verschil met het register in gebruik (25 codes):',
      '  nieuw: 1',
      '    12200001 Nieuw',
      '  gewijzigd: 2',
      '    12100002 Naam 1: soort',
      '    12100003 Naam 2 \\u202enep: naam',
      '  beëindigd: 1',
      '    12100001 Naam 0',
      '  verdwenen: 1',
      '    12100004 Naam 3',
    ])
  })

  test('names twenty codes of each kind, and counts the rest', async () => {
    const many = Array.from({ length: 23 }, (_, n) => `${12_300_001 + n},praktijk,P,2020-01-01,`)
    const { stdout } = await importing(url, lines(...codes(), ...many))
    const named = stdout.split('\n').filter((line) => line.startsWith('    '))
    expect(named).toHaveLength(21)
    expect(named.slice(-2)).toEqual(['    12300020 P', '    … en nog 3'])
    expect(stdout).toContain('  nieuw: 23\n')
  })

  test('is nothing when the file is the same', async () => {
    const { stdout } = await importing(url, lines(...codes()))
    expect(stdout).toMatch(/^Verschil met het register in gebruik \(25 codes\): geen\nAGB-register/)
  })

  test('is told of names, addresses and mailboxes too, and which of them', async () => {
    const detailed = (...rows: string[]) =>
      write([`${header},entiteit,namen,adressen,emails`, ...rows, ''].join('\n'))
    const row = (n: number, details: string) =>
      `${12_100_001 + n},praktijk,P,2020-01-01,,${details}`
    const was = ['vestiging,N,A,a@p.example', ',N,,', ',,,', 'onderneming,N|M,A,a@p.example']
    const is = [
      'vestiging,N,A,b@p.example',
      'vestiging,N,A,',
      ',,,',
      'onderneming,M|N,A,a@p.example',
    ]
    await importing(url, detailed(...was.map((details, n) => row(n, details))))
    const changes = detailed(...is.map((details, n) => row(n, details)))
    const { stdout } = await importing(url, changes, { proef: true })
    expect(stdout.split('\n').slice(0, 5)).toEqual([
      'Verschil met het register in gebruik (4 codes):',
      '  gewijzigd: 3',
      '    12100001 P: e-mailadressen',
      '    12100002 P: entiteit, adressen',
      '    12100004 P: namen',
    ])
    const plain = await importing(url, lines(...is.map((_, n) => row(n, '').slice(0, -1))), {
      json: true,
    })
    expect(JSON.parse(plain.stdout)).toMatchObject({
      verschil: {
        gewijzigd: {
          aantal: 3,
          eerste: [
            { agbCode: '12100001', wat: ['entiteit', 'namen', 'adressen', 'emails'] },
            { agbCode: '12100002', wat: ['namen'] },
            { agbCode: '12100004', wat: ['entiteit', 'namen', 'adressen', 'emails'] },
          ],
        },
      },
    })
  })

  test('is told and not done with --proef; no row in the audit', async () => {
    const before = await events()
    const { code, stdout } = await importing(url, lines(...changed), { proef: true })
    expect(code).toBe(0)
    expect(stdout).toMatch(/verdwenen: 1[^]*Proef: het register is niet gewijzigd\n$/)
    expect(await entries()).toEqual({ count: 25, versions: 1 })
    expect(await events()).toEqual(before)
  })

  test.each<[string, number, string | undefined, string | undefined]>([
    ['half of a small register, where no share was asked for', 12, undefined, undefined],
    ['two of twenty-five', 2, '10%', undefined],
    ['three of twenty-five', 3, '10%', '12%'],
    ['exactly the share', 3, '12%', undefined],
    ['a little more than the share', 3, '11,9 %', '12%'],
    ['all that are allowed', 24, '96', undefined],
    ['two where nothing may', 2, '0%', '8%'],
  ])('vanishing: %s', async (_, gone, toegestaanVerlies, needed) => {
    const file = lines(...codes((n) => (n < gone ? '' : undefined)))
    const change = toegestaanVerlies === undefined ? {} : { toegestaanVerlies }
    const { code, stdout, stderr } = await importing(url, file, change)
    expect(stdout).toContain(`  verdwenen: ${gone}\n`)
    if (needed === undefined) expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    else {
      expect(code).toBe(1)
      expect(stderr).toContain(`er zouden ${gone} van de 25 codes verdwijnen`)
      expect(stderr).toContain(`geef dan --toegestaan-verlies ${needed}; het register is niet`)
    }
    const left = needed === undefined ? 25 - gone : 25
    expect(await entries()).toEqual({ count: left, versions: 1 })
    expect(await events()).toHaveLength(needed === undefined ? 2 : 1)
  })

  test('is refused in a trial too', async () => {
    const file = lines(...codes((n) => (n < 10 ? '' : undefined)))
    const change = { proef: true, toegestaanVerlies: '10%' }
    expect(await importing(url, file, change)).toMatchObject({ code: 1 })
  })

  test('L13: is recorded in the audit, in the same transaction, under names in ASCII', async () => {
    await importing(url, lines(...changed), { now: () => 2_000 })
    const [first, second] = await events()
    expect(first).toMatchObject({ wijziging: { van: { codes: 0 }, naar: { codes: 25 } } })
    expect(second).toMatchObject({
      gebeurtenis: 'register-ingelezen',
      actie: 'U',
      uitkomst: 'toegestaan',
      luisteraar: 'cli',
      gebruiker: null,
      object: { soort: 'register' },
      wijziging: {
        van: { codes: 25 },
        naar: { codes: 24, nieuw: 0, gewijzigd: 2, beeindigd: 1, verdwenen: 1 },
      },
      toelichting: expect.stringMatching(/^register-\d+\.csv$/),
    })
  })

  test('is not done when it cannot be recorded', async () => {
    const database = openDatabase(url)
    await database.writer.schema.renameTable('audit', 'audit_elsewhere')
    expect(await importing(url, lines(...changed))).toMatchObject({ code: 2 })
    await database.writer.schema.renameTable('audit_elsewhere', 'audit')
    await database.close()
    expect(await entries()).toEqual({ count: 25, versions: 1 })
  })

  test('is judged by the register it was compared with: another import meanwhile wins', async () => {
    const database = openDatabase(url, { busyMs: 2_000 })
    const into = beginRegisterImport(database, 'v2')
    const { from } = await into.compare(1)
    await importing(url, lines(...changed))
    await expect(into.finish(1, { from })).rejects.toThrow('at the same time')
    expect(await entries()).toEqual({ count: 24, versions: 1 })
    await database.close()
  })

  test('what is in force is never discarded', async () => {
    const database = openDatabase(url, { busyMs: 2_000 })
    const into = beginRegisterImport(database, 'v2')
    await into.add([
      {
        agbCode: agb('12100001'),
        soort: 'praktijk',
        naam: 'P',
        aanvang: '2020-01-01',
        einde: null,
      },
    ])
    await into.finish(1)
    await into.discard()
    await database.close()
    expect(await entries()).toEqual({ count: 1, versions: 1 })
  })

  test.each(['x', '101%', '-1%', '10%%', ''])('a share of "%s" is wrong use', async (share) => {
    const { code, stderr } = await importing(url, lines(good), { toegestaanVerlies: share })
    expect(code).toBe(2)
    expect(stderr).toBe('--toegestaan-verlies: geef een percentage, zoals 10%\n')
  })
})

describe('a register file', () => {
  const fresh = useDatabases('sqlite')

  test.each<[string, string | Buffer]>([
    ['CRLF', `${header}\r\n${good}\r\n`],
    ['a byte order mark', `\ufeff${header}\n${good}\n`],
    ['no newline at the end', `${header}\n${good}`],
    ['empty lines', `${header}\n\n${good}\n\n`],
    [
      'quotes around every field',
      `"agbCode","soort","naam","aanvang","einde"\n"12100001","zorgverlener","A","2020-01-01",""\n`,
    ],
    ['a leap day', `${header}\n12100001,zorgverlener,A,2024-02-29,2024-02-29\n`],
  ])('may have %s', async (_, content) => {
    expect(await importing(await fresh(), write(content))).toMatchObject({ code: 0, stderr: '' })
  })

  const line = (
    change: Partial<Record<'agbCode' | 'soort' | 'naam' | 'aanvang' | 'einde', string>>,
  ) => {
    const fields = {
      agbCode: agb('12100001'),
      soort: 'praktijk',
      naam: 'P',
      aanvang: '2020-01-01',
      einde: '',
    }
    return Object.values({ ...fields, ...change }).join()
  }

  test.each<[string, string, string]>([
    ['a code of seven digits', line({ agbCode: '1210001' }), 'acht cijfers'],
    ['a code of other digits', line({ agbCode: '１２１００００１' }), 'acht cijfers'],
    ['a code with a space', line({ agbCode: ' 12100001' }), 'acht cijfers'],
    ['the code of nobody', line({ agbCode: '00000000' }), 'acht cijfers'],
    [
      'an unknown soort',
      line({ soort: 'Praktijk' }),
      'de soort is niet zorgverlener, praktijk, instelling',
    ],
    ['no name', line({ naam: ' ' }), 'de naam ontbreekt'],
    ['a name that is too long', line({ naam: 'a'.repeat(201) }), 'langer dan 200'],
    ['a control character in the name', line({ naam: 'a\u0007' }), 'stuurteken'],
    ['a day that does not exist', line({ aanvang: '2026-02-30' }), 'de aanvang is geen datum'],
    ['a Dutch date', line({ aanvang: '01-01-2020' }), 'de aanvang is geen datum'],
    ['no begin', line({ aanvang: '' }), 'de aanvang is geen datum'],
    ['an end that is no date', line({ einde: 'morgen' }), 'het einde is geen datum'],
    ['an end before its begin', line({ einde: '2019-12-31' }), 'het einde ligt voor de aanvang'],
    ['a field less', '12100001,praktijk,P,2020-01-01', 'er staan 4 velden in plaats van 5'],
    ['a field more', `${line({})},x`, 'er staan 6 velden in plaats van 5'],
    ['a quote that is not closed', '12100001,praktijk,"P,2020-01-01,', 'aanhalingsteken'],
    ['a code twice', `${line({})}\n${line({})}`, 'de AGB-code staat al op regel 2'],
  ])('with %s is refused, with its line', async (_, row, problem) => {
    const { code, stdout, stderr } = await importing(await fresh(), lines(row))
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain(problem)
    expect(stderr).toMatch(/\.csv:[23]: /)
  })

  test.each<[string, string | Buffer, string]>([
    ['nothing', '', 'het bestand is leeg'],
    ['only a header', `${header}\n`, 'er staan geen codes in'],
    ['another header', 'code,naam\n', `de eerste regel moet zijn: ${header}`],
    ['semicolons', `${header.replaceAll(',', ';')}\n`, 'gebruik komma’s, geen puntkomma’s'],
    ['no header', `${good}\n`, 'de eerste regel moet zijn'],
    [
      'another encoding',
      Buffer.from(`${header}\n12100001,praktijk,Zo\xeb,2020-01-01,\n`, 'latin1'),
      'geen geldige UTF-8',
    ],
  ])('with %s is refused', async (_, content, problem) => {
    const { code, stderr } = await importing(await fresh(), write(content))
    expect(code).toBe(1)
    expect(stderr).toContain(problem)
  })

  test('has every bad line told at once', async () => {
    const file = lines(good, 'x', good.replace('1,', '2,'), 'y', 'z')
    const { stderr } = await importing(await fresh(), file)
    const told = stderr
      .trim()
      .split('\n')
      .map((text) => text.slice(file.length))
    expect(told.map((text) => text.slice(0, 3))).toEqual([':3:', ':5:', ':6:', ': n'])
    expect(told.at(-1)).toContain('niet goed: 3 regels')
  })

  test('that is not there is wrong use', async () => {
    const { code, stderr } = await importing(await fresh(), join(folder, 'none.csv'))
    expect(code).toBe(2)
    expect(stderr).toContain('het bestand is er niet')
  })

  test('L16: is told as JSON: what was done, and what would be done', async () => {
    const url = await fresh()
    const other = '12100002,zorgverlener,B. Jansen,2020-01-01,'
    const first = await importing(url, lines(good, other), { json: true })
    expect(first.code).toBe(0)
    expect(JSON.parse(first.stdout)).toMatchObject({
      gewijzigd: true,
      probleem: null,
      codes: 2,
      voorheen: 0,
    })
    const trial = await importing(url, lines(good), { json: true, proef: true })
    expect(JSON.parse(trial.stdout)).toMatchObject({
      gewijzigd: false,
      voorheen: 2,
      verschil: { verdwenen: { aantal: 1 }, nieuw: { aantal: 0, eerste: [] } },
    })
    const refused = await importing(url, lines('x'), { json: true })
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.stdout)).toMatchObject({
      gewijzigd: false,
      probleem: 'niet goed: 1 regel',
      verschil: null,
    })
  })

  test('shows how far it is on a terminal only', async () => {
    const url = await fresh()
    const file = lines(good)
    const { stderr } = await run(
      (streams) => registerImport({ file, database: url, now }, streams),
      { isTTY: true },
    )
    expect(stderr).toContain('Inlezen')
  })

  test('cannot be imported in a database that fails; its values are not told', async () => {
    const notADatabase = join(folder, 'text.db')
    writeFileSync(notADatabase, 'this is no database, '.repeat(100))
    const { code, stderr } = await importing(`sqlite:${notADatabase}`, lines(good))
    expect(code).toBe(2)
    expect(stderr).toBe(
      'de database kan dit niet uitvoeren: het bestand is geen SQLite-database (SQLITE_NOTADB)\n',
    )
  })
})

describe('on SQLite', () => {
  const fresh = useDatabases('sqlite')

  test('M2: an import that another one overtakes says that another runs, and not that the database cannot', async () => {
    const url = await fresh()
    await importing(url, lines(good))
    // What the other does when it is in force: what is not, it takes for old (just before this one would be).
    const overtaking = (): number => {
      const database = new Sqlite(url.slice('sqlite:'.length))
      database.exec(
        'delete from register_entry where version not in (select version from register_version)',
      )
      database.close()
      return 2_000
    }
    const file = lines('12100002,zorgverlener,B,2020-01-01,')
    const { code, stdout, stderr } = await importing(url, file, { now: overtaking })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('er wordt al een register ingelezen')
  })

  test('L11: a trial into an empty register says how much the file has', async () => {
    const { code, stdout } = await importing(await fresh(), lines(good), { proef: true })
    expect(code).toBe(0)
    expect(stdout).toContain('Dit bestand heeft 1 code (zorgverleners: 1, praktijken: 0')
  })
})
