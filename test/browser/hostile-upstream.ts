/**
 * A dienst whose pages turn on who visits them, in a real browser: what script on its own host tries against Sluis's own
 * pages and another dienst. The names are of one site, as a browser counts sites, so no SameSite helps: only the hosts
 * are apart.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { chromium } from 'playwright-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { agb } from '../../gateway/identity/agb-code.ts'
import { chromiumOptions, findChromium } from '../../scripts/pages/chromium.ts'
import { auditEvent } from '../store/fixtures.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { waitFor } from '../support/serving.ts'
import { browse, signIn } from '../support/signed-in.ts'
import type { Person } from '../support/signed-in.ts'
import { answerBytes, startUpstream } from '../support/upstream.ts'
import type { Recorded, TestUpstream } from '../support/upstream.ts'

const own = 'https://toegang.sluis.example'
const hostile = 'https://kaart.toegang.sluis.example'
const other = 'https://gli.toegang.sluis.example'
const hosts = [own, hostile, other].map((origin) => new URL(origin).hostname)
const agbCode = agb('01000007')
const manage = `/organisaties/${agbCode}/viplive`

/** Named by what it is told; every row is tried on a page of the hostile dienst. */
interface Attempt {
  readonly script: string
  /** What its script comes to. */
  readonly gives: unknown
}

/** A promise as what became of it. */
const tried = (promise: string): string =>
  `(${promise}).then((got) => ['gelukt', got], (error) => ['mislukt', error.name])`
const failed = ['mislukt', 'TypeError']
const failing = (promise: string): Attempt => ({ script: tried(promise), gives: failed })

const pages = [
  ...['/', '/account', '/account/wachtwoord', '/beveiligde-sessie', '/aanmelden', '/registreren'],
  ...[
    '/organisaties',
    manage,
    '/aanmelden/verder?dienst=gli-register&na=/&staat=' + '0'.repeat(64),
  ],
]

const reads: readonly (readonly [string, Attempt])[] = [
  ...pages.map((path) => own + path),
  `${other}/gli-register/`,
].map((address) => [
  `reads ${address.slice(0, 70)} with the cookie of who visits it`,
  failing(`fetch('${address}', { credentials: 'include' }).then((answer) => answer.text())`),
])

/** What an element comes to that shows, runs or applies something of elsewhere. */
const element = (make: string): string =>
  `new Promise((done) => {
    const one = ${make}
    one.onload = () => done('geladen')
    one.onerror = () => done('geweigerd')
    document.body.append(one)
  })`
const embed = (tag: string, how: string): Attempt => ({
  script: element(`Object.assign(document.createElement('${tag}'), ${how})`),
  gives: 'geweigerd',
})

const embeds: readonly (readonly [string, Attempt])[] = [
  ['runs a page of Sluis as a script', embed('script', `{ src: '${own}/account' }`)],
  ['shows a page of Sluis as an image', embed('img', `{ src: '${own}/account' }`)],
  [
    'applies a page of Sluis as a style',
    embed('link', `{ rel: 'stylesheet', href: '${own}/account' }`),
  ],
  ['loads a page of Sluis as an object', embed('object', `{ data: '${own}/account' }`)],
  [
    'runs a page of another dienst as a script',
    embed('script', `{ src: '${other}/gli-register/' }`),
  ],
]

const worker = '/viplive/samenwerken/werker.js'

const others: readonly (readonly [string, Attempt])[] = [
  [
    'reads its own cookies by script',
    { script: `document.cookie`, gives: expect.not.stringContaining('sluis') },
  ],
  [
    'becomes of one origin with Sluis by document.domain',
    {
      script: `(() => { try { document.domain = 'toegang.sluis.example' } catch {} return origin })()`,
      gives: hostile,
    },
  ],
  [
    'takes more than its own paths in a service worker',
    {
      script: `(async () => {
        const own = await ${tried(`navigator.serviceWorker.register('${worker}')`)}
        const whole = await ${tried(`navigator.serviceWorker.register('${worker}', { scope: '/' })`)}
        await own[1].unregister()
        return [own[0], ...whole]
      })()`,
      gives: ['gelukt', 'mislukt', 'SecurityError'],
    },
  ],
  [
    'is a service worker of Sluis',
    {
      script: tried(`navigator.serviceWorker.register('${own}${worker}')`),
      gives: ['mislukt', 'SecurityError'],
    },
  ],
  [
    'speaks with Sluis over a WebSocket',
    {
      script: `new Promise((done) => {
        const socket = new WebSocket('${own.replace('https', 'wss')}/account')
        socket.onopen = () => done('open')
        socket.onerror = () => done('geweigerd')
      })`,
      gives: 'geweigerd',
    },
  ],
  [
    'finds pages of Sluis on its own host',
    {
      script: `Promise.all(${JSON.stringify(['/account', '/beveiligde-sessie', '/aanmelden', '/organisaties', '/', '/link/x', '/registreren'])}
        .map((path) => fetch(path, { redirect: 'manual', headers: { accept: 'application/json' } })
          .then(async (answer) => (await answer.json()).code)))`,
      gives: Array.from({ length: 7 }, () => 'SL512'),
    },
  ],
]

