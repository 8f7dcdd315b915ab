/**
 * Every command and flag that the contract names, given as an operator types it to the whole program: its exit code and
 * the shape of what it prints. What each does is tested beside it. `serve`, `demo` and `certs` run in test/start,
 * test/docs and test/scripts/certs.test.ts.
 */
import { gebruikersnr } from '../../../gateway/identity/gebruikersnummer.ts'
import { randomUUID } from 'node:crypto'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { CommanderError } from 'commander'
import { agb } from '../../../gateway/identity/agb-code.ts'
import { makeProgram } from '../../../scripts/commands/program.ts'
import { auditEvent } from '../../store/fixtures.ts'
import { cheapScrypt, peopleOf, setClock } from '../../support/people.ts'
import { ask, startTestGateway } from '../../support/running.ts'
import type { TestGateway } from '../../support/running.ts'
import { makeOutbox } from '../../support/visitor.ts'
import { run } from './run.ts'

const outbox = makeOutbox()
const clock = setClock()
const oever = agb('57000001')
let gateway: TestGateway
/** Of an account. */
let nummer = ''

beforeAll(async () => {
  gateway = await startTestGateway({
    ...{ now: clock.now, env: { SLUIS_TOEGANG_PORT: '0' } },
    start: { scrypt: cheapScrypt, notifier: outbox },
  })
  await peopleOf(gateway, outbox, clock).withApp('s.bakker@praktijk.example', 'S. Bakker')
  await ask(gateway, { listener: 'portaal', client: 'lezer', path: '/machtigingenportaal/' })
  const { json } = await sluis('account', 'zoek', 's.bakker@praktijk.example', '--json')
  nummer = (json as readonly { nummer: string }[])[0]?.nummer ?? ''
}, 120_000)
afterAll(() => gateway.stop())

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly json: unknown
}

/** The program with these words; paths are within the folder of the gateway. */
async function sluis(...words: readonly string[]): Promise<Ran> {
  const ran = await run(async (streams) => {
    const { env } = gateway
    const program = await makeProgram({ streams, env, now: clock.now }, words[0])
    process.exitCode = undefined
    try {
      await program.parseAsync([...words], { from: 'user' })
      return exitCode()
    } catch (error) {
      if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
      throw error
    } finally {
      process.exitCode = undefined
    }
  })
  return { ...ran, json: parsed(ran.stdout) }
}

/** What the program left: TypeScript thinks that nobody changed it. */
const exitCode = (): number => Number((process as { exitCode?: unknown }).exitCode ?? 0)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const at = (path: string): string => join(gateway.dir, path)

