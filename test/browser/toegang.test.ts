/** The toegang listener in a real browser: a program that presses every button of every mail, and people who follow one. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { agb, type AgbCode } from '../../gateway/identity/agb-code.ts'
import { readEmail } from '../../gateway/account/email.ts'
import type { Mail } from '../../gateway/notify/notifier.ts'
import { mailLink } from '../../gateway/toegang/links/mail-link.ts'
import { useDatabases } from '../support/databases.ts'
import { describeInBrowser } from '../support/browser.ts'
import { cheapScrypt, password, peopleOf, setClock } from '../support/people.ts'
import type { People } from '../support/people.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { describeHostileUpstream } from './hostile-upstream.ts'
import { describeVipliveStory } from './viplive-story.ts'
import { browse, signIn, submit } from '../support/signed-in.ts'
import type { Person } from '../support/signed-in.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'
import { axeFindings, countStops, sticksOut, tabStops } from '../support/soundness.ts'
import { linkIn, makeOutbox, visitor } from '../support/visitor.ts'
import type { Visitor } from '../support/visitor.ts'
import { waitFor } from '../support/serving.ts'

const oever = agb('57000001')
const sas = agb('02000001')
const manage = `/organisaties/${oever}/gli-register`
const html = { 'content-type': 'text/html; charset=utf-8' }

describeInBrowser('toegang in a browser', (browser) => {
  const makeUrl = useDatabases('sqlite')
  const clock = setClock()
  const outbox = makeOutbox()
  let upstream: TestUpstream
  let gateway: TestGateway
  let people: People
  let founder: Person

  beforeAll(async () => {
    upstream = await startUpstream(answering(200, html, '<h1>Het GLI-register zelf</h1>'))
    gateway = await startTestGateway({
      database: await makeUrl(),
      now: clock.now,
      env: { SLUIS_TOEGANG_PORT: '0' },
      policy: {
        'diensten/gli-register.yaml': (text) => text.replace('http://127.0.0.1:8084', upstream.url),
      },
      start: { scrypt: cheapScrypt, notifier: outbox },
    })
    people = peopleOf(gateway, outbox, clock)
    founder = await signIn(gateway, { email: 'info@de-oever.example' })
    await registered(founder, 'gli-register', oever, {
      ...{ naam: 'De Oever', adres: 'Oever 7, 1234 AE Sluisstad', epd: 'Medicom' },
      ...{ email: 'info@de-oever.example', rol: 'contactpersoon' },
    })
  }, 60_000)
  afterAll(async () => {
    await gateway.stop()
    await upstream.close()
  })

  const registered = async (
    person: Person,
    dienst: string,
    agbCode: AgbCode,
    chosen: Readonly<Record<string, string>>,
  ) => {
    const fields = Object.entries({ dienst, agbCode })
    const begun = await submit(gateway, person, { page: '/organisaties/nieuw', fields })
    const page = String(begun.headers['location'])
    return submit(gateway, person, { page, fields: Object.entries(chosen) })
  }
  const origin = (): string => {
    const { port } = new URL(gateway.sluis.addresses.toegang)
    return `https://localhost:${port}`
  }
  /** The address of a link, on the port that this gateway has. */
  const linkOf = (mail: Mail): string => linkIn(mail)
  const organisationLink = async (): Promise<string> => {
    const { text } = await browse(gateway, { path: manage, person: founder })
    return /https:[^<]*(\/link\/[A-Za-z0-9_-]{48})/.exec(text)?.[1] ?? ''
  }

  async function withPage<T>(
    options: BrowserContextOptions,
    act: (page: Page) => Promise<T>,
  ): Promise<T> {
    const opened = browser() satisfies Browser
    const context = await opened.newContext({ ignoreHTTPSErrors: true, ...options })
    try {
      return await act(await context.newPage())
    } finally {
      await context.close()
    }
  }

  /** Opens a link with a script-running browser, again for each button, and presses it. Gives the cookies it came to. */
  const pressAll = (link: string): Promise<readonly string[]> =>
    withPage({}, async (page) => {
      const cookies = new Set<string>()
      const open = () => page.goto(`${origin()}${link}`)
      await open()
      const buttons = await page.locator('main button').count()
      expect(buttons).toBeGreaterThan(0)
      for (let nth = 0; nth < buttons; nth++) {
        await open()
        await page.locator('main button').nth(nth).click()
        await page.waitForLoadState()
        for (const { name } of await page.context().cookies()) cookies.add(name)
      }
      return [...cookies]
    })

  test('T2: a program presses every button of every link of every mail, and then the person’s own click works', async () => {
    const code = (mail: Mail): string => /(?<!\d)\d{6}(?!\d)/.exec(mail.text)?.[0] ?? ''
    const secret = await people.withApp('vergeten@elders.example')
    await people.withSms('herstel@elders.example', '06 12345678')
    const asker = await signIn(gateway, { email: 'apotheker@elders.example', naam: 'A. Apotheker' })
    await registered(asker, 'incident-melden', sas, {
      ...{ naam: 'Apotheek Het Sas', adres: 'Sasweg 3, 1234 AB Sluisstad' },
      ...{ email: 'info@apotheek-het-sas.example', rol: 'hoofdgebruiker' },
    })
    await visitor(gateway).submit('/registreren', { naam: 'N. Nieuw', email: 'n@elders.example' })
    await submit(gateway, founder, {
      ...{ page: manage, to: `${manage}/uitnodigen` },
      fields: Object.entries({
        ...{ naam: 'G. Gast', email: 'gast@elders.example', telefoon: '', rol: 'behandelaar' },
      }),
    })
    await visitor(gateway).submit('/wachtwoord-vergeten', { email: 'vergeten@elders.example' })
    await mailRecovery('herstel@elders.example')
    const confirmation = await people.mailTo('info@apotheek-het-sas.example')
    const links = {
      bewijs: linkOf(await people.mailTo('n@elders.example')),
      uitnodiging: linkOf(await people.mailTo('gast@elders.example')),
      bevestiging: linkOf(confirmation),
      wachtwoord: linkOf(await people.mailTo('vergeten@elders.example', 2)),
      herstel: linkOf(await people.mailTo('herstel@elders.example', 2)),
      organisatie: await organisationLink(),
    }
    const accounts = async () => (await gateway.sluis.gateway.toegang.store.zoek('', 99)).length
    const texts = outbox.texts.length
    const before = await accounts()
    for (const link of Object.values(links)) {
      for (let times = 0; times < 20; times++)
        expect((await visitor(gateway).get(link)).status).toBe(200)
      // And without a browser: more often than there are tries.
      for (let times = 0; times < 6; times++) await visitor(gateway).submit(link, {})
      for (let times = 0; times < 2; times++)
        expect(await pressAll(link)).not.toContain('__Host-sluis-sessie')
    }
    const { aanmeldingen, leden } = gateway.sluis.gateway.organisaties
    const [asked] = await aanmeldingen.list({ agbCode: sas, limit: 9 })
    expect(asked?.staat).toBe('bevestiging-gevraagd')
    expect(await accounts()).toBe(before)
    // However often its button was pressed.
    expect(outbox.texts.length - texts).toBeLessThanOrEqual(1)

    await people.finish(visitor(gateway), links.bewijs)
    await people.finish(visitor(gateway), links.uitnodiging)
    expect(await accounts()).toBe(before + 2)
    const confirmed = await visitor(gateway).submit(links.bevestiging, {
      ...{ code: code(confirmation), actie: 'bevestigen' },
    })
    expect(confirmed.status).toBe(200)
    const reset = await visitor(gateway).submit(links.wachtwoord, {
      ...{ wachtwoord: 'zeven bruine tafels dansen', code: people.freshCode(secret) },
    })
    expect(reset.headers['location']).toBe('/aanmelden')
    const own = visitor(gateway)
    const begun = await own.submit(links.herstel, { wachtwoord: password })
    expect(begun.headers['location']).toBe('/inrichten')
    const came = { naam: 'K. Kers', email: 'kers@elders.example' }
    expect((await visitor(gateway).submit(links.organisatie, came)).status).toBe(200)
    await people.finish(visitor(gateway), linkOf(await people.mailTo(came.email)))
    const all = await leden.leden(oever, 'gli-register')
    expect(all.find(({ naam }) => naam === 'K. Kers')?.staat).toBe('aangemeld')
  }, 90_000)

  async function mailRecovery(address: string): Promise<void> {
    const email = readEmail(address)
    const { store } = gateway.sluis.gateway.toegang
    const all = await store.zoek('J. de Boer', 99)
    const newest = all.reduce((one, other) => (one.createdAt > other.createdAt ? one : other))
    if (email === undefined) throw new Error(address)
    await mailLink(gateway.sluis.gateway, {
      ...{ soort: 'factor-herstel', kind: 'factor-herstel', email, nummer: newest.nummer },
      ...{ gegevens: { naam: newest.naam }, door: '', validUntil: clock.now() + 3_600_000 },
    })
  }

  /** Somebody who clicks and fills in, and is counted. */
  const walker = (page: Page) => {
    let count = 0
    const settled = async (act: Promise<unknown>): Promise<void> => {
      count++
      await act
      await page.waitForLoadState()
    }
    return {
      steps: () => count,
      open: (address: string) => settled(page.goto(address)),
      click: (name: RegExp | string) =>
        settled(page.getByRole('main').getByRole('button', { name }).first().click()),
      follow: (name: RegExp | string) =>
        settled(page.getByRole('main').getByRole('link', { name }).first().click()),
      fill: (veld: string, text: string) => settled(page.locator(`[name=${veld}]`).fill(text)),
      choose: async (veld: string, value: string) => {
        const select = page.locator(`select[name=${veld}]`)
        await settled(
          (await select.count()) > 0
            ? select.first().selectOption(value)
            : page.locator(`[name=${veld}][value=${value}]`).first().check(),
        )
      },
    }
  }

  const widths = [
    ['on a desk', { viewport: { width: 1100, height: 800 } }],
    [
      'on a phone of 360 px, without script',
      { viewport: { width: 360, height: 740 }, javaScriptEnabled: false },
    ],
  ] as const

  test.each(widths)(
    'S1-37 to S1-46: from an unknown visitor to a behandelaar in the register, %s',
    async (_where, options) => {
      const name = `W. Wandel ${options.viewport.width === 360 ? 'Klein' : 'Groot'}`
      const email = `wandel${String(options.viewport.width)}@elders.example`
      const link = await organisationLink()
      const secretOf = async (page: Page): Promise<string> =>
        (/secret=([A-Z2-7]+)/.exec(await page.content()) ?? [])[1] ?? ''
      await withPage(options, async (page) => {
        const he = walker(page)
        let secret = ''
        const signsIn = async (): Promise<void> => {
          await he.fill('email', email)
          await he.fill('wachtwoord', password)
          await he.click('Verder')
          await he.fill('code', people.freshCode(secret))
          await he.click('Aanmelden')
        }
        await he.open(`${origin()}${link}`)
        await he.fill('naam', name)
        await he.fill('email', email)
        await he.click('Aanmelden')
        await he.open(`${origin()}${linkOf(await people.mailTo(email))}`)
        await he.click('Verder')
        await he.fill('wachtwoord', password)
        await he.click('Verder')
        secret = await secretOf(page)
        await he.fill('code', people.freshCode(secret))
        await he.click('Klaar')
        await signsIn()
        expect(new URL(page.url()).pathname).toBe('/')
        const manager = await approve(options, name)
        const told = await people.mailTo(email, 2)
        await he.open(/https:\/\/\S+/.exec(told.text)?.[0] ?? '')
        await signsIn()
        await he.follow('GLI-register')
        expect(await page.content()).toContain('Het GLI-register zelf')
        expect(he.steps() + manager).toBeLessThan(40)
      })
    },
    60_000,
  )

  /** The manager lets somebody in as behandelaar, by the pages; gives how many steps it took. */
  const approve = (options: BrowserContextOptions, name: string): Promise<number> =>
    withPage(options, async (page) => {
      const url = origin()
      await page.context().addCookies([
        {
          ...{ name: '__Host-sluis-sessie', value: founder.cookie, url, secure: true },
          ...{ httpOnly: true, sameSite: 'Lax' },
        },
      ])
      const she = walker(page)
      await she.open(`${url}${manage}`)
      await she.follow(new RegExp(name))
      await she.choose('rol', 'behandelaar')
      await she.click('Activeren')
      return she.steps()
    })

  // ---- every page, for every reader ----

  const held = ({ cookie }: Person) => ({ '__Host-sluis-sessie': cookie })
  const cookiesOf = (browser: Visitor) => Object.fromEntries(browser.cookies)
  type Way = () => Promise<{
    readonly path: string
    readonly cookies?: Readonly<Record<string, string>>
    /** A button to press before looking: what is wrong is told on the same page. */
    readonly press?: boolean
  }>
  const at =
    (path: string, press = false): Way =>
    () =>
      Promise.resolve({ path, press })
  const founded =
    (path: string): Way =>
    () =>
      Promise.resolve({ path, cookies: held(founder) })
  let guests = 0
  const guest = async (kanaal: 'app' | 'sms'): Promise<Visitor> => {
    guests++
    const email = `gast${String(guests)}@elders.example`
    const own = visitor(gateway)
    await own.submit('/registreren', { naam: 'G. Gast', email })
    await own.submit(linkOf(await people.mailTo(email)), {})
    const telefoon = kanaal === 'sms' ? '06 22223333' : ''
    await own.submit('/inrichten', { wachtwoord: password, kanaal, telefoon })
    return own
  }
  const begun: Way = async () => {
    const own = visitor(gateway)
    await people.withApp('pagina@elders.example')
    await own.submit('/aanmelden', { email: 'pagina@elders.example', wachtwoord: password })
    return { path: '/aanmelden/code', cookies: cookiesOf(own), press: true }
  }
  const newcomer: Way = async () => {
    const { cookie } = await signIn(gateway, { email: 'lijst@elders.example' })
    return { path: '/organisaties/nieuw', cookies: { '__Host-sluis-sessie': cookie }, press: true }
  }
  const choosing: Way = async () => {
    const person = await signIn(gateway, { email: 'keuze@elders.example' })
    const fields = Object.entries({ dienst: 'incident-melden', agbCode: agb('01000007') })
    const step = await submit(gateway, person, { page: '/organisaties/nieuw', fields })
    return { path: String(step.headers['location']), cookies: held(person), press: true }
  }
  const lid: Way = async () => {
    const { nummer } = founder
    return Promise.resolve({ path: `${manage}/leden/${nummer}`, cookies: held(founder) })
  }
  const mailed =
    (
      soort: 'e-mail-bewijs' | 'uitnodiging' | 'wachtwoord' | 'e-mail-wijziging' | 'factor-herstel',
    ): Way =>
    async () => {
      const address = `${soort}@links.example`
      const email = readEmail(address)
      if (email === undefined) throw new Error(address)
      await mailLink(gateway.sluis.gateway, {
        ...{ soort, kind: soort, email, nummer: founder.nummer, door: founder.nummer },
        ...{ gegevens: { naam: 'L. Link' }, validUntil: clock.now() + 3_600_000 },
      })
      return { path: linkOf(await people.mailTo(address)) }
    }
  const confirming: Way = async () => {
    const person = await signIn(gateway, { email: 'bevestig@elders.example' })
    await registered(person, 'gli-register', sas, {
      ...{ naam: 'Apotheek Het Sas', adres: 'Sasweg 3, 1234 AB Sluisstad', epd: 'Anders' },
      ...{ email: 'info@apotheek-het-sas.example', rol: 'zelfstandig' },
    })
    const mails = () => outbox.mails.filter(({ to }) => to === 'info@apotheek-het-sas.example')
    const mail = await waitFor(() => mails().find(({ text }) => text.includes('GLI')))
    return { path: linkOf(mail), press: true }
  }

  const states: readonly (readonly [string, Way])[] = [
    ['signing in', at('/aanmelden')],
    ['signing in, wrong', at('/aanmelden', true)],
    ['signing in, over', at('/aanmelden?reden=voorbij')],
    ['a code', begun],
    ['a meldcode', at('/aanmelden/meldcode', true)],
    ['asking for an account', at('/registreren', true)],
    ['a forgotten password', at('/wachtwoord-vergeten', true)],
    ['information', at('/informatie/incident-melden')],
    [
      'a set-up',
      async () => ({ path: '/inrichten', cookies: cookiesOf(await guest('app')), press: true }),
    ],
    [
      'a set-up with QR',
      async () => ({ path: '/inrichten/code', cookies: cookiesOf(await guest('app')) }),
    ],
    [
      'a set-up by text',
      async () => ({
        path: '/inrichten/code',
        cookies: cookiesOf(await guest('sms')),
        press: true,
      }),
    ],
    ['the diensten', founded('/')],
    ['the account', founded('/account')],
    ...['wachtwoord', 'email', 'agb', 'factor-weg'].map(
      (actie) => [`a change of ${actie}`, founded(`/account/${actie}`)] as const,
    ),
    ['my organisations', founded('/organisaties')],
    ['a new organisation', newcomer],
    ['what is chosen from the register', choosing],
    ['members', founded(manage)],
    ['a member', lid],
    ['a link: e-mail', mailed('e-mail-bewijs')],
    ['a link: invitation', mailed('uitnodiging')],
    ['a link: password', mailed('wachtwoord')],
    ['a link: new address', mailed('e-mail-wijziging')],
    ['a link: factor', mailed('factor-herstel')],
    ['a link: organisation', async () => ({ path: await organisationLink(), press: true })],
    ['a link: confirmation', confirming],
    ['a link that is none', at('/link/x')],
    ['a path that is none', founded('/nergens')],
  ]

  /** What each field is for (WCAG 1.3.5, and what password managers go by), by its name. */
  const tokens: Readonly<Record<string, readonly string[]>> = {
    email: ['username', 'email'],
    wachtwoord: ['current-password', 'new-password'],
    huidig: ['current-password'],
    code: ['one-time-code'],
    telefoon: ['tel', 'tel-national'],
    naam: ['name'],
  }
  const fieldsOf = (page: Page) =>
    page.evaluate<readonly (readonly [string, string, string])[]>(
      `[...document.querySelectorAll('main input:not([type=hidden]):not([type=radio]):not([type=checkbox])')]
        .map((one) => [one.name, one.getAttribute('autocomplete'), one.getAttribute('inputmode')])`,
    )

  test.each(states)(
    '%s: sound for every reader, without script, at 360 px and in forced colours',
    async (name, way) => {
      const { path, cookies = {}, press = false } = await way()
      // With scripts on, as axe needs them; the page has none.
      const options = { viewport: { width: 360, height: 740 } }
      await withPage(options, async (page) => {
        const url = origin()
        await page.context().addCookies(
          Object.entries(cookies).map(([cookie, value]) => ({
            ...{ name: cookie, value, url, secure: true, httpOnly: true, sameSite: 'Lax' as const },
          })),
        )
        await page.goto(`${url}${path}`)
        if (press) {
          await page.locator('main button').first().click()
          await page.waitForLoadState()
        }
        expect(await page.locator('script').count()).toBe(0)
        expect(await axeFindings(page)).toEqual([])
        expect(await sticksOut(page)).toEqual([])
        const stops = await tabStops(page)
        expect(stops).toHaveLength(await countStops(page))
        for (const stop of stops) expect(stop.outline).not.toBe('none')
        await page.emulateMedia({ forcedColors: 'active' })
        expect(await axeFindings(page)).toEqual([])
        // Members are invited with what is of somebody else.
        if (name === 'members') return
        for (const [field, token, inputmode] of await fieldsOf(page)) {
          const known = tokens[field]
          if (known !== undefined)
            expect([field, token]).toEqual([field, expect.stringMatching(known.join('|'))])
          if (field === 'code' || field === 'agbCode')
            expect([field, inputmode]).toEqual([field, 'numeric'])
        }
      })
    },
  )
})

describeHostileUpstream()
describeVipliveStory()
