/** Making an account and signing in, as somebody with a browser does it, over real TLS on both databases. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { TOTP } from 'otpauth'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { linkIn, makeOutbox, visitor } from '../support/visitor.ts'
import type { Outbox, Visitor } from '../support/visitor.ts'

const cheap = { N: 2 ** 10, r: 8, p: 1 }
const sterk = 'paard fiets wolk lepel'

const codeOf = (secret: string, at: number): string =>
  new TOTP({ secret }).generate({ timestamp: at })

eachDatabase('signing in on %s', (engine) => {
  const makeUrl = useDatabases(engine)
  let gateway: TestGateway
  let outbox: Outbox
  let clock = 0
  const now = (): number => Date.now() + clock

  beforeAll(async () => {
    outbox = makeOutbox()
    gateway = await startTestGateway({
      database: await makeUrl(),
      now,
      env: { SLUIS_TOEGANG_PORT: '0' },
      start: { scrypt: cheap, notifier: outbox },
    })
  }, 60_000)
  afterAll(() => gateway.stop())

  async function mailTo(email: string, count = 1): Promise<string> {
    const own = () => outbox.mails.filter(({ to }) => to === email)
    for (let i = 0; i < 400 && own().length < count; i++)
      await new Promise((resolve) => setTimeout(resolve, 25))
    const mail = own().at(-1)
    if (mail === undefined || own().length < count) throw new Error(`no mail to ${email}`)
    return linkIn(mail)
  }

  /** Makes an account with an app; gives its secret. */
  async function makeAccount(email: string, browser: Visitor = visitor(gateway)): Promise<string> {
    expect((await browser.submit('/registreren', { naam: 'J. de Boer', email })).status).toBe(200)
    const link = await mailTo(email)
    expect(await browser.submit(link, {})).toMatchObject({
      status: 303,
      headers: { location: '/inrichten' },
    })
    const chosen = await browser.submit('/inrichten', { wachtwoord: sterk, kanaal: 'app' })
    expect([chosen.status, chosen.headers['location']]).toEqual([303, '/inrichten/code'])
    const page = await browser.get('/inrichten/code')
    const secret = /secret=([A-Z2-7]+)/.exec(page.text)?.[1] ?? ''
    const done = await browser.submit('/inrichten/code', { code: codeOf(secret, now()) })
    expect([done.status, done.headers['location']]).toEqual([303, '/aanmelden'])
    return secret
  }

  /** Signs in; the clock goes on, as a code of the app is taken once. */
  async function signIn(
    email: string,
    secret: string,
    browser = visitor(gateway),
  ): Promise<Visitor> {
    clock += 60_000
    const first = await browser.submit('/aanmelden', { email, wachtwoord: sterk })
    expect([first.status, first.headers['location']]).toEqual([303, '/aanmelden/code'])
    const second = await browser.submit('/aanmelden/code', { code: codeOf(secret, now()) })
    expect([second.status, second.headers['location']]).toEqual([303, '/'])
    return browser
  }

  test('an account is made by mail, password and app, and signs in and out', async () => {
    const secret = await makeAccount('a@praktijk.example')
    const browser = await signIn('a@praktijk.example', secret)
    const home = await browser.get('/')
    expect([home.status, home.text]).toEqual([200, expect.stringContaining('J. de Boer')])
    const out = await browser.submit('/', {}, '/afmelden')
    expect([out.status, out.headers['location']]).toEqual([303, '/aanmelden'])
    expect(browser.cookies.has('__Host-sluis-sessie')).toBe(false)
  })

  test('T10: the cookie of a sign-in is new each time, and over at once for who kept a copy', async () => {
    const secret = await makeAccount('b@praktijk.example')
    const browser = await signIn('b@praktijk.example', secret)
    const kept = browser.cookies.get('__Host-sluis-sessie') ?? ''
    expect(kept).toMatch(/^[A-Za-z0-9_-]{43}$/)
    await browser.submit('/', {}, '/afmelden')
    const thief = await visitor(gateway).get('/', {
      cookie: `__Host-sluis-sessie=${kept}`,
      accept: 'application/json',
    })
    expect([thief.status, thief.json['code']]).toEqual([401, 'SL122'])
    expect(thief.headers['set-cookie']).toEqual([expect.stringContaining('Max-Age=0')])
  })

  test('P9: who acts for no organisation yet is led to choose one, and back; a program gets SL201', async () => {
    const browser = await signIn('n@praktijk.example', await makeAccount('n@praktijk.example'))
    const asked = '/incident-melden/melden?x=1'
    const { status, headers } = await browser.get(asked)
    expect([status, headers['location']]).toEqual([
      303,
      `/organisaties?na=${encodeURIComponent(asked)}`,
    ])
    const program = await browser.get(asked, { accept: 'application/json' })
    expect([program.status, program.json['code']]).toEqual([403, 'SL201'])
    expect(String(program.json['detail'])).not.toContain('certificaat')
  })

  const onFile = engine === 'sqlite' ? test : test.skip
  onFile(
    'T10: the database holds no token of a sign-in, an attempt or a link, and no code',
    async () => {
      const secret = await makeAccount('dump@praktijk.example')
      const browser = await signIn('dump@praktijk.example', secret)
      const attempt = visitor(gateway)
      await attempt.submit('/aanmelden', { email: 'dump@praktijk.example', wachtwoord: sterk })
      const tokens = [
        browser.cookies.get('__Host-sluis-sessie') ?? '',
        attempt.cookies.get('__Host-sluis-poging') ?? '',
        ...outbox.mails.flatMap((mail) => /\/link\/([A-Za-z0-9_-]+)/.exec(mail.text)?.[1] ?? []),
      ]
      expect(tokens.every((token) => token.length > 20)).toBe(true)
      const file = (gateway.env['SLUIS_DATABASE'] ?? '').replace('sqlite:', '')
      const dump = Buffer.concat([file, `${file}-wal`].map((path) => readFileSync(path)))
      expect(dump.includes('account-wijzigen')).toBe(true)
      for (const text of [...tokens, secret, sterk, 'dump@praktijk.example'])
        expect([text, dump.includes(text)]).toEqual([text, false])
      for (const token of tokens)
        expect([token, dump.includes(Buffer.from(token, 'base64url'))]).toEqual([token, false])
    },
  )

  describe('who has no sign-in', () => {
    test('T1: a browser is sent to sign in, and back to where it was', async () => {
      const { status, headers } = await visitor(gateway).get('/incident-melden/melden?x=1')
      expect([status, headers['location']]).toEqual([
        303,
        '/aanmelden?na=%2Fincident-melden%2Fmelden%3Fx%3D1',
      ])
      const home = await visitor(gateway).get('/')
      expect([home.status, home.headers['location']]).toEqual([303, '/aanmelden?na=%2F'])
    })

    test('T10: the token of a link is in no query, whatever stands behind it', async () => {
      const { headers } = await visitor(gateway).get(`/link/${'x'.repeat(48)}/`)
      expect(headers['location']).toBe('/aanmelden')
    })

    test('a program gets SL121', async () => {
      const { status, json } = await visitor(gateway).get('/incident-melden/', { accept: '*/*' })
      expect([status, json['code']]).toEqual([401, 'SL121'])
    })

    test.each(['https://kwaad.example/', '//kwaad.example', '/\\kwaad.example', '/\tx'])(
      '%s is no place to go on to',
      async (na) => {
        const page = await visitor(gateway).get(`/aanmelden?na=${encodeURIComponent(na)}`)
        expect(page.text).toContain('name="na" value="/"')
      },
    )

    test.each([
      ['a browser without a sign-in', {}],
      ['a program without one', { accept: '*/*' }],
      ['who is signed out already', { cookie: `__Host-sluis-sessie=${'x'.repeat(43)}` }],
    ])('P16: signing out leads %s to the page of signing in', async (_, headers) => {
      const person = visitor(gateway)
      const out = await person.post('/afmelden', {}, headers)
      expect([out.status, out.headers['location']]).toEqual([303, '/aanmelden'])
      expect((await person.get('/afmelden')).headers['location']).toBe('/aanmelden')
    })

    test('two cookies of a sign-in are SL516', async () => {
      const one = 'x'.repeat(43)
      const answer = await visitor(gateway).get('/', {
        cookie: `__Host-sluis-sessie=${one}; __Host-sluis-sessie=${one}`,
        accept: 'application/json',
      })
      expect([answer.status, answer.json['code']]).toEqual([400, 'SL516'])
    })

    test('another host is SL514', async () => {
      const answer = await visitor(gateway).get('/', {
        host: 'ander.example',
        accept: 'application/json',
      })
      expect([answer.status, answer.json['code']]).toEqual([421, 'SL514'])
    })
  })

  test('T9: an unknown address, a wrong password and a blocked account get the same answer', async () => {
    await makeAccount('c@praktijk.example')
    const tries = await Promise.all(
      ['c@praktijk.example', 'niemand@praktijk.example', 'geen adres'].map(async (email) => {
        const { status, text } = await visitor(gateway).submit('/aanmelden', {
          email,
          wachtwoord: 'helemaal verkeerd ook',
        })
        const same = (/<main.*<\/main>/s.exec(text)?.[0] ?? '')
          .replaceAll(email, '')
          .replace(/name="csrf" value="[^"]*"/g, '')
        return { status, same }
      }),
    )
    expect(new Set(tries.map(({ status }) => status))).toEqual(new Set([401]))
    expect(tries[1]?.same).toBe(tries[0]?.same)
    expect(tries[2]?.same).toBe(tries[0]?.same)
  })

  test('a wrong password is SL123 to a program, and SL124 from the sixth on; the right one too', async () => {
    const browser = visitor(gateway)
    const shown = await browser.get('/aanmelden')
    const csrf = /name="csrf" value="([^"]*)"/.exec(shown.text)?.[1] ?? ''
    const attempt = () =>
      browser.post(
        '/aanmelden',
        { csrf, email: 'zes@praktijk.example', wachtwoord: 'verkeerd verkeerd' },
        { accept: 'application/json' },
      )
    for (let i = 0; i < 5; i++) {
      const { status, json } = await attempt()
      expect([status, json['code']]).toEqual([401, 'SL123'])
    }
    const sixth = await attempt()
    expect([sixth.status, sixth.json['code']]).toEqual([429, 'SL124'])
    expect(Number(sixth.headers['retry-after'])).toBeGreaterThan(0)
  })

  test('T6: five wrong codes end an attempt: the right one is not taken any more', async () => {
    const secret = await makeAccount('d@praktijk.example')
    clock += 60_000
    const browser = visitor(gateway)
    await browser.submit('/aanmelden', { email: 'd@praktijk.example', wachtwoord: sterk })
    for (let i = 0; i < 5; i++)
      expect((await browser.submit('/aanmelden/code', { code: '000000' })).status).toBe(401)
    const late = await browser.submit('/aanmelden/code', { code: codeOf(secret, now()) })
    expect(late.headers['location']).not.toBe('/')
    expect(browser.cookies.has('__Host-sluis-sessie')).toBe(false)
  })

  test('T2: links of mails are looked at over and over without being used up', async () => {
    const browser = visitor(gateway)
    await browser.submit('/registreren', { naam: 'S. Scanner', email: 'e@praktijk.example' })
    const link = await mailTo('e@praktijk.example')
    for (let i = 0; i < 20; i++) {
      const scanner = visitor(gateway)
      expect((await scanner.get(link)).status).toBe(200)
      expect(scanner.cookies.has('__Host-sluis-sessie')).toBe(false)
    }
    expect((await browser.submit(link, {})).headers['location']).toBe('/inrichten')
  })

  test('T5: a forged link is SL401, one of before a new one SL411', async () => {
    const browser = visitor(gateway)
    const email = 'f@praktijk.example'
    await browser.submit('/registreren', { naam: 'F. Faber', email })
    const old = await mailTo(email)
    await browser.submit('/registreren', { naam: 'F. Faber', email })
    await mailTo(email, 2)
    expect((await browser.get(old)).text).toContain('SL411')
    const forged = await browser.get(`${old.slice(0, -2)}AA`, { accept: 'application/json' })
    expect(forged.json['code']).toBe('SL401')
  })

  test('T11: a form that was not sent from our own page is SL511', async () => {
    const browser = visitor(gateway)
    const shown = await browser.get('/aanmelden')
    const csrf = /name="csrf" value="([^"]*)"/.exec(shown.text)?.[1] ?? ''
    const fields = { csrf, email: 'x@praktijk.example', wachtwoord: sterk }
    const accept = { accept: 'application/json' }
    const site = await browser.post('/aanmelden', fields, {
      ...accept,
      'sec-fetch-site': 'same-site',
    })
    const stranger = await visitor(gateway).post('/aanmelden', fields, accept)
    expect([site.json['code'], stranger.json['code']]).toEqual(['SL511', 'SL511'])
  })

  test.each(['kort', 'welkom welkom welkom', 'de boer de boer', 'x'.repeat(129)])(
    'the password %s is refused with the reason',
    async (wachtwoord) => {
      const browser = visitor(gateway)
      const email = `w${String(wachtwoord.length)}@praktijk.example`
      await browser.submit('/registreren', { naam: 'J. de Boer', email })
      await browser.submit(await mailTo(email), {})
      const answer = await browser.submit('/inrichten', { wachtwoord, kanaal: 'app' })
      expect([answer.status, answer.text]).toEqual([
        422,
        expect.stringContaining('Controleer wat u hebt ingevuld'),
      ])
    },
  )

  test('with sms: a code is sent to a Dutch mobile number, and signs in', async () => {
    const browser = visitor(gateway)
    const email = 'sms@praktijk.example'
    await browser.submit('/registreren', { naam: 'M. Smit', email })
    await browser.submit(await mailTo(email), {})
    const wrong = await browser.submit('/inrichten', {
      wachtwoord: sterk,
      kanaal: 'sms',
      telefoon: '020 1234567',
    })
    expect(wrong.text).toContain('Vul een mobiel nummer in')
    await browser.submit('/inrichten', {
      wachtwoord: sterk,
      kanaal: 'sms',
      telefoon: '06 12345678',
    })
    const sent = async (count: number): Promise<string> => {
      for (let i = 0; i < 400 && outbox.texts.length < count; i++)
        await new Promise((resolve) => setTimeout(resolve, 25))
      return /\d{6}/.exec(outbox.texts.at(count - 1)?.tekst ?? '')?.[0] ?? ''
    }
    const first = await sent(1)
    expect(outbox.texts[0]?.telefoon).toBe('+31612345678')
    await browser.submit('/inrichten/code', { code: first })
    const other = visitor(gateway)
    await other.submit('/aanmelden', { email, wachtwoord: sterk })
    expect((await other.get('/aanmelden/code')).text).toContain('06-…78')
    const second = await sent(2)
    const entered = await other.submit('/aanmelden/code', { code: second })
    expect([entered.status, entered.headers['location']]).toEqual([303, '/'])
    const again = await other.submit('/aanmelden/code', { code: second })
    expect(again.headers['location']).toBe('/aanmelden')
  })

  test('a sign-in is over after 30 minutes without a request', async () => {
    const secret = await makeAccount('g@praktijk.example')
    const browser = await signIn('g@praktijk.example', secret)
    clock += 31 * 60_000
    const { status, headers } = await browser.get('/')
    expect([status, headers['location']]).toEqual([303, '/aanmelden?na=%2F&reden=voorbij'])
  })
})
