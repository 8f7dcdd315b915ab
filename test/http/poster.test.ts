/**
 * S2: at opening, the systeemcertificaat that posted an instroom is judged as of now too (contract 5.2): what
 * became of it after it posted counts, before anything is bound or delivered.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { createHash, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { revokeClient } from '../../scripts/certs/upkeep.ts'
import { addClient, putFile } from '../support/more-clients.ts'
import { answered, clientAt } from '../support/http.ts'
import { instroom, open, post, startPath, startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'

const delivered = answering(201, { location: '/machtigingenportaal/aanvragen/nieuw/1' })
const posters = ['intrekken', 'nummer', 'sleutel', 'leeg', 'weg', 'kort', 'herkansing', 'volgorde']
const numberOf = (name: string): string => String(90000100 + posters.indexOf(name))
const entryOf = (name: string, autorisaties = '{ machtigingenportaal: [indienen] }'): string =>
  `    - { soort: systeem, gebruikersnummer: "${numberOf(name)}", autorisaties: ${autorisaties}, ipAdressen: ["127.0.0.0/8"] }`

let upstream: TestUpstream
let gateway: TestGateway
/** Milliseconds the gateway's clock is ahead. */
let ahead = 0

beforeAll(async () => {
  upstream = await startUpstream(delivered)
  gateway = await startTestGateway({
    upstream: upstream.url,
    now: () => Date.now() + ahead,
    policy: {
      'instanties/voorbeeld.yaml': (text) =>
        text.replace(/^ {4}- \{ soort: systeem, gebruikersnummer: "90000001"/mu, (first) =>
          [...posters.map((name) => entryOf(name)), first].join('\n'),
        ),
    },
  })
  for (const name of posters)
    addClient(gateway.dir, name, {
      soort: 'systeem',
      gebruikersnummer: numberOf(name),
      ...(name === 'kort' && { validTo: Date.now() + 600_000 }),
    })
})

afterEach(() => {
  upstream.behave(delivered)
})

afterAll(async () => {
  await gateway.stop()
  await upstream.close()
})

let count = 0
const postAs = (client: string): Promise<Answered> =>
  post(gateway, instroom(`poster-${String(++count)}`), { client })

const statusOf = async (posted: Answered): Promise<unknown> => {
  const system = clientAt(gateway, 'instroom', 'systeem')
  return answered(await system.get(String(posted.headers['location']))).json['status']
}

const policyFile = (name: string): string => join(gateway.dir, 'policy', name)
const change = (name: string, how: (text: string) => string): void => {
  putFile(policyFile(name), how(readFileSync(policyFile(name), 'utf8')))
}
const block = (what: string): void => {
  change('blokkades.yaml', (text) => `${text}- { ${what}, reden: "proef" }\n`)
}
const keyOf = (name: string): string => {
  const leaf = new X509Certificate(readFileSync(join(gateway.dir, `certs-dev/clients/${name}.pem`)))
  const spki = leaf.publicKey.export({ format: 'der', type: 'spki' })
  return createHash('sha256').update(spki).digest('hex')
}

/** Waits until the system itself is refused, which shows that the change is in force. */
async function refusedAs(client: string): Promise<void> {
  while ((await postAs(client)).status < 400) await wait(30)
}

const spoil: Readonly<Record<string, () => void>> = {
  intrekken: () => {
    revokeClient(join(gateway.dir, 'certs-dev'), 'intrekken', { now: Date.now() })
  },
  nummer: () => {
    block(`gebruikersnummer: "${numberOf('nummer')}"`)
  },
  sleutel: () => {
    block(`publiekeSleutel: "sha256:${keyOf('sleutel')}"`)
  },
  leeg: () => {
    change('instanties/voorbeeld.yaml', (text) =>
      text.replace(entryOf('leeg'), entryOf('leeg', '{}')),
    )
  },
  weg: () => {
    change('instanties/voorbeeld.yaml', (text) => text.replace(`${entryOf('weg')}\n`, ''))
  },
}

describe.each([
  ['intrekken', 'its serial number is on the list'],
  ['nummer', 'its number is blocked'],
  ['sleutel', 'its key is blocked'],
  ['leeg', 'it has no autorisatie any more'],
  ['weg', 'it is not registered any more'],
])('S2: %s', (client, what) => {
  test(`after posting ${what}: SL407, and the instroom stays as it was`, async () => {
    const posted = await postAs(client)
    expect(posted.status).toBe(201)
    spoil[client]?.()
    await refusedAs(client)
    const before = upstream.requests.length
    const opened = await open(gateway, startPath(posted))
    expect([opened.status, opened.json['code'], opened.json['wie']]).toEqual([
      403,
      'SL407',
      'contactpersoon',
    ])
    expect(await statusOf(posted)).toBe('klaargezet')
    expect(upstream.requests).toHaveLength(before)
  })
})

test('S2: a block that is lifted again lets the same link be opened', async () => {
  const posted = await postAs('herkansing')
  const good = readFileSync(policyFile('blokkades.yaml'), 'utf8')
  block(`gebruikersnummer: "${numberOf('herkansing')}"`)
  await refusedAs('herkansing')
  expect((await open(gateway, startPath(posted))).json['code']).toBe('SL407')
  putFile(policyFile('blokkades.yaml'), good)
  while ((await postAs('herkansing')).status >= 400) await wait(30)
  expect((await open(gateway, startPath(posted))).status).toBe(303)
})

test('S2: a delivery that failed is not tried again in the name of a system that may not any more', async () => {
  const posted = await postAs('herkansing')
  upstream.behave((_, socket) => {
    socket.destroy()
  })
  expect((await open(gateway, startPath(posted))).json['code']).toBe('SL501')
  upstream.behave(delivered)
  block(`gebruikersnummer: "${numberOf('herkansing')}"`)
  await refusedAs('herkansing')
  const before = upstream.requests.length
  expect((await open(gateway, startPath(posted))).json['code']).toBe('SL407')
  expect(upstream.requests).toHaveLength(before)
})

test('S2: withdrawn and another practice come before it, an opened one of a colleague after it', async () => {
  const [withdrawn, foreign, opened] = [
    await postAs('volgorde'),
    await postAs('volgorde'),
    await postAs('volgorde'),
  ]
  const system = clientAt(gateway, 'instroom', 'volgorde')
  await system.delete(String(withdrawn.headers['location'])).expect(204)
  expect((await open(gateway, startPath(opened))).status).toBe(303)
  block(`gebruikersnummer: "${numberOf('volgorde')}"`)
  await refusedAs('volgorde')
  const codeOf = async (posted: Answered, client: string): Promise<unknown> =>
    (await open(gateway, startPath(posted), client)).json['code']
  expect(await codeOf(withdrawn, 'indiener')).toBe('SL405')
  expect(await codeOf(foreign, 'indiener-2')).toBe('SL403')
  expect(await codeOf(foreign, 'lezer')).toBe('SL205')
  expect(await codeOf(opened, 'uzi-zorgverlener')).toBe('SL407')
})

test('S2: its dates apart: what it posted while it was valid can be opened after it expired', async () => {
  const posted = await postAs('kort')
  ahead = 660_000
  expect((await postAs('kort')).json['code']).toBe('SL103')
  expect((await open(gateway, startPath(posted))).status).toBe(303)
})

test('S2: a row of before has no certificate: its number, registration and blocks are judged', async () => {
  const posted = await postAs('systeem')
  await withoutCertificate(posted)
  expect((await open(gateway, startPath(posted))).status).toBe(303)
  const second = await postAs('systeem')
  await withoutCertificate(second)
  block('gebruikersnummer: "90000001"')
  await refusedAs('systeem')
  expect((await open(gateway, startPath(second))).json['code']).toBe('SL407')
})

/** As a version before migration 0006 left it. */
async function withoutCertificate({ json }: Answered): Promise<void> {
  const { default: Database } = await import('better-sqlite3')
  const database = new Database(join(gateway.dir, 'data/sluis.db'))
  database
    .prepare('update instroom set systeem_certificaat = null where id = ?')
    .run(String(json['instroomId']))
  database.close()
}
