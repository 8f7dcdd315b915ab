/** Bad input to the pages of signing in and its answer, row by row (contract part two, 10): one gateway for all. */
import { nobodysNumber } from '../../gateway/identity/gebruikersnummer.ts'
import type { Gebruikersnummer } from '../../gateway/identity/gebruikersnummer.ts'
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { TOTP } from 'otpauth'
import { agb } from '../../gateway/identity/agb-code.ts'
import { drawMeldcode, meldcodeMac } from '../../gateway/account/meldcode.ts'
import { linkToken, readLinkToken } from '../../gateway/secrets/link-token.ts'
import { factorHerstel } from '../../gateway/toegang/by-desk.ts'
import { macOf } from '../../gateway/toegang/macs.ts'
import { auditEvent } from '../store/fixtures.ts'
import { useDatabases } from '../support/databases.ts'
import { waitFor } from '../support/serving.ts'
import { cheapScrypt, password, peopleOf, setClock } from '../support/people.ts'
import type { People } from '../support/people.ts'
import { changePolicy, startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
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
  const numberOf = async (email: string): Promise<Gebruikersnummer> => {
    const mac = macOf(gateway.sluis.gateway.keyring, 'adres', email)
    return (await store().accountOf([mac]))?.nummer ?? nobodysNumber
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

    test('of which there are two is SL516 to everybody on every page, and both are cleared', async () => {
      const one = `__Host-sluis-sessie=${'A'.repeat(43)}`
      const cookie = `${one}; ${one}`
      for (const path of ['/account', '/incident-melden/melden', '/nergens']) {
        const answer = await visitor(gateway).get(path, { ...json, cookie })
        expect([path, ...(told(answer) as unknown[])]).toEqual([path, 400, 'SL516'])
        expect(String(answer.headers['set-cookie'])).toMatch(/__Host-sluis-sessie=;.*Max-Age=0/)
      }
    })
  })

  test('after signing in nobody is led elsewhere, whatever the form says', async () => {
    const { email } = next()
    const secret = await people.withApp(email)
    for (const na of [
      'https://kwaad.example/',
      '//kwaad.example',
      '/\\kwaad.example',
      '\\\\kwaad.example',
      '/\t/kwaad.example',
      '/a\r\nSet-Cookie: x=y',
      'javascript:alert(1)',
      '/caf\u00e9',
      'kwaad.example',
    ]) {
      const { browser } = next()
      const page = await browser.get(`/aanmelden?na=${encodeURIComponent(na)}`)
      expect([na, page.text.includes('name="na" value="/"')]).toEqual([na, true])
      await browser.submit('/aanmelden', { email, wachtwoord: password, na })
      const done = await browser.submit('/aanmelden/code', { code: people.freshCode(secret) })
      expect([na, done.status, done.headers['location']]).toEqual([na, 303, '/'])
    }
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

  test('one acts for the only organisation where one is active, else for the one chosen last, else for none', async () => {
    const { email, browser } = next()
    const secret = await people.withApp(email)
    const nummer = await numberOf(email)
    const { organisaties } = gateway.sluis.gateway
    const at = (agbCode: string) => ({ agbCode: agb(agbCode), dienst: 'incident-melden', nummer })
    const join = async (agbCode: string) => {
      const lid = { ...at(agbCode), naam: 'J. de Boer', staat: 'actief', door: nummer }
      await organisaties.leden.voegToe(
        { ...lid, rollen: ['hoofdgebruiker'], via: 'uitnodiging', at: clock.now() },
        () => auditEvent(),
      )
      await organisaties.refresh()
    }
    const stop = async (agbCode: string) => {
      const change = { ...at(agbCode), version: undefined, at: clock.now(), door: nummer }
      const naar = { staat: 'stopgezet', rollen: ['hoofdgebruiker'], machtigingen: [] }
      await organisaties.leden.wijzig({ ...change, judge: () => ({ naar }) }, () => auditEvent())
      await organisaties.refresh()
    }
    const signedInFor = async () => {
      expect((await people.signIn(browser, email, secret)).headers['location']).toBe('/')
      return (await store().sessies(nummer, clock.now()))[0]?.agbCode
    }
    const [werf, helling, kade] = ['01000007', '01000008', '01000006']
    expect(await signedInFor()).toBe('')
    await join(werf)
    expect(await signedInFor()).toBe(werf)
    await join(helling)
    await join(kade)
    expect(await signedInFor()).toBe(werf)
    const chosen = await browser.submit('/organisaties', { agbCode: helling })
    expect([chosen.status, chosen.headers['location']]).toEqual([303, '/'])
    expect(await signedInFor()).toBe(helling)
    await stop(helling)
    expect(await signedInFor()).toBe('')
    await stop(kade)
    expect(await signedInFor()).toBe(werf)
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
    ['129 characters', 'wolkenpaardjes '.repeat(9).slice(0, 129)],
    ['no character', ''],
    ['a control character', 'een zin met\u0007 een bel'],
    ['the own address', 'rij praktijk rij'],
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

  describe('a number for text messages', () => {
    const choose = async (browser: Visitor, telefoon: string, headers = json) => {
      const csrf = csrfIn(await browser.get('/inrichten'))
      const fields = { csrf, wachtwoord: password, kanaal: 'sms', telefoon }
      return browser.post('/inrichten', fields, headers)
    }
    const begun = async () => {
      const { email, browser } = next()
      await browser.submit(await registered(email), {})
      return { email, browser }
    }

    test.each([
      '020 1234567',
      '0900 1234567',
      '0970 12345678',
      '085 1234567',
      '+44 7400 123456',
      '+32 470 12 34 56',
      '06 1234567',
      '06 123456789',
      '06 1234567a',
      '٠٦١٢٣٤٥٦٧٨',
      '０６１２３４５６７８',
      '112',
      '',
    ])('%j is refused at its field, and nothing is sent', async (telefoon) => {
      const { browser } = await begun()
      const before = outbox.texts.length
      const answer = await choose(browser, telefoon)
      expect(told(answer)).toEqual([422, 'SL302'])
      expect(answer.json['fouten']).toMatchObject([
        { pad: '/telefoon', melding: expect.stringContaining('bijvoorbeeld 06 12345678') },
      ])
      expect(outbox.texts).toHaveLength(before)
      const code = await browser.get('/inrichten/code')
      expect([code.status, code.headers['location']]).toEqual([303, '/inrichten'])
    })

    test('may be of another account too: each signs in with its own code', async () => {
      const number = '06 11114444'
      const own: string[] = []
      for (let nth = 0; nth < 2; nth++) {
        const { email } = next()
        await people.withSms(email, number)
        own.push(email)
      }
      const signed = own.map((email) => ({ email, browser: next().browser }))
      const codes: string[] = []
      for (const { email, browser } of signed) {
        await browser.submit('/aanmelden', { email, wachtwoord: password })
        codes.push(await people.codeTo('+31611114444', 3 + codes.length))
      }
      const [one, two] = signed
      if (codes[0] !== codes[1] && one && codes[1]) {
        const other = await program(one.browser, '/aanmelden/code', { code: codes[1] })
        expect(told(other)).toEqual([401, 'SL123'])
      }
      for (const [nth, person] of [one, two].entries()) {
        const done = await person?.browser.submit('/aanmelden/code', { code: codes[nth] ?? '' })
        expect(done?.headers['location']).toBe('/')
      }
    })

    test('is proved by a code that was sent to it, not by one that was sent to another', async () => {
      const { email, browser } = await begun()
      await choose(browser, '06 11115555')
      const code = await people.codeTo('+31611115555')
      // At once it is too soon for another text, and what was chosen stays.
      expect(told(await choose(browser, '06 11116666'))).toEqual([429, 'SL124'])
      expect((await browser.get('/inrichten/code')).text).toContain('06-…55')
      // And later the code of before is of no use.
      clock.forward(31_000)
      expect((await choose(browser, '06 11116666')).status).toBe(303)
      const late = await people.codeTo('+31611116666')
      if (late !== code)
        expect(told(await program(browser, '/inrichten/code', { code }))).toEqual([401, 'SL123'])
      expect(await numberOf(email)).toBe('')
      const done = await browser.submit('/inrichten/code', { code: late })
      expect([done.status, done.headers['location']]).toEqual([303, '/aanmelden'])
      const signIn = next().browser
      await signIn.submit('/aanmelden', { email, wachtwoord: password })
      expect((await signIn.get('/aanmelden/code')).text).toContain('06-…66')
    })
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
    const enterAgain = async (browser: Visitor, code: string) =>
      told(await program(browser, '/aanmelden/code', { code }, '/registreren'))
    beforeAll(async () => {
      secret = await people.withApp(email)
    })
    const at = (ms: number): string =>
      new TOTP({ secret }).generate({ timestamp: clock.now() + ms })

    test.each([
      ['in letters', 'abcdef'],
      ['in Arabic digits', '١٢٣٤٥٦'],
      ['in wide digits', '１２３４５６'],
      ['of six digits and more', '1234567'],
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

    test('of before another one was asked for is SL123, whichever factor that is of', async () => {
      count++
      const own = 'nog-een-code@praktijk.example'
      await people.withSms(own, '06 11117777')
      const browser = visitor(gateway, { from: place() })
      await browser.submit('/aanmelden', { email: own, wachtwoord: password })
      const first = await people.codeTo('+31611117777', 2)
      clock.forward(31_000)
      await browser.submit('/aanmelden/code', { kanaal: 'sms' }, '/aanmelden/code/nieuw')
      const second = await people.codeTo('+31611117777', 3)
      if (first !== second) expect(await enter(browser, first)).toEqual([401, 'SL123'])
      const csrf = csrfIn(await browser.get('/aanmelden/code'))
      const app = await browser.post('/aanmelden/code/nieuw', { csrf, kanaal: 'app' }, json)
      expect(told(app)).toEqual([422, 'SL302'])
      const done = await browser.submit('/aanmelden/code', { code: second })
      expect([done.status, done.headers['location']]).toEqual([303, '/'])
      // The back button, and the same form again.
      expect(await enterAgain(browser, second)).toEqual([401, 'SL123'])
    })

    test('that made the account does not sign in: a step is taken once, also there', async () => {
      const { email, browser } = next()
      await browser.submit(await registered(email), {})
      await browser.submit('/inrichten', { wachtwoord: password, kanaal: 'app' })
      const { text } = await browser.get('/inrichten/code')
      const own = /secret=([A-Z2-7]+)/.exec(text)?.[1] ?? ''
      const code = people.freshCode(own)
      const made = await browser.submit('/inrichten/code', { code })
      expect(made.headers['location']).toBe('/aanmelden')
      const again = next().browser
      await again.submit('/aanmelden', { email, wachtwoord: password })
      expect(await enter(again, code)).toEqual([401, 'SL123'])
      const done = await again.submit('/aanmelden/code', { code: people.freshCode(own) })
      expect(done.headers['location']).toBe('/')
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
        const { body } = await gateway.sluis.operators.metrics()
        expect(body).toMatch(/^sluis_sms_total\{uitkomst="onbereikbaar"\} 1$/m)
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
    expect(mail.text).toContain(`${gateway.sluis.gateway.toegang.url}/aanmelden`)
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
      const [, token = ''] = /\/link\/(.*)/.exec(link) ?? []
      const read = readLinkToken(gateway.sluis.gateway.keyring, token, ['e-mail-bewijs'])
      const strange = { ...gateway.sluis.gateway.keyring.current, link: Buffer.alloc(32, 9) }
      const ofOther = `/link/${linkToken(strange, 'e-mail-bewijs', read?.id ?? '')}`
      const paths = [link.slice(0, -1), `${link}A`, other, ofOther, '/link/x']
      const links = store()
      const asIs = { ...links }
      let looked = 0
      Object.assign(links, {
        link: (id: string) => {
          looked++
          return asIs.link(id)
        },
      })
      for (const path of paths) {
        expect([path, told(await browser.get(path, json))]).toEqual([path, [404, 'SL401']])
        const posted = await program(browser, path, {}, '/aanmelden')
        expect([path, told(posted)]).toEqual([path, [404, 'SL401']])
      }
      expect(looked).toBe(0)
      expect((await browser.get(link)).status).toBe(200)
      expect(looked).toBe(1)
      Object.assign(links, asIs)
    })

    test('is looked at by programs of every kind, and is as it was', async () => {
      const { email, browser } = next()
      const link = await registered(email)
      const row = async () => {
        const [, token = ''] = /\/link\/(.*)/.exec(link) ?? []
        const read = readLinkToken(gateway.sluis.gateway.keyring, token, ['e-mail-bewijs'])
        return store().link(read?.id ?? '')
      }
      const before = await row()
      expect(before).toMatchObject({ usedAt: null, revokedAt: null })
      for (const headers of [
        {},
        json,
        { 'sec-purpose': 'prefetch' },
        { 'sec-purpose': 'prefetch;prerender' },
        { purpose: 'prefetch' },
        { 'user-agent': 'Slackbot-LinkExpanding 1.0' },
      ])
        for (let times = 0; times < 5; times++) {
          const scanner = visitor(gateway, { from: place() })
          const page = await scanner.get(link, headers)
          expect([headers, page.status]).toEqual([headers, 200])
          expect(scanner.cookies.has('__Host-sluis-sessie')).toBe(false)
        }
      expect(await row()).toEqual(before)
      expect((await browser.submit(link, {})).headers['location']).toBe('/inrichten')
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
      const choice = { wachtwoord: password, kanaal: 'app' }
      for (const [path, fields] of [
        ['/inrichten', choice],
        ['/inrichten/code', { code: '123456' }],
      ] as const)
        expect(told(await program(browser, path, fields, '/registreren'))).toEqual([410, 'SL411'])
      expect((await newer.get('/inrichten')).status).toBe(200)
      await newer.submit('/inrichten', choice)
      const { text } = await newer.get('/inrichten/code')
      const secret = /secret=([A-Z2-7]+)/.exec(text)?.[1] ?? ''
      const done = { code: people.freshCode(secret) }
      expect((await newer.submit('/inrichten/code', done)).headers['location']).toBe('/aanmelden')
      // The same form again, by the back button or a second tap, makes no second account.
      expect(told(await program(newer, '/inrichten/code', done, '/registreren'))).toEqual([
        410,
        'SL411',
      ])
    })

    test('that is replaced while an account is made of it makes none', async () => {
      const { email, browser } = next()
      await browser.submit(await registered(email), {})
      await browser.submit('/inrichten', { wachtwoord: password, kanaal: 'app' })
      const { text } = await browser.get('/inrichten/code')
      const secret = /secret=([A-Z2-7]+)/.exec(text)?.[1] ?? ''
      const later = inLater(email)
      await links['e-mail-bewijs'].ask(email)
      const newer = linkIn(await later)
      const code = { code: people.freshCode(secret) }
      expect(told(await program(browser, '/inrichten/code', code))).toEqual([410, 'SL411'])
      expect(await numberOf(email)).toBe('')
      await people.finish(next().browser, newer)
      expect(await numberOf(email)).toMatch(/^7/)
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
    const make = async (validUntil = clock.now() + 3_600_000, there = where) => {
      const code = drawMeldcode((max) => randomInt(max))
      const { keyring, organisaties } = gateway.sluis.gateway
      const id = gebruikersnr(String(600_000_000_100 + (drawn += 1)))
      await organisaties.meldcodes.maak(
        {
          ...{
            id,
            ...there,
            label: 'balie',
            door: gebruikersnr('700000000012'),
            createdAt: clock.now(),
          },
          ...{ validUntil, revokedAt: null, lastUsedAt: null, hoogstens: 50 },
          mac: meldcodeMac(keyring.current, code),
        },
        () => auditEvent(),
      )
      await organisaties.refresh()
      return { code, id }
    }
    const path = '/aanmelden/meldcode'
    const enter = (browser: Visitor, meldcode: string) => browser.submit(path, { meldcode })
    const asProgram = async (code: string) =>
      told(await program(next().browser, path, { meldcode: code }))

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
      expect(told(await program(next().browser, path, { meldcode: over.code }))).toEqual([
        401,
        'SL123',
      ])
      for (let times = 0; times < 6; times++) await enter(browser, '0000-0000-0000')
      expect(told(await program(browser, '/aanmelden/meldcode', { meldcode: 'x' }))).toEqual([
        429,
        'SL124',
      ])
    })

    test.each([
      ['that nobody knows', { ...where, agbCode: agb('01999999') }],
      ['that has not got the dienst', { ...where, agbCode: agb('12000001') }],
      ['for a dienst that takes none', { ...where, dienst: 'viplive' }],
      ['for a dienst that is gone', { ...where, dienst: 'weg' }],
    ])('T24: of an organisation %s lets nobody in, as one that is no code', async (_, there) => {
      const { code } = await make(undefined, there)
      expect(await asProgram(code)).toEqual([401, 'SL123'])
    })

    test('T24: of an organisation that is blocked lets nobody in; who came in before is told SL109', async () => {
      const { code } = await make()
      const { browser } = next()
      expect((await enter(browser, code)).status).toBe(303)
      const block = `- { agbCode: "${where.agbCode}", reden: "gestopt" }\n`
      changePolicy(gateway.dir, { 'blokkades.yaml': (text) => `${text}${block}` })
      const inside = async () => told(await browser.get('/incident-melden/melden', json))
      const stopped = await waitFor(async () => {
        const answer = await inside()
        return JSON.stringify(answer).includes('SL109') ? answer : undefined
      })
      expect(stopped).toEqual([403, 'SL109'])
      expect(await asProgram(code)).toEqual([401, 'SL123'])
      changePolicy(gateway.dir, { 'blokkades.yaml': (text) => text.replace(block, '') })
      await waitFor(async () =>
        JSON.stringify(await inside()).includes('SL109') ? undefined : true,
      )
      expect((await enter(next().browser, code)).status).toBe(303)
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
