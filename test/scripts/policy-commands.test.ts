/** `sluis policy …` as an operator types it, over a policy folder and over a gateway that has served requests. */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { Command, CommanderError } from 'commander'
import type { PolicySet } from '../../gateway/decision/policy-set.ts'
import { writeMarks } from '../../gateway/decision/step-marks.ts'
import type { Control } from '../../gateway/decision/steps.ts'
import { selectAudit } from '../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { addPolicyCommands } from '../../scripts/commands/policy/policy.ts'
import { edited, makeFolder } from '../policy/policy-folder.ts'
import type { PolicyFolder } from '../policy/policy-folder.ts'
import {
  ask,
  changePolicy,
  instroom,
  open,
  post,
  startPath,
  startTestGateway,
} from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly json: Record<string, unknown>
}

interface Place {
  readonly dir: string
  readonly database: string
  readonly isTTY?: boolean
}

/** What a command set, as Node would take it. */
const exitCode = (): number => (process as { readonly exitCode?: number }).exitCode ?? 0

/** Runs `sluis policy …`. */
async function sluis({ dir, database, isTTY = false }: Place, ...args: string[]): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY })]
  const written = [stdout, stderr].map((stream) => {
    const parts: Buffer[] = []
    stream.on('data', (part: Buffer) => parts.push(part))
    return () => Buffer.concat(parts).toString()
  })
  const before = process.exitCode
  process.exitCode = undefined
  const program = new Command('sluis').exitOverride().configureOutput({
    writeOut: (text) => stdout.write(text),
    writeErr: (text) => stderr.write(text),
  })
  const streams = { stdout, stderr }
  addPolicyCommands({ program, streams, dir, database: () => database, now: Date.now })
  let code = 0
  try {
    await program.parseAsync(['policy', ...args], { from: 'user' })
    code = exitCode()
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    code = error.exitCode === 0 ? 0 : 2
  }
  process.exitCode = before
  await new Promise((resolve) => setImmediate(resolve))
  const [out, err] = written.map((text) => text())
  return { code, stdout: out ?? '', stderr: err ?? '', json: parse(out ?? '') }
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

const practices = 'instanties/praktijken.yaml'
const cases = 'cases/gevallen.yaml'