describe('sluis policy', () => {
  test('check: 0 and a summary; 1 and every problem as file:line:column: message', async () => {
    const good = await sluis('policy', 'check', at('policy'))
    expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining('Het beleid is goed: ') })
    cpSync(at('policy'), at('fout'), { recursive: true })
    writeFileSync(at('fout/beleid.yaml'), 'policyTest: vrij\nhulp: { naam: "" }\n')
    const bad = await sluis('policy', 'check', at('fout'))
    expect(bad.code).toBe(1)
    expect(bad.stderr.split('\n').filter((line) => /^\S+:\d+:\d+: \S/.test(line))).toHaveLength(2)
  })

  test('test: 0; 1 and the cases that differ', async () => {
    expect(await sluis('policy', 'test', at('policy'))).toMatchObject({ code: 0 })
    cpSync(at('policy'), at('anders'), { recursive: true })
    const cases = at('anders/cases/toegang.yaml')
    writeFileSync(cases, readFileSync(cases, 'utf8').replace(/verwacht: SL\d+/, 'verwacht: SL999'))
    const { code, stdout, stderr } = await sluis('policy', 'test', at('anders'))
    expect(code).toBe(1)
    expect(stdout + stderr).toMatch(/cases\/toegang\.yaml:\d+:\d+: /)
  })

  const explain = (client: string, ...more: readonly string[]): Promise<Ran> =>
    sluis(
      ...['policy', 'explain', '--policy', at('policy')],
      ...[
        '--certificate',
        at(`certs-dev/clients/${client}.pem`),
        '--dienst',
        'machtigingenportaal',
      ],
      ...more,
    )

  test('explain: 0 and toegestaan, or 1 and the code, with every step', async () => {
    expect(await explain('lezer', '--autorisatie', 'raadplegen')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^toegestaan\n/),
    })
    expect(await explain('lezer', '--autorisatie', 'indienen')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^geweigerd: SL205 /),
    })
  })

  test('explain --json, and --instroom as JSON and as a file', async () => {
    const told = await explain('indiener', '--autorisatie', 'indienen', '--json')
    expect([told.code, told.json]).toEqual([
      0,
      {
        ...{ uitkomst: 'toegestaan', code: null, beleid: expect.stringMatching(/^[0-9a-f]{64}$/) },
        controles: expect.arrayContaining([
          expect.objectContaining({ stap: 'autorisatie', uitkomst: 'geslaagd', code: null }),
        ]),
      },
    ])
    writeFileSync(at('bericht.json'), '{"referentie":"x"}')
    for (const bericht of ['{"referentie":"x"}', at('bericht.json')]) {
      const asked = ['--autorisatie', 'indienen', '--instroom', bericht, '--json']
      expect(await explain('indiener', ...asked)).toMatchObject({
        ...{ code: 1, json: { uitkomst: 'geweigerd', code: 'SL302' } },
      })
    }
  })

  test('explain --soort account --gebruikersnummer --agb --beveiligd reads the store', async () => {
    const who = ['--soort', 'account', '--gebruikersnummer', nummer, '--agb', oever, '--beveiligd']
    const asked = ['--dienst', 'gli-register', '--autorisatie', 'invoeren', '--json']
    const told = await sluis('policy', 'explain', '--policy', at('policy'), ...who, ...asked)
    expect(told).toMatchObject({ code: 1, json: { uitkomst: 'geweigerd' } })
  })

  test('L8: explain --adres judges where a systeemcertificaat is used from, so that SL110 can be explained', async () => {
    const holder = ['--gebruikersnummer', '90000001', '--agb', '12000001', '--soort', 'systeem']
    const asked = ['--dienst', 'machtigingenportaal', '--autorisatie', 'indienen']
    const from = (...more: readonly string[]) =>
      sluis('policy', 'explain', '--policy', at('policy'), ...holder, ...asked, ...more)
    expect(await from()).toMatchObject({
      ...{ code: 0, stdout: expect.stringContaining('IP-adres geregistreerd (hier niet be') },
    })
    for (const address of ['127.0.0.9', '::1'])
      expect(await from('--adres', address)).toMatchObject({
        ...{ code: 0, stdout: expect.stringContaining('✓ IP-adres geregistreerd\n') },
      })
    expect(await from('--adres', '192.0.2.1')).toMatchObject({
      ...{ code: 1, stdout: expect.stringMatching(/^geweigerd: SL110 .*✗ IP-adres gere/s) },
    })
    const system = ['--autorisatie', 'indienen', '--adres', '192.0.2.1', '--json']
    expect(await explain('systeem', ...system)).toMatchObject({ code: 1, json: { code: 'SL110' } })
    expect(await from('--adres', '192.0.2.999')).toMatchObject({
      ...{ code: 2, stdout: '', stderr: '--adres: 192.0.2.999 is geen IP-adres\n' },
    })
  })

  test.each([
    [['--soort', 'account', '--gebruikersnummer', '712345678901', '--agb', oever]],
    [['--verzoek', '6f1c1c52-6a5e-4a39-9a11-5b7e5b1f2c90']],
  ])('L8: explain --adres is asked of no %j', async (who) => {
    const asked = ['--dienst', 'gli-register', '--autorisatie', 'invoeren', '--adres', '127.0.0.1']
    expect(await sluis('policy', 'explain', '--policy', at('policy'), ...who, ...asked)).toEqual(
      expect.objectContaining({ code: 2, stderr: expect.stringMatching(/^--adres: alleen bij/) }),
    )
  })

  test('diff: what changes under another folder', async () => {
    cpSync(at('policy'), at('nieuw'), { recursive: true })
    const practices = at('nieuw/instanties/voorbeeld.yaml')
    writeFileSync(practices, readFileSync(practices, 'utf8').replace('[raadplegen]', '[]'))
    const told = await sluis('policy', 'diff', at('nieuw'), '--policy', at('policy'))
    expect(told).toMatchObject({ code: 1, stdout: expect.stringMatching(/12000001/) })
    const same = await sluis('policy', 'diff', at('policy'), '--policy', at('policy'))
    expect(same).toMatchObject({ code: 0 })
  })
})