/** Every way to plant a cookie on the host of Sluis; `evil`: a sign-in of somebody else. */
const planted = (evil: string): readonly string[] => [
  `__Host-sluis-sessie=${evil}; Path=/; Secure; Domain=toegang.sluis.example`,
  `__Host-sluis-sessie=${evil}; Path=/; Secure`,
  `__host-sluis-sessie=${evil}; Path=/; Secure; Domain=toegang.sluis.example`,
  `=__Host-sluis-sessie=${evil}; Path=/; Secure; Domain=toegang.sluis.example`,
  ` __Host-sluis-sessie =${evil}; Path=/account; Secure; Domain=toegang.sluis.example`,
  `__Secure-sluis-sessie=${evil}; Path=/; Secure; Domain=toegang.sluis.example`,
  `sluis-sessie=${evil}; Path=/; Domain=sluis.example`,
  ...['poging', 'bezoek', 'doorgang', 'start', 'uitnodiging'].map(
    (name) => `__Host-sluis-${name}=${evil}; Path=/; Secure; Domain=toegang.sluis.example`,
  ),
]

/** The upstreams: of the hostile one every answer also tries to set a cookie. */
const answers = (title: string) => (request: Recorded) => {
  const isWorker = request.target.endsWith('.js')
  return answerBytes(
    200,
    {
      'content-type': isWorker ? 'text/javascript' : 'text/html; charset=utf-8',
      'service-worker-allowed': '/',
      'access-control-allow-origin': '*',
      'set-cookie': '__Host-sluis-sessie=EVIL; Path=/; Secure; Domain=toegang.sluis.example',
    },
    isWorker ? `self.onfetch = () => {}` : `<title>${title}</title><script>var ran = true</script>`,
  )
}

