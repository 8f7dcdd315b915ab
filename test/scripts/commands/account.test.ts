/** The commands of the service desk on accounts and links, seen by a gateway that runs on the same database. */
import type { Gebruikersnummer } from '../../../gateway/identity/gebruikersnummer.ts'
import { nobodysNumber } from '../../../gateway/identity/gebruikersnummer.ts'
import { gebruikersnr } from '../../../gateway/identity/gebruikersnummer.ts'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { TOTP } from 'otpauth'
import { agb } from '../../../gateway/identity/agb-code.ts'
import { selectAudit } from '../../../gateway/audit/store/audit-rows.ts'
import type { Mail } from '../../../gateway/notify/notifier.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import { accountNodigUit, linkVervang } from '../../../scripts/commands/account-invite.ts'
import {
  accountActie,
  accountHerstel,
  accountVerwijder,
  accountZoek,
} from '../../../scripts/commands/account.ts'
import { policyExplain } from '../../../scripts/commands/policy/explain.ts'
import { auditEvent } from '../../store/fixtures.ts'
import { eachDatabase, useDatabases } from '../../support/databases.ts'
import { startTestGateway } from '../../support/running.ts'
import type { TestGateway } from '../../support/running.ts'
import { waitFor } from '../../support/serving.ts'
import { browse, signIn, submit } from '../../support/signed-in.ts'
import type { Person } from '../../support/signed-in.ts'
import { linkIn, makeOutbox, visitor } from '../../support/visitor.ts'
import { run } from './run.ts'

const json = { accept: 'application/json' }
const oever = agb('57000001')
const manage = `/organisaties/${oever}/gli-register`
const email = 'a.smit@praktijk-de-werf.example'
const wachtwoord = 'paard fiets wolk lepel'

