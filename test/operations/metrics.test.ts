import { expect, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { createMetrics } from '../../gateway/operations/metrics.ts'
import type { MetricSources } from '../../gateway/operations/gauges.ts'

const now = 1_800_000_000_000
const day = 86_400_000

const sources: MetricSources = {
  now: () => now,
  diensten: () => new Set(['machtigingenportaal']),
  files: () => [{ soort: 'server', bestand: 'server.pem', validTo: now + 10 * day }],
  revocation: () => [
    {
      kind: 'crl',
      source: 'ca.crl.pem',
      profielen: ['dev'],
      thisUpdate: now - 60_000,
      nextUpdate: now + day,
      entries: 3,
      problem: undefined,
    },
    {
      kind: 'crl',
      source: 'none.crl.pem',
      profielen: ['dev'],
      thisUpdate: undefined,
      nextUpdate: undefined,
      entries: 0,
      problem: 'weg',
    },
  ],
  refused: () => [
    { uitgever: 'ca.pem', profielen: ['dev'], hard: true, reden: 'verlopen' },
    { uitgever: 'zacht.pem', profielen: ['dev'], hard: false, reden: 'verlopen' },
  ],
  policy: () => ({ version: 'abcdef0123456789', loadedAt: now - 5000, refused: true }),
  openConnections: (luisteraar) => (luisteraar === 'portaal' ? 7 : 2),
  runningRequests: () => 1,
  commitQueue: () => 4,
  linesLost: () => 3,
  afleveringen: () =>
    Promise.resolve([
      {
        soort: 'melding' as const,
        doel: 'incident-melden',
        waiting: 3,
        dead: 1,
        oldest: now - 60_000,
      },
    ]),
  version: '1.2.3',
  parts: () =>
    Promise.resolve([
      { onderdeel: 'database', status: 'fout' },
      { onderdeel: 'intrekking', status: 'goed' },
      { onderdeel: 'intrekking', status: 'waarschuwing' },
      { onderdeel: 'beleid', status: 'goed' },
    ]),
  zelftest: () => ({ at: now - 1000, geslaagd: true }),
}

/** The samples of the exposition, name and labels to value. */
async function samples(
  change: Partial<MetricSources> = {},
  count: (metrics: ReturnType<typeof createMetrics>) => void = () => undefined,
) {
  const metrics = createMetrics({ ...sources, ...change }, new Registry())
  count(metrics)
  const { type, body } = await metrics.text()
  expect(type).toMatch(/^text\/plain/)
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => [
      line.slice(0, line.lastIndexOf(' ')),
      Number(line.slice(line.lastIndexOf(' ') + 1)),
    ]),
  )
}

test('H4: what /ready says is a gauge for each part, the worst of those that come several times', async () => {
  expect(Object.fromEntries(await samples())).toMatchObject({
    'sluis_ready{onderdeel="database"}': 0,
    'sluis_ready{onderdeel="intrekking"}': 1,
    'sluis_part_good{onderdeel="intrekking"}': 0,
    'sluis_part_good{onderdeel="beleid"}': 1,
  })
})

test('L3: the version that runs is a metric', async () => {
  expect(Object.fromEntries(await samples())).toMatchObject({
    'sluis_build_info{versie="1.2.3"}': 1,
  })
})

test('every state is there as of the moment of asking', async () => {
  const found = await samples()
  expect(Object.fromEntries(found)).toMatchObject({
    'sluis_connections_open{luisteraar="instroom"}': 2,
    'sluis_connections_open{luisteraar="portaal"}': 7,
    'sluis_requests_running{luisteraar="portaal"}': 1,
    'sluis_file_days_left{soort="server",bestand="server.pem"}': 10,
    'sluis_revocation_days_left{soort="crl",bron="ca.crl.pem"}': 1,
    'sluis_revocation_age_seconds{soort="crl",bron="ca.crl.pem"}': 60,
    'sluis_revocation_entries{soort="crl",bron="ca.crl.pem"}': 3,
    'sluis_revocation_refused{bron="ca.pem"}': 1,
    'sluis_revocation_refused{bron="zacht.pem"}': 0,
    'sluis_revocation_problem{soort="crl",bron="ca.crl.pem"}': 0,
    'sluis_revocation_problem{soort="crl",bron="none.crl.pem"}': 1,
    'sluis_policy_loaded_timestamp_seconds{versie="abcdef012345"}': (now - 5000) / 1000,
    sluis_policy_refused: 1,
    'sluis_connections_open{luisteraar="toegang"}': 2,
    sluis_commit_queue: 4,
    sluis_log_lines_lost_total: 3,
    sluis_zelftest_ok: 1,
    sluis_zelftest_timestamp_seconds: (now - 1000) / 1000,
  })
  expect(found.has('sluis_revocation_days_left{soort="crl",bron="none.crl.pem"}')).toBe(false)
})