describe('what cannot be carried out is a line and exit code 2', () => {
  const withDatabase = async (database: string, ...words: readonly string[]): Promise<Ran> => {
    const { env } = gateway
    const before = env['SLUIS_DATABASE']
    Object.assign(env, { SLUIS_DATABASE: database })
    try {
      return await sluis(...words)
    } finally {
      Object.assign(env, { SLUIS_DATABASE: before })
    }
  }
  const oneLine = { code: 2, stdout: '', stderr: expect.stringMatching(/^[^\n]+\n$/) }

  test('M1: a register for a database whose folder cannot be made', async () => {
    writeFileSync(at('bestand'), '')
    writeFileSync(at('leeg.csv'), 'agbCode,soort,naam,aanvang,einde\n')
    const database = `sqlite:${at('bestand/sub/x.db')}`
    const ran = await withDatabase(database, 'register', 'import', at('leeg.csv'))
    expect(ran).toMatchObject(oneLine)
  })

  test('M1: a database that is no database', async () => {
    writeFileSync(at('hostname'), 'machine\n'.repeat(200))
    expect(await withDatabase(`sqlite:${at('hostname')}`, 'keys', 'list')).toMatchObject(oneLine)
  })

  test('M2: a register that is a folder is not the fault of the database', async () => {
    const ran = await sluis('register', 'import', at('policy'))
    expect(ran).toMatchObject(oneLine)
    expect(ran.stderr).not.toContain('database')
  })

  test('L10: a policy folder that is not there', async () => {
    expect(await sluis('policy', 'check', at('nergens'))).toMatchObject(oneLine)
  })
})

describe('sluis audit and register', () => {
  test('audit verify: the chains are whole', async () => {
    expect(await sluis('audit', 'verify')).toMatchObject({ code: 0, stderr: '' })
  })

  test('audit export --agb --van --tot: NDJSON, of that practice and time', async () => {
    const rows = async (...more: readonly string[]) => {
      const { code, stdout } = await sluis('audit', 'export', ...more)
      expect(code).toBe(0)
      return stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { gebruiker: { agbCode: string } | null })
    }
    const all = await rows()
    const own = await rows('--agb', '12000001')
    expect(own.length).toBeGreaterThan(0)
    expect(own.length).toBeLessThan(all.length)
    expect(await rows('--van', '2020-01-01', '--tot', '2020-01-02')).toEqual([])
    expect(await sluis('audit', 'export', '--van', 'gisteren')).toMatchObject({ code: 2 })
  })

  test('register import: all or nothing, of the old header and of the new', async () => {
    const importing = (name: string, text: string) => {
      writeFileSync(at(name), text)
      return sluis('register', 'import', at(name), '--toegestaan-verlies', '100%')
    }
    const old = 'agbCode,soort,naam,aanvang,einde\n'
    const row = '12100001,zorgverlener,A. Jansen,2020-01-01,'
    expect(await importing('fout.csv', `${old}${row}\nx\n`)).toMatchObject({
      ...{ code: 1, stderr: expect.stringMatching(/fout\.csv:3: \S/) },
    })
    expect(await importing('oud.csv', `${old}${row}\n`)).toMatchObject({ code: 0 })
    const header = 'agbCode,soort,naam,aanvang,einde,entiteit,namen,adressen,emails\n'
    const full = `${row},,De Oever|Oever,Oever 7,info@de-oever.example`
    expect(await importing('nieuw.csv', `${header}${full}\n`)).toMatchObject({ code: 0 })
    const bad = full.replace('info@', 'info@@')
    expect(await importing('adres.csv', `${header}${bad}\n`)).toMatchObject({
      ...{ code: 1, stderr: expect.stringMatching(/adres\.csv:2:\d+: \S/) },
    })
  })
})