export function describeHostileUpstream(): void {
  const path = findChromium()
  // That it is missing is said where the other browser tests are.
  const run = path === undefined ? describe.skip : describe
  run('T11: a dienst whose pages turn on who visits them', () => {
    let upstreams: readonly TestUpstream[]
    let gateway: TestGateway
    let browser: Browser
    let context: BrowserContext
    let page: Page
    let huisarts: Person
    let evil: Person
    let target: Person

    beforeAll(async () => {
      upstreams = await Promise.all(
        ['kaart', 'gli'].map((title) =>
          startUpstream((request, socket) => {
            socket.write(answers(title)(request))
          }),
        ),
      )
      gateway = await startTestGateway({
        env: { SLUIS_TOEGANG_PORT: '0', SLUIS_TOEGANG_URL: own },
        policy: {
          'diensten/viplive.yaml': (text) =>
            text
              .replace('host: viplive.localhost', `host: ${hosts[1] ?? ''}`)
              .replace('http://127.0.0.1:8085', upstreams[0]?.url ?? ''),
          'diensten/gli-register.yaml': (text) =>
            text
              .replace('toegang: [account]', `toegang: [account]\nhost: ${hosts[2] ?? ''}`)
              .replace('http://127.0.0.1:8084', upstreams[1]?.url ?? ''),
        },
      })
      huisarts = await member('huisarts@praktijk.example', 'H. de Boer', 'huisarts')
      evil = await member('kwaad@elders.example', 'K. Kwaad', 'poh-s')
      target = await member('poh@praktijk.example', 'P. Hendriks', 'poh-s')
      await gateway.sluis.gateway.organisaties.refresh()
      const { port } = new URL(gateway.sluis.addresses.toegang)
      const options = chromiumOptions(path ?? '')
      browser = await chromium.launch({
        ...options,
        args: [
          ...(options.args ?? []),
          `--host-resolver-rules=${hosts.map((host) => `MAP ${host} 127.0.0.1:${port}`).join(',')}`,
          // A service worker is refused by a driver that only looks away from the certificate.
          '--ignore-certificate-errors',
        ],
      })
      context = await browser.newContext()
      await context.addCookies([
        {
          ...{ name: '__Host-sluis-sessie', value: huisarts.cookie, url: own },
          ...{ secure: true, httpOnly: true, sameSite: 'Lax' as const },
        },
      ])
      page = await context.newPage()
      await page.goto(`${other}/gli-register/`)
      expect(await page.title()).toBe('gli')
      await visitHostile()
    }, 90_000)
    afterAll(async () => {
      await browser.close()
      await gateway.stop()
      await Promise.all(upstreams.map((one) => one.close()))
    })

    async function member(email: string, naam: string, rol: string): Promise<Person> {
      const person = await signIn(gateway, { email, naam, agbCode })
      const lid = { agbCode, nummer: person.nummer, at: Date.now(), door: person.nummer, naam }
      const { leden } = gateway.sluis.gateway.organisaties
      for (const [dienst, rollen] of [
        ['viplive', [rol]],
        ['gli-register', ['behandelaar']],
      ] as const)
        await leden.voegToe({ ...lid, dienst, rollen, staat: 'actief', via: 'uitnodiging' }, () =>
          auditEvent(),
        )
      return person
    }

    async function visitHostile(): Promise<void> {
      await page.goto(`${hostile}/viplive/`)
      // Its script runs.
      expect(await page.evaluate('[document.title, ran]')).toEqual(['kaart', true])
    }

    /** The sign-in, its forms and the machtigingen are as they were, in the browser and in the store. */
    async function nothingChanged(): Promise<void> {
      const held = await context.cookies(own)
      expect(held.filter(({ name }) => name === '__Host-sluis-sessie')).toEqual([
        expect.objectContaining({ value: huisarts.cookie }),
      ])
      // A page for visitors sets its own.
      expect(held.filter(({ value }) => value === evil.cookie || value === 'EVIL')).toEqual([])
      const { text } = await browse(gateway, {
        ...{ path: '/account', person: huisarts, headers: { host: hosts[0] ?? '' } },
      })
      expect(text).toContain('huisarts@praktijk.example')
      const { leden } = gateway.sluis.gateway.organisaties
      const rows = await leden.leden(agbCode, 'viplive')
      expect(rows.map(({ staat, machtigingen }) => [staat, machtigingen])).toEqual(
        rows.map(() => ['actief', []]),
      )
    }

    test.each([...reads, ...embeds, ...others])('it %s: in vain', async (_, { script, gives }) => {
      await visitHostile()
      expect(await page.evaluate(script)).toEqual(gives)
      await nothingChanged()
    })

    test.each([`${own}/account`, `${own}/aanmelden`, `${other}/gli-register/`])(
      'it shows %s in a frame, to have something clicked there: the browser shows nothing of it',
      async (address) => {
        await visitHostile()
        await page.evaluate(
          element(`Object.assign(document.createElement('iframe'), { src: '${address}' })`),
        )
        const shown = await waitFor(() => page.frames()[1]?.url() || undefined)
        expect(shown).toBe('chrome-error://chromewebdata/')
        await nothingChanged()
      },
    )

    test.each([`${own}/account`, `${own}/aanmelden`])(
      'it opens %s in a window: neither window has hold of the other',
      async (address) => {
        await visitHostile()
        const [popup] = await Promise.all([
          page.waitForEvent('popup'),
          page.evaluate(`var opened = window.open('${address}', 'venster'); undefined`),
        ])
        await popup.waitForURL(new RegExp(`^${own}`))
        await popup.waitForLoadState()
        expect(await popup.evaluate('[window.opener, window.name, localStorage.length]')).toEqual([
          null,
          '',
          0,
        ])
        expect(await page.evaluate('[opened.closed, opened.length]')).toEqual([true, 0])
        await popup.close()
        await nothingChanged()
      },
    )

    test('what it keeps and calls out in the browser reaches no page of Sluis', async () => {
      await visitHostile()
      await page.evaluate(
        `localStorage.setItem('sluis', 'x'); sessionStorage.setItem('sluis', 'x')`,
      )
      const opened = await context.newPage()
      await opened.goto(`${own}/account`)
      await opened.evaluate(
        `var heard = []; new BroadcastChannel('sluis').onmessage = (event) => heard.push(event.data)`,
      )
      await page.evaluate(`new BroadcastChannel('sluis').postMessage('x')`)
      expect(
        await opened.evaluate(
          '[localStorage.length, sessionStorage.length, heard, document.cookie]',
        ),
      ).toEqual([0, 0, [], ''])
      await opened.close()
    })

    test('it plants cookies: each page goes on as who signed in, and its own as it was', async () => {
      await visitHostile()
      const before = await context.cookies(hostile)
      for (const cookie of planted(evil.cookie))
        await page.evaluate(`document.cookie = ${JSON.stringify(cookie)}`)
      const held = (await context.cookies(hostile)).find(
        ({ name }) => name === '__Host-sluis-sessie',
      )
      expect(held).toEqual(before.find(({ name }) => name === '__Host-sluis-sessie'))
      await page.goto(`${own}/account`)
      expect(await page.content()).toContain('huisarts@praktijk.example')
      await page.goto(`${own}/`)
      expect(await page.locator('main').innerText()).toContain('VIPLive')
      await page.goto(`${other}/gli-register/`)
      expect(await page.title()).toBe('gli')
      await context.clearCookies({ name: /^(?!__Host-)/ })
      await nothingChanged()
    })

    /** The form token of somebody else, as an attacker has it by an account of his own. */
    const tokenOf = async (path: string): Promise<string> => {
      const headers = { host: hosts[0] ?? '' }
      const { text } = await browse(gateway, { path, person: evil, headers })
      return /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? ''
    }

    const forms: readonly (readonly [
      string,
      () => string,
      string,
      Readonly<Record<string, string>>,
    ])[] = [
      ['signs out', () => `${own}/afmelden`, '/', {}],
      [
        'ends the other sign-ins',
        () => `${own}/account`,
        '/account',
        { actie: 'overige-beeindigen' },
      ],
      [
        'starts a secured session',
        () => `${own}/beveiligde-sessie`,
        '/account',
        { wachtwoord: 'x' },
      ],
      ['acts for another organisation', () => `${own}/organisaties`, '/organisaties', { agbCode }],
      [
        'signs in as somebody else',
        () => `${own}/aanmelden`,
        '/account',
        { email: 'kwaad@elders.example', wachtwoord: 'x' },
      ],
      [
        'asks a new password',
        () => `${own}/wachtwoord-vergeten`,
        '/account',
        { email: 'huisarts@praktijk.example' },
      ],
      [
        'ticks a machtiging',
        () => `${own}${manage}/leden/${target.nummer}`,
        '/account',
        { actie: 'wijzigen', rol: 'poh-s', machtiging: 'patientdata', versie: '1' },
      ],
      [
        'sends a form of another dienst',
        () => `${other}/gli-register/deelnemers`,
        '/account',
        { x: 'y' },
      ],
    ]

    test.each(forms)(
      'it %s by a form and by fetch, with a form token of its own: refused, and nothing is done',
      async (_, address, tokenAt, fields) => {
        const all = { ...fields, csrf: await tokenOf(tokenAt) }
        await visitHostile()
        const body = JSON.stringify(new URLSearchParams(all).toString())
        const sent = await page.evaluate(
          tried(
            `fetch('${address()}', { method: 'POST', mode: 'no-cors', credentials: 'include', body: new URLSearchParams(${body}) }).then(({ type }) => type)`,
          ),
        )
        // What is sent without asking comes back as nothing that can be read.
        expect([['gelukt', 'opaque'], failed]).toContainEqual(sent)
        await nothingChanged()
        const [answer] = await Promise.all([
          page.waitForResponse(
            (one) => one.request().method() === 'POST' && one.url() === address(),
          ),
          page.evaluate(`(() => {
            const form = Object.assign(document.createElement('form'), { method: 'post', action: '${address()}' })
            for (const [name, value] of new URLSearchParams(${body}))
              form.append(Object.assign(document.createElement('input'), { name, value }))
            document.body.append(form)
            form.submit()
          })()`),
        ])
        expect([answer.status(), await answer.text()]).toEqual([
          403,
          expect.stringContaining('SL511'),
        ])
        await nothingChanged()
      },
    )

    test('it asks the browser to fetch and to render pages of Sluis ahead: nothing is done by it', async () => {
      const { toegang } = gateway.sluis.gateway
      const held = async () =>
        (await toegang.store.sessies(huisarts.nummer, Date.now())).map(({ hash }) => hash)
      const before = await held()
      await visitHostile()
      for (const path of ['/account', pages.at(-1) ?? ''])
        await page.evaluate(
          element(
            `Object.assign(document.createElement('link'), { rel: 'prefetch', href: '${own}${path}' })`,
          ),
        )
      await page.evaluate(
        `document.head.append(Object.assign(document.createElement('script'), { type: 'speculationrules', textContent: ${JSON.stringify(JSON.stringify({ prefetch: [{ urls: [`${own}/account`] }], prerender: [{ urls: [`${own}/account`] }] }))} }))`,
      )
      await visitHostile()
      expect(await held()).toEqual(before)
      await nothingChanged()
    })

    test('a code that it asks for another dienst leads nowhere: it is for who began there', async () => {
      await visitHostile()
      await page.goto(`${own}${pages.at(-1) ?? ''}`)
      expect(new URL(page.url()).origin).toBe(other)
      expect(await page.content()).toContain('SL411')
      await page.goto(`${other}/gli-register/`)
      expect(await page.title()).toBe('gli')
    })

    test('its server is sent no cookie of ours', () => {
      const cookies = (upstreams[0]?.requests ?? []).flatMap(({ header }) => header('cookie'))
      expect(cookies.filter((cookie) => cookie.includes('__Host-sluis'))).toEqual([])
      expect(upstreams[0]?.requests.length).toBeGreaterThan(0)
    })
  })
}