test('a zelftest that failed or never ran is not ok', async () => {
  const failed = await samples({ zelftest: () => ({ at: now, geslaagd: false }) })
  expect(failed.get('sluis_zelftest_ok')).toBe(0)
  const never = await samples({ zelftest: () => undefined })
  expect(never.get('sluis_zelftest_ok')).toBe(0)
  expect(never.get('sluis_zelftest_timestamp_seconds')).toBe(0)
})

test('everything that happens is counted', async () => {
  const found = await samples({}, (metrics) => {
    metrics.decision({
      luisteraar: 'portaal',
      dienst: 'machtigingenportaal',
      uitkomst: 'geweigerd',
      code: 'SL205',
    })
    metrics.decision({
      luisteraar: 'portaal',
      dienst: 'machtigingenportaal',
      uitkomst: 'toegestaan',
      code: null,
    })
    metrics.request('portaal', 303, 0.004)
    metrics.handshake('portaal', 'geslaagd', 'TLSv1.3')
    metrics.handshake('portaal', 'mislukt', 'ERR_SSL_NO_SHARED_CIPHER')
    metrics.connectionRefused('portaal', 'adres')
    metrics.connectionClosed('portaal', 'rust')
    metrics.certificate('portaal', 'persoonlijk')
    metrics.upstreamFault('machtigingenportaal', 'termijn')
    metrics.policyReload('geweigerd')
    metrics.softRevocation('dev')
    metrics.sms('dagmaximum')
    metrics.shed('druk')
  })
  expect(Object.fromEntries(found)).toMatchObject({
    'sluis_decisions_total{luisteraar="portaal",dienst="machtigingenportaal",uitkomst="geweigerd",code="SL205"}': 1,
    'sluis_decisions_total{luisteraar="portaal",dienst="machtigingenportaal",uitkomst="toegestaan",code=""}': 1,
    'sluis_request_seconds_count{luisteraar="portaal",status="3xx"}': 1,
    'sluis_request_seconds_bucket{le="0.005",luisteraar="portaal",status="3xx"}': 1,
    'sluis_handshakes_total{luisteraar="portaal",uitkomst="geslaagd",detail="TLSv1.3"}': 1,
    'sluis_handshakes_total{luisteraar="portaal",uitkomst="mislukt",detail="ERR_SSL_NO_SHARED_CIPHER"}': 1,
    'sluis_connections_refused_total{luisteraar="portaal",reden="adres"}': 1,
    'sluis_connections_closed_total{luisteraar="portaal",reden="rust"}': 1,
    'sluis_certificates_total{luisteraar="portaal",soort="persoonlijk"}': 1,
    'sluis_upstream_faults_total{dienst="machtigingenportaal",fout="termijn"}': 1,
    'sluis_policy_reloads_total{uitkomst="geweigerd"}': 1,
    'sluis_soft_revocation_total{profiel="dev"}': 1,
    'sluis_sms_total{uitkomst="dagmaximum"}': 1,
    'sluis_shed_total{reden="druk"}': 1,
  })
})

test('what a client makes up is no label', async () => {
  const found = await samples({}, (metrics) => {
    for (const dienst of ['x1', 'x2', '12000001'])
      metrics.decision({ luisteraar: 'instroom', dienst, uitkomst: 'geweigerd', code: 'SL203' })
    metrics.decision({
      luisteraar: 'instroom',
      dienst: undefined,
      uitkomst: 'geweigerd',
      code: 'SL101',
    })
    metrics.handshake('instroom', 'mislukt', 'naam="x"\n')
  })
  expect(
    found.get(
      'sluis_decisions_total{luisteraar="instroom",dienst="onbekend",uitkomst="geweigerd",code="SL203"}',
    ),
  ).toBe(3)
  expect(
    found.get(
      'sluis_decisions_total{luisteraar="instroom",dienst="geen",uitkomst="geweigerd",code="SL101"}',
    ),
  ).toBe(1)
  expect(
    found.get('sluis_handshakes_total{luisteraar="instroom",uitkomst="mislukt",detail="anders"}'),
  ).toBe(1)
  expect([...found.keys()].join()).not.toMatch(/12000001|x1/)
})

test('no label is of a practice or person', async () => {
  const registry = new Registry()
  createMetrics(sources, registry)
  const labels = (await registry.getMetricsAsJSON()).flatMap(({ values }) =>
    values.flatMap(({ labels }) => Object.keys(labels)),
  )
  expect(labels.join()).not.toMatch(/agb|instantie|gebruikers|naam|adres/i)
})

test('by itself the page has Node’s own figures too, and every gateway its own registry', async () => {
  const first = createMetrics(sources)
  createMetrics(sources)
  expect((await first.text()).body).toContain('process_resident_memory_bytes')
})