eachDatabase('the commands of the service desk on %s', (engine) => {
  const fresh = useDatabases(engine)
  const outbox = makeOutbox()
  let gateway: TestGateway
  let contact: Person
  let nummer: Gebruikersnummer = nobodysNumber
  let secret = ''
  let clock = 0
  const now = (): number => Date.now() + clock

  beforeAll(async () => {
    gateway = await startTestGateway({
      ...{ database: await fresh(), now, env: { SLUIS_TOEGANG_PORT: '0' } },
      start: { scrypt: { N: 2 ** 10, r: 8, p: 1 }, notifier: outbox },
    })
    contact = await signIn(gateway, { email: 'info@de-oever.example' })
    const page = '/organisaties/nieuw'
    const fields = Object.entries({ dienst: 'gli-register', agbCode: oever })
    const begun = await submit(gateway, contact, { page, fields })
    await submit(gateway, contact, {
      page: String(begun.headers['location']),
      fields: Object.entries({
        ...{ naam: 'De Oever', adres: 'Oever 7, 1234 AE Sluisstad', epd: 'Medicom' },
        ...{ email: 'info@de-oever.example', rol: 'contactpersoon' },
      }),
    })
  }, 120_000)
  afterAll(() => gateway.stop())

  const given = () => ({
    env: gateway.env,
    policy: gateway.env['SLUIS_POLICY'] ?? '',
    ...{ now, json: true, door: 'J. Smit' },
  })
  const told = async (command: Parameters<typeof run>[0]) => {
    const { code, stdout, stderr } = await run(command)
    return [code, stdout === '' ? stderr : (JSON.parse(stdout) as unknown)] as const
  }
  const about = (text: string) => ({ ...given(), nummer: text })
  const audit = async (): Promise<string> => {
    const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '')
    const lines: string[] = []
    for await (const { line } of selectAudit(database, {})) lines.push(line)
    await database.close()
    return lines.join('\n')
  }
  const mailTo = (to: string, since = 0): Promise<Mail> =>
    waitFor(() => outbox.mails.slice(since).find((mail) => mail.to === to))
  const nextCode = (): string => {
    clock += 60_000
    return new TOTP({ secret }).generate({ timestamp: now() })
  }
  const signInFully = async () => {
    const browser = visitor(gateway)
    await browser.submit('/aanmelden', { email, wachtwoord })
    return { browser, answer: await browser.submit('/aanmelden/code', { code: nextCode() }) }
  }

  const invitation = {
    ...{ email, naam: 'A. Smit', telefoon: '06 12345678' },
    ...{ agb: '01000007', dienst: 'viplive', rol: 'huisarts' },
  }

  test('nodig-uit mails the link and prints it nowhere; who accepts is a member with that role', async () => {
    const [code, value] = await told((streams) =>
      accountNodigUit({ ...given(), ...invitation }, streams),
    )
    expect([code, value]).toEqual([
      0,
      expect.objectContaining({ agbCode: agb('01000007'), rol: 'huisarts', uitgenodigd: true }),
    ])
    expect(JSON.stringify(value)).not.toContain('/link/')
    const browser = visitor(gateway)
    await browser.submit(linkIn(await mailTo(email)), {})
    await browser.submit('/inrichten', { wachtwoord, kanaal: 'app' })
    const { tekst } = await waitFor(() => outbox.texts.at(-1))
    const sms = /\d{6}/.exec(tekst)?.[0] ?? ''
    await browser.submit('/inrichten/code', { code: sms })
    const { text } = await browser.get('/inrichten/code')
    secret = /secret=([A-Z2-7]+)/.exec(text)?.[1] ?? ''
    expect((await browser.submit('/inrichten/code', { code: nextCode() })).status).toBe(303)
    const { leden } = gateway.sluis.gateway.organisaties
    const [lid] = await leden.leden(agb('01000007'), 'viplive')
    expect(lid).toMatchObject({ staat: 'actief', rollen: ['huisarts'], naam: 'A. Smit' })
    nummer = lid?.nummer ?? nobodysNumber
  })

  test.each([
    ['an organisation that is not there', { agb: '01000099' }, 1, /01000099/],
    [
      'an organisation of another dienst',
      { agb: '12000001' },
      1,
      /12000001 [^`]* viplive gebruikt\n?$/,
    ],
    ['a near miss of the organisation', { agb: '0100007' }, 1, /bedoelt u `01000007`/],
    ['a member', {}, 1, /al medewerker/],
    ['a near miss of the dienst', { dienst: 'viplve' }, 2, /bedoelt u `viplive`/],
    ['a dienst without members', { dienst: 'machtigingenportaal' }, 2, /geen dienst/],
    ['a near miss of the rol', { rol: 'huisart' }, 2, /bedoelt u `huisarts`/],
    ['two addresses', { email: 'a@x.example,b@x.example' }, 2, /e-mailadres/],
    ['a number that is not mobile', { telefoon: '010 1234567' }, 2, /06 12345678/],
    ['a name of nothing', { naam: ' ' }, 2, /--naam/],
  ])('nodig-uit: %s', async (_, change, code, text) => {
    expect(
      await told((streams) => accountNodigUit({ ...given(), ...invitation, ...change }, streams)),
    ).toEqual([code, expect.stringMatching(text)])
  })

  test('zoek finds by number, part of a name and whole address, and records whom it found, not what was typed', async () => {
    for (const tekst of [nummer, 'a. smi', email.toUpperCase()])
      expect(await told((streams) => accountZoek({ ...given(), tekst }, streams))).toEqual([
        0,
        [
          expect.objectContaining({
            ...{ nummer, naam: 'A. Smit', email, staat: 'actief' },
            lidmaatschappen: [
              {
                agbCode: agb('01000007'),
                dienst: 'viplive',
                staat: 'actief',
                rollen: ['huisarts'],
              },
            ],
          }),
        ],
      ])
    expect(await told((streams) => accountZoek({ ...given(), tekst: 'niemand' }, streams))).toEqual(
      [1, []],
    )
    const rows = await audit()
    expect(rows).toContain(`account gezocht: ${nummer}, door J. Smit`)
    expect(rows).not.toContain('niemand')
    expect(rows).not.toContain('@praktijk')
  })

  test('blokkeer ends what is signed in at once; SL126 is told after the code, and deblokkeer lifts it', async () => {
    const { browser, answer } = await signInFully()
    expect(answer.headers['location']).toBe('/')
    const act = (actie: 'blokkeer' | 'deblokkeer' | 'beeindig') =>
      told((streams) => accountActie({ ...about(nummer), actie }, streams))
    expect(await act('blokkeer')).toEqual([0, { nummer, staat: 'geblokkeerd' }])
    expect((await browser.get('/account', json)).json['code']).toBe('SL122')
    const again = visitor(gateway)
    const first = await again.submit('/aanmelden', { email, wachtwoord })
    expect([first.status, first.headers['location']]).toEqual([303, '/aanmelden/code'])
    const blocked = await again.submit('/aanmelden/code', { code: nextCode() })
    expect([blocked.status, blocked.text.includes('SL126')]).toEqual([403, true])
    expect(await act('deblokkeer')).toEqual([0, { nummer, staat: 'actief' }])
    const { browser: back } = await signInFully()
    expect((await back.get('/account')).status).toBe(200)
    expect(await act('beeindig')).toEqual([0, { nummer, staat: 'actief', beeindigd: true }])
    expect((await back.get('/account', json)).json['code']).toBe('SL122')
    expect(await audit()).toContain('geblokkeerd, door J. Smit')
  })

  test('policy explain tells of an account what the gateway decides now, by what the store has of it', async () => {
    const explain = (change: Partial<Parameters<typeof policyExplain>[0]> = {}) =>
      told((streams) =>
        policyExplain(
          {
            ...{ ...given(), database: gateway.env['SLUIS_DATABASE'] ?? '' },
            ...{ gebruikersnummer: nummer, agb: '01000007', soort: 'account' },
            ...{ dienst: 'viplive', autorisatie: 'rapporten', ...change },
          },
          streams,
        ),
      )
    expect(await explain()).toEqual([0, expect.objectContaining({ uitkomst: 'toegestaan' })])
    for (const [change, code] of [
      [{ autorisatie: 'samenwerken', beveiligd: true }, 'SL212'],
      [{ agb: '57000001', dienst: 'gli-register', autorisatie: 'invoeren' }, 'SL204'],
      [{ gebruikersnummer: '799999999999' }, 'SL121'],
      [{ soort: 'meldcode', gebruikersnummer: '699999999999' }, 'SL121'],
    ] as const) {
      const explained = await explain(change)
      expect(explained).toEqual([1, expect.objectContaining({ code })])
      expect(JSON.stringify(explained)).not.toMatch(/certifica/i)
    }
    const { meldcodes } = gateway.sluis.gateway.organisaties
    const code = {
      id: gebruikersnr('600000000001'),
      agbCode: agb('01000007'),
      dienst: 'incident-melden',
      label: 'Balie',
    }
    const times = {
      createdAt: now(),
      validUntil: now() + 3_600_000,
      revokedAt: null,
      lastUsedAt: null,
    }
    await meldcodes.maak({ ...code, ...times, door: nummer, mac: 'x', hoogstens: 5 }, () =>
      auditEvent(),
    )
    const melden = { soort: 'meldcode', gebruikersnummer: code.id, dienst: 'incident-melden' }
    expect(await explain({ ...melden, autorisatie: 'melden' })).toEqual([0, expect.anything()])
    expect(await explain({ ...melden, autorisatie: 'inzien' })).toEqual([
      1,
      expect.objectContaining({ code: 'SL210' }),
    ])
    const act = (actie: 'blokkeer' | 'deblokkeer') =>
      told((streams) => accountActie({ ...about(nummer), actie }, streams))
    await act('blokkeer')
    expect(await explain()).toEqual([1, expect.objectContaining({ code: 'SL126' })])
    await act('deblokkeer')
    expect(await explain({ dienst: 'viplve' })).toEqual([2, expect.stringContaining('viplive')])
  })

  test('policy explain judges the second factor it is told, as the gateway does, and says when it matters', async () => {
    const policy = join(gateway.dir, 'policy-app')
    cpSync(given().policy, policy, { recursive: true })
    const file = join(policy, 'diensten/viplive.yaml')
    const text = readFileSync(file, 'utf8')
    writeFileSync(
      file,
      text.replace('toegang: [account]', 'toegang: [account]\ntweedeFactor: [app]'),
    )
    const explain = (change: Partial<Parameters<typeof policyExplain>[0]> = {}) =>
      run((streams) =>
        policyExplain(
          {
            ...{ ...given(), policy, database: gateway.env['SLUIS_DATABASE'] ?? '' },
            ...{ gebruikersnummer: nummer, agb: '01000007', soort: 'account' },
            ...{ dienst: 'viplive', autorisatie: 'rapporten', ...change },
          },
          streams,
        ),
      )
    const bySms = await explain({ factor: 'sms' })
    expect([bySms.code, JSON.parse(bySms.stdout)]).toMatchObject([1, { code: 'SL210' }])
    expect(await explain({ factor: 'app' })).toMatchObject({ code: 0, stderr: '' })
    const untold = await explain()
    expect(untold).toMatchObject({ code: 0 })
    expect(untold.stderr).toContain('wie met een sms aanmeldt, krijgt hier SL210')
    const wide = { policy: given().policy }
    expect(await explain({ ...wide, factor: 'sms' })).toMatchObject({ code: 0, stderr: '' })
    expect(await explain(wide)).toMatchObject({ code: 0, stderr: '' })
    for (const [change, problem] of [
      [{ factor: 'fax' }, 'noem app of sms'],
      [{ factor: 'app', soort: 'meldcode' }, 'alleen bij --soort account'],
      [{ factor: 'app', soort: 'persoonlijk' }, 'alleen bij --soort account'],
    ] as const)
      expect(await explain(change)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(problem),
      })
  })

  test('factor-herstel mails the person a link for the new factor; the organisation hears of it', async () => {
    const since = outbox.mails.length
    const result = await told((streams) => accountHerstel(about(nummer), streams))
    expect(result).toEqual([0, expect.objectContaining({ nummer, gemaild: true })])
    const link = linkIn(await mailTo(email, since))
    expect((await signInFully()).answer.headers['location']).toBe('/')
    const browser = visitor(gateway)
    expect((await browser.submit(link, { wachtwoord: 'verkeerd' })).status).toBe(401)
    const begun = await browser.submit(link, { wachtwoord })
    expect(begun.headers['location']).toBe('/inrichten')
    const told2 = await told((streams) => accountHerstel(about(contact.nummer), streams))
    expect(told2[0]).toBe(0)
    const other = await waitFor(() =>
      outbox.mails.find(({ subject }) => subject.includes('registreert zijn tweede factor')),
    )
    expect([other.to, linkIn(other)]).toEqual(['info@de-oever.example', ''])
  })

  test('T5: link vervang ends the leaked link and mails the new one to who manages', async () => {
    const own = async (): Promise<string> =>
      /https:[^<]*(\/link\/[A-Za-z0-9_-]{48})/.exec(
        (await browse(gateway, { path: manage, person: contact })).text,
      )?.[1] ?? ''
    const at = { ...given(), agb: oever, dienst: 'gli-register' }
    const since = outbox.mails.length
    const [code, value] = await told((streams) => linkVervang(at, streams))
    expect([code, value]).toEqual([
      0,
      { agbCode: oever, dienst: 'gli-register', vervangen: true, gemaild: 1 },
    ])
    const first = await own()
    const mail = await waitFor(() =>
      outbox.mails.slice(since).find(({ subject }) => subject.includes('uitnodigingslink')),
    )
    expect(linkIn(mail)).toBe(first)
    // The command was not told the public address; the gateway that sends the mail knows it.
    expect(mail.text).toContain(gateway.sluis.gateway.toegang.url + first)
    await told((streams) => linkVervang(at, streams))
    expect((await visitor(gateway).get(first, json)).json['code']).toBe('SL411')
    expect(await own()).not.toBe(first)
    expect(await told((streams) => linkVervang({ ...at, agb: '02000001' }, streams))).toEqual([
      1,
      expect.stringContaining('02000001'),
    ])
    expect(
      await told((streams) => linkVervang({ ...at, agb: '01000007', dienst: 'viplive' }, streams)),
    ).toEqual([1, expect.stringContaining('geen uitnodigingslink')])
  })

  test('verwijder takes the person away and leaves the audit and the history; his number is unknown from then on', async () => {
    const { browser } = await signInFully()
    const before = (await audit()).split('\n').filter((line) => line.includes(nummer)).length
    expect(await told((streams) => accountVerwijder(about(nummer), streams))).toEqual([
      0,
      { nummer, verwijderd: true, lidmaatschappen: 1 },
    ])
    expect((await browser.get('/account', json)).json['code']).toMatch(/SL12[12]/)
    const { leden } = gateway.sluis.gateway.organisaties
    const [lid] = await leden.leden(agb('01000007'), 'viplive')
    expect(lid).toMatchObject({
      nummer,
      staat: 'ingetrokken',
      rollen: [],
      naam: 'Verwijderd account',
    })
    const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '')
    for (const table of ['account', 'account_netwerk', 'sessie', 'sleutelpaar', 'uitdaging'])
      expect([table, await database.reader(table).where({ nummer })]).toEqual([table, []])
    expect(await database.reader('uitnodiging').where('staat', 'aanvaard')).toEqual([])
    await database.close()
    const [newest] = await leden.history(agb('01000007'), 'viplive', 1)
    expect(newest).toMatchObject({ nummer, door: 'servicedesk' })
    expect(newest?.wat).toContain('verwijderd')
    const after = (await audit()).split('\n').filter((line) => line.includes(nummer)).length
    expect(after).toBe(before + 1)
    expect(await told((streams) => accountVerwijder(about(nummer), streams))).toEqual([
      1,
      expect.stringContaining(nummer),
    ])
    const wrong = visitor(gateway)
    expect((await wrong.submit('/aanmelden', { email, wachtwoord })).status).toBe(401)
  })
})
