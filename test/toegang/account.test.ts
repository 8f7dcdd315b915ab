/** `/account` over real TLS on both databases: what is shown, what is changed, and what a change ends. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { TOTP } from 'otpauth'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { waitFor } from '../support/serving.ts'
import { linkIn, makeOutbox, visitor } from '../support/visitor.ts'
import type { Visitor } from '../support/visitor.ts'

const json = { accept: 'application/json' }

eachDatabase('an account on %s', (engine) => {
  const makeUrl = useDatabases(engine)
  const outbox = makeOutbox()
  let gateway: TestGateway
  let secret = ''
  let email = 'a@praktijk.example'
  let wachtwoord = 'paard fiets wolk lepel'
  let clock = 0
  const now = (): number => Date.now() + clock

  /** The clock goes on, as a code of the app is taken once. */
  const nextCode = (): string => {
    clock += 60_000
    return new TOTP({ secret }).generate({ timestamp: now() })
  }
  const mailTo = (to: string, since: number) =>
    waitFor(() => outbox.mails.slice(since).find((mail) => mail.to === to))

  async function makeAccount(): Promise<void> {
    const browser = visitor(gateway)
    await browser.submit('/registreren', { naam: 'J. de Boer', email })
    await browser.submit(linkIn(await mailTo(email, 0)), {})
    await browser.submit('/inrichten', { wachtwoord, kanaal: 'app' })
    const { text } = await browser.get('/inrichten/code')
    secret = /secret=([A-Z2-7]+)/.exec(text)?.[1] ?? ''
    await browser.submit('/inrichten/code', { code: nextCode() })
  }

  async function signIn(): Promise<Visitor> {
    const browser = visitor(gateway)
    await browser.submit('/aanmelden', { email, wachtwoord })
    const answer = await browser.submit('/aanmelden/code', { code: nextCode() })
    expect([answer.status, answer.headers['location']]).toEqual([303, '/'])
    return browser
  }

  const change = (browser: Visitor, actie: string, fields: Record<string, string>) =>
    browser.submit(`/account/${actie}`, { huidig: wachtwoord, ...fields }, '/account')

  beforeAll(async () => {
    gateway = await startTestGateway({
      ...{ database: await makeUrl(), now, env: { SLUIS_TOEGANG_PORT: '0' } },
      start: { scrypt: { N: 2 ** 10, r: 8, p: 1 }, notifier: outbox },
    })
    await makeAccount()
  }, 60_000)
  afterAll(() => gateway.stop())

  test('it shows number, address, factors and sign-ins, to who signed in only', async () => {
    const { text, status } = await (await signIn()).get('/account')
    expect(status).toBe(200)
    expect(text).toMatch(/7\d{11}/)
    for (const part of [email, 'een app', 'dit apparaat']) expect(text).toContain(part)
    const stranger = await visitor(gateway).get('/account', json)
    expect([stranger.status, stranger.json['code']]).toEqual([401, 'SL121'])
  })

  test('T10: a new password asks both factors, ends the other sign-ins at once, and is told by mail', async () => {
    const [here, there] = [await signIn(), await signIn()]
    const nieuw = 'zeven bruine tafels dansen'
    const wrong = { huidig: 'fout', code: nextCode(), wachtwoord: nieuw }
    expect((await change(here, 'wachtwoord', wrong)).status).toBe(401)
    const noCode = { code: '000000', wachtwoord: nieuw }
    expect((await change(here, 'wachtwoord', noCode)).status).toBe(401)
    const short = { code: nextCode(), wachtwoord: 'kort' }
    expect((await change(here, 'wachtwoord', short)).status).toBe(422)
    expect((await there.get('/account')).status).toBe(200)
    const since = outbox.mails.length
    const done = await change(here, 'wachtwoord', { code: nextCode(), wachtwoord: nieuw })
    expect([done.status, done.headers['location']]).toEqual([303, '/account'])
    wachtwoord = nieuw
    expect((await here.get('/account')).status).toBe(200)
    expect((await there.get('/account', json)).json['code']).toBe('SL122')
    expect((await mailTo(email, since)).text).toContain('het wachtwoord')
  })

  test('a sign-in is ended from another, one or all but this', async () => {
    const [one, two, three] = [await signIn(), await signIn(), await signIn()]
    const ended = await three.submit('/account', {}, '/account')
    expect(ended.status).toBe(303)
    expect((await two.get('/account', json)).json['code']).toBe('SL122')
    const { text } = await three.get('/account')
    const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? ''
    const all = { csrf, versie: '', actie: 'overige-beeindigen' }
    expect((await three.post('/account', all)).status).toBe(303)
    expect((await one.get('/account', json)).json['code']).toBe('SL122')
    expect((await three.get('/account')).status).toBe(200)
  })

  test('T11: a change without the token of this sign-in, or from another site, is SL511', async () => {
    const browser = await signIn()
    const fields = { actie: 'overige-beeindigen', csrf: 'x', versie: '' }
    expect((await browser.post('/account', fields, json)).json['code']).toBe('SL511')
    const foreign = { ...json, 'sec-fetch-site': 'same-site' }
    expect((await browser.post('/account', fields, foreign)).json['code']).toBe('SL511')
  })

  test('who has sms only gets a code for a new password by sms, and for a change of the account', async () => {
    const own = 'sms@praktijk.example'
    const browser = visitor(gateway)
    const since = outbox.mails.length
    await browser.submit('/registreren', { naam: 'S. Bakker', email: own })
    await browser.submit(linkIn(await mailTo(own, since)), {})
    const oud = 'zachte kaars fluit dinsdag'
    await browser.submit('/inrichten', { wachtwoord: oud, kanaal: 'sms', telefoon: '0612345678' })
    const sentCode = async (count: number): Promise<string> =>
      waitFor(() =>
        outbox.texts.length < count
          ? undefined
          : (/\b\d{6}\b/.exec(outbox.texts.at(-1)?.tekst ?? '')?.[0] ?? ''),
      )
    await browser.submit('/inrichten/code', { code: await sentCode(1) })
    const later = outbox.mails.length
    await browser.submit('/wachtwoord-vergeten', { email: own })
    const link = linkIn(await mailTo(own, later))
    const { text } = await browser.get(link)
    const csrf = /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? ''
    await browser.post(link, { csrf, versie: '', kanaal: 'sms' })
    const nieuw = 'drie gele muren slapen'
    expect((await browser.submit(link, { wachtwoord: nieuw, code: '000000' })).status).toBe(401)
    const code = await sentCode(2)
    expect((await browser.submit(link, { wachtwoord: nieuw, code })).status).toBe(303)
    clock += 60_000
    await browser.submit('/aanmelden', { email: own, wachtwoord: nieuw })
    const inside = await browser.submit('/aanmelden/code', { code: await sentCode(3) })
    expect(inside.headers['location']).toBe('/')
    clock += 60_000
    const account = await browser.get('/account/agb')
    const token = /name="csrf" value="([^"]+)"/.exec(account.text)?.[1] ?? ''
    const ask = { csrf: token, versie: '', actie: 'code-sturen', voor: 'agb' }
    expect((await browser.post('/account', ask)).headers['location']).toBe('/account/agb')
    const fields = { huidig: nieuw, agbCode: '01100001', code: await sentCode(4) }
    expect((await browser.submit('/account/agb', fields, '/account')).status).toBe(303)
  })

  test('a personal AGB-code is eight digits, and can be taken away', async () => {
    const browser = await signIn()
    const bad = await change(browser, 'agb', { agbCode: '1234567', code: nextCode() })
    expect(bad.status).toBe(422)
    await change(browser, 'agb', { agbCode: '01100001', code: nextCode() })
    expect((await browser.get('/account')).text).toContain('01100001')
    await change(browser, 'agb', { agbCode: '', code: nextCode() })
    expect((await browser.get('/account')).text).toContain('niet ingevuld')
  })

  test('the last factor cannot be taken away', async () => {
    const browser = await signIn()
    expect((await change(browser, 'factor-weg', { code: nextCode() })).status).toBe(422)
  })

  test('T10: another app is proved before the old one ends; then the other sign-ins end, and the address is told', async () => {
    const [here, there] = [await signIn(), await signIn()]
    const asked = { kanaal: 'app', telefoon: '' }
    expect((await change(here, 'factor', { ...asked, code: '000000' })).status).toBe(401)
    const begun = await change(here, 'factor', { ...asked, code: nextCode() })
    expect([begun.status, begun.headers['location']]).toEqual([303, '/inrichten/code'])
    const { text } = await here.get('/inrichten/code')
    const other = /secret=([A-Z2-7]+)/.exec(text)?.[1] ?? ''
    expect([other.length > 0, other === secret]).toEqual([true, false])
    // A code of the old app proves nothing, and goes on signing in.
    expect((await here.submit('/inrichten/code', { code: nextCode() })).status).toBe(401)
    expect((await (await signIn()).get('/account')).status).toBe(200)
    const since = outbox.mails.length
    const old = secret
    secret = other
    const done = await here.submit('/inrichten/code', { code: nextCode() })
    expect([done.status, done.headers['location']]).toEqual([303, '/account'])
    expect((await mailTo(email, since)).text).toContain('de app voor codes')
    expect((await here.get('/account')).status).toBe(200)
    expect((await there.get('/account', json)).json['code']).toBe('SL122')
    clock += 60_000
    const stale = visitor(gateway)
    await stale.submit('/aanmelden', { email, wachtwoord })
    const code = new TOTP({ secret: old }).generate({ timestamp: now() })
    expect((await stale.submit('/aanmelden/code', { code })).status).toBe(401)
    expect((await (await signIn()).get('/account')).status).toBe(200)
  })

  test('T10: a number is proved by its own code, beside the app; not after signing out', async () => {
    const here = await signIn()
    const asked = { kanaal: 'sms', telefoon: '0612345679' }
    expect((await change(here, 'factor', { ...asked, telefoon: '020', code: '1' })).status).toBe(
      422,
    )
    const sent = outbox.texts.length
    await change(here, 'factor', { ...asked, code: nextCode() })
    const text = await waitFor(() => outbox.texts.at(sent))
    const code = /\b\d{6}\b/.exec(text.tekst)?.[0] ?? ''
    const held = here.cookies.get('__Host-sluis-sessie') ?? ''
    here.forget('__Host-sluis-sessie')
    const out = await here.submit('/inrichten/code', { code })
    expect(out.status).toBe(410)
    const back = { cookie: [...here.cookies].map((pair) => pair.join('=')).join('; ') }
    const { text: page } = await here.get('/inrichten/code')
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const cookie = `${back.cookie}; __Host-sluis-sessie=${held}`
    const done = await here.post('/inrichten/code', { csrf, versie: '', code }, { cookie })
    expect([done.status, done.headers['location']]).toEqual([303, '/account'])
    const shown = await (await signIn()).get('/account')
    expect(shown.text).toContain('een app en sms')
  })

  test('T5: a new address counts once its link is used; all sign-ins end, and the old address is told', async () => {
    const browser = await signIn()
    const nieuw = 'b@praktijk.example'
    const first = outbox.mails.length
    await change(browser, 'email', { email: nieuw, code: nextCode() })
    const older = linkIn(await mailTo(nieuw, first))
    const second = outbox.mails.length
    await change(browser, 'email', { email: nieuw, code: nextCode() })
    let link = linkIn(await mailTo(nieuw, second))
    expect((await visitor(gateway).get(older, json)).json['code']).toBe('SL411')
    // One that went to a wrong address is of a stranger.
    const third = outbox.mails.length
    await change(browser, 'email', { email: 'verkeerd@elders.example', code: nextCode() })
    const strangers = linkIn(await mailTo('verkeerd@elders.example', third))
    const fourth = outbox.mails.length
    await change(browser, 'email', { email: nieuw, code: nextCode() })
    link = linkIn(await mailTo(nieuw, fourth))
    expect((await visitor(gateway).get(strangers, json)).json['code']).toBe('SL411')
    expect((await browser.get('/account')).text).toContain(email)
    const forgot = outbox.mails.length
    await visitor(gateway).submit('/wachtwoord-vergeten', { email })
    const atOld = linkIn(await mailTo(email, forgot))
    const since = outbox.mails.length
    expect((await visitor(gateway).submit(link, {})).status).toBe(303)
    expect((await visitor(gateway).get(atOld, json)).json['code']).toBe('SL411')
    expect((await mailTo(email, since)).text).toContain('het e-mailadres')
    expect((await browser.get('/account', json)).json['code']).toBe('SL122')
    email = nieuw
    expect((await (await signIn()).get('/account')).text).toContain(nieuw)
  })
})
