/** What somebody who guesses, floods or looks for accounts comes to, over real TLS from several addresses. */
import { nobodysNumber } from '../../gateway/identity/gebruikersnummer.ts'
import { Agent } from 'node:https'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { macOf } from '../../gateway/toegang/macs.ts'
import { auditEvent } from '../store/fixtures.ts'
import { useDatabases } from '../support/databases.ts'
import { cheapScrypt, password, peopleOf, setClock } from '../support/people.ts'
import type { People } from '../support/people.ts'
import { startReplica } from '../support/replica.ts'
import { waitFor } from '../support/serving.ts'
import { startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { linkIn, makeOutbox, visitor } from '../support/visitor.ts'
import type { Visitor } from '../support/visitor.ts'

const json = { accept: 'application/json' }
const wrong = 'helemaal verkeerd ook'
const csrfIn = ({ text }: Answered): string => /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? ''
const codeOf = ({ json: { code }, status }: Answered): unknown => code ?? status

const tally = (all: readonly unknown[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const one of all) counts[String(one)] = (counts[String(one)] ?? 0) + 1
  return counts
}

describe('two gateways on one PostgreSQL', () => {
  const makeUrl = useDatabases('postgres')
  const clock = setClock()
  const outbox = makeOutbox()
  const start = { scrypt: cheapScrypt, notifier: outbox }
  let one: TestGateway
  let two: TestGateway
  let people: People

  beforeAll(async () => {
    const env = { SLUIS_TOEGANG_PORT: '0', SLUIS_TOEGANG_URL: 'https://localhost:7443' }
    one = await startTestGateway({ database: await makeUrl(), now: clock.now, env, start })
    two = await startReplica(one, {}, clock.now, start)
    people = peopleOf(one, outbox, clock)
  }, 90_000)
  afterAll(async () => {
    await two.stop()
    await one.stop()
  })

  test('T6: of thirty wrong codes over six attempts on both, with a restart between, the eleventh is refused', async () => {
    const email = 'codes@praktijk.example'
    const secret = await people.withApp(email)
    const answers: unknown[] = []
    for (let attempt = 0; attempt < 6; attempt++) {
      if (attempt === 3) await two.restart()
      const gateway = attempt % 2 === 0 ? one : two
      const browser = visitor(gateway)
      const begun = await browser.submit('/aanmelden', { email, wachtwoord: password })
      expect(begun.headers['location']).toBe('/aanmelden/code')
      const csrf = csrfIn(await browser.get('/aanmelden/code'))
      const right = people.freshCode(secret)
      const code = right === '000000' ? '000001' : '000000'
      for (let times = 0; times < 5; times++)
        answers.push(codeOf(await browser.post('/aanmelden/code', { csrf, code }, json)))
      // The right one is no better by then.
      const late = await browser.post('/aanmelden/code', { csrf, code: right }, json)
      expect(codeOf(late)).toBe(attempt < 2 ? 'SL123' : 'SL124')
    }
    expect(answers.slice(0, 10)).toEqual(Array(10).fill('SL123'))
    expect(answers.slice(10)).toEqual(Array(20).fill('SL124'))
  })

  test('T10: a sign-in that ended on one is over on the other, at once', async () => {
    const email = 'beide@praktijk.example'
    const secret = await people.withApp(email)
    const here = visitor(one)
    expect((await people.signIn(here, email, secret)).headers['location']).toBe('/')
    const cookie = `__Host-sluis-sessie=${here.cookies.get('__Host-sluis-sessie') ?? ''}`
    const there = async () => codeOf(await visitor(two).get('/account', { ...json, cookie }))
    expect(await there()).toBe(200)
    expect((await here.submit('/', {}, '/afmelden')).status).toBe(303)
    expect(await there()).toBe('SL122')
    expect(codeOf(await visitor(one).get('/account', { ...json, cookie }))).toBe('SL122')
  })
})

describe('one gateway', () => {
  const makeUrl = useDatabases('sqlite')
  const clock = setClock()
  const outbox = makeOutbox()
  const most = 33
  let gateway: TestGateway
  let people: People

  beforeAll(async () => {
    gateway = await startTestGateway({
      database: await makeUrl(),
      now: clock.now,
      env: { SLUIS_TOEGANG_PORT: '0', SLUIS_SMS_DAGMAXIMUM: String(most) },
      start: { scrypt: cheapScrypt, notifier: outbox },
    })
    people = peopleOf(gateway, outbox, clock)
  }, 60_000)
  afterAll(() => gateway.stop())

  /** Somebody at another address of this machine. */
  const at = (from: string) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    return {
      ...visitor(gateway, { from, agent }),
      leave: () => {
        agent.destroy()
      },
    }
  }
  const guess = async (email: string, from: string, times: number): Promise<readonly unknown[]> => {
    const browser = at(from)
    const csrf = csrfIn(await browser.get('/aanmelden'))
    const codes: unknown[] = []
    for (let time = 0; time < times; time++)
      codes.push(codeOf(await browser.post('/aanmelden', { csrf, email, wachtwoord: wrong }, json)))
    browser.leave()
    return codes
  }

  test('T7: after 500 wrong passwords from ten addresses the victim signs in at its usual one', async () => {
    const email = 'slachtoffer@praktijk.example'
    const secret = await people.withApp(email)
    const home = '127.0.0.1'
    expect((await people.signIn(at(home), email, secret)).headers['location']).toBe('/')
    const codes: unknown[] = []
    for (let one = 0; one < 10; one++) codes.push(...(await guess(email, `127.0.1.${one}`, 50)))
    // Twenty an hour from strange addresses, five of each: more are not even looked at.
    expect(tally(codes)).toEqual({ SL123: 20, SL124: 480 })
    expect((await people.signIn(at(home), email, secret)).headers['location']).toBe('/')
  })

  test('T7, T9: who guesses at an address without an account is limited as who guesses at one with', async () => {
    await people.withApp('met@praktijk.example')
    const answers: unknown[] = []
    for (const email of ['met@praktijk.example', 'zonder@praktijk.example']) {
      const all: unknown[] = []
      for (let one = 0; one < 5; one++) all.push(...(await guess(email, `127.0.2.${one}`, 7)))
      answers.push(all)
    }
    expect(answers[1]).toEqual(answers[0])
  })

  test('one address tries sixty an hour over all accounts', async () => {
    const codes: unknown[] = []
    for (let one = 0; one < 13; one++)
      codes.push(...(await guess(`veel${one}@praktijk.example`, '127.0.3.1', 5)))
    expect(tally(codes)).toEqual({ SL123: 60, SL124: 5 })
  })

  test('T8: of many set-ups and sign-ins with numbers at random no more texts go out than the limits', async () => {
    const before = outbox.texts.length
    const browser = at('127.0.4.1')
    const email = 'pomp@praktijk.example'
    await browser.submit('/registreren', { naam: 'P. Pomp', email })
    const link = linkIn(await people.mailTo(email))
    const ask = async (who: typeof browser, telefoon: string): Promise<unknown> => {
      await who.submit(link, {})
      const fields = { wachtwoord: password, kanaal: 'sms', telefoon }
      return (await who.submit('/inrichten', fields)).status
    }
    const numbers = Array.from({ length: 45 }, (_, place) => `06 1${String(2_000_000 + place)}`)
    const statuses: unknown[] = []
    for (const number of numbers) statuses.push(await ask(browser, number))
    // Thirty a day to who sets up at one address.
    expect(tally(statuses)).toEqual({ 303: 30, 429: 15 })
    // And in all so many a day, whoever asks.
    const other = at('127.0.4.2')
    for (const number of numbers.slice(30)) await ask(other, number)
    // It is sent beside the request: the page tells once it is known.
    const told = await waitFor(async () => {
      const page = await other.get('/inrichten/code')
      return page.status === 503 ? page : undefined
    })
    expect(told.text).toContain('Kies een app')
    const { body } = await gateway.sluis.operators.metrics()
    expect(body).toMatch(/^sluis_sms_total\{uitkomst="dagmaximum"\} [1-9]/m)
    for (const foreign of ['+44 7400 123456', '+252 61 1234567', '0900 1234567', '0970 12345678'])
      expect(await ask(at('127.0.4.3'), foreign)).toBe(422)
    const sent = outbox.texts.slice(before)
    expect(sent).toHaveLength(most)
    expect(sent.every(({ telefoon }) => telefoon.startsWith('+316'))).toBe(true)
    browser.leave()
    other.leave()
  })

  test('T8: one number, and one account, get ten a day', async () => {
    clock.forward(25 * 3600_000)
    const email = 'smsjes@praktijk.example'
    const before = outbox.texts.length
    await people.withSms(email, '06 12345678')
    const statuses: unknown[] = []
    for (let times = 0; times < 14; times++)
      statuses.push(
        (await at('127.0.5.1').submit('/aanmelden', { email, wachtwoord: password })).status,
      )
    expect(tally(statuses)).toEqual({ 303: 9, 429: 5 })
    expect(outbox.texts.length - before).toBe(10)
  })

  test('T8: of one attempt three codes, half a minute apart', async () => {
    clock.forward(25 * 3600_000)
    const email = 'drie@praktijk.example'
    await people.withSms(email, '06 87654321')
    const browser = visitor(gateway)
    await browser.submit('/aanmelden', { email, wachtwoord: password })
    const csrf = csrfIn(await browser.get('/aanmelden/code'))
    const again = async () =>
      codeOf(await browser.post('/aanmelden/code/nieuw', { csrf, kanaal: 'sms' }, json))
    expect(await again()).toBe('SL124')
    const answers: unknown[] = []
    for (let times = 0; times < 4; times++) {
      clock.forward(31_000)
      answers.push(await again())
    }
    expect(answers).toEqual([303, 303, 'SL124', 'SL124'])
  })

  test.each([
    ['/registreren', '127.0.7.1', { naam: 'V. Veel' }],
    ['/wachtwoord-vergeten', '127.0.7.2', {}],
  ])(
    'one address asks %s twenty times an hour, and then is told SL124',
    async (path, from, more) => {
      const browser = at(from)
      const csrf = csrfIn(await browser.get(path))
      const answers: unknown[] = []
      for (let times = 0; times < 22; times++) {
        const fields = { csrf, email: `vaak${String(times)}@praktijk.example`, ...more }
        answers.push(codeOf(await browser.post(path, fields, json)))
      }
      expect(answers).toEqual([...Array<number>(20).fill(200), 'SL124', 'SL124'])
      clock.forward(61 * 60_000)
      const fields = { csrf, email: 'later@praktijk.example', ...more }
      expect(codeOf(await browser.post(path, fields, json))).toBe(200)
      browser.leave()
    },
  )

  test('one mailbox gets five mails of a kind an hour and ten a day, and each asking looks the same', async () => {
    const email = 'postbus@praktijk.example'
    const sent = () => outbox.mails.filter(({ to }) => to === email).length
    const own = 'wachter@praktijk.example'
    const ask = async (to: string): Promise<number> => {
      const browser = at('127.0.7.3')
      const { status } = await browser.submit('/registreren', { naam: 'P. Bus', email: to })
      browser.leave()
      return status
    }
    const counts: number[] = []
    for (let hour = 0; hour < 4; hour++) {
      for (let times = 0; times < 7; times++) expect(await ask(email)).toBe(200)
      // A mail that was asked for later and is there: the others were as well.
      await ask(own)
      await people.mailTo(own, hour + 1)
      await waitFor(() => (sent() >= Math.min(10, 5 * (hour + 1)) ? true : undefined))
      counts.push(sent())
      clock.forward(61 * 60_000)
    }
    expect(counts).toEqual([5, 10, 10, 10])
    // The last that went out is good: what was not sent replaced nothing.
    const last = outbox.mails.filter(({ to }) => to === email).at(-1)
    if (last === undefined) throw new Error('ten were sent')
    expect((await visitor(gateway).get(linkIn(last))).status).toBe(200)
  })

  test('a sign-in is over after twelve hours, however busy; one with an account is five at once', async () => {
    const email = 'druk@praktijk.example'
    const secret = await people.withApp(email)
    const browsers: Visitor[] = []
    for (let nth = 0; nth < 6; nth++) {
      const browser = visitor(gateway)
      expect((await people.signIn(browser, email, secret)).headers['location']).toBe('/')
      browsers.push(browser)
    }
    const [oldest, ...others] = browsers
    const stands = async (one: Visitor) => codeOf(await one.get('/account', json))
    expect(oldest && (await stands(oldest))).toBe('SL122')
    expect(await Promise.all(others.map(stands))).toEqual([200, 200, 200, 200, 200])
    const last = others.at(-1)
    if (last === undefined) throw new Error('five are signed in')
    for (let half = 0; half < 24; half++) {
      clock.forward(29 * 60_000)
      expect([half, await stands(last)]).toEqual([half, 200])
    }
    clock.forward(25 * 60_000)
    expect(await stands(last)).toBe('SL122')
    expect(others[0] && (await stands(others[0]))).toBe('SL122')
  })

  describe('T9: an address with an account, one without, and one that is blocked', () => {
    const who = ['met-een@praktijk.example', 'niemand@praktijk.example', 'blokken@praktijk.example']
    beforeAll(async () => {
      await people.withApp('met-een@praktijk.example')
      await people.withApp('blokken@praktijk.example')
      const { store } = gateway.sluis.gateway.toegang
      const all = await store.zoek('J. de Boer', 99)
      const mac = macOf(gateway.sluis.gateway.keyring, 'adres', 'blokken@praktijk.example')
      const nummer = all.find(({ adresMac }) => adresMac === mac)?.nummer ?? nobodysNumber
      const what = {
        nummer,
        version: undefined,
        at: clock.now(),
        naar: { staat: 'geblokkeerd' as const },
      }
      await store.wijzig(what, () => auditEvent())
    })

    /** The answer as bytes, but for what is of this one request: its number, moment, cookie and token. */
    const bytes = ({ status, headers, text }: Answered, email: string): string => {
      const kept = Object.entries(headers)
        .filter(([name]) => !['date', 'x-request-id'].includes(name))
        .map(([name, value]) => `${name}: ${String(value).replace(/=[\w-]{43}/g, '=…')}`)
      return [String(status), ...kept, text]
        .join('\n')
        .replaceAll(email, '…')
        .replace(/name="csrf" value="[^"]*"/g, '')
        .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…')
    }
    const addresses = ['127.0.6.1', '127.0.6.2', '127.0.6.3']
    const sent = (path: string, headers: Record<string, string>, fields: Record<string, string>) =>
      Promise.all(
        who.map(async (email, place) => {
          const browser = visitor(gateway, { from: addresses[place] ?? '' })
          const csrf = csrfIn(await browser.get(path))
          return bytes(await browser.post(path, { csrf, email, ...fields }, headers), email)
        }),
      )

    test.each([
      ['/aanmelden', {}, { wachtwoord: wrong }],
      ['/aanmelden', json, { wachtwoord: wrong }],
      ['/registreren', {}, { naam: 'J. de Boer' }],
      ['/wachtwoord-vergeten', {}, {}],
    ])('get the same answer of %s, byte for byte', async (path, headers, fields) => {
      const [known, ...others] = await sent(path, headers, fields)
      expect(known).toMatch(/^(200|401)\n/)
      for (const other of others) expect(other).toBe(known)
    })

    test('cost the same work: one password is hashed for each', async () => {
      const { hashing } = gateway.sluis.gateway.toegang
      const { run } = hashing
      let hashed = 0
      const counting: typeof run = (address, work) =>
        run(address, (derive) =>
          work((derivation) => {
            hashed++
            return derive(derivation)
          }),
        )
      Object.assign(hashing, { run: counting })
      const counts: number[] = []
      for (const email of who) {
        const browser = visitor(gateway, { from: '127.0.6.9' })
        const csrf = csrfIn(await browser.get('/aanmelden'))
        hashed = 0
        await browser.post('/aanmelden', { csrf, email, wachtwoord: wrong }, json)
        counts.push(hashed)
      }
      Object.assign(hashing, { run })
      expect(counts).toEqual([1, 1, 1])
    })
  })
})
