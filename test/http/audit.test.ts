/** What is recorded of requests (contract 7): one row per decision on a trusted certificate, before the answer. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Writable } from 'node:stream'
import { auditExport } from '../../scripts/commands/audit/export.ts'
import { auditVerify } from '../../scripts/commands/audit/verify.ts'
import { answered, clientAt } from '../support/http.ts'
import { instroom, open, post, startPath, startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'

eachDatabase('the audit on %s', (engine) => {
  const makeUrl = useDatabases(engine)
  let upstream: TestUpstream
  let gateway: TestGateway

  beforeAll(async () => {
    upstream = await startUpstream(answering(201, { location: '/machtigingenportaal/x' }))
    gateway = await startTestGateway({ upstream: upstream.url, database: await makeUrl() })
  })
  afterAll(async () => {
    await gateway.stop()
    await upstream.close()
  })

  const output = async (
    run: (streams: { stdout: Writable; stderr: Writable }) => Promise<number>,
  ): Promise<{ code: number; out: string; err: string }> => {
    const texts = { out: '', err: '' }
    const into = (name: 'out' | 'err') =>
      new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          texts[name] += chunk.toString()
          done()
        },
      })
    const code = await run({ stdout: into('out'), stderr: into('err') })
    return { code, ...texts }
  }
  const database = () => gateway.env['SLUIS_DATABASE'] ?? ''
  const rows = async (): Promise<readonly Record<string, unknown>[]> => {
    const { out } = await output((streams) => auditExport({ database: database() }, streams))
    return (
      out
        .trim()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        // Rows of the gateway itself, such as that a policy came into force, are written beside requests.
        .filter((row) => row['luisteraar'] === 'instroom' || row['luisteraar'] === 'portaal')
    )
  }
  const added = async (act: () => Promise<Answered>) => {
    const before = (await rows()).length
    const answer = await act()
    return { answer, rows: (await rows()).slice(before) }
  }

  let count = 0
  const fresh = () => instroom(`audit-${String(++count)}`)
  const portal = (client: string | undefined, path = '/machtigingenportaal/') =>
    clientAt(gateway, 'portaal', client).get(path).then(answered)

  test.each<[string, () => Promise<Answered>, object]>([
    [
      'a post',
      () => post(gateway, fresh()),
      { gebeurtenis: 'instroom-aanbieden', actie: 'C', uitkomst: 'toegestaan', code: null },
    ],
    [
      'a refused post',
      () => post(gateway, { ...fresh(), instantie: { agbCode: '12000002' } }),
      {
        gebeurtenis: 'instroom-aanbieden',
        uitkomst: 'geweigerd',
        code: 'SL305',
        mislukt: ['SL305'],
      },
    ],
    [
      'a use of a dienst',
      () => portal('indiener'),
      {
        gebeurtenis: 'dienst-gebruiken',
        actie: 'R',
        uitkomst: 'toegestaan',
        autorisatie: 'raadplegen',
      },
    ],
    [
      'a refused use',
      () => portal('sl204-zonder-autorisatie'),
      { uitkomst: 'geweigerd', code: 'SL204' },
    ],
    ['an unknown address', () => portal('lezer', '/x'), { gebeurtenis: 'verzoek', code: 'SL512' }],
    ['a wrong kind', () => portal('systeem'), { code: 'SL108' }],
    [
      'a revoked certificate',
      () => portal('sl105-ingetrokken'),
      { code: 'SL105', gebruiker: expect.anything() as unknown },
    ],
    [
      'a self-check',
      () => portal('lezer', '/v1/mijn-certificaat'),
      { gebeurtenis: 'mijn-certificaat' },
    ],
    [
      'an unknown link',
      () => open(gateway, `/start/${'A'.repeat(48)}`),
      { gebeurtenis: 'instroom-openen', code: 'SL401' },
    ],
  ])('%s is one row', async (_, act, expected) => {
    const { rows: got } = await added(act)
    expect(got).toHaveLength(1)
    expect(got[0]).toMatchObject(expected)
  })

  test('opening is one row, and names instroom, person and system', async () => {
    const posted = await post(gateway, fresh())
    const { rows: got } = await added(() => open(gateway, startPath(posted)))
    expect(got).toHaveLength(1)
    expect(got[0]).toMatchObject({
      gebeurtenis: 'instroom-openen',
      uitkomst: 'toegestaan',
      gebruiker: { soort: 'persoonlijk', gebruikersnummer: '10000001', agbCode: '12000001' },
      object: { soort: 'instroom', id: posted.json['instroomId'] },
      dienst: 'machtigingenportaal',
      beleid: gateway.sluis.gateway.policies.current().version,
    })
  })

  test.each([[undefined], ['sl102-onbekende-ca'], ['sl102-zelfondertekend']])(
    'a stranger (%s) is counted and not recorded',
    async (client) => {
      expect((await added(() => portal(client))).rows).toEqual([])
    },
  )

  test('a fault of the upstream is a second row', async () => {
    upstream.behave((_request, socket) => {
      socket.destroy()
    })
    const { rows: got } = await added(() => portal('indiener')).finally(() => {
      upstream.behave(answering(201, { location: '/machtigingenportaal/x' }))
    })
    expect(got.map((row) => [row['gebeurtenis'], row['code']])).toEqual([
      ['dienst-gebruiken', null],
      ['doorsturen-mislukt', 'SL501'],
    ])
    expect(new Set(got.map((row) => row['verzoek'])).size).toBe(1)
  })

  test('no BSN, token or message content is in it', async () => {
    const posted = await post(gateway, fresh())
    await open(gateway, startPath(posted))
    const all = JSON.stringify(await rows())
    expect(all).not.toContain('999990019')
    expect(all).not.toContain('F492A')
    expect(all).not.toContain(startPath(posted).split('/')[2])
  })

  test('the chains verify', async () => {
    const verified = await output((streams) => auditVerify({ database: database() }, streams))
    expect(verified).toMatchObject({ code: 0, err: '' })
  })
})
