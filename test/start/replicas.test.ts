/** Several gateways on one PostgreSQL: what each may count on the others for. */
import { readFileSync, writeFileSync } from 'node:fs'
import { Agent } from 'node:https'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { verifyAudit } from '../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { useDatabases } from '../support/databases.ts'
import { saveForm, within } from '../support/own-forms.ts'
import { startPostgres } from '../support/postgres.ts'
import type { PostgresServer } from '../support/postgres.ts'
import { startReplica } from '../support/replica.ts'
import { clientTls } from '../support/client-context.ts'
import { ask, instroom, open, post, startPath, startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'
import { waitFor } from '../support/serving.ts'
import { untilTaken } from '../support/until-taken.ts'

const delivered = answering(201, { location: '/machtigingenportaal/formulier/1' })

describe('three gateways on one database', () => {
  const newDatabase = useDatabases('postgres')
  let upstream: TestUpstream
  let gateways: readonly TestGateway[] = []

  beforeAll(async () => {
    upstream = await startUpstream(delivered)
    const env = { SLUIS_PORTAAL_URL: 'https://localhost:9443' }
    const database = await newDatabase()
    // A colleague who may open an instroom as well, and contact persons who may change that.
    const policy = {
      'instanties/voorbeeld.yaml': (text: string) =>
        text
          .replace('[raadplegen]', '[indienen]')
          .replace('beheer: bestand', 'beheer: contactpersoon'),
    }
    const first = await startTestGateway({ database, env, policy, upstream: upstream.url })
    gateways = [first, await startReplica(first), await startReplica(first)]
  })

  afterAll(async () => {
    for (const gateway of [...gateways].reverse()) await gateway.stop()
    await upstream.close()
  })

  const at = (place: number): TestGateway => {
    const gateway = gateways[place % gateways.length]
    if (gateway === undefined) throw new Error('no gateway was started')
    return gateway
  }

  test('give one link for one instroom, and any of them opens it', async () => {
    const answers = await Promise.all([0, 1, 2].map((place) => post(at(place), instroom('SAME'))))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201])
    expect(new Set(answers.map(({ json }) => json['startUrl'])).size).toBe(1)
    const path = startPath(answers[0] as Answered)
    expect((await open(at(2), path)).status).toBe(303)
    expect((await open(at(1), path, 'lezer')).json['code']).toBe('SL404')
    expect((await post(at(1), instroom('SAME'))).json['status']).toBe('geopend')
  })

  test('deliver once, of fifty openings at the same time spread over them', async () => {
    upstream.behave((request, socket) => {
      setTimeout(() => {
        delivered(request, socket)
      }, 100)
    })
    const path = startPath(await post(at(0), instroom('ONCE')))
    const before = upstream.requests.length
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, place) => untilTaken(() => open(at(place), path))),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]))
    expect(upstream.requests.length - before).toBe(1)
    upstream.behave(delivered)
  })

  test('let one person have an instroom when two open it at two gateways', async () => {
    const path = startPath(await post(at(0), instroom('RACE')))
    const answers = await Promise.all([open(at(1), path), open(at(2), path, 'lezer')])
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
  })

  test('know of each other what was withdrawn', async () => {
    const posted = await post(at(0), instroom('WITHDRAW'))
    const path = String(posted.headers['location'])
    const withdrawn = await ask(at(1), {
      listener: 'instroom',
      client: 'systeem',
      method: 'DELETE',
      path,
    })
    expect(withdrawn.status).toBe(204)
    expect((await open(at(2), startPath(posted))).json['code']).toBe('SL405')
  })

  test('sign with the same key', async () => {
    const sets = await Promise.all(
      gateways.map(async ({ sluis }) =>
        (await fetch(`${sluis.addresses.beheer}/jwks.json`)).text(),
      ),
    )
    expect(sets[1]).toEqual(sets[0])
    expect(sets[2]).toEqual(sets[0])
  })

  test('each take a block on disk within a second', async () => {
    const file = join(at(0).dir, 'policy/blokkades.yaml')
    const old = readFileSync(file, 'utf8')
    writeFileSync(file, '- { gebruikersnummer: "90000001", reden: "proef" }\n')
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    const answers = await Promise.all(gateways.map((gateway) => post(gateway, instroom('BLOCK'))))
    writeFileSync(file, old)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(answers.map(({ json }) => json['code'])).toEqual(['SL109', 'SL109', 'SL109'])
  })

  test('each take a block of Gebruikersbeheer at once, on connections that are open too', async () => {
    const page = '/gebruikersbeheer/houders/persoonlijk/10000002'
    const agents = gateways.map(
      ({ dir }) =>
        new Agent({ keepAlive: true, servername: 'localhost', ...clientTls(dir, 'lezer') }),
    )
    const home = (place: number) =>
      ask(at(place), {
        listener: 'portaal',
        client: 'lezer',
        path: '/machtigingenportaal/',
        agent: agents[place] as Agent,
      })
    const codes = async (): Promise<readonly unknown[]> =>
      (await Promise.all([0, 1, 2].map(home))).map(({ json }) => json['code'])
    const all = (code: string | undefined) => async () =>
      (await codes()).every((one) => one === code)
    await within(all(undefined))
    const saved = await saveForm(at(0), 'contactpersoon', { page }, { geblokkeerd: 'ja' })
    expect(saved.status).toBe(303)
    await within(all('SL109'))
    await saveForm(at(1), 'contactpersoon', { page }, { geblokkeerd: undefined })
    await within(all(undefined))
    for (const agent of agents) agent.destroy()
  })

  test('write audits that verify together, and while they write', async () => {
    const database = openDatabase(at(0).env['SLUIS_DATABASE'] ?? '')
    try {
      const writing = Promise.all(
        Array.from({ length: 60 }, (_, nr) =>
          untilTaken(() => post(at(nr), instroom(`AUDIT-${nr}`))),
        ),
      )
      const during = await verifyAudit(database)
      await writing
      const after = await verifyAudit(database)
      expect([during.findings, after.findings]).toEqual([[], []])
      expect(after.writers).toBeGreaterThanOrEqual(3)
      expect(after.rows).toBeGreaterThan(60)
    } finally {
      await database.close()
    }
  })
})

