import type { ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { agb, noOrganisation } from '../../gateway/identity/agb-code.ts'
import type { AgbCode } from '../../gateway/identity/agb-code.ts'
import { judgeZorgverlener } from '../../gateway/instroom/zorgverlener.ts'
import { makeVektisRegister } from '../../gateway/register/vektis.ts'
import type { VektisOptions, VektisRegister } from '../../gateway/register/vektis.ts'
import { onderneming, reachable, startAgbApi, zorgverlener } from './agb-api.ts'
import type { AgbApi } from './agb-api.ts'

const minute = 60_000
const hour = 60 * minute
const ages = { freshMs: hour, freshNoneMs: 5 * minute, staleMs: 24 * hour, restMs: 5_000 }

let api: AgbApi
const opened: VektisRegister[] = []
const clock = { now: 0 }
let failures: [string, number | undefined][] = []

beforeAll(async () => {
  api = await startAgbApi()
})
afterEach(async () => {
  api.answer = undefined
  api.asked.length = 0
  api.documents.clear()
  clock.now = 0
  failures = []
  await Promise.all(opened.splice(0).map((register) => register.close()))
})
afterAll(() => api.stop())

function open(change: Partial<VektisOptions> = {}): VektisRegister {
  const register = makeVektisRegister({
    url: api.url,
    token: 'geheim',
    now: () => clock.now,
    onFailure: (error, ageMs) => failures.push([String(error), ageMs]),
    timeoutMs: 1_000,
    ages,
    ...change,
  })
  opened.push(register)
  return register
}

const status = (code: number) => (_: unknown, response: ServerResponse) => {
  response.writeHead(code, { 'content-type': 'application/problem+json' })
  response.end(JSON.stringify({ status: code }))
}
const send = (text: string) => (_: unknown, response: ServerResponse) => {
  response.end(text)
}
const hangUp = (_: unknown, response: ServerResponse) => {
  response.destroy()
}

describe('the AGB API is asked', () => {
  test('for a zorgverlener in one question, with the token', async () => {
    api.documents.set('/v2/zorgverleners/12100001', zorgverlener('12100001'))
    expect(await open().find(agb('12100001'))).toEqual({
      agbCode: agb('12100001'),
      soort: 'zorgverlener',
      naam: 'A.B. de Vries',
      aanvang: '2020-01-01',
      einde: null,
    })
    expect(api.asked).toEqual(['/v2/zorgverleners/12100001 Bearer geheim'])
  })

  test('with the scheme of a token that has one', async () => {
    await open({ token: 'Token abc' }).find(agb('12100001'))
    expect(api.asked[0]).toBe('/v2/zorgverleners/12100001 Token abc')
  })

  test('for each kind in turn until one has the code', async () => {
    api.documents.set('/v2/vestigingen/12000001', onderneming('12000001', { handelsnaam: null }))
    expect(await open().find(agb('12000001'))).toMatchObject({
      soort: 'praktijk',
      naam: 'De Sluis',
    })
    expect(api.asked.map((line) => line.split('/')[2])).toEqual([
      'zorgverleners',
      'ondernemingen',
      'vestigingen',
    ])
  })

  test('never for what is no AGB-code, whatever its type says', async () => {
    for (const text of ['../v2/mutaties', '1210000', noOrganisation])
      expect(await open().find(text as AgbCode)).toBeUndefined()
    expect(api.asked).toEqual([])
  })

  test.each<[string, string]>([
    ['Dutch time without a zone', '2021-07-01T00:00:00'],
    ['with a fraction', '2021-07-01T00:00:00.0000000'],
    ['a date alone', '2021-07-01'],
    ['UTC, the evening before in the Netherlands', '2021-06-30T22:00:00Z'],
    ['an offset', '2021-07-01T00:00:00+02:00'],
  ])('and its dates are read: %s', async (_, aanvang) => {
    api.documents.set(
      '/v2/zorgverleners/12100001',
      zorgverlener('12100001', { aanvang, einde: aanvang }),
    )
    expect(await open().find(agb('12100001'))).toMatchObject({
      aanvang: '2021-07-01',
      einde: '2021-07-01',
    })
  })
})

describe('S1-06: of an organisation it is told', () => {
  test('how it may be called and reached, in the same questions', async () => {
    api.documents.set('/v2/ondernemingen/57000009', reachable('57000009'))
    const register = open()
    expect(await register.details(agb('57000009'))).toEqual({
      entiteit: 'onderneming',
      namen: ['Tandartspraktijk De Sluis', 'De Sluis', 'De Sluis B.V.'],
      adressen: ['Oever 7 a, 1234 AE Sluisstad'],
      emails: ['info@de-sluis.example'],
    })
    await register.find(agb('57000009'))
    expect(api.asked).toHaveLength(2)
  })

  test('that it is a vestiging', async () => {
    api.documents.set('/v2/vestigingen/57000008', onderneming('57000008'))
    expect(await open().details(agb('57000008'))).toMatchObject({
      entiteit: 'vestiging',
      emails: [],
    })
  })

  test('and of a zorgverlener, or of what is no code, nothing', async () => {
    api.documents.set('/v2/zorgverleners/12100001', zorgverlener('12100001'))
    expect(await open().details(agb('12100001'))).toBeUndefined()
    expect(await open().details('../12' as AgbCode)).toBeUndefined()
  })

  test.each<[string, object, object]>([
    ['lists that are absent', { adressen: null, communicatiegegevens: undefined }, {}],
    ['rows that are none', { adressen: ['x', null, 3], communicatiegegevens: [null] }, {}],
    ['half an address', { adressen: [{ straat: 'Oever', plaats: 'Sluisstad' }] }, {}],
    [
      'a house number that is no number',
      { adressen: [{ straat: 'Oever', huisnummer: {}, postcode: '1234 AE', plaats: 'Stad' }] },
      { adressen: ['Oever, 1234 AE Stad'] },
    ],
    [
      'addresses twice, as a URL, and with a line end in them',
      {
        communicatiegegevens: [
          { gegeven: 'mailto:info@de-sluis.example' },
          { gegeven: 'info@de-sluis.example' },
          { gegeven: 'a@b.example\r\nBcc: c@d.example' },
          { gegeven: 'a@b.example,c@d.example' },
          { gegeven: 12 },
        ],
      },
      { emails: ['info@de-sluis.example'] },
    ],
  ])('with %s', async (_, change, told) => {
    api.documents.set('/v2/ondernemingen/57000009', onderneming('57000009', { ...change }))
    expect(await open().details(agb('57000009'))).toMatchObject({
      adressen: [],
      emails: [],
      ...told,
    })
  })
})

describe('the zorgverlener of a message', () => {
  test.each<[string, () => void, 'SL306' | 'SL307' | null]>([
    [
      'that is one today is right',
      () => api.documents.set('/v2/zorgverleners/12100001', zorgverlener('12100001')),
      null,
    ],
    ['that no kind has does not exist', () => undefined, 'SL306'],
    ['that the API takes for no code does not exist', () => (api.answer = status(400)), 'SL306'],
    [
      'that is no longer one does not exist today',
      () =>
        api.documents.set(
          '/v2/zorgverleners/12100001',
          zorgverlener('12100001', { einde: '2026-07-31T00:00:00' }),
        ),
      'SL306',
    ],
    [
      'that is an onderneming is of the wrong kind',
      () => api.documents.set('/v2/ondernemingen/12100001', onderneming('12100001')),
      'SL307',
    ],
    [
      'that is a vestiging is of the wrong kind',
      () => api.documents.set('/v2/vestigingen/12100001', onderneming('12100001')),
      'SL307',
    ],
  ])('%s', async (_, given, code) => {
    given()
    const register = open()
    expect(await judgeZorgverlener((code) => register.find(code), '12100001', '2026-08-01')).toBe(
      code,
    )
  })
})

describe('what cannot be known is not answered with a no', () => {
  test.each<[string, () => void]>([
    ['a technical fault', () => (api.answer = status(500))],
    ['a token that is refused', () => (api.answer = status(401))],
    ['too many requests', () => (api.answer = status(429))],
    ['a redirect', () => (api.answer = status(302))],
    ['a broken connection', () => (api.answer = hangUp)],
    ['no answer in time', () => (api.answer = () => undefined)],
    ['no JSON', () => (api.answer = send('<html>'))],
    ['no object', () => (api.answer = send('null'))],
    ['another code', () => (api.answer = send(JSON.stringify(zorgverlener('12100002'))))],
    [
      'no begin date',
      () => (api.answer = send(JSON.stringify(zorgverlener('12100001', { aanvang: null })))),
    ],
    [
      'an end that is no date',
      () => (api.answer = send(JSON.stringify(zorgverlener('12100001', { einde: 'morgen' })))),
    ],
    ['an answer without end', () => (api.answer = send('x'.repeat(1_100_000)))],
  ])('SL505: %s', async (_, given) => {
    given()
    await expect(open({ timeoutMs: 300 }).find(agb('12100001'))).rejects.toMatchObject({
      code: 'SL505',
    })
    expect(failures).toHaveLength(1)
    expect(failures[0]?.[1]).toBeUndefined()
  })

  test('SL505: nobody listens', async () => {
    const register = open({ url: 'http://127.0.0.1:1' })
    await expect(register.find(agb('12100001'))).rejects.toMatchObject({ code: 'SL505' })
  })

  test('SL503: too many wait for an answer; those that wait are answered', async () => {
    const waiting: ServerResponse[] = []
    api.answer = (_, response) => void waiting.push(response)
    const register = open({ timeoutMs: 5_000 })
    const codes = Array.from({ length: 200 }, (_, n) => agb(String(12_000_000 + n)))
    const finds = codes.map((code) => register.find(code).catch(() => 'failed'))
    await expect(register.find(agb('12999999'))).rejects.toMatchObject({
      code: 'SL503',
      retryAfterSeconds: 1,
    })
    api.answer = undefined
    const release = setInterval(() => {
      for (const response of waiting.splice(0)) status(404)(undefined, response)
    }, 10)
    expect(new Set(await Promise.all(finds))).toEqual(new Set([undefined]))
    clearInterval(release)
  })
})

describe('an answer is remembered', () => {
  const known = () => {
    api.documents.set('/v2/zorgverleners/12100001', zorgverlener('12100001'))
  }

  test('for an hour, and asked again after it', async () => {
    known()
    const register = open()
    for (const at of [0, 1, hour]) {
      clock.now = at
      expect(await register.find(agb('12100001'))).toBeDefined()
    }
    expect(api.asked).toHaveLength(1)
    clock.now = hour + 1
    api.documents.clear()
    expect(await register.find(agb('12100001'))).toBeUndefined()
  })

  test('that there is none, for five minutes', async () => {
    const register = open()
    expect(await register.find(agb('12100001'))).toBeUndefined()
    known()
    clock.now = 5 * minute
    expect(await register.find(agb('12100001'))).toBeUndefined()
    clock.now += 1
    expect(await register.find(agb('12100001'))).toBeDefined()
  })

  test('while it is asked, so that ten questions at once are one', async () => {
    known()
    const register = open()
    await Promise.all(Array.from({ length: 10 }, () => register.find(agb('12100001'))))
    expect(api.asked).toHaveLength(1)
  })

  test('and used for a day while the API is down, with its age told', async () => {
    known()
    const register = open()
    await register.find(agb('12100001'))
    api.answer = hangUp
    clock.now = 24 * hour
    expect(await register.find(agb('12100001'))).toMatchObject({ naam: 'A.B. de Vries' })
    expect(failures).toEqual([[expect.any(String), 24 * hour]])
    clock.now = 24 * hour + 1 + ages.restMs
    await expect(register.find(agb('12100001'))).rejects.toMatchObject({ code: 'SL505' })
  })

  test('but an old "there is none" is not used: the code may exist by now', async () => {
    const register = open()
    await register.find(agb('12100001'))
    api.answer = hangUp
    clock.now = 6 * minute
    await expect(register.find(agb('12100001'))).rejects.toMatchObject({ code: 'SL505' })
  })

  test('and not used when the clock went back', async () => {
    known()
    clock.now = hour
    const register = open()
    await register.find(agb('12100001'))
    clock.now = 0
    api.answer = hangUp
    await expect(register.find(agb('12100001'))).rejects.toMatchObject({ code: 'SL505' })
  })
})

describe('after an outage', () => {
  test('nobody asks for five seconds, whatever the code', async () => {
    api.answer = hangUp
    const register = open()
    for (const code of [agb('12100001'), agb('12100002'), agb('12100003')])
      await expect(register.find(code)).rejects.toMatchObject({ code: 'SL505' })
    expect(api.asked).toHaveLength(1)
    api.answer = undefined
    clock.now = ages.restMs + 1
    expect(await register.find(agb('12100002'))).toBeUndefined()
  })

  test('a wrong answer about one code keeps nobody from asking for another', async () => {
    api.documents.set('/v2/zorgverleners/12100001', zorgverlener('12100002'))
    api.documents.set('/v2/zorgverleners/12100003', zorgverlener('12100003'))
    const register = open()
    await expect(register.find(agb('12100001'))).rejects.toMatchObject({ code: 'SL505' })
    expect(await register.find(agb('12100003'))).toBeDefined()
  })
})