describe('the commands of the service desk', () => {
  const door = ['--door', 'J. Smit', '--json'] as const
  const place = ['--agb', oever, '--dienst', 'gli-register'] as const

  test('account nodig-uit --email --naam --telefoon --agb --dienst --rol: one object, no link', async () => {
    const who = [
      '--email',
      'n.nieuw@praktijk.example',
      '--naam',
      'N. Nieuw',
      '--telefoon',
      '0612345678',
    ]
    const as = ['--agb', '01000007', '--dienst', 'viplive', '--rol', 'huisarts']
    const told = await sluis('account', 'nodig-uit', ...who, ...as, ...door)
    expect(told).toMatchObject({ code: 0, json: { agbCode: '01000007', uitgenodigd: true } })
    expect(told.stdout + told.stderr).not.toContain('/link/')
    const unknown = ['--agb', '01000099', '--dienst', 'viplive', '--rol', 'huisarts']
    expect(await sluis('account', 'nodig-uit', ...who, ...unknown, ...door)).toMatchObject({
      ...{ code: 1, stdout: '' },
    })
  })

  test('account zoek: an array', async () => {
    expect(await sluis('account', 'zoek', 'S. Bakker', ...door)).toMatchObject({
      ...{ code: 0, json: [{ nummer, naam: 'S. Bakker' }] },
    })
    expect(await sluis('account', 'zoek', 'niemand', ...door)).toMatchObject({ code: 1, json: [] })
  })

  test.each(['blokkeer', 'deblokkeer', 'beeindig', 'factor-herstel', 'verwijder'])(
    'account %s: one object; 1 of a number that nobody has',
    async (actie) => {
      expect(await sluis('account', actie, '999999999999', ...door)).toMatchObject({
        ...{ code: 1, stdout: '' },
      })
      const told = await sluis('account', actie, nummer, ...door)
      expect(told).toMatchObject({ code: 0, json: { nummer } })
      expect(told.stdout).not.toContain('/link/')
    },
  )

  test.each([
    ['organisatie', 'aanmeldingen bekeken: 0, door J. Smit'],
    ['aflevering', /^afleveringen bekeken: \d+, door J\. Smit$/],
  ])('%s lijst is on record, with who looked', async (group, toelichting) => {
    const told = await sluis(group, 'lijst', ...door)
    expect([told.code, told.stderr, Array.isArray(told.json)]).toEqual([0, '', true])
    const { stdout } = await sluis('audit', 'export')
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>
    expect(last).toMatchObject({
      ...{ luisteraar: 'cli', gebeurtenis: 'servicedesk-bekijken', actie: 'R' },
      toelichting:
        typeof toelichting === 'string' ? toelichting : expect.stringMatching(toelichting),
    })
  })

  test('organisatie lijst, bevestig and trek-in', async () => {
    const { aanmeldingen } = gateway.sluis.gateway.organisaties
    const [id, now] = [randomUUID(), clock.now()]
    const begun = { id, agbCode: oever, dienst: 'gli-register', door: gebruikersnr('700000000001') }
    await aanmeldingen.begin({ ...begun, createdAt: now, validUntil: now + 60_000 }, () =>
      auditEvent(),
    )
    const keuze = {
      ...{ soort: 'instelling', naam: 'De Oever', adres: 'Oever 7', email: 'a@b.example' },
      ...{ rol: 'contactpersoon', registerVersie: 'v', epd: null },
    }
    await aanmeldingen.kies({ id, at: now, keuze, naam: 'S.' }, () => auditEvent())
    const listed = (more: readonly string[]) => sluis('organisatie', 'lijst', ...more, '--json')
    expect(await listed(['--dienst', 'gli-register'])).toMatchObject({
      ...{ code: 0, json: [{ agbCode: oever }] },
    })
    expect(await listed(['--dienst', 'viplive'])).toMatchObject({ json: [] })
    expect(await sluis('organisatie', 'bevestig', ...place, ...door)).toMatchObject({ code: 0 })
    expect(await sluis('link', 'vervang', ...place, ...door)).toMatchObject({
      ...{ code: 0, stdout: expect.not.stringContaining('/link/') },
    })
    expect(await sluis('organisatie', 'trek-in', ...place, ...door)).toMatchObject({
      ...{ code: 0, json: { ingetrokken: true } },
    })
  })

  test.each([
    ['organisatie bevestig', ['--agb', '57000099', '--dienst', 'gli-register']],
    ['organisatie trek-in', ['--agb', '57000099', '--dienst', 'gli-register']],
    ['link vervang', ['--agb', '57000099', '--dienst', 'gli-register']],
    [
      'overdracht',
      ['--agb', oever, '--dienst', 'gli-register', '--van', '93000099', '--naar', '93000098'],
    ],
    ['aflevering opnieuw', [randomUUID()]],
    ['aflevering verwijder', [randomUUID()]],
  ])('%s: 1 of what is not there', async (command, flags) => {
    const told = await sluis(...command.split(' '), ...flags, ...door)
    expect(told.code).toBe(1)
    expect(told.stderr).not.toBe('')
  })

  test('aflevering lijst: an array, without content; --wachtend: of what is not delivered', async () => {
    const list = async (...more: readonly string[]) => {
      const { code, json } = await sluis('aflevering', 'lijst', ...more, '--json')
      expect(code).toBe(0)
      return json as readonly Readonly<Record<string, unknown>>[]
    }
    const all = await list()
    expect(all.length).toBeGreaterThan(0)
    for (const row of all)
      expect(Object.keys(row).sort()).toEqual(
        [
          ...['id', 'dienst', 'agbCode', 'staat', 'pogingen', 'code', 'aangenomenOp'],
          'soort',
        ].sort(),
      )
    const waiting = await list('--wachtend')
    expect(waiting.filter(({ staat }) => staat === 'afgeleverd')).toEqual([])
  })

  test('aflevering opnieuw --dienst: 1 where nothing of it failed', async () => {
    const again = ['--dienst', 'incident-melden', ...door]
    expect(await sluis('aflevering', 'opnieuw', ...again)).toMatchObject({ code: 1 })
    expect(await sluis('aflevering', 'opnieuw', ...door)).toMatchObject({ code: 2 })
  })

  test.each([
    ['--mail', 'a@b.example', 'SLUIS_SMTP_URL'],
    ['--sms', '0612345678', 'SLUIS_SMS'],
  ])('bericht proef %s: 2 where nothing is set to send it by', async (flag, to, setting) => {
    const told = await sluis('bericht', 'proef', flag, to, ...door)
    expect(told).toMatchObject({ code: 2, stderr: expect.stringContaining(setting) })
  })

  test('what they did is in the audit, with who did it', async () => {
    const { stdout } = await sluis('audit', 'export')
    expect(stdout).toContain('door J. Smit')
    expect(stdout).not.toContain('praktijk.example')
  })
})
