/** The operators' guide: its settings, commands and procedures, done as it says. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { execFileSync, spawnSync } from 'node:child_process'
import { createPublicKey, randomBytes, X509Certificate } from 'node:crypto'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../../gateway/config/config.ts'
import { packageRoot } from '../../gateway/package-root.ts'
import { readCertificate } from '../../gateway/certificate/read.ts'
import { authorityName } from '../../scripts/certs/authorities.ts'
import { issueCrl } from '../../scripts/certs/crl.ts'
import { readKey } from '../../scripts/certs/key.ts'
import { auditVerify } from '../../scripts/commands/audit/verify.ts'
import { run } from '../scripts/commands/run.ts'
import { instroom, open, post, startPath, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { putFile } from '../support/more-clients.ts'
import { waitFor } from '../support/serving.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'

const folder = join(packageRoot, 'docs/operations')
const guide = readFileSync(join(folder, 'README.md'), 'utf8')
const blocksOf = (language: string): readonly string[] =>
  [...guide.matchAll(new RegExp(`^ *\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\``, 'gm'))].map(
    ([, text = '']) => text,
  )

const has = (command: string): boolean => spawnSync(command, ['--version']).error === undefined

/** The environment the guide's first block of settings makes. */
function settings(): Record<string, string> {
  const [block = ''] = blocksOf('ini')
  return Object.fromEntries(
    block
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
}

describe('the settings', () => {
  test('are settings that serve takes, once the data key is filled in', () => {
    const key = randomBytes(32).toString('base64')
    expect(readConfig({ ...settings(), SLUIS_DATA_KEY: key }, { demo: false })).toMatchObject({
      config: { host: '0.0.0.0', policy: '/etc/sluis/policy' },
      warnings: [],
    })
    expect(readConfig(settings(), { demo: false })).toHaveProperty('problems')
  })

  test('with two keys are settings too', () => {
    const [, second = ''] = blocksOf('ini')
    const keys = second
      .trim()
      .replace('SLUIS_DATA_KEY=', '')
      .split(',')
      .map(() => randomBytes(32).toString('base64'))
    expect(keys).toHaveLength(2)
    const env = { ...settings(), SLUIS_DATA_KEY: keys.join(',') }
    expect(readConfig(env, { demo: false })).toHaveProperty('config')
  })
})

test('H6: the installation makes the folders before a command writes in them, for the user that does', () => {
  const all = blocksOf('sh').join('\n')
  const at = (line: RegExp): number => all.search(line)
  const made = at(/install --directory --owner=sluis --group=sluis --mode=700 \/var\/lib\/sluis$/m)
  expect(at(/useradd --system .*sluis$/m)).toBeLessThan(made)
  expect(made).toBeLessThan(at(/sluis register import/))
  // The key is made readable for the user that serves, before the first start.
  const owned = at(/\/etc\/sluis\/tls\/server\.key/)
  expect(owned).toBeGreaterThan(at(/install --directory .*\/etc\/sluis\/tls/))
  expect(owned).toBeLessThan(at(/systemctl .*sluis/))
  expect(Math.min(at(/useradd/), made, owned)).toBeGreaterThanOrEqual(0)
})

const program = join(packageRoot, 'dist/scripts/sluis.js')
const commands = new Set(
  blocksOf('sh').flatMap((block) =>
    [...block.matchAll(/^ *sluis ([a-z]+ [a-z]+)/gm)].map(([, command = '']) => command),
  ),
)

test.each([...commands])('there is a command sluis %s', (command) => {
  const { status, stdout } = spawnSync(process.execPath, [program, ...command.split(' '), '--help'])
  expect([status, stdout.toString()]).toEqual([
    0,
    expect.stringContaining(`Gebruik: sluis ${command}`) as unknown,
  ])
})

test('L2, L5: the example of serve makes no key of its own, and what asks only for the version loads no gateway', () => {
  const { stdout } = spawnSync(process.execPath, [program, 'serve', '--help'])
  expect(stdout.toString()).toContain('. /etc/sluis/sluis.env; set +a; sluis serve')
  expect(stdout.toString()).not.toContain('openssl rand')
  const loaded = (...words: readonly string[]): string =>
    spawnSync(process.execPath, [program, ...words], {
      env: { ...process.env, NODE_DEBUG: 'esm' },
      maxBuffer: 1 << 28,
    }).stderr.toString()
  for (const words of [['--version'], ['serve', '--help'], ['policy', 'check', '--help']])
    expect(loaded(...words)).not.toMatch(/gateway\/start\/start\.js/)
})

// Of systemd, which containers and other systems do without.
const onLinux = has('systemd-analyze') ? test : test.skip

onLinux('systemd takes the unit, and finds it well closed off', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'sluis-unit-'))
  const unit = join(scratch, 'sluis.service')
  const text = readFileSync(join(folder, 'sluis.service'), 'utf8')
  // The two paths of an installation, which is not here.
  const here = text.replaceAll('/opt/sluis', packageRoot).replace('/usr/bin/node', process.execPath)
  writeFileSync(unit, here)
  try {
    const verified = spawnSync('systemd-analyze', ['verify', unit])
    expect([verified.status, verified.stderr.toString()]).toEqual([0, ''])
    const judged = spawnSync('systemd-analyze', ['security', '--offline=true', unit])
    const exposure = /exposure level for sluis.service: ([\d.]+)/.exec(judged.stdout.toString())
    expect(Number(exposure?.[1])).toBeLessThan(2.5)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
})

