/** `sluis doctor` over a gateway that runs, and over what is left when it does not. */
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { doctor } from '../../../scripts/commands/doctor/doctor.ts'
import type { DoctorOptions } from '../../../scripts/commands/doctor/doctor.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import { sealAccount } from '../../../gateway/toegang/account.ts'
import { changePolicy, startTestGateway } from '../../support/running.ts'
import type { TestGateway } from '../../support/running.ts'
import { answering, startUpstream } from '../../support/upstream.ts'
import type { TestUpstream } from '../../support/upstream.ts'
import { run } from './run.ts'

interface Told {
  readonly goed: boolean
  readonly bevindingen: readonly {
    readonly onderdeel: string
    readonly status: string
    readonly melding: string
  }[]
}

let gateway: TestGateway
let upstream: TestUpstream

beforeAll(async () => {
  upstream = await startUpstream(answering(200))
  gateway = await startTestGateway({ upstream: upstream.url })
  const here = (text: string): string =>
    text.replace(/http:[/]{2}127\.0\.0\.1:80\d\d/, upstream.url)
  changePolicy(
    gateway.dir,
    Object.fromEntries(
      ['incident-melden', 'viplive', 'gli-register'].map((naam) => [`diensten/${naam}.yaml`, here]),
    ),
  )
})

afterAll(async () => {
  await gateway.stop()
  await upstream.close()
})

/** The environment of the gateway, with the ports it took. */
function running(): Record<string, string | undefined> {
  const { instroom, portaal } = gateway.sluis.addresses
  return {
    ...gateway.env,
    SLUIS_INSTROOM_PORT: new URL(instroom).port,
    SLUIS_PORTAAL_PORT: new URL(portaal).port,
  }
}

const examine = (env: DoctorOptions['env'], flags: Partial<DoctorOptions> = {}) =>
  run((streams) => doctor({ env, now: Date.now, demo: true, ...flags }, streams))

async function findings(env: DoctorOptions['env']): Promise<Told> {
  const { stdout } = await examine(env, { json: true })
  return JSON.parse(stdout) as Told
}

const of = ({ bevindingen }: Told, onderdeel: string): readonly string[] =>
  bevindingen
    .filter((finding) => finding.onderdeel.startsWith(onderdeel))
    .map(({ status, melding }) => `${status}: ${melding}`)

test('of a gateway that runs every part is looked at, the zelftest too', async () => {
  const told = await findings(running())
  // The example policy has a profile whose list is outdated, to show SL106.
  const faults = told.bevindingen.filter(({ status }) => status === 'fout')
  expect(faults.map(({ onderdeel }) => onderdeel)).toEqual([
    expect.stringContaining('ca-crl-verouderd'),
  ])
  for (const part of ['server ', 'uitgever ', 'anker ', 'rechten ', 'klok', 'dienst ', 'beleid'])
    expect(of(told, part)).not.toEqual([])
  expect(of(told, 'intrekkingslijst ')).not.toEqual([])
  expect(of(told, 'database')).toEqual(['goed: antwoordt'])
  expect(of(told, 'zelftest')).toEqual([expect.stringMatching(/^goed: \d+ aanvallen afgeslagen$/)])
})

test('as lines, with a count; exit 0 when nothing is wrong', async () => {
  const { code, stdout } = await examine(running())
  expect(code).toBe(1)
  expect(stdout).toContain('✓ database: antwoordt\n')
  expect(stdout).toMatch(/\n\d+ goed, \d+ waarschuwing, 1 fout\.\n$/)
  changePolicy(gateway.dir, {
    'certificaten.yaml': (text) =>
      text.replace(/(verouderd.crl.pem\n +intrekking:) hard/, '$1 zacht'),
  })
  const soft = await examine(running())
  expect(soft).toMatchObject({ code: 0, stderr: '' })
  expect(soft.stdout).toContain('0 fout.')
})

test('without a gateway there is no zelftest, which is a warning', async () => {
  const told = await findings({ ...running(), SLUIS_PORTAAL_PORT: '1' })
  expect(of(told, 'zelftest')).toEqual(['waarschuwing: niet uitgevoerd: er draait geen gateway'])
})

test('outside of the demo a key that others can read is a fault: exit 1', async () => {
  const key = gateway.env['SLUIS_TLS_KEY'] ?? ''
  chmodSync(key, 0o644)
  const { code, stdout } = await examine(running(), { demo: false })
  chmodSync(key, 0o600)
  expect(code).toBe(1)
  expect(stdout).toContain(`✗ rechten ${key}: leesbaar of te wijzigen voor anderen (644)`)
  expect(stdout).toContain('✗ servercertificaat: ')
})

test('a policy with a problem is told, and everything else all the same', async () => {
  const file = join(gateway.env['SLUIS_POLICY'] ?? '', 'instanties/fout.yaml')
  writeFileSync(file, '- x\n')
  const told = await findings(running())
  rmSync(file)
  expect(told.goed).toBe(false)
  expect(of(told, 'beleid')).toEqual([expect.stringContaining('fout.yaml:1:3: ')])
  expect(of(told, 'database')).toEqual(['goed: antwoordt'])
})

test('a database that is not there, a signing key that is none', async () => {
  const told = await findings({
    ...running(),
    SLUIS_DATABASE: `sqlite:${join(gateway.dir, 'nergens.db')}`,
    SLUIS_BELEID_SLEUTELS: 'geen',
  })
  expect(of(told, 'database')).toEqual([
    'fout: antwoordt niet: er is nog geen bestand; Sluis maakt het bij de start',
  ])
  expect(of(told, 'beleid')).toEqual([expect.stringContaining('SLUIS_BELEID_SLEUTELS: `geen`')])
})

test('wrong settings are told; when they name what to look at, nothing else is', async () => {
  const told = await findings({ ...running(), SLUIS_WORKERS: 'veel' })
  expect(of(told, 'instellingen')).toEqual([expect.stringContaining('SLUIS_WORKERS')])
  expect(of(told, 'database')).not.toEqual([])
  const less = await findings({ ...running(), SLUIS_DATABASE: 'mysql://x' })
  expect(less.bevindingen.map(({ onderdeel }) => onderdeel)).toEqual(['instellingen'])
})

test('a mobile number of two accounts is told by their numbers, and one of one account is not', async () => {
  const { keyring } = gateway.sluis.gateway
  const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '', { busyMs: 5_000 })
  for (const [nummer, telefoon] of [
    ['700000000001', '+31612345678'],
    ['700000000002', '+31612345678'],
    ['700000000003', '+31687654321'],
  ] as const) {
    const gegevens = { email: 'a@elders.example', wachtwoord: {} as never, telefoon }
    await database.writer('account').insert({
      ...{ nummer, naam: 'A. Smit', staat: 'actief', version: 1, adres_mac: nummer },
      ...{ sealed: sealAccount(keyring, nummer, gegevens), created_at: 1, changed_at: 1 },
    })
  }
  await database.close()
  const told = (await findings(running())).bevindingen.filter(
    ({ onderdeel }) => onderdeel === 'accounts',
  )
  expect(told).toEqual([
    {
      ...{ onderdeel: 'accounts', status: 'waarschuwing' },
      melding: expect.stringMatching(/2 accounts \(700000000001, 700000000002\)/) as unknown,
    },
  ])
  expect(JSON.stringify(told)).not.toContain('31612345678')
})