describe('over a folder', () => {
  let folder: PolicyFolder
  let place: Place

  beforeEach(() => {
    folder = makeFolder()
    place = { dir: folder.dir, database: `sqlite:${join(folder.dir, '../geen.db')}` }
  })

  afterEach(() => {
    folder.remove()
  })

  const change = (changes: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(changes)) folder.write(name, text)
  }

  describe('check', () => {
    // Of a holder that is there: a block of nobody is a warning of its own.
    const withoutWarnings = (): void => {
      change({ 'blokkades.yaml': '- { gebruikersnummer: "10000002", reden: pas kwijt }\n' })
    }

    test('of a good set prints a summary and exits 0', async () => {
      withoutWarnings()
      const ran = await sluis(place, 'check')
      expect(ran).toMatchObject({ code: 0, stderr: '' })
      expect(ran.stdout).toMatch(
        /^Het beleid is goed: 2 profielen, 1 dienst, .* \(versie \w{12}\)\.\n$/,
      )
    })

    test('takes another folder than that of the environment', async () => {
      const ran = await sluis({ ...place, dir: 'nergens' }, 'check', folder.dir)
      expect(ran.code).toBe(0)
    })

    test.each([
      ['check', 'nergens'],
      ['test', 'nergens'],
      ['sign', 'nergens', '--key', 'x'],
      ['diff', 'nergens'],
      [...'explain --verzoek 6f1c1c52-6a5e-4a39-9a11-5b7e5b1f2c90 --policy nergens'.split(' ')],
    ])('%s of a folder that is not there says so: exit 2', async (...args) => {
      expect(await sluis(place, ...args)).toMatchObject({
        code: 2,
        stdout: '',
        stderr: 'nergens: deze map is er niet\n',
      })
    })

    test('of a bad set prints every problem with place and hint on stderr and exits 1', async () => {
      change(edited(practices, '"12000001"', '12000001'))
      change(edited('blokkades.yaml', 'reden', 'redn'))
      const ran = await sluis(place, 'check')
      expect(ran).toMatchObject({ code: 1, stdout: '' })
      expect(ran.stderr.replaceAll(`${folder.dir}/`, '').split('\n')).toEqual([
        'blokkades.yaml:1:35: onbekende sleutel `redn` (bedoelt u `reden`?)',
        'instanties/praktijken.yaml:1:12: de AGB-code is hier als een getal gelezen en moet tekst zijn (zet de AGB-code tussen aanhalingstekens: "12000001")',
        'Het beleid is niet goed: 2 problemen.',
        '',
      ])
    })

    test('tells a revocation list that is broken or not there at the place that names it', async () => {
      writeFileSync(join(folder.dir, '../certs/ca-persoonlijk.crl.pem'), 'geen lijst')
      change(edited('certificaten.yaml', '../certs/ca-systeem.crl.pem', '../certs/weg.pem'))
      const ran = await sluis(place, 'check')
      expect(ran.code).toBe(1)
      expect(ran.stderr).toMatch(
        /certificaten\.yaml:6:10: .*ca-persoonlijk\.crl\.pem: .*profiel persoonlijk/,
      )
      expect(ran.stderr).toMatch(/certificaten\.yaml:17:11: .*weg\.pem: .*profiel systeem/)
    })

    test('prints warnings, and exits 0 all the same', async () => {
      change(edited(practices, '["10000001"]', '[]'))
      const ran = await sluis(place, 'check')
      expect(ran).toMatchObject({ code: 0, stderr: '' })
      expect(ran.stdout).toContain('praktijken.yaml:1:3: waarschuwing: deze instantie heeft geen')
    })

    test('as JSON', async () => {
      withoutWarnings()
      expect((await sluis(place, 'check', '--json')).json).toMatchObject({
        goed: true,
        problemen: [],
        waarschuwingen: [],
        samenvatting: { instanties: 1, certificaathouders: 3 },
      })
      change(edited(practices, '[raadplegen]', '[raadplegn]'))
      const ran = await sluis(place, 'check', '--json')
      expect(ran).toMatchObject({ code: 1, stderr: '' })
      expect(ran.json).toMatchObject({
        goed: false,
        problemen: [
          {
            file: join(folder.dir, practices),
            line: 10,
            column: 85,
            hint: 'bedoelt u `raadplegen`?',
          },
        ],
      })
    })

    test('as SARIF', async () => {
      change(edited(practices, '"12000001"', '12000001'))
      const ran = await sluis(place, 'check', '--sarif')
      expect(ran).toMatchObject({ code: 1, stderr: '' })
      expect(ran.json).toMatchObject({
        version: '2.1.0',
        runs: [{ results: [{ level: 'error', ruleId: 'beleid/probleem' }] }],
      })
    })

    test('of a set whose cases must pass tells the one that fails', async () => {
      change({ 'beleid.yaml': 'policyTests: verplicht\n' })
      expect((await sluis(place, 'check')).code).toBe(0)
      change(edited(practices, '[raadplegen]', '[indienen]'))
      expect((await sluis(place, 'check')).stderr).toMatch(
        /gevallen\.yaml:1:3: het geval ".*" wordt toegestaan, verwacht was SL205/,
      )
    })
  })

  describe('test', () => {
    test('prints how the cases came out and what they leave untouched', async () => {
      const ran = await sluis(place, 'test')
      expect(ran).toMatchObject({ code: 0, stderr: '' })
      expect(ran.stdout).toContain('1 van 1 geval komt uit zoals verwacht.\n')
      expect(ran.stdout).toContain('Zonder geval: autorisaties portaal: raadplegen.')
    })

    test('names a case that fails on stderr, and exits 1, also where the cases must pass', async () => {
      change({ ...edited(cases, 'SL205', 'toegestaan'), 'beleid.yaml': 'policyTests: verplicht\n' })
      const ran = await sluis(place, 'test')
      expect(ran).toMatchObject({ code: 1, stdout: '' })
      expect(ran.stderr).toMatch(
        /gevallen\.yaml:1:3: ".*": verwacht toegestaan, gekregen SL205 bij de stap "Autorisatie voldoende"\n0 van 1/,
      )
    })

    test('as JSON and as JUnit', async () => {
      change(edited(cases, 'SL205', 'toegestaan'))
      expect((await sluis(place, 'test', '--json')).json).toMatchObject({
        gevallen: [{ verwacht: 'toegestaan', gekregen: 'SL205', geslaagd: false }],
        zonderGeval: { instanties: [] },
      })
      const junit = await sluis(place, 'test', '--junit')
      expect(junit.code).toBe(1)
      expect(junit.stdout).toMatch(/^<\?xml[^]*tests="1" failures="1"[^]*<failure message="/)
    })

    test('M6: of a set that is refused programs get the problems in their own form', async () => {
      change({ [practices]: '- x\n' })
      const json = await sluis(place, 'test', '--json')
      expect(json.code).toBe(1)
      expect(json.json).toMatchObject({
        problemen: [{ line: 1, column: 3, melding: expect.stringContaining('groep sleutels') }],
        gevallen: [],
      })
      const junit = await sluis(place, 'test', '--junit')
      expect(junit.code).toBe(1)
      expect(junit.stdout).toMatch(
        /^<\?xml[^]*tests="1" failures="1"[^]*praktijken\.yaml:1:3[^]*<failure message="[^"]*groep sleutels[^]*<\/testsuites>\n$/,
      )
    })

    test('of a set that is refused tells why', async () => {
      change({ [practices]: '- x\n' })
      expect(await sluis(place, 'test')).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('hier hoort een groep sleutels'),
      })
    })
  })

  describe('explain', () => {
    const reader = ['--gebruikersnummer', '10000002', '--agb', '12000001', '--soort', 'persoonlijk']
    const asked = ['--dienst', 'portaal', '--autorisatie']

    test('of a gebruikersnummer prints the decision with every step', async () => {
      const refused = await sluis(place, 'explain', ...reader, ...asked, 'indienen')
      expect(refused).toMatchObject({ code: 1, stderr: '' })
      expect(refused.stdout).toMatch(/^geweigerd: SL205 [^]*├─ ✗ Autorisatie voldoende \(SL205\)/)
      const allowed = await sluis(place, 'explain', ...reader, ...asked, 'raadplegen', '--json')
      expect(allowed).toMatchObject({ code: 0, json: { uitkomst: 'toegestaan', code: null } })
      expect(allowed.json['controles']).toHaveLength(23)
    })

    test.each([
      [
        '1000002',
        '12000001',
        '--gebruikersnummer: 12000001 heeft geen persoonlijk certificaat van 1000002 (bedoelt u `10000002`?)\n',
      ],
      [
        '10000002',
        '12000007',
        '--agb: 12000007 staat niet in het beleid (bedoelt u `12000001`?)\n',
      ],
    ])('of holder %s of %s, who is not known, says so', async (number, agb, told) => {
      const who = ['--gebruikersnummer', number, '--agb', agb, '--soort', 'persoonlijk']
      const ran = await sluis(place, 'explain', ...who, ...asked, 'indienen')
      expect(ran).toMatchObject({ code: 1, stderr: told })
      expect(ran.stdout).toMatch(/^geweigerd: SL20[14] /)
    })

    test('of a gebruikersnummer judges a message too', async () => {
      const system = ['--gebruikersnummer', '90000001', '--agb', '12000001', '--soort', 'systeem']
      const given = ['--instroom', '{ "referentie": 1 }', '--json']
      const ran = await sluis(place, 'explain', ...system, ...asked, 'indienen', ...given)
      expect(ran).toMatchObject({ code: 1, json: { code: 'SL302' } })
    })

    test('M5: a message that is refused has its wrong fields named, in JSON and in text', async () => {
      const system = ['--gebruikersnummer', '90000001', '--agb', '12000001', '--soort', 'systeem']
      const given = [...system, ...asked, 'indienen', '--instroom', '{ "referentie": "x" }']
      const { json } = await sluis(place, 'explain', ...given, '--json')
      expect(json['fouten']).toEqual(
        expect.arrayContaining([expect.objectContaining({ pad: '/instantie', code: 'SL302' })]),
      )
      expect((await sluis(place, 'explain', ...given)).stdout).toMatch(/^ {2}\/instantie: \S/m)
    })

    test('L8: an AGB-code of seven digits is told from one that is missing', async () => {
      const who = ['--gebruikersnummer', '1', '--agb', '1200001', '--soort', 'systeem']
      expect((await sluis(place, 'explain', ...who, ...asked, 'indienen')).stderr).toBe(
        '--agb: een AGB-code heeft 8 cijfers; dit zijn 7 tekens (1200001)\n',
      )
    })

    test.each<[string, string[], string]>([
      ['nobody', [], 'noem één van'],
      ['two at once', ['--certificate', 'x', ...reader], 'noem één van'],
      ['no AGB-code', [...reader.slice(0, 2), ...asked, 'x'], '--agb'],
      ['no kind', [...reader.slice(0, 4), '--soort', 'x', ...asked, 'x'], '--soort'],
      ['no dienst', reader, '--dienst'],
      ['a file that is not there', ['--certificate', 'weg.pem', ...asked, 'x'], 'weg.pem'],
      [
        'a message that is not there',
        [...reader, ...asked, 'x', '--instroom', 'weg.json'],
        'weg.json',
      ],
      ['a request that is none', ['--verzoek', 'x'], 'UUID'],
      [
        'a dienst that is misspelt',
        [...reader, '--dienst', 'portal', '--autorisatie', 'indienen'],
        '--dienst: het beleid kent geen dienst portal (bedoelt u `portaal`?)',
      ],
      [
        'an autorisatie that is misspelt',
        [...reader, ...asked, 'indienn'],
        '--autorisatie: portaal kent geen autorisatie indienn (bedoelt u `indienen`?)',
      ],
      [
        'an autorisatie like none that there is',
        [...reader, ...asked, 'alles'],
        '--autorisatie: portaal kent geen autorisatie alles\n',
      ],
      [
        'a file without a certificate',
        ['--certificate', 'package.json', ...asked, 'indienen'],
        'hierin staat geen certificaat',
      ],
    ])('of %s is wrong use: exit 2', async (_, args, told) => {
      const ran = await sluis(place, 'explain', ...args)
      expect(ran).toMatchObject({ code: 2, stdout: '' })
      expect(ran.stderr).toContain(told)
    })
  })

  describe('diff', () => {
    test('of the same set is nothing: exit 0', async () => {
      const ran = await sluis(place, 'diff', folder.dir)
      expect(ran).toMatchObject({
        code: 0,
        stderr: 'er zijn geen vastgelegde besluiten; alleen de rechten zijn vergeleken\n',
        stdout:
          'Vastgelegde besluiten opnieuw beoordeeld: 0.\nGeen ervan zou anders uitvallen.\nGeen recht komt erbij of vervalt.\n',
      })
    })

    test('L7: of one practice lists the rights of that one only', async () => {
      const other = makeFolder(edited(practices, '[raadplegen]', '[indienen]'))
      const ran = await sluis(place, 'diff', other.dir, '--json', '--agb', '12999999')
      other.remove()
      expect(ran).toMatchObject({ code: 0, json: { rechten: [] } })
    })

    test('of another set lists the rights: exit 1', async () => {
      const other = makeFolder(edited(practices, '[raadplegen]', '[indienen]'))
      const ran = await sluis(place, 'diff', other.dir, '--json')
      other.remove()
      expect(ran).toMatchObject({
        code: 1,
        json: { rechten: [{ gebruikersnummer: '10000002', van: 'SL205', naar: null }], flips: [] },
      })
    })

    test('tells apart who gains and who loses a right', async () => {
      const other = makeFolder(edited(practices, '[raadplegen]', '[indienen]'))
      const gained = await sluis(place, 'diff', other.dir)
      const lost = await sluis({ ...place, dir: other.dir }, 'diff', folder.dir)
      other.remove()
      const right = '  12000001 persoonlijk 10000002 portaal/indienen: '
      expect(gained.stdout).toContain(`Rechten die erbij komen: 1\n${right}SL205 -> toegestaan\n`)
      expect(lost.stdout).toContain(`Rechten die vervallen: 1\n${right}toegestaan -> SL205\n`)
    })

    test.each([
      ['--van', 'gisteren', '--van: geef een dag'],
      ['--tot', '2026-02-30', '--tot: geef een dag'],
      ['--agb', '1', '--agb: dit is geen AGB-code'],
    ])('with a wrong %s (%s) is wrong use: exit 2', async (option, value, told) => {
      const ran = await sluis(place, 'diff', folder.dir, option, value)
      expect(ran).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(told) })
    })

    test('of a period that ends before it begins is wrong use: exit 2', async () => {
      const period = ['--van', '2026-02-02', '--tot', '2026-02-01']
      const ran = await sluis(place, 'diff', folder.dir, ...period)
      expect(ran).toMatchObject({ code: 2, stderr: '--tot: dit ligt niet na --van\n' })
    })

    test('of a set that is refused is not done: exit 2', async () => {
      const other = makeFolder({ [practices]: '- x\n' })
      const ran = await sluis(place, 'diff', other.dir)
      other.remove()
      expect(ran).toMatchObject({ code: 2, stdout: '' })
      expect(ran.stderr).toContain('hier hoort een groep sleutels')
    })
  })

  test.each([
    'history',
    'history show x',
    'history restore x nieuw',
    'explain --verzoek 6f1c1c52-6a5e-4a39-9a11-5b7e5b1f2c90',
  ])('%s without a database: exit 2', async (line) => {
    const ran = await sluis(place, ...line.split(' '))
    expect(ran).toMatchObject({ code: 2, stdout: '' })
    expect(ran.stderr).toContain('er is geen database')
  })

  test.each(['test', 'diff', 'explain', 'history'])(
    '%s with a database that is none: exit 2, and no trace of the program',
    async (name) => {
      const broken = join(folder.dir, '.geen.db')
      writeFileSync(broken, 'this is no database, '.repeat(100))
      const args: Record<string, string[]> = {
        diff: [folder.dir],
        explain:
          '--gebruikersnummer 10000002 --agb 12000001 --soort persoonlijk --dienst portaal --autorisatie indienen'.split(
            ' ',
          ),
      }
      const on = { dir: folder.dir, database: `sqlite:${broken}` }
      expect(await sluis(on, name, ...(args[name] ?? []))).toMatchObject({
        code: 2,
        stdout: '',
        stderr:
          'de database kan dit niet uitvoeren: het bestand is geen SQLite-database (SQLITE_NOTADB)\n',
      })
    },
  )

  test.each([
    ['check', '--sarif'],
    ['test', '--junit'],
  ])('%s is JSON or %s, not both: exit 2', async (name, option) => {
    expect(await sluis(place, name, '--json', option)).toMatchObject({ code: 2, stdout: '' })
  })

  test('L10: a file in the place of a folder is said to be one: exit 2', async () => {
    const file = join(folder.dir, 'certificaten.yaml')
    expect(await sluis(place, 'check', file)).toMatchObject({
      code: 2,
      stderr: `${file}: dit is een bestand en geen map\n`,
    })
  })

  test('L17: the group itself has an example too', async () => {
    expect((await sluis(place, '--help')).stdout).toMatch(/Voorbeeld:\n {2}sluis policy check/)
  })

  test('every command has help with an example', async () => {
    for (const command of ['check', 'test', 'explain', 'diff', 'history']) {
      const ran = await sluis(place, command, '--help')
      expect(ran.code).toBe(0)
      expect(ran.stdout).toContain(`sluis policy ${command}`)
      expect(ran.stdout).toMatch(/Voorbeeld(en)?:/)
    }
  })
})

