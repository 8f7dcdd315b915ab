/** Every documented code, provoked over real mutual TLS. A new code without a case here does not compile. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { codes, errorEntry } from '../../gateway/errors.ts'
import type { Code } from '../../gateway/errors.ts'
import { statusOnly, toegangOnly } from '../../gateway/openapi/package-codes.ts'
import { askOnce, offer, openLink } from '../support/http.ts'
import { changePolicy, instroom, startPath, startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'

let upstream: TestUpstream
let gateway: TestGateway

const delivered = answering(201, { location: '/machtigingenportaal/aanvragen/nieuw/1' })

beforeAll(async () => {
  upstream = await startUpstream(delivered)
  gateway = await startTestGateway({
    upstream: upstream.url,
    policy: {
      'diensten/machtigingenportaal.yaml': (text) => text.replace('termijn: 10s', 'termijn: 1s'),
    },
  })
})

afterAll(async () => {
  await gateway.stop()
  await upstream.close()
})

let count = 0
const fresh = () => instroom(`codes-${String(++count)}`)
const link = async (): Promise<string> => startPath(await offer(gateway, fresh()))
const home = (client: string | undefined) =>
  askOnce(gateway, { listener: 'portaal', client, path: '/machtigingenportaal/' })
const withMessage = (change: object) => offer(gateway, { ...fresh(), ...change })
const submit = (headers: Record<string, string>, body = 'instantie.agbCode=12000001') =>
  askOnce(gateway, {
    listener: 'portaal',
    client: 'indiener',
    path: '/machtigingenportaal/aanvragen',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body,
  })
const withQuota = async (): Promise<Answered> => {
  const tight = await startTestGateway({
    policy: {
      'diensten/machtigingenportaal.yaml': (text) => text.replace('aantal: 600', 'aantal: 2'),
    },
  })
  try {
    await offer(tight, instroom('q1'))
    await offer(tight, instroom('q2'))
    return await offer(tight, instroom('q3'))
  } finally {
    await tight.stop()
  }
}

/** A route that is for members in person, asked with a certificate. */
const personal = async (demand: string): Promise<Answered> => {
  const own = await startTestGateway({
    policy: {
      'diensten/machtigingenportaal.yaml': (text) =>
        `${text.replace('autorisatie: raadplegen }', `autorisatie: raadplegen, ${demand} }`)}
toegang: [account]
machtigingen: { patientdata: { omschrijving: Patiëntdata, voor: [raadplegen] } }
sleutel: { publiek: sleutels/viplive.jwk.json }
`,
    },
  })
  try {
    return await askOnce(own, {
      listener: 'portaal',
      client: 'indiener',
      path: '/machtigingenportaal/',
    })
  } finally {
    await own.stop()
  }
}

const verzekerde = { bsn: '999990019', geboortedatum: '1980-01-31', uzovi: '3332' }

/** Every code that a certificate can meet; those of the toegang listener are provoked in test/toegang, SL506 (a code in a status) in melding.test. */
type MtlsCode = Exclude<Code, (typeof toegangOnly | typeof statusOnly)[number]>

const mtlsCodes = codes.filter(
  (code): code is MtlsCode => !([...toegangOnly, ...statusOnly] as readonly Code[]).includes(code),
)

