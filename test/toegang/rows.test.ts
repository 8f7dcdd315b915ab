/** Bad input to the pages of signing in and its answer, row by row (contract part two, 10): one gateway for all. */
import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { TOTP } from 'otpauth'
import { agb } from '../../gateway/identity/agb-code.ts'
import { drawMeldcode, meldcodeMac } from '../../gateway/account/meldcode.ts'
import { factorHerstel } from '../../gateway/toegang/by-desk.ts'
import { macOf } from '../../gateway/toegang/macs.ts'
import { auditEvent } from '../store/fixtures.ts'
import { useDatabases } from '../support/databases.ts'
import { waitFor } from '../support/serving.ts'
import { cheapScrypt, password, peopleOf, setClock } from '../support/people.ts'
import type { People } from '../support/people.ts'
import { startTestGateway } from '../support/running.ts'
import type { Answered, TestGateway } from '../support/running.ts'
import { linkIn, makeOutbox, visitor } from '../support/visitor.ts'
import type { Visitor } from '../support/visitor.ts'

const json = { accept: 'application/json' }
const csrfIn = ({ text }: Answered): string => /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? ''
const told = ({ status, json: body }: Answered): unknown => [status, body['code']]

describe('the pages of signing in', () => {
  const makeUrl = useDatabases('sqlite')
  const clock = setClock()
  const outbox = makeOutbox()
  let gateway: TestGateway
  let people: People
  let count = 0
  /** A fresh address, and another place to come from: limits are of another test. */
  const next = (): { email: string; browser: Visitor } => {
    count++
    return { email: `rij${count}@praktijk.example`, browser: visitor(gateway, { from: place() }) }
  }
  const place = (): string => `127.0.9.${String(count)}`

  beforeAll(async () => {
    gateway = await startTestGateway({
      database: await makeUrl(),
      now: clock.now,
      env: { SLUIS_TOEGANG_PORT: '0' },
      start: { scrypt: cheapScrypt, notifier: outbox },
    })
    people = peopleOf(gateway, outbox, clock)
  }, 60_000)
  afterAll(() => gateway.stop())

  const store = () => gateway.sluis.gateway.toegang.store
  const numberOf = async (email: string): Promise<string> => {
    const mac = macOf(gateway.sluis.gateway.keyring, 'adres', email)
    return (await store().accountOf([mac]))?.nummer ?? ''
  }
  /** Posts to a page as a program does, with the token of the page. */
  const program = async (
    browser: Visitor,
    path: string,
    fields: Readonly<Record<string, string>>,
    page = path,
  ): Promise<Answered> => {
    const csrf = csrfIn(await browser.get(page))
    return browser.post(path, { csrf, ...fields }, json)
  }
  const registered = async (email: string): Promise<string> => {
    await visitor(gateway, { from: place() }).submit('/registreren', { naam: 'R. Rij', email })
    return linkIn(await people.mailTo(email))
  }

  describe('a cookie', () => {
    test.each([
      ['that is malformed', 'x'],
      ['of no sign-in', 'A'.repeat(43)],
    ])('%s is SL122 to a program, a way to sign in for a browser, and cleared', async (_, held) => {
      const cookie = `__Host-sluis-sessie=${held}`
      const answer = await visitor(gateway).get('/account', { ...json, cookie })
      expect(told(answer)).toEqual([401, 'SL122'])
      expect(String(answer.headers['set-cookie'])).toMatch(/__Host-sluis-sessie=;.*Max-Age=0/)
      const page = await visitor(gateway).get('/account', { cookie })
      expect(page.status).toBe(303)
      expect(page.headers['location']).toMatch(/^\/aanmelden\?na=%2Faccount&reden=voorbij$/)
      expect((await visitor(gateway).get('/aanmelden', { cookie })).status).toBe(200)
    })
  })

  describe('after the right password', () => {
    const withState = async (staat: 'geblokkeerd' | 'factor-ontbreekt') => {
      const { email, browser } = next()
      const secret = await people.withApp(email)
      const nummer = await numberOf(email)
      const what = { nummer, version: undefined, at: clock.now(), naar: { staat } }
      await store().wijzig(what, () => auditEvent())
      return { email, browser, secret }
    }
    test.each([
      ['geblokkeerd', 'SL126'],
      ['factor-ontbreekt', 'SL127'],
    ] as const)(
      'an account that is %s is told so by %s, after the code alone',
      async (staat, code) => {
        const { email, browser, secret } = await withState(staat)
        const first = await browser.submit('/aanmelden', { email, wachtwoord: password })
        expect([first.status, first.headers['location']]).toEqual([303, '/aanmelden/code'])
        const wrong = await program(browser, '/aanmelden/code', { code: '000000' })
        expect(told(wrong)).toEqual([401, 'SL123'])
        const right = { code: people.freshCode(secret) }
        expect(told(await program(browser, '/aanmelden/code', right))).toEqual([403, code])
        expect(browser.cookies.has('__Host-sluis-sessie')).toBe(false)
      },
    )
  })

  test.each([
    ['spaces around and in it', '  een zin  met spaties '],
    ['signs of pictures', '🐴🚲☁️🥄 vier plaatjes 🐴🚲☁️🥄'],
    ['128 characters', 'wolkenpaardjes '.repeat(9).slice(0, 128)],
  ])('a password with %s is taken', async (_, wachtwoord) => {
    const { email, browser } = next()
    await browser.submit(await registered(email), {})
    const answer = await browser.submit('/inrichten', { wachtwoord, kanaal: 'app' })
    expect(answer.headers['location']).toBe('/inrichten/code')
  })

  test('a password signs in however its accents are written', async () => {
    const { email, browser } = next()
    const wachtwoord = 'café crème brûlée één'
    await browser.submit(await registered(email), {})
    await browser.submit('/inrichten', { wachtwoord: wachtwoord.normalize('NFD'), kanaal: 'app' })
    const { text } = await browser.get('/inrichten/code')
    const secret = /secret=([A-Z2-7]+)/.exec(text)?.[1] ?? ''
    await browser.submit('/inrichten/code', { code: people.freshCode(secret) })
    const first = await browser.submit('/aanmelden', { email, wachtwoord })
    expect(first.headers['location']).toBe('/aanmelden/code')
  })

  test.each([
    ['eleven characters', 'elf tekens1'],
    ['a control character', 'een zin met\u0007 een bel'],
    ['a common word', 'wachtwoord2026!'],
    ['the own name', 'rij rij rij rij'],
    ['a dienst', 'incident melden 2026!'],
  ])('a password with %s is refused at its field', async (_, wachtwoord) => {
    const { email, browser } = next()
    await browser.submit(await registered(email), {})
    const answer = await program(browser, '/inrichten', { wachtwoord, kanaal: 'app' })
    expect(told(answer)).toEqual([422, 'SL302'])
    expect(answer.json['fouten']).toMatchObject([{ pad: '/wachtwoord' }])
  })

  describe('a code', () => {
    let secret = ''
    const email = 'codes@praktijk.example'
    const attempt = async (): Promise<Visitor> => {
      count++
      const browser = visitor(gateway, { from: place() })
      await browser.submit('/aanmelden', { email, wachtwoord: password })
      return browser
    }
    const enter = async (browser: Visitor, code: string) =>
      told(await program(browser, '/aanmelden/code', { code }))
    beforeAll(async () => {
      secret = await people.withApp(email)
    })
    const at = (ms: number): string =>
      new TOTP({ secret }).generate({ timestamp: clock.now() + ms })

    test.each([
      ['in letters', 'abcdef'],
      ['in Arabic digits', '١٢٣٤٥٦'],
      ['of five digits', '12345'],
      ['of nothing', ''],
    ])('%s is SL123', async (_, code) => {
      expect(await enter(await attempt(), code)).toEqual([401, 'SL123'])
    })

    test('of two steps ago is SL123, and so is one of a step that was used', async () => {
      clock.forward(300_000)
      const browser = await attempt()
      expect(await enter(browser, at(-61_000))).toEqual([401, 'SL123'])
      const code = at(0)
      expect((await browser.submit('/aanmelden/code', { code })).headers['location']).toBe('/')
      expect(await enter(await attempt(), code)).toEqual([401, 'SL123'])
    })

    test('by text message is of its own attempt, once, for five minutes', async () => {
      const own = 'sms-code@praktijk.example'
      await people.withSms(own, '06 11112222')
      const begin = async (nth: number) => {
        count++
        const browser = visitor(gateway, { from: place() })
        await browser.submit('/aanmelden', { email: own, wachtwoord: password })
        return { browser, code: await people.codeTo('+31611112222', nth) }
      }
      const [one, two] = [await begin(2), await begin(3)]
      expect(one.code).toMatch(/^\d{6}$/)
      if (one.code !== two.code) expect(await enter(one.browser, two.code)).toEqual([401, 'SL123'])
      clock.forward(5 * 60_000)
      expect(await enter(one.browser, one.code)).toEqual([401, 'SL123'])
      expect(await enter(two.browser, two.code)).toEqual([401, 'SL123'])
    })

    test('that could not be sent is SL125, and the next one that can be signs in', async () => {
      count++
      const own = 'sms-weg@praktijk.example'
      await people.withSms(own, '06 11113333')
      const browser = visitor(gateway, { from: place() })
      outbox.smsOutcome = 'onbereikbaar'
      try {
        await browser.submit('/aanmelden', { email: own, wachtwoord: password })
        // It is sent beside the request: the page tells once it is known.
        const shown = await waitFor(async () => {
          const answer = await browser.get('/aanmelden/code')
          return answer.status === 503 ? answer : undefined
        })
        expect(shown.text).toContain('De sms kon niet worden verstuurd.')
        expect(await enter(browser, '123456')).toEqual([503, 'SL125'])
      } finally {
        outbox.smsOutcome = 'aangenomen'
      }
      clock.forward(31_000)
      await browser.submit('/aanmelden/code', { kanaal: 'sms' }, '/aanmelden/code/nieuw')
      const entered = await browser.submit('/aanmelden/code', {
        code: await people.codeTo('+31611113333', 2),
      })
      expect([entered.status, entered.headers['location']]).toEqual([303, '/'])
    })

    test('by text message for who has no number is SL125', async () => {
      count++
      clock.forward(300_000)
      const browser = visitor(gateway, { from: place() })
      await people.signIn(browser, email, secret)
      const asked = { actie: 'code-sturen', voor: 'wachtwoord' }
      expect(told(await program(browser, '/account', asked))).toEqual([503, 'SL125'])
    })
  })

  test.each([
    'geen adres',
    'a@x.example,b@y.example',
    '"a@x.example" <b@y.example>',
    'a@x.example\r\nBcc: b@y.example',
    'jan@exаmple.example',
    'ja\u00adn@praktijk.example',
    `a@${'b'.repeat(260)}.example`,
  ])('T21: /registreren with the address %j is refused, and nothing is sent', async (email) => {
    const { browser } = next()
    const before = outbox.mails.length
    const answer = await program(browser, '/registreren', { naam: 'R. Rij', email })
    expect(told(answer)).toEqual([422, 'SL302'])
    expect(answer.json['fouten']).toMatchObject([{ pad: '/email' }])
    expect(outbox.mails).toHaveLength(before)
  })

  test.each(['', 'R. Rij\r\nBcc: b@y.example', '<b>Rij</b>', 'https://kwaad.example'])(
    'T21: /registreren with the name %j is refused, and nothing is sent',
    async (naam) => {
      const { email, browser } = next()
      const answer = await program(browser, '/registreren', { naam, email })
      expect(told(answer)).toEqual([422, 'SL302'])
      expect(answer.json['fouten']).toMatchObject([{ pad: '/naam' }])
    },
  )

  test('T9: an address that is known is told in its mail, and one that is not gets none for a new password', async () => {
    const { email, browser } = next()
    await people.withApp(email)
    await browser.submit('/registreren', { naam: 'R. Rij', email })
    const mail = await people.mailTo(email, 2)
    expect([linkIn(mail), mail.text]).toEqual(['', expect.stringContaining('account')])
    const before = outbox.mails.length
    const unknown = 'niemand-hier@praktijk.example'
    expect((await browser.submit('/wachtwoord-vergeten', { email: unknown })).status).toBe(200)
    await browser.submit('/wachtwoord-vergeten', { email })
    await people.mailTo(email, 3)
    expect(outbox.mails.slice(before).map(({ to }) => to)).toEqual([email])
  })

  const fiets = 'fiets op zijn kop in zee'
  /** Of each soort that is of one person alone: how it is asked for, what is filled in, and how it is finished. */
  const links = {
    'e-mail-bewijs': {
      ask: (email: string) =>
        visitor(gateway, { from: place() }).submit('/registreren', { naam: 'R. Rij', email }),
      fields: () => ({}),
      finish: (browser: Visitor, link: string) => people.finish(browser, link),
    },
    wachtwoord: {
      ask: (email: string) =>
        visitor(gateway, { from: place() }).submit('/wachtwoord-vergeten', { email }),
      fields: (secret: string) => ({ wachtwoord: fiets, code: people.freshCode(secret) }),
      finish: async (browser: Visitor, link: string, secret: string) => {
        const done = await browser.submit(link, links.wachtwoord.fields(secret))
        expect([done.status, done.headers['location']]).toEqual([303, '/aanmelden'])
      },
    },
    'factor-herstel': {
      ask: async (email: string) => {
        const account = await store().account(await numberOf(email))
        if (account === undefined) throw new Error(`no account of ${email}`)
        const { link, mail } = factorHerstel(gateway.sluis.gateway, account, 'servicedesk')
        await store().nieuweLink(link, { mails: [mail], vervangt: true })
        gateway.sluis.gateway.deliveries.accepted()
      },
      fields: () => ({ wachtwoord: password }),
      finish: async (browser: Visitor, link: string) => {
        await browser.submit(link, { wachtwoord: password })
        await browser.submit('/inrichten', { kanaal: 'app' })
        const { text } = await browser.get('/inrichten/code')
        const secret = /secret=([A-Z2-7]+)/.exec(text)?.[1] ?? ''
        const done = await browser.submit('/inrichten/code', { code: people.freshCode(secret) })
        expect([done.status, done.headers['location']]).toEqual([303, '/aanmelden'])
      },
    },
  }
  describe('a link', () => {
    test('that is cut, forged or of another soort is SL401, without and with a form', async () => {
      const { email, browser } = next()
      const link = await registered(email)
      const other = link.replace(/(.{3})(.{3})$/, '$2$1')
      for (const path of [link.slice(0, -1), `${link}A`, other, '/link/x'])
        expect(told(await browser.get(path, json))).toEqual([404, 'SL401'])
      const posted = await program(browser, other, {}, '/aanmelden')
      expect(told(posted)).toEqual([404, 'SL401'])
    })

    const inLater = (email: string) => people.mailTo(email, sent(email) + 1)
    const sent = (email: string) => outbox.mails.filter(({ to }) => to === email).length

    type Kind = keyof typeof links
    const begin = async (kind: Kind) => {
      const { email, browser } = next()
      const secret = kind === 'e-mail-bewijs' ? '' : await people.withApp(email)
      const asked = async (soort: Kind) => {
        const mail = inLater(email)
        await links[soort].ask(email)
        return linkIn(await mail)
      }
      return { email, browser, secret, asked }
    }
    /** Refused with its page and its code, looked at and filled in, and nothing is changed. */
    const isOver = async (
      kind: Kind,
      link: string,
      { email, secret }: { readonly email: string; readonly secret: string },
    ) => {
      const { browser } = next()
      const account = async () => (await store().account(await numberOf(email)))?.version
      const before = await account()
      const page = await browser.get(link)
      expect([page.status, page.text]).toEqual([410, expect.stringContaining('SL411')])
      expect(told(await browser.get(link, json))).toEqual([410, 'SL411'])
      const filledIn = links[kind].fields(secret)
      expect(told(await program(browser, link, filledIn, '/aanmelden'))).toEqual([410, 'SL411'])
      expect(await account()).toBe(before)
    }
    const every = Object.keys(links) as readonly Kind[]

    test.each(every)('T5: of soort %s of before a newer one is SL411', async (kind) => {
      const one = await begin(kind)
      const old = await one.asked(kind)
      const newer = await one.asked(kind)
      await isOver(kind, old, one)
      await links[kind].finish(one.browser, newer, one.secret)
    })

    test.each(every)('T5: of soort %s that was used is SL411', async (kind) => {
      const one = await begin(kind)
      const link = await one.asked(kind)
      await links[kind].finish(one.browser, link, one.secret)
      await isOver(kind, link, one)
    })

    test.each(every)('T5: of soort %s that ran out is SL411', async (kind) => {
      const one = await begin(kind)
      const link = await one.asked(kind)
      clock.forward(25 * 3_600_000)
      await isOver(kind, link, one)
    })

    test.each([
      ['wachtwoord', 'factor-herstel'],
      ['factor-herstel', 'wachtwoord'],
    ] as const)(
      'T5: of soort %s is SL411 once the account was changed by one of soort %s',
      async (kind, other) => {
        const one = await begin(kind)
        const link = await one.asked(kind)
        await links[other].finish(one.browser, await one.asked(other), one.secret)
        await isOver(kind, link, one)
      },
    )

    test('that is begun twice goes on in the newer browser, and is over in the older', async () => {
      const { email, browser } = next()
      const link = await registered(email)
      const newer = visitor(gateway, { from: place() })
      await browser.submit(link, {})
      await newer.submit(link, {})
      expect(told(await browser.get('/inrichten', json))).toEqual([410, 'SL411'])
      expect((await newer.get('/inrichten')).status).toBe(200)
    })

    test('T11: is used by a form of its own page alone', async () => {
      const { email, browser } = next()
      const link = await registered(email)
      expect(told(await browser.post(link, {}, json))).toEqual([403, 'SL511'])
      const csrf = csrfIn(await browser.get(link))
      for (const headers of [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { 'sec-purpose': 'prefetch' },
      ])
        expect(told(await browser.post(link, { csrf }, { ...json, ...headers }))).toEqual([
          403,
          'SL511',
        ])
      expect((await browser.get(link)).status).toBe(200)
    })
  })

  describe('T25: while there is no room to look at a password', () => {
    /** Fills the room, with one of this address waiting already. */
    const full = (browserFrom: string) => {
      const { hashing } = gateway.sluis.gateway.toegang
      let end = (): void => undefined
      const held = new Promise<void>((resolve) => (end = resolve))
      const all = ['a', 'b', browserFrom].map((from) => hashing.run(from, () => held))
      return async () => {
        end()
        await Promise.all(all)
      }
    }
    const from = '127.0.8.1'
    const browser = () => visitor(gateway, { from })

    test('one is told to come back, and no try is counted', async () => {
      const { email } = next()
      await people.withApp(email)
      const own = browser()
      const release = full(from)
      const fields = { email, wachtwoord: password }
      for (let times = 0; times < 7; times++) {
        const answer = await program(own, '/aanmelden', fields)
        expect([...(told(answer) as unknown[]), answer.headers['retry-after']]).toEqual([
          503,
          'SL503',
          '2',
        ])
      }
      await release()
      expect((await own.submit('/aanmelden', fields)).headers['location']).toBe('/aanmelden/code')
    })

    test.each(['wachtwoord', 'factor-herstel'] as const)(
      'a link of soort %s loses no try, and a code is not taken',
      async (kind) => {
        const { email } = next()
        const secret = await people.withApp(email)
        const seen = outbox.mails.filter(({ to }) => to === email).length
        await links[kind].ask(email)
        const link = linkIn(await people.mailTo(email, seen + 1))
        const own = browser()
        const release = full(from)
        const fields = links[kind].fields(secret)
        for (let times = 0; times < 7; times++)
          expect(told(await program(own, link, fields))).toEqual([503, 'SL503'])
        await release()
        expect((await own.submit(link, fields)).status).toBe(303)
      },
    )
  })

  test('a form that is no form is SL304', async () => {
    const { browser } = next()
    const csrf = csrfIn(await browser.get('/aanmelden'))
    const headers = { ...json, 'content-type': 'application/json' }
    const answer = await browser.post('/aanmelden', { csrf }, headers)
    expect(told(answer)).toEqual([415, 'SL304'])
  })

  describe('a meldcode', () => {
    const where = { agbCode: agb('01000007'), dienst: 'incident-melden' }
    let drawn = 0
    const make = async (validUntil = clock.now() + 3_600_000) => {
      const code = drawMeldcode((max) => randomInt(max))
      const { keyring, organisaties } = gateway.sluis.gateway
      const id = String(600_000_000_100 + (drawn += 1))
      await organisaties.meldcodes.maak(
        {
          ...{ id, ...where, label: 'balie', door: '700000000012', createdAt: clock.now() },
          ...{ validUntil, revokedAt: null, lastUsedAt: null, hoogstens: 50 },
          mac: meldcodeMac(keyring.current, code),
        },
        () => auditEvent(),
      )
      await organisaties.refresh()
      return { code, id }
    }
    const enter = (browser: Visitor, meldcode: string) =>
      browser.submit('/aanmelden/meldcode', { meldcode })

    test.each([
      ['in lower case', (code: string) => code.toLowerCase()],
      ['with spaces', (code: string) => code.replaceAll('-', ' ')],
      [
        'with O for 0 and l for 1',
        (code: string) => code.replaceAll('0', 'O').replaceAll('1', 'l'),
      ],
    ])('T24: %s is read as it is meant', async (_, typed) => {
      const { code } = await make()
      expect((await enter(next().browser, typed(code))).status).toBe(303)
    })

    test('T24: that is unknown, ran out or was withdrawn gets one text, and the tenth wrong one is the last', async () => {
      const over = await make(clock.now() - 1)
      const gone = await make()
      const { meldcodes } = gateway.sluis.gateway.organisaties
      const { id } = gone
      await meldcodes.trekIn({ id, ...where, at: clock.now() }, () => auditEvent())
      const { browser } = next()
      const pages = await Promise.all(
        ['0000-0000-0000', over.code, gone.code, 'x'].map(async (code) => {
          const page = await enter(browser, code)
          return [
            page.status,
            /<main.*<\/main>/s.exec(page.text)?.[0].replace(/name="csrf" value="[^"]*"/, ''),
          ]
        }),
      )
      expect(pages[0]?.[0]).toBe(401)
      for (const page of pages) expect(page).toEqual(pages[0])
      for (let times = 0; times < 6; times++) await enter(browser, '0000-0000-0000')
      expect(told(await program(browser, '/aanmelden/meldcode', { meldcode: 'x' }))).toEqual([
        429,
        'SL124',
      ])
    })

    test.each(['/account', '/organisaties', '/organisaties/nieuw', '/incident-melden/gegevens'])(
      'signs in for reporting alone: %s is SL210',
      async (path) => {
        const { browser } = next()
        await enter(browser, (await make()).code)
        expect(told(await browser.get(path, json))).toEqual([403, 'SL210'])
      },
    )

    test('does not come to the members of its organisation', async () => {
      const { browser } = next()
      await enter(browser, (await make()).code)
      const answer = await browser.get('/organisaties/01000007/incident-melden', json)
      expect(told(answer)).toEqual([403, 'SL210'])
    })
  })
})
