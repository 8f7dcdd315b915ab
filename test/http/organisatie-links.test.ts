/** Links in mails of organisations: confirming, inviting, coming by the organisation's link; each by mail alone. */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { TOTP } from 'otpauth'
import { agb, type AgbCode } from '../../gateway/identity/agb-code.ts'
import type { Mail } from '../../gateway/notify/notifier.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { registerImport } from '../../scripts/commands/register/import.ts'
import { run } from '../scripts/commands/run.ts'
import { auditEvent } from '../store/fixtures.ts'
import { formsOf, shownText } from '../support/own-forms.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { waitFor } from '../support/serving.ts'
import { browse, signIn, signInAgain, submit } from '../support/signed-in.ts'
import type { Person } from '../support/signed-in.ts'
import { linkIn, makeOutbox, visitor } from '../support/visitor.ts'
import type { Outbox } from '../support/visitor.ts'

const nieuw = '/organisaties/nieuw'
const sas = agb('02000001')
const oever = agb('57000001')
const manage = `/organisaties/${oever}/gli-register`
const json = { accept: 'application/json' }

eachDatabase('links of organisations on %s', (engine) => {
  const fresh = useDatabases(engine)
  let gateway: TestGateway
  let outbox: Outbox
  let founder: Person

  beforeAll(async () => {
    outbox = makeOutbox()
    gateway = await startTestGateway({
      database: await fresh(),
      env: { SLUIS_TOEGANG_PORT: '0' },
      start: { scrypt: { N: 2 ** 10, r: 8, p: 1 }, notifier: outbox },
    })
    founder = await signIn(gateway, { email: 'info@de-oever.example' })
    await registered(founder, 'gli-register', oever, {
      ...{ naam: 'De Oever', adres: 'Oever 7, 1234 AE Sluisstad', epd: 'Medicom' },
      ...{ email: 'info@de-oever.example', rol: 'contactpersoon' },
    })
  })
  afterAll(async () => {
    await gateway.stop()
  })

  const registered = async (
    person: Person,
    dienst: string,
    agbCode: AgbCode,
    chosen: Readonly<Record<string, string>>,
  ) => {
    const fields = Object.entries({ dienst, agbCode })
    const begun = await submit(gateway, person, { page: nieuw, fields })
    const page = String(begun.headers['location'])
    return submit(gateway, person, { page, fields: Object.entries(chosen) })
  }
  const mailTo = async (email: string, count = 1): Promise<Mail> => {
    for (;;) {
      const own = outbox.mails.filter(({ to }) => to === email)
      const last = own.at(-1)
      if (last !== undefined && own.length >= count) return last
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const staten = async () =>
    (await gateway.sluis.gateway.organisaties.aanmeldingen.list({ agbCode: sas, limit: 9 })).map(
      ({ staat }) => staat,
    )
  const lid = async (naam: string) =>
    (await gateway.sluis.gateway.organisaties.leden.leden(oever, 'gli-register')).find(
      (one) => one.naam === naam,
    )
  /** From a link of a mail to an account that is whole. */
  const makeAccount = async (link: string) => {
    const browser = visitor(gateway)
    const begun = await browser.submit(link, {})
    expect(begun.headers['location']).toBe('/inrichten')
    await browser.submit('/inrichten', { wachtwoord: 'paard fiets wolk lepel', kanaal: 'app' })
    const { text } = await browser.get('/inrichten/code')
    const secret = /secret=([A-Z2-7]+)/.exec(text)?.[1] ?? ''
    const code = new TOTP({ secret }).generate({ timestamp: gateway.sluis.gateway.now() })
    return browser.submit('/inrichten/code', { code })
  }

  test('T2, T5, S1-25: the mailbox of an organisation confirms with the digits of its mail, and looking does nothing', async () => {
    const person = await signIn(gateway, {
      email: 'apotheker@elders.example',
      naam: 'A. Apotheker',
    })
    await registered(person, 'incident-melden', sas, {
      ...{ naam: 'Apotheek Het Sas', adres: 'Sasweg 3, 1234 AB Sluisstad' },
      ...{ email: 'info@apotheek-het-sas.example', rol: 'hoofdgebruiker' },
    })
    const mail = await mailTo('info@apotheek-het-sas.example')
    const codes = mail.text.match(/(?<!\d)\d{6}(?!\d)/g) ?? []
    expect(codes).toHaveLength(1)
    expect(mail.subject).not.toContain('Apotheker')
    expect(mail.text).toContain('A. Apotheker')
    const link = linkIn(mail)
    const browser = visitor(gateway)
    for (let times = 0; times < 20; times++) expect((await browser.get(link)).status).toBe(200)
    expect(await staten()).toEqual(['bevestiging-gevraagd'])
    const answer = (code: string, actie: string) => browser.submit(link, { code, actie })
    const wrong = codes[0] === '000000' ? '000001' : '000000'
    expect((await answer(wrong, 'bevestigen')).status).toBe(422)
    expect((await answer(String(codes[0]), 'iets')).status).toBe(422)
    expect(await staten()).toEqual(['bevestiging-gevraagd'])
    expect((await answer(String(codes[0]), 'bevestigen')).status).toBe(200)
    expect(await staten()).toEqual(['actief'])
    expect(browser.cookies.has('__Host-sluis-sessie')).toBe(false)
    expect((await browser.get(link, json)).json['code']).toBe('SL411')
    const page = `/organisaties/${sas}/incident-melden`
    expect((await browse(gateway, { path: page, person })).status).toBe(200)
    expect((await mailTo('apotheker@elders.example')).subject).toContain('is aangemeld')
  })

  test('a code that is wrong five times ends the link', async () => {
    const person = await signIn(gateway, { email: 'ander@elders.example' })
    await registered(person, 'gli-register', sas, {
      ...{ naam: 'Apotheek Het Sas', adres: 'Sasweg 3, 1234 AB Sluisstad', epd: 'Anders' },
      ...{ email: 'info@apotheek-het-sas.example', rol: 'zelfstandig' },
    })
    const mail = await mailTo('info@apotheek-het-sas.example', 2)
    const code = /(?<!\d)\d{6}(?!\d)/.exec(mail.text)?.[0] ?? ''
    const browser = visitor(gateway)
    const answer = (typed: string) =>
      browser.submit(linkIn(mail), { code: typed, actie: 'bevestigen' })
    for (let times = 0; times < 5; times++)
      expect((await answer(code === '000000' ? '000001' : '000000')).status).toBe(422)
    expect((await answer(code)).status).toBe(410)
    const { aanmeldingen } = gateway.sluis.gateway.organisaties
    const [row] = (await aanmeldingen.list({ agbCode: sas, limit: 9 })).filter(
      ({ dienst }) => dienst === 'gli-register',
    )
    expect(row?.staat).toBe('bevestiging-gevraagd')
    // The registrant may have it sent again; what he takes back after that confirms nothing.
    const page = `${nieuw}/${row?.id ?? ''}`
    const chosen = Object.entries({
      ...{ naam: 'Apotheek Het Sas', adres: 'Sasweg 3, 1234 AB Sluisstad', epd: 'Anders' },
      ...{ email: 'info@apotheek-het-sas.example', rol: 'zelfstandig' },
    })
    expect((await submit(gateway, person, { page, fields: chosen })).status).toBe(303)
    const next = await mailTo('info@apotheek-het-sas.example', 3)
    const withdrawn = await submit(gateway, person, { page, fields: [['actie', 'intrekken']] })
    expect(withdrawn.status).toBe(303)
    expect((await browser.get(linkIn(next))).status).toBe(410)
    const late = await browser.submit(linkIn(next), {
      ...{ code: /(?<!\d)\d{6}(?!\d)/.exec(next.text)?.[0] ?? '', actie: 'bevestigen' },
    })
    expect([late.status, late.text.includes('SL411')]).toEqual([410, true])
  })

  const invite = (email: string) =>
    submit(gateway, founder, {
      page: manage,
      to: `${manage}/uitnodigen`,
      fields: Object.entries({ naam: 'J. de Wit', email, telefoon: '', rol: 'behandelaar' }),
    })

  test('T5, S1-12, S1-39: who is invited by mail makes an account, and waits for a manager with the role that was given', async () => {
    await invite('wit@de-oever.example')
    const old = linkIn(await mailTo('wit@de-oever.example'))
    await invite('wit@de-oever.example')
    const link = linkIn(await mailTo('wit@de-oever.example', 2))
    expect((await visitor(gateway).get(old, json)).json['code']).toBe('SL411')
    const done = await makeAccount(link)
    expect([done.status, done.headers['location']]).toEqual([303, '/aanmelden'])
    expect(await lid('J. de Wit')).toMatchObject({ staat: 'aangemeld', rollen: ['behandelaar'] })
    expect((await mailTo('info@de-oever.example')).subject).toContain('Nieuwe aanmelding')
  })

  test('S1-37, S1-38: who comes by the link of the organisation proves the mailbox, and waits without a role', async () => {
    const { text } = await browse(gateway, { path: manage, person: founder })
    const own = /https:[^<]*(\/link\/[A-Za-z0-9_-]{48})/.exec(text)?.[1] ?? ''
    const browser = visitor(gateway)
    expect((await browser.submit(own, { naam: '', email: 'x' })).status).toBe(422)
    const asked = await browser.submit(own, { naam: 'K. Kers', email: 'kers@elders.example' })
    expect(asked.status).toBe(200)
    expect(await lid('K. Kers')).toBeUndefined()
    await makeAccount(linkIn(await mailTo('kers@elders.example')))
    expect(await lid('K. Kers')).toMatchObject({ staat: 'aangemeld', rollen: [], via: 'link' })
    expect((await browser.get(own)).status).toBe(200)
  })

  /** Looking and sending both tell that it is over, to people on a page and to programs. */
  const expectOver = async (link: string, fields: Readonly<Record<string, string>>) => {
    const browser = visitor(gateway)
    const { text } = await browser.get('/registreren')
    const csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? ''
    for (const page of [await browser.get(link), await browser.post(link, { csrf, ...fields })])
      expect([page.status, page.text]).toEqual([410, expect.stringContaining('SL411')])
    expect((await browser.get(link, json)).json['code']).toBe('SL411')
    expect((await browser.post(link, { csrf, ...fields }, json)).json['code']).toBe('SL411')
  }
  /** Lets all live links of a kind run out. */
  const runOut = async (soort: string): Promise<void> => {
    const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '', { busyMs: 5_000 })
    const valid_until = gateway.sluis.gateway.now()
    await database
      .writer('link')
      .where({ soort })
      .whereNull('revoked_at')
      .whereNull('used_at')
      .update({ valid_until })
    await database.close()
  }
  const werf = agb('01000007')
  const mailbox = 'praktijk@praktijk-de-werf.example'
  const codeIn = ({ text }: Mail): string => /(?<!\d)\d{6}(?!\d)/.exec(text)?.[0] ?? ''

  test('T5: organisatie-bevestiging: a replaced, an expired and a used link are over (SL411), each with its own digits', async () => {
    const person = await signIn(gateway, { email: 'werf@elders.example' })
    const chosen = Object.entries({
      ...{ naam: 'Huisartsenpraktijk De Werf', adres: 'Werf 1, 1234 AB Sluisstad' },
      ...{ email: mailbox, rol: 'hoofdgebruiker' },
    })
    const begun = await submit(gateway, person, {
      page: nieuw,
      fields: Object.entries({ dienst: 'incident-melden', agbCode: werf }),
    })
    const page = String(begun.headers['location'])
    const asked = async (count: number) => {
      expect((await submit(gateway, person, { page, fields: chosen })).status).toBe(303)
      return mailTo(mailbox, count)
    }
    const confirms = (mail: Mail) => ({ code: codeIn(mail), actie: 'bevestigen' })
    const replaced = await asked(1)
    const expired = await asked(2)
    await expectOver(linkIn(replaced), confirms(replaced))
    await runOut('organisatie-bevestiging')
    await expectOver(linkIn(expired), confirms(expired))
    const used = await asked(3)
    const done = await visitor(gateway).submit(linkIn(used), confirms(used))
    expect(done.status).toBe(200)
    await expectOver(linkIn(used), { code: codeIn(used), actie: 'weigeren' })
    const { aanmeldingen } = gateway.sluis.gateway.organisaties
    const rows = await aanmeldingen.list({ agbCode: werf, limit: 9 })
    expect(rows.map(({ staat }) => staat)).toEqual(['actief'])
  })

  test('T5: organisatielink: a replaced and an expired link are over (SL411) and mail nobody', async () => {
    const shown = async () => {
      const { text } = await browse(gateway, { path: manage, person: founder })
      return /https:[^<]*(\/link\/[A-Za-z0-9_-]{48})/.exec(text)?.[1] ?? ''
    }
    const renew = async () => {
      const fields = [['actie', 'nieuw']] as const
      await submit(gateway, founder, { page: manage, to: `${manage}/link`, fields })
      return shown()
    }
    const comes = { naam: 'T. Laat', email: 'laat@elders.example' }
    const replaced = await shown()
    const expired = await renew()
    await expectOver(replaced, comes)
    await runOut('organisatielink')
    await expectOver(expired, comes)
    expect((await visitor(gateway).get(await renew())).status).toBe(200)
    const { store } = gateway.sluis.gateway.toegang
    expect(await store.zoek('T. Laat', 9)).toEqual([])
    expect(outbox.mails.filter(({ to }) => to === comes.email)).toEqual([])
  })

  const helling = agb('01000008')
  /** Imports the register as it would be another day. */
  const importRegister = async (change: (text: string) => string): Promise<void> => {
    const file = join(gateway.dir, 'policy/register/agb.csv')
    const changed = join(gateway.dir, 'agb-anders.csv')
    writeFileSync(changed, change(readFileSync(file, 'utf8')))
    const database = gateway.env['SLUIS_DATABASE'] ?? ''
    const { code } = await run((streams) =>
      registerImport({ file: changed, database, now: Date.now }, streams),
    )
    expect(code).toBe(0)
  }

  test('of a register that changed between two steps or after the mail, what it says now counts', async () => {
    const old = 'praktijk@praktijk-de-helling.example'
    const newer = 'nieuw@praktijk-de-helling.example'
    const person = await signIn(gateway, { email: 'helling@elders.example' })
    const begun = await submit(gateway, person, {
      page: nieuw,
      fields: Object.entries({ dienst: 'incident-melden', agbCode: helling }),
    })
    const page = String(begun.headers['location'])
    const chosen = (email: string) =>
      Object.entries({
        ...{ naam: 'Huisartsenpraktijk De Helling', adres: 'Helling 2, 1234 AB Sluisstad' },
        ...{ email, rol: 'hoofdgebruiker' },
      })
    const ask = (email: string) => submit(gateway, person, { page, fields: chosen(email) })
    const { aanmeldingen } = gateway.sluis.gateway.organisaties
    const states = async () =>
      (await aanmeldingen.list({ agbCode: helling, limit: 9 })).map(({ staat }) => staat)
    const confirm = async (mail: Mail) => {
      const browser = visitor(gateway)
      const csrf = /name="csrf" value="([^"]*)"/.exec((await browser.get(linkIn(mail))).text)?.[1]
      const fields = { csrf: csrf ?? '', code: codeIn(mail), actie: 'bevestigen' }
      const { status, json: problem } = await browser.post(linkIn(mail), fields, json)
      return [status, problem['code']]
    }
    expect((await ask(old)).status).toBe(303)
    const first = await mailTo(old)
    const { text: shownBefore } = await browse(gateway, { path: page, person })
    /** A gateway sees an import within a second. */
    const sees = (fits: (answer: Answered) => boolean) =>
      waitFor(async () => {
        const answer = await browse(gateway, { path: page, person })
        return fits(answer) ? answer : undefined
      })
    await importRegister((text) => text.replace(old, newer))
    await sees(({ text }) => text.includes(newer))
    // The mailbox of before is not the one of the register any more.
    expect(await confirm(first)).toEqual([410, 'SL411'])
    expect(await states()).toEqual(['bevestiging-gevraagd'])
    // A page of before the change is shown again.
    const hidden = [...shownBefore.matchAll(/name="(csrf|versie)" value="([^"]*)"/g)].map(
      ([, name = '', value = '']) => [name, value] as const,
    )
    const stale = await browse(gateway, {
      ...{ path: page, person, form: [...hidden.slice(0, 2), ...chosen(old)] },
    })
    expect([stale.status, stale.text.includes('gewijzigd')]).toEqual([409, true])
    expect(outbox.mails.filter(({ to }) => to === newer)).toEqual([])
    expect((await ask(old)).status).toBe(422)
    expect((await ask(newer)).status).toBe(303)
    const second = await mailTo(newer)
    await importRegister((text) =>
      text.replace(old, newer).replace(/(01000008,praktijk,[^,]*,2016-01-01,)/, '$12017-12-31'),
    )
    await sees(({ status }) => status === 422)
    expect(await confirm(second)).toEqual([422, 'SL322'])
    expect(await states()).toEqual(['bevestiging-gevraagd'])
    await importRegister((text) => text.replace(old, newer))
    await sees(({ status }) => status === 200)
    expect(await confirm(second)).toEqual([200, undefined])
    expect(await states()).toEqual(['actief'])
  })

  test('of two that wait the first that is confirmed wins: the other link is over, and its person is told SL321', async () => {
    const [agbCode, dienst, info] = [helling, 'gli-register', 'nieuw@praktijk-de-helling.example']
    const persons = [
      await signIn(gateway, { email: 'een@elders.example', naam: 'E. Een' }),
      await signIn(gateway, { email: 'twee@elders.example', naam: 'T. Twee' }),
    ]
    const mails: Mail[] = []
    for (const person of persons) {
      const before = outbox.mails.filter(({ to }) => to === info).length
      const asked = await registered(person, dienst, agbCode, {
        ...{ naam: 'Huisartsenpraktijk De Helling', adres: 'Helling 2, 1234 AB Sluisstad' },
        ...{ email: info, rol: 'contactpersoon', epd: 'Anders' },
      })
      expect(asked.status).toBe(303)
      mails.push(await mailTo(info, before + 1))
    }
    const [one, two] = mails
    if (one === undefined || two === undefined) throw new Error('two mails were asked')
    const answers = await Promise.all(
      [one, two].map((mail) =>
        visitor(gateway).submit(linkIn(mail), { code: codeIn(mail), actie: 'bevestigen' }),
      ),
    )
    const statuses = answers.map(({ status }) => status)
    expect([
      [200, 409],
      [409, 200],
      [200, 410],
      [410, 200],
    ]).toContainEqual(statuses)
    const loser = statuses.indexOf(200) === 0 ? 1 : 0
    const person = persons[loser]
    const lost = mails[loser]
    if (person === undefined || lost === undefined) throw new Error('one of two loses')
    expect((await visitor(gateway).get(linkIn(lost))).status).toBe(410)
    const listed = await browse(gateway, { path: '/organisaties', person })
    expect(shownText(listed)).toContain(`(${agbCode}) : geweigerd`)
    for (const actie of ['bevestigen', 'weigeren'])
      expect(
        (await visitor(gateway).submit(linkIn(lost), { code: codeIn(lost), actie })).status,
      ).toBe(410)
    const again = await submit(gateway, person, {
      ...{ page: nieuw, fields: Object.entries({ dienst, agbCode }), headers: json },
    })
    expect([again.status, again.json['code']]).toEqual([409, 'SL321'])
    expect(JSON.stringify(again.json)).not.toMatch(/Een|Twee/)
    const { aanmeldingen } = gateway.sluis.gateway.organisaties
    const rows = await aanmeldingen.list({ agbCode, limit: 9 })
    expect(rows.filter((row) => row.dienst === dienst && row.staat === 'actief')).toHaveLength(1)
  })

  test('the link of the organisation lets twenty a day be mailed, and none while fifty wait', async () => {
    const fields = [['actie', 'nieuw']] as const
    await submit(gateway, founder, { page: manage, to: `${manage}/link`, fields })
    const { text } = await browse(gateway, { path: manage, person: founder })
    const own = /https:[^<]*(\/link\/[A-Za-z0-9_-]{48})/.exec(text)?.[1] ?? ''
    const browser = visitor(gateway)
    const csrf = /name="csrf" value="([^"]*)"/.exec((await browser.get(own)).text)?.[1] ?? ''
    const come = async (email: string) => {
      const answer = await browser.post(own, { csrf, naam: 'V. Veel', email }, json)
      return answer.json['code'] ?? answer.status
    }
    const answers: unknown[] = []
    for (let nth = 0; nth < 21; nth++) answers.push(await come(`veel${String(nth)}@elders.example`))
    expect(answers).toEqual([...Array<number>(20).fill(200), 'SL124'])
    await submit(gateway, founder, { page: manage, to: `${manage}/link`, fields })
    const fresh = /https:[^<]*(\/link\/[A-Za-z0-9_-]{48})/.exec(
      (await browse(gateway, { path: manage, person: founder })).text,
    )?.[1]
    const { leden } = gateway.sluis.gateway.organisaties
    for (let nth = 0; nth < 50; nth++) {
      const nummer = gebruikersnr(String(700_000_100_000 + nth))
      const lid = { agbCode: oever, dienst: 'gli-register', nummer, naam: 'W. Acht' }
      await leden.voegToe(
        {
          ...{ ...lid, staat: 'aangemeld', rollen: [], via: 'link', door: nummer },
          at: gateway.sluis.gateway.now(),
        },
        () => auditEvent(),
      )
    }
    const before = outbox.mails.length
    const full = await browser.post(
      fresh ?? '',
      { csrf, naam: 'V. Vol', email: 'vol@elders.example' },
      json,
    )
    expect([full.status, full.json['code']]).toEqual([429, 'SL124'])
    expect(Number(full.headers['retry-after'])).toBeGreaterThan(0)
    expect(outbox.mails).toHaveLength(before)
  })

  test('T3: an invitation to an account there is goes over signing in, and is for that account alone', async () => {
    const person = await signIn(gateway, { email: 'vos@elders.example', naam: 'V. Vos' })
    await invite('vos@elders.example')
    const browser = visitor(gateway)
    const begun = await browser.submit(linkIn(await mailTo('vos@elders.example')), {})
    expect([begun.status, begun.headers['location']]).toEqual([303, '/aanmelden?na=/uitnodiging'])
    const kept = browser.cookies.get('__Host-sluis-uitnodiging') ?? ''
    const withIt = (who: Person) => ({
      cookie: `__Host-sluis-sessie=${who.cookie}; __Host-sluis-uitnodiging=${kept}`,
    })
    const path = '/uitnodiging'
    const other = await browse(gateway, { path, headers: { ...withIt(founder), ...json } })
    expect([other.status, other.json['code']]).toEqual([403, 'SL412'])
    const page = await browse(gateway, { path, headers: withIt(founder) })
    expect([page.status, page.text.includes('SL412')]).toEqual([403, true])
    const out = formsOf(page).find(({ action }) => action === '/afmelden')
    expect(out).toBeDefined()
    expect(await lid('V. Vos')).toBeUndefined()
    const left = await browse(gateway, {
      ...{ path: '/afmelden', form: out?.fields ?? [], headers: withIt(founder) },
    })
    expect([left.status, left.headers['location']]).toEqual([303, '/aanmelden'])
    founder = await signInAgain(gateway, founder, '')
    const shown = await browse(gateway, { path, headers: withIt(person) })
    const csrf = /name="csrf" value="([^"]*)"/.exec(shown.text)?.[1] ?? ''
    const form = [['csrf', csrf]] as const
    expect((await browse(gateway, { path, form, headers: withIt(person) })).status).toBe(303)
    expect(await lid('V. Vos')).toMatchObject({ staat: 'aangemeld', nummer: person.nummer })
    const again = await browse(gateway, { path, headers: { ...withIt(person), ...json } })
    expect(again.json['code']).toBe('SL411')
    const twice = await browse(gateway, { path, form, headers: { ...withIt(person), ...json } })
    expect(twice.json['code']).toBe('SL411')
  })

  test('T3: an invitation that is taken back while it is looked at lets nobody in, and says so', async () => {
    const person = await signIn(gateway, { email: 'das@elders.example', naam: 'D. Das' })
    await invite('das@elders.example')
    const browser = visitor(gateway)
    await browser.submit(linkIn(await mailTo('das@elders.example')), {})
    const kept = browser.cookies.get('__Host-sluis-uitnodiging') ?? ''
    const headers = {
      cookie: `__Host-sluis-sessie=${person.cookie}; __Host-sluis-uitnodiging=${kept}`,
    }
    const shown = await browse(gateway, { path: '/uitnodiging', headers })
    const csrf = /name="csrf" value="([^"]*)"/.exec(shown.text)?.[1] ?? ''
    const { leden } = gateway.sluis.gateway.organisaties
    const rows = await leden.uitnodigingen({
      ...{ agbCode: oever, dienst: 'gli-register', since: 0, limit: 99 },
    })
    const { id = '' } = rows.find(({ staat }) => staat === 'uitgenodigd') ?? {}
    // The invitation alone, as another process that runs an older version would.
    const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '', { busyMs: 5_000 })
    await database.writer('uitnodiging').where({ id }).update({ staat: 'ingetrokken' })
    await database.close()
    const form = [['csrf', csrf]] as const
    const late = await browse(gateway, {
      ...{ path: '/uitnodiging', form, headers: { ...headers, ...json } },
    })
    expect([late.status, late.json['code']]).toEqual([410, 'SL411'])
    expect(await lid('D. Das')).toBeUndefined()
  })

  test('T3: who gave the address of somebody else first has no power over the account that is made of it later', async () => {
    const email = 'slachtoffer@de-oever.example'
    const thief = visitor(gateway)
    expect((await thief.submit('/registreren', { naam: 'D. Dief', email })).status).toBe(200)
    const first = linkIn(await mailTo(email))
    const { store } = gateway.sluis.gateway.toegang
    const accounts = async () => (await store.zoek('', 999)).length
    const before = await accounts()
    expect((await thief.get('/inrichten', json)).json['code']).toBe('SL411')
    await invite(email)
    const done = await makeAccount(linkIn(await mailTo(email, 2)))
    expect([done.status, done.headers['location']]).toEqual([303, '/aanmelden'])
    for (const path of ['/account', '/organisaties', manage, '/gli-register/'])
      expect([path, (await thief.get(path, json)).json['code']]).toEqual([path, 'SL121'])
    for (const path of ['/inrichten', '/inrichten/code'])
      expect([path, (await thief.get(path, json)).json['code']]).toEqual([path, 'SL411'])
    expect(thief.cookies.has('__Host-sluis-sessie')).toBe(false)
    // Neither does what he had mailed make another account, or change this one.
    const begun = await thief.submit(first, {})
    expect([begun.status, begun.text]).toEqual([410, expect.stringContaining('SL411')])
    expect((await accounts()) - before).toBe(1)
    expect(await store.zoek('D. Dief', 9)).toEqual([])
  })
})