const provoke = {
  SL101: () => home(undefined),
  SL102: () => home('sl102-onbekende-ca'),
  SL103: () => home('sl103-verlopen'),
  SL104: () => home('sl104-nog-niet-geldig'),
  SL105: () => home('sl105-ingetrokken'),
  SL106: () => home('sl106-crl-verouderd'),
  SL107: () => home('sl107-zonder-agb'),
  SL108: () => home('systeem'),
  SL109: () => home('sl109-geblokkeerd'),
  SL110: () => offer(gateway, fresh(), { client: 'sl110-ander-adres' }),
  SL201: () => home('sl201-niet-aangesloten'),
  SL202: () => home('sl202-overeenkomst-voorbij'),
  SL203: () => home('sl203-dienst-niet-open'),
  SL204: () => home('sl204-zonder-autorisatie'),
  SL205: async () => openLink(gateway, await link(), 'lezer'),
  SL206: () => home('sl206-zorgverlener'),
  SL207: () => home('sl207-andere-zorgsoort'),
  SL211: () => personal('beveiligd: true'),
  SL212: () => personal('machtiging: patientdata'),
  SL208: withQuota,
  SL209: () =>
    askOnce(gateway, { listener: 'portaal', client: 'lezer', path: '/gebruikersbeheer' }),
  SL301: () => offer(gateway, '{"referentie":"a","referentie":"b"}'),
  SL302: () => withMessage({ referentie: '' }),
  SL303: () => offer(gateway, JSON.stringify(fresh()) + ' '.repeat(64 * 1024)),
  SL304: () => offer(gateway, fresh(), { headers: { 'content-type': 'text/plain' } }),
  SL305: () => withMessage({ instantie: { agbCode: '12000002' } }),
  SL306: () => withMessage({ zorgverlener: { agbCode: '12999999' } }),
  SL307: () => withMessage({ zorgverlener: { agbCode: '12000001' } }),
  SL308: () => withMessage({ verzekerde: { ...verzekerde, bsn: '999990018' } }),
  SL310: () => withMessage({ verzekerde: { ...verzekerde, bsn: '123456782' } }),
  SL311: async () => {
    const message = fresh()
    await offer(gateway, message)
    return offer(gateway, { ...message, zorgverlener: { agbCode: '12100002' } })
  },
  SL312: async () => {
    const posted = await offer(gateway, fresh())
    await openLink(gateway, startPath(posted))
    return askOnce(gateway, {
      listener: 'instroom',
      client: 'systeem',
      method: 'delete',
      path: String(posted.headers['location']),
    })
  },
  SL401: () => openLink(gateway, `/start/${'A'.repeat(48)}`),
  SL402: async () => {
    const short = await startTestGateway({
      policy: {
        'diensten/machtigingenportaal.yaml': (text) => text.replace('geldig: 15m', 'geldig: 1s'),
      },
    })
    try {
      const path = startPath(await offer(short, instroom('kort')))
      await new Promise((resolve) => setTimeout(resolve, 1100))
      return await openLink(short, path)
    } finally {
      await short.stop()
    }
  },
  SL403: async () => openLink(gateway, await link(), 'indiener-2'),
  SL404: async () => {
    const path = await link()
    await openLink(gateway, path, 'indiener')
    return openLink(gateway, path, 'uzi-zorgverlener')
  },
  SL405: async () => {
    const posted = await offer(gateway, fresh())
    const path = String(posted.headers['location'])
    await askOnce(gateway, { listener: 'instroom', client: 'systeem', method: 'delete', path })
    return openLink(gateway, startPath(posted))
  },
  SL407: async () => {
    const own = await startTestGateway()
    try {
      const path = startPath(await offer(own, instroom('systeem')))
      changePolicy(own.dir, {
        'blokkades.yaml': (text) => `${text}- { gebruikersnummer: "90000001", reden: "weg" }\n`,
      })
      while ((await offer(own, instroom('daarna'))).json['code'] !== 'SL109') await wait(50)
      return await openLink(own, path)
    } finally {
      await own.stop()
    }
  },
  SL501: async () => {
    const path = await link()
    upstream.behave((_, socket) => {
      socket.destroy()
    })
    return openLink(gateway, path).finally(() => {
      upstream.behave(delivered)
    })
  },
  SL502: async () => {
    const path = await link()
    upstream.behave(() => undefined)
    return openLink(gateway, path).finally(() => {
      upstream.behave(delivered)
    })
  },
  SL503: async () => {
    const refused = () => home('sl204-zonder-autorisatie')
    for (let n = 0; n < 60; n++) await refused()
    return refused()
  },
  SL504: async () => {
    const path = await link()
    const { keyring } = gateway.sluis.gateway
    // A key that is gone: the stored message cannot be read any more.
    let calls = 0
    const whole = { ...keyring }
    Object.assign(keyring, { byId: (id: string) => (++calls > 1 ? undefined : whole.byId(id)) })
    return openLink(gateway, path).finally(() => Object.assign(keyring, whole))
  },
  SL505: async () => {
    const broken = await startTestGateway()
    await broken.sluis.gateway.store.close()
    try {
      return await offer(broken, instroom('kwijt'))
    } finally {
      await broken.stop().catch(() => undefined)
      rmSync(join(broken.dir), { recursive: true, force: true })
    }
  },
  SL511: () => submit({ origin: 'https://elders.example' }),
  SL512: () => askOnce(gateway, { listener: 'portaal', client: 'indiener', path: '/bestaat/niet' }),
  SL513: () =>
    askOnce(gateway, {
      listener: 'portaal',
      client: 'indiener',
      method: 'delete',
      path: '/machtigingenportaal/x',
    }),
  SL514: () =>
    askOnce(gateway, {
      listener: 'portaal',
      client: 'indiener',
      path: '/',
      headers: { host: 'elders.example' },
    }),
  SL515: () => askOnce(gateway, { listener: 'portaal', client: 'indiener', path: '/a%2fb' }),
} satisfies Record<MtlsCode, () => Promise<Answered>>

/** Whose mender depends on the practice. */
const ofFile: ReadonlySet<Code> = new Set(['SL204', 'SL205'])

describe.each(mtlsCodes.map((code) => [code] as const))('%s', (code) => {
  test('is answered as documented', async () => {
    const answer = await provoke[code]()
    const entry = errorEntry(code)
    expect({ code: answer.json['code'], status: answer.status }).toEqual({
      code,
      status: entry.status,
    })
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.json).toMatchObject({
      type: `/v1/foutcodes#${code}`,
      title: entry.title.nl,
      status: entry.status,
      detail: entry.detail.nl,
      instance: expect.stringMatching(/^urn:uuid:[0-9a-f-]{36}$/),
      // In a practice whose autorisaties are in the policy the operator gives them (P5).
      wie: ofFile.has(code) ? 'beheerder' : entry.wie,
      ...(ofFile.has(code) ? {} : { actie: entry.actie }),
      herhalen: entry.herhalen,
      controles: expect.any(Array),
    })
    expect(answer.text).not.toContain('999990019')
    expect(answer.text).not.toMatch(/node_modules|at .*\(.*:\d+:\d+\)/)
  })
})