describe('the procedures, on a gateway that runs', () => {
  let upstream: TestUpstream
  let gateway: TestGateway

  beforeAll(async () => {
    upstream = await startUpstream(answering(201, { location: '/machtigingenportaal/aanvragen/1' }))
    gateway = await startTestGateway({ upstream: upstream.url })
  })

  afterAll(async () => {
    await gateway.stop()
    await upstream.close()
  })

  const certificate = (name: string): string => join(gateway.dir, 'certs-dev', `${name}.pem`)
  const metric = async (name: string): Promise<string | undefined> => {
    const text = await (await fetch(`${gateway.sluis.addresses.beheer}/metrics`)).text()
    return text.split('\n').find((line) => line.startsWith(name))
  }

  /** The SHA-256 of a key as the guide's pipeline of openssl and sha256sum gives it. */
  const keySum = (pem: string): string =>
    execFileSync('sh', [
      '-c',
      `openssl x509 -in '${pem}' -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum | cut -d ' ' -f 1`,
    ])
      .toString()
      .trim()

  const withOpenssl = has('openssl') ? test : test.skip

  withOpenssl('the sum of a key is what blokkades.yaml and the names of the copies go by', () => {
    const client = certificate('clients/lezer')
    const { raw } = new X509Certificate(readFileSync(client))
    expect(keySum(client)).toBe(readCertificate(raw).publicKeySha256)
    const copy = join(gateway.env['SLUIS_CACHE'] ?? '', `${keySum(certificate('ca-systeem'))}.crl`)
    expect(existsSync(copy)).toBe(true)
    expect(guide).toContain('openssl pkey -pubin -outform DER | sha256sum')
    expect(createPublicKey(readFileSync(client)).type).toBe('public')
  })

  /** Publishes a list of the systeem CA with this number; gives its DER. */
  const publish = (number: number): Buffer => {
    const key = readKey(readFileSync(join(gateway.dir, 'certs-dev/ca-systeem.key')))
    const at = Date.now()
    const content = { revoked: [], thisUpdate: at, nextUpdate: at + 86_400_000, number }
    const { pem } = issueCrl(content, { name: authorityName('ca-systeem'), key })
    putFile(certificate('ca-systeem.crl'), pem)
    return Buffer.from(pem.replaceAll(/-----[^-]+-----/g, ''), 'base64')
  }
  const systemList = () => metric(problemOf('ca-systeem'))
  const problemOf = (name: string): string =>
    `sluis_revocation_problem{soort="crl",bron="${certificate(`${name}.crl`)}"}`

  test('a CA that counts anew is refused, also after a restart, until its copy is thrown away', async () => {
    const { raw } = new X509Certificate(readFileSync(certificate('ca-systeem')))
    const name = `${readCertificate(raw).publicKeySha256}.crl`
    const copy = join(gateway.env['SLUIS_CACHE'] ?? '', name)
    const taken = publish(7)
    await waitFor(() => (readFileSync(copy).equals(taken) ? true : undefined))
    expect(await systemList()).toMatch(/ 0$/)
    publish(2)
    await waitFor(async () => (/ 1$/.test((await systemList()) ?? '') ? true : undefined))
    const ready = await (await fetch(`${gateway.sluis.addresses.beheer}/ready`)).text()
    expect(ready).toContain('de lijst is ouder dan de lijst die al in gebruik is')
    await gateway.restart()
    expect(await systemList()).toMatch(/ 1$/)
    rmSync(copy)
    await gateway.restart()
    expect(await systemList()).toMatch(/ 0$/)
  })

  test('with a new data key in front, links, messages and repeats of before go on', async () => {
    const env = gateway.env as Record<string, string>
    const old = env['SLUIS_DATA_KEY'] ?? ''
    const before = await post(gateway, instroom('wissel'))
    const other = startPath(await post(gateway, instroom('wissel-2')))
    const fresh = randomBytes(32).toString('base64')
    env['SLUIS_DATA_KEY'] = `${fresh},${old}`
    await gateway.restart()
    const again = await post(gateway, instroom('wissel'))
    expect([again.status, again.json['instroomId']]).toEqual([200, before.json['instroomId']])
    expect((await open(gateway, startPath(before))).status).toBe(303)

    // What the guide says of dropping the old one: links and repeats of before are no longer known.
    env['SLUIS_DATA_KEY'] = fresh
    await gateway.restart()
    expect((await open(gateway, other)).json['code']).toBe('SL401')
    expect((await post(gateway, instroom('wissel'))).json['code']).toBe('SL311')
    env['SLUIS_DATA_KEY'] = `${fresh},${old}`
    await gateway.restart()
  })

  const withSqlite = has('sqlite3') ? test : test.skip

  withSqlite('a back-up made while it runs, put back, is whole and verifies', async () => {
    const url = gateway.env['SLUIS_DATABASE'] ?? ''
    const file = url.slice('sqlite:'.length)
    const saved = join(gateway.dir, 'back-up.db')
    const kept = await post(gateway, instroom('bewaard'))
    execFileSync('sqlite3', [file, `VACUUM INTO '${saved}'`])
    const later = await post(gateway, instroom('later'))
    expect(execFileSync('sqlite3', [saved, 'PRAGMA integrity_check']).toString()).toBe('ok\n')

    await gateway.sluis.drain(1_000)
    await gateway.sluis.close()
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
    copyFileSync(saved, file)
    await gateway.restart()
    expect((await open(gateway, startPath(kept))).status).toBe(303)
    expect((await open(gateway, startPath(later))).json['code']).toBe('SL401')
    const verified = await run((streams) => auditVerify({ database: url }, streams))
    expect([verified.code, verified.stdout]).toEqual([
      0,
      expect.stringContaining('De audit klopt') as unknown,
    ])
  })
})