describe('over a gateway that served requests', () => {
  let gateway: TestGateway
  let place: Place
  /** Versions in the order in which they were in force. */
  const versions: string[] = []
  let refused = ''
  let blocked = ''
  const lezer = 'instanties/voorbeeld.yaml'

  const current = (): PolicySet => gateway.sluis.gateway.policies.current()

  async function reload(): Promise<void> {
    await gateway.sluis.reload()
    versions.push(current().version)
  }

  beforeAll(async () => {
    gateway = await startTestGateway()
    place = {
      dir: join(gateway.dir, 'policy'),
      database: gateway.env['SLUIS_DATABASE'] ?? '',
    }
    versions.push(current().version)
    const link = startPath(await post(gateway, instroom('een')))
    const answer = await open(gateway, link, 'lezer', { accept: 'application/json' })
    refused = String(answer.json['instance'])
    changePolicy(gateway.dir, { [lezer]: (text) => text.replace('[raadplegen]', '[indienen]') })
    await reload()
    changePolicy(gateway.dir, { [lezer]: (text) => `${text}- x\n` })
    changePolicy(gateway.dir, {
      'blokkades.yaml': (text) => `${text}\n- { gebruikersnummer: "10000005", reden: weg }\n`,
    })
    await reload()
    const stopped = await ask(gateway, {
      listener: 'portaal',
      client: 'contactpersoon',
      path: '/machtigingenportaal/',
      headers: { accept: 'application/json' },
    })
    blocked = String(stopped.json['instance'])
    changePolicy(gateway.dir, { [lezer]: (text) => text.replace('- x\n', '') })
    await reload()
    await gateway.restart()
    await gateway.sluis.close()
  })

  afterAll(async () => {
    await gateway.restart().catch(() => undefined)
    await gateway.stop()
  })

  describe('history', () => {
    test('lists every set that was in force, and who loaded it', async () => {
      const { code, json } = await sluis(place, 'history', '--json')
      expect(code).toBe(0)
      const kept = json['versies'] as Record<string, unknown>[]
      expect(kept.map(({ versie }) => versie).sort()).toEqual([...new Set(versions)].sort())
      expect(kept[0]).toMatchObject({ versie: versions[3], keren: 2, proces: process.pid })
      expect(kept.map(({ blokkadesVan }) => blokkadesVan).filter(Boolean)).toEqual([versions[1]])
    })

    test('is in the audit too, with what was refused', async () => {
      const audit = await rows()
      const loaded = audit.filter(({ gebeurtenis }) => gebeurtenis === 'beleid-geladen')
      expect(loaded.map(({ beleid }) => beleid)).toEqual([...versions, versions[3]])
      expect(loaded.map(({ wijziging }) => (wijziging as { van: unknown }).van)).toEqual([
        null,
        ...versions.slice(0, 3),
        null,
      ])
      expect(audit.filter(({ gebeurtenis }) => gebeurtenis === 'beleid-geweigerd')).toMatchObject([
        {
          uitkomst: 'geweigerd',
          toelichting: expect.stringMatching(/voorbeeld\.yaml:\d+:\d+$/),
        },
      ])
    })

    test('as lines', async () => {
      const ran = await sluis(place, 'history')
      expect(ran.stdout.trim().split('\n')).toHaveLength(4)
      expect(ran.stdout).toContain((versions[0] ?? '').slice(0, 12))
    })

    test('shows a set, and each of its files as it was', async () => {
      const short = (versions[0] ?? '').slice(0, 10)
      const shown = await sluis(place, 'history', 'show', short)
      expect(shown.stdout).toContain(`Beleid ${versions[0] ?? ''}`)
      expect(shown.stdout).toMatch(/ {2}\w{12} {2}\.\.\/certs-dev\/root\.pem \(\d+ bytes\)/)
      const file = await sluis(place, 'history', 'show', short, '--file', lezer)
      expect(file.stdout).toBe(readFileSync(join('policy', lezer), 'utf8'))
      expect((await sluis(place, 'history', 'show', short, '--json')).json).toMatchObject({
        versie: versions[0],
      })
    })

    test('says so when there is no such set or file, or more than one set', async () => {
      for (const [args, told] of [
        [['show', 'abc0'], 'dit beleid is niet bewaard'],
        [['show', ''], 'niet bewaard'],
        [['show', '%'], 'niet bewaard'],
        [['show', versions[0] ?? '', '--file', 'weg.yaml'], 'hoort niet bij dit beleid'],
        [['restore', 'abc0', join(gateway.dir, 'niets')], 'dit beleid is niet bewaard'],
      ] as const) {
        const ran = await sluis(place, 'history', ...args)
        expect(ran).toMatchObject({ code: 1, stdout: '' })
        expect(ran.stderr).toContain(told)
      }
    })

    test('restores a set into a new folder, with its CA files and without keys', async () => {
      const dir = join(gateway.dir, 'hersteld')
      const ran = await sluis(place, 'history', 'restore', versions[0] ?? '', dir)
      expect(ran).toMatchObject({ code: 0, stderr: '' })
      expect(existsSync(join(dir, 'certs-dev/root.pem'))).toBe(true)
      expect(existsSync(join(dir, 'certs-dev/server.key'))).toBe(false)
      const diff = await sluis(place, 'diff', join(dir, 'policy'), '--json')
      expect(diff.json).toMatchObject({ van: versions[3], naar: versions[0] })
    })

    test('M3: a restored set can be checked as it comes out: the lists of now are beside it', async () => {
      const dir = join(gateway.dir, 'hersteld-heel')
      const ran = await sluis(place, 'history', 'restore', versions[0] ?? '', dir)
      expect(ran.stdout).toMatch(/^Intrekkingslijst van nu erbij gezet: .*\.crl\.pem$/m)
      expect(await sluis(place, 'check', join(dir, 'policy'))).toMatchObject({ code: 0 })
      expect((await sluis(place, 'check', dir)).stderr).toContain(
        `bedoelt u \`${join(dir, 'policy')}\`?`,
      )
    })

    test('restores as JSON', async () => {
      const dir = join(gateway.dir, 'hersteld-json')
      const ran = await sluis(place, 'history', 'restore', versions[0] ?? '', dir, '--json')
      expect(ran).toMatchObject({ code: 0, stderr: '' })
      expect(ran.json).toEqual({
        versie: versions[0],
        map: join(dir, 'policy'),
        ontbreekt: [],
        zonderLijst: [],
        blokkadesVan: null,
      })
    })

    test('never restores over a folder that is there', async () => {
      const dir = join(gateway.dir, 'bestaat')
      mkdirSync(dir)
      const ran = await sluis(place, 'history', 'restore', versions[0] ?? '', dir)
      expect(ran).toMatchObject({ code: 2, stdout: '' })
      expect(ran.stderr).toContain('bestaat al')
    })

    test('tells that a set for its new blocks only had those of the one before too', async () => {
      const dir = join(gateway.dir, 'blokkades')
      const ran = await sluis(place, 'history', 'restore', versions[2] ?? '', dir)
      expect(ran.stderr).toContain(`de blokkades van ${versions[1] ?? ''} golden ook`)
    })
  })

  describe('explain of a request on record', () => {
    test('tells what was decided, under the policy of then and of now', async () => {
      const ran = await sluis(place, 'explain', '--verzoek', refused, '--json')
      expect(ran).toMatchObject({ code: 0, stderr: '' })
      expect(ran.json).toMatchObject({
        vastgelegd: { uitkomst: 'geweigerd', code: 'SL205', beleid: versions[0] },
        toen: { uitkomst: 'geweigerd', code: 'SL205', beleid: versions[0] },
        nu: { uitkomst: 'toegestaan', code: null, beleid: versions[3] },
      })
      const { toen, vastgelegd } = ran.json as {
        toen: { controles: Control[] }
        vastgelegd: { controles: string }
      }
      expect(writeMarks(toen.controles)).toBe(vastgelegd.controles)
    })

    test('of a set that came into force for its new blocks only has those, and those before', async () => {
      const ran = await sluis(place, 'explain', '--verzoek', blocked, '--json')
      expect(ran).toMatchObject({ code: 1, stderr: '' })
      expect(ran.json).toMatchObject({
        vastgelegd: { code: 'SL109', beleid: versions[2] },
        toen: { code: 'SL109', beleid: versions[2] },
        nu: { code: 'SL109', beleid: versions[3] },
      })
    })

    test('as a tree', async () => {
      const { stdout } = await sluis(place, 'explain', '--verzoek', refused)
      expect(stdout).toMatch(
        /^Verzoek [0-9a-f-]{36}: instroom-openen machtigingenportaal indienen door persoonlijk 10000002 van 12000001, [^]*\nVastgelegd: geweigerd: SL205 [^]*\nOnder het beleid van toen:\ngeweigerd: SL205 [^]*├─ ✗ Autorisatie voldoende[^]*\nOnder het beleid van nu:\ntoegestaan\n/,
      )
    })

    test('names who it was, the contact persons, and the aanvraag with the colleague who opened it', async () => {
      const ran = await sluis(place, 'explain', '--verzoek', refused)
      expect(ran.stdout).toContain('\nNaam: B. Jansen\nContactpersonen: A. de Vries (10000001), ')
      expect(ran.stdout).toMatch(
        /\nAanvraag van 12000001: referentie \S+, klaargezet \S+, (nog niet geopend|geopend door .*)\n/,
      )
      const { json } = await sluis(place, 'explain', '--verzoek', refused, '--json')
      expect(json).toMatchObject({ naam: 'B. Jansen', aanvraag: { agbCode: '12000001' } })
    })

    test('shows the steps once: of now only what came out otherwise', async () => {
      const steps = (text: string): number => text.split(/[├└]─/).length - 1
      const { stdout } = await sluis(place, 'explain', '--verzoek', refused)
      const [, now = ''] = stdout.split('Onder het beleid van nu:')
      expect(now).toMatch(/^\ntoegestaan\n[^]*✓ Autorisatie voldoende/)
      expect(steps(now)).toBeLessThan(steps(stdout) / 2)
      const same = await sluis(place, 'explain', '--verzoek', blocked)
      expect(same.stdout).toContain('Onder het beleid van toen en van nu:')
    })

    test('P16: of a stranger, SL101 or SL102, is told from the log', async () => {
      const log = join(gateway.dir, 'sluis.log')
      const verzoek = '0f1c1c52-6a5e-4a39-9a11-5b7e5b1f2c90'
      const line = { level: 'info', tijd: '2026-11-28T19:00:00.000Z', verzoek, code: 'SL102' }
      const asked = { luisteraar: 'portaal', methode: 'GET', pad: '/', adres: '192.0.2.10' }
      const lines = [
        'niets',
        JSON.stringify({ verzoek: 'x' }),
        JSON.stringify({ ...line, ...asked }),
      ]
      writeFileSync(log, lines.join('\n'))
      const found = await sluis(place, 'explain', '--verzoek', verzoek, '--log', log)
      expect(found).toMatchObject({ code: 1, stderr: '' })
      expect(found.stdout).toContain('GET / geweigerd, SL102')
      expect(found.stdout).toContain('adres: 192.0.2.10')
      const without = await sluis(place, 'explain', '--verzoek', verzoek)
      expect(without.stderr).toContain('noem het bestand met --log')
      const none = await sluis(place, 'explain', '--verzoek', verzoek, '--log', `${log}.weg`)
      expect(none).toMatchObject({ code: 2, stdout: '' })
    })

    test('that no policy decides on tells what is on record', async () => {
      const [loaded] = (await rows()).filter(({ gebeurtenis }) => gebeurtenis === 'beleid-geladen')
      const ran = await sluis(place, 'explain', '--verzoek', String(loaded?.['verzoek']))
      expect(ran.stdout).toContain('Over zo’n verzoek beslist het beleid niet.')
    })

    test('that is not on record says so: exit 1', async () => {
      const id = '6f1c1c52-6a5e-4a39-9a11-5b7e5b1f2c90'
      const ran = await sluis(place, 'explain', '--verzoek', id)
      expect(ran).toMatchObject({ code: 1, stdout: '' })
      expect(ran.stderr).toContain('geen besluit over dit verzoek')
    })
  })

  test('a certificate file is explained as before', async () => {
    const file = join(gateway.dir, 'certs-dev/clients/lezer.pem')
    const asked = ['--dienst', 'machtigingenportaal', '--autorisatie', 'indienen', '--json']
    const ran = await sluis(place, 'explain', '--certificate', file, ...asked)
    expect(ran).toMatchObject({ code: 0, json: { uitkomst: 'toegestaan', beleid: versions[3] } })
  })

  describe('diff', () => {
    const without = (): PolicyFolderCopy => copyPolicy(gateway.dir)

    test('replays the decisions of a period, with a progress bar on a terminal', async () => {
      const other = without()
      other.change(lezer, (text) => text.replaceAll('indienen', 'raadplegen'))
      const all = await sluis({ ...place, isTTY: true }, 'diff', other.dir, '--json')
      expect(all.code).toBe(1)
      expect(all.stderr).toContain('besluiten opnieuw beoordelen')
      expect((all.json['flips'] as object[]).length).toBeGreaterThan(0)
      const text = (await sluis(place, 'diff', other.dir)).stdout
      expect(text).toMatch(/^Vastgelegde besluiten opnieuw beoordeeld: \d+ \(\d+ overgeslagen/)
      expect(text).toMatch(/\nAnders zouden uitvallen: \d+ besluit(en)?, van \d+ certifica/)
      expect(text).toMatch(/ bij 1 instantie:\n {2}12000001: \d+ besluit(en)?\n {4}\S+ \d{8} /)
      const none = await sluis(place, 'diff', other.dir, '--json', '--tot', '2020-01-01')
      expect(none.json).toMatchObject({ flips: [], beoordeeld: 0 })
      const elsewhere = await sluis(place, 'diff', other.dir, '--json', '--agb', '12000009')
      expect(elsewhere.json).toMatchObject({ flips: [], beoordeeld: 0 })
    })
  })

  /** All rows of the audit. */
  async function rows(): Promise<Record<string, unknown>[]> {
    const database = openDatabase(place.database)
    const read: Record<string, unknown>[] = []
    for await (const { line } of selectAudit(database, {}))
      read.push(JSON.parse(line) as Record<string, unknown>)
    await database.close()
    return read
  }
})

interface PolicyFolderCopy {
  readonly dir: string
  change(name: string, edit: (text: string) => string): void
}

function copyPolicy(gatewayDir: string): PolicyFolderCopy {
  const dir = join(gatewayDir, 'nieuw-beleid')
  cpSync(join(gatewayDir, 'policy'), dir, { recursive: true })
  return {
    dir,
    change: (name, edit) => {
      writeFileSync(join(dir, name), edit(readFileSync(join(dir, name), 'utf8')))
    },
  }
}