describe('a database that goes away', () => {
  let postgres: PostgresServer
  let gateway: TestGateway

  beforeAll(async () => {
    postgres = await startPostgres()
    gateway = await startTestGateway({ database: `${postgres.url}/postgres` })
  })
  afterAll(async () => {
    await gateway.stop()
    await postgres.remove()
  })

  const codeOf = async (referentie: string): Promise<unknown> => {
    const { status, json } = await post(gateway, instroom(referentie))
    return status === 201 ? 201 : json['code']
  }

  const statusOf = async (): Promise<number> =>
    (await fetch(`${gateway.sluis.addresses.beheer}/ready`)).status

  test('means SL505, and nothing else is needed when it is back', async () => {
    expect(await codeOf('BEFORE')).toBe(201)
    await postgres.stop()
    const refused = await Promise.all(Array.from({ length: 5 }, (_, nr) => codeOf(`DOWN-${nr}`)))
    expect(new Set(refused)).toEqual(new Set(['SL505']))
    expect(await statusOf()).toBe(503)
    await postgres.start()
    await waitFor(async () => ((await codeOf(`AFTER-${Date.now()}`)) === 201 ? true : undefined))
    expect(await statusOf()).toBe(200)
    const database = openDatabase(`${postgres.url}/postgres`)
    const kept = await database
      .reader('instroom')
      .where('referentie', 'like', 'DOWN-%')
      .select<unknown[]>('id')
    const { findings } = await verifyAudit(database)
    await database.close()
    expect(kept).toEqual([])
    expect(findings).toEqual([])
  }, 60_000)

  test('when it stands still means SL505 in time, not a request that hangs', async () => {
    const began = Date.now()
    const release = postgres.freeze()
    try {
      expect(await codeOf('FROZEN')).toBe('SL505')
      expect(Date.now() - began).toBeLessThan(20_000)
    } finally {
      release()
    }
    await waitFor(async () => ((await codeOf(`THAWED-${Date.now()}`)) === 201 ? true : undefined))
  }, 60_000)
})
