import { afterAll, expect, test } from '@jest/globals'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createPrivateKey } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { secureContextOptions } from '../../gateway/tls/options.ts'
import {
  judgeServerCertificate,
  loadServerCertificate,
} from '../../gateway/tls/server-certificate.ts'
import { readCertificateSource } from '../../gateway/tls/certificate-source.ts'
import type { CertificateFiles } from '../../gateway/tls/certificate-source.ts'
import type { CertificateRules } from '../../gateway/tls/server-certificate.ts'
import { watchServerCertificate } from '../../gateway/tls/watch-certificate.ts'
import { makeCa, makeLeaf, makeServer, purpose } from '../support/certificates.ts'
import type { Leaf, LeafOptions } from '../support/certificates.ts'
import { ask, clientOptions, listen, open, pki, trust } from './support.ts'

const dir = mkdtempSync(join(tmpdir(), 'sluis-server-certificate-'))
afterAll(() => {
  rmSync(dir, { recursive: true })
})

const rules: CertificateRules = { demo: false, uid: 1000, now: Date.now }
const day = 24 * 3600_000
let count = 0

/** Files with the good pair of the test PKI, or with what is given. */
function put(cert: string | undefined, key: string | undefined, mode = 0o600): CertificateFiles {
  const files = { cert: join(dir, `${++count}.pem`), key: join(dir, `${count}.key`) }
  if (cert !== undefined) writeFileSync(files.cert, cert)
  if (key !== undefined) writeFileSync(files.key, key, { mode })
  return files
}

const good = pki.server
const server = (change: LeafOptions): Leaf =>
  makeLeaf(pki.root, {
    eku: [purpose.serverAuth],
    policies: null,
    altNames: [{ dns: 'localhost' }],
    ...change,
  })
const putLeaf = (leaf: Leaf) => put(leaf.chainPem, leaf.keyPem)

async function problemsOf(files: CertificateFiles, change: Partial<CertificateRules> = {}) {
  const judged = await loadServerCertificate(files, { ...rules, ...change })
  return 'problems' in judged ? judged.problems : []
}

test('a good pair is loaded with its names and end', async () => {
  const judged = await loadServerCertificate(putLeaf(good), rules)
  expect(judged).toEqual({
    certificate: expect.objectContaining({
      cert: good.chainPem,
      key: good.keyPem,
      names: ['localhost', '127.0.0.1', '0:0:0:0:0:0:0:1'],
      warnings: [],
    }),
  })
})

const other = makeServer(pki.root)
const locked = createPrivateKey(good.keyPem).export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'x',
})

test.each<[string, () => CertificateFiles, readonly RegExp[]]>([
  [
    'both files missing',
    () => put(undefined, undefined),
    [/\.pem: bestaat niet \(servercertificaat\)/, /\.key: bestaat niet \(sleutel\)/],
  ],
  ['both files empty', () => put('', ' \n'), [/\.pem: is leeg/, /\.key: is leeg/]],
  [
    'both files unparsable',
    () => put('x', 'y'),
    [/\.pem: bevat geen leesbaar servercertificaat/, /\.key: bevat geen leesbare sleutel/],
  ],
  [
    'half a certificate',
    () => put(good.chainPem.slice(0, 300), good.keyPem),
    [/bevat geen leesbaar/],
  ],
  ['a folder', () => ({ ...putLeaf(good), cert: dir }), [/: is een map/]],
  [
    'a key of another certificate',
    () => put(good.chainPem, other.keyPem),
    [/hoort niet bij het certificaat/],
  ],
  [
    'a key with a password',
    () => put(good.chainPem, String(locked)),
    [/met een wachtwoord beveiligd/],
  ],
  [
    'an expired certificate',
    () => putLeaf(server({ validFrom: Date.now() - 2 * day, validTo: Date.now() - 1000 })),
    [/is verlopen op/],
  ],
  [
    'a certificate of tomorrow',
    () => putLeaf(server({ validFrom: Date.now() + day })),
    [/is pas geldig vanaf/],
  ],
  [
    'a certificate without names',
    () => putLeaf(makeLeaf(pki.root, { eku: [purpose.serverAuth], policies: null })),
    [/noemt geen hostnaam/],
  ],
  [
    'a client certificate',
    () => putLeaf(server({ eku: [purpose.clientAuth] })),
    [/niet bedoeld voor een server/],
  ],
  [
    'an expired intermediate',
    () => {
      const ca = makeCa({
        name: 'Old',
        issuer: pki.root,
        validFrom: Date.now() - 2 * day,
        validTo: Date.now() - day,
      })
      return putLeaf(makeServer(ca))
    },
    [/een tussenliggend certificaat is verlopen/],
  ],
])('refused: %s', async (_, files, expected) => {
  const problems = await problemsOf(files())
  expect(problems).toHaveLength(expected.length)
  for (const [index, problem] of expected.entries()) expect(problems[index]).toMatch(problem)
})

test('everything wrong is told at once', async () => {
  const bad = server({ validTo: Date.now() - 1000, eku: [purpose.clientAuth] })
  const problems = await problemsOf(put(bad.chainPem, good.keyPem, 0o644))
  expect(problems).toEqual([
    expect.stringMatching(/is verlopen/),
    expect.stringMatching(/niet bedoeld voor een server/),
    expect.stringMatching(
      /leesbaar of te wijzigen voor anderen \(rechten 644\); herstel met: chmod 600/,
    ),
    expect.stringMatching(/hoort niet bij/),
  ])
})

const anyOwner = process.getuid?.() ?? 0

test.each<[number, Partial<CertificateRules>, number]>([
  [0o600, { uid: anyOwner }, 0],
  [0o400, { uid: anyOwner }, 0],
  [0o640, { uid: anyOwner }, 1],
  [0o604, { uid: anyOwner }, 1],
  [0o660, { uid: anyOwner }, 1],
  [0o666, { uid: anyOwner, demo: true }, 0],
  [0o644, { uid: undefined }, 0],
])('a key of mode %o under %j has %i problems', async (mode, change, expected) => {
  const files = putLeaf(good)
  chmodSync(files.key, mode)
  expect(await problemsOf(files, change)).toHaveLength(expected)
})

test('a key that root handed to a group may be read by that group, never by all', async () => {
  const files = putLeaf(good)
  const source = await readCertificateSource(files)
  const judge = (mode: number, owner: number, uid: number) =>
    judgeServerCertificate({ ...source, key: { ...source.key, mode, owner } }, { ...rules, uid })
  expect(judge(0o440, 0, 1000)).toHaveProperty('certificate')
  expect(judge(0o440, 500, 1000)).toHaveProperty('problems')
  expect(judge(0o440, 0, 0)).toHaveProperty('problems')
  expect(judge(0o444, 0, 1000)).toHaveProperty('problems')
})

test('RSA 2048 is served with a warning, RSA 1024 is not', async () => {
  const judged = await loadServerCertificate(putLeaf(server({ keyType: 'RSA-2048' })), rules)
  expect('certificate' in judged && judged.certificate.warnings).toEqual([
    expect.stringMatching(/RSA 2048 is uit te faseren/),
  ])
  const weak = await problemsOf(putLeaf(server({ keyType: 'RSA-1024' })))
  expect(weak[0]).toMatch(/te zwak/)
})

/** The serial of the certificate that a new handshake is answered with. */
async function servedSerial(port: number): Promise<string> {
  const socket = await open(clientOptions(port, pki.clients.indiener))
  const serial = socket.getPeerX509Certificate()?.serialNumber ?? ''
  socket.destroy()
  return serial.toLowerCase()
}

async function watched(files: CertificateFiles) {
  const listener = await listen()
  const initial = await loadServerCertificate(files, rules)
  if ('problems' in initial) throw new Error(initial.problems.join('\n'))
  const refused: (readonly string[])[] = []
  const watch = watchServerCertificate(initial.certificate, {
    files,
    rules,
    intervalMs: 25,
    apply: (certificate) => {
      listener.server.setSecureContext(secureContextOptions(certificate, trust))
    },
    refused: (problems) => refused.push(problems),
  })
  return {
    ...listener,
    watch,
    refused,
    stop: async () => {
      watch.close()
      await listener.stop()
    },
  }
}

const serialOf = (leaf: Leaf) => leaf.serial.replace(/^0+/, '')

test('a new pair serves new handshakes; the open connection goes on with the old one', async () => {
  const files = putLeaf(good)
  const { port, watch, stop, refused } = await watched(files)
  const old = await open(clientOptions(port, pki.clients.indiener))
  const next = makeServer(pki.root)
  writeFileSync(files.key, next.keyPem)
  writeFileSync(files.cert, next.chainPem)
  await wait(150)
  expect((await servedSerial(port)).replace(/^0+/, '')).toBe(serialOf(next))
  expect(await ask(old)).toContain('"accepted":true')
  expect(watch.status()).toMatchObject({ problems: [] })
  expect(watch.current().cert).toBe(next.chainPem)
  expect(refused).toEqual([])
  old.destroy()
  await stop()
})

test('the settings stay with a new certificate: no resumption, no TLS 1.1, the peer still asked for', async () => {
  const files = putLeaf(good)
  const { port, stop } = await watched(files)
  const next = makeServer(pki.root)
  writeFileSync(files.key, next.keyPem)
  writeFileSync(files.cert, next.chainPem)
  await wait(150)
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const first = await open(clientOptions(port, pki.clients.indiener, version))
    expect(await ask(first)).toContain('"accepted":true')
    const session = first.getSession()
    first.destroy()
    const second = await open({
      ...clientOptions(port, undefined, version),
      ...(session === undefined ? {} : { session }),
    })
    expect(second.isSessionReused()).toBe(false)
    expect(await ask(second)).toContain('"accepted":null')
    second.destroy()
  }
  const old = {
    ...clientOptions(port, pki.clients.indiener, 'TLSv1.1'),
    ciphers: 'DEFAULT@SECLEVEL=0',
  }
  await expect(open(old)).rejects.toMatchObject({ code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' })
  await stop()
})

test('a wrong pair, half a file, and an open key are refused once each; the last good one stays', async () => {
  const files = putLeaf(good)
  const { port, watch, stop, refused } = await watched(files)
  const before = await servedSerial(port)
  const next = makeServer(pki.root)
  const steps: [() => void, RegExp][] = [
    [
      () => {
        writeFileSync(files.cert, next.chainPem)
      },
      /hoort niet bij/,
    ],
    [
      () => {
        writeFileSync(files.cert, next.chainPem.slice(0, 200))
      },
      /bevat geen leesbaar/,
    ],
    [
      () => {
        writeFileSync(files.cert, good.chainPem)
        chmodSync(files.key, 0o644)
      },
      /leesbaar of te wijzigen/,
    ],
  ]
  for (const [index, [change, problem]] of steps.entries()) {
    change()
    await wait(150)
    expect(watch.status().problems[0]).toMatch(problem)
    expect(refused).toHaveLength(index + 1)
    expect(await servedSerial(port)).toBe(before)
  }
  chmodSync(files.key, 0o600)
  await watch.check()
  expect(watch.status().problems).toEqual([])
  await stop()
})

test('a symlink swap and a rename are seen', async () => {
  const folders = [good, makeServer(pki.root), makeServer(pki.root)].map((leaf, index) => {
    const folder = join(dir, `swap-${index}`)
    mkdirSync(folder)
    writeFileSync(join(folder, 'tls.crt'), leaf.chainPem)
    writeFileSync(join(folder, 'tls.key'), leaf.keyPem, { mode: 0o600 })
    return { folder, leaf }
  })
  const current = join(dir, 'current')
  const point = (folder: string) => {
    symlinkSync(folder, `${current}.new`)
    renameSync(`${current}.new`, current)
  }
  point(folders[0]?.folder ?? '')
  const { port, stop } = await watched({
    cert: join(current, 'tls.crt'),
    key: join(current, 'tls.key'),
  })
  for (const { folder, leaf } of folders.slice(1)) {
    point(folder)
    await wait(150)
    expect((await servedSerial(port)).replace(/^0+/, '')).toBe(serialOf(leaf))
  }
  await stop()
})

test('a certificate that could not be put in force is told, and tried again', async () => {
  const files = putLeaf(good)
  const initial = await loadServerCertificate(files, rules)
  if ('problems' in initial) throw new Error('baseline')
  let works = false
  const watch = watchServerCertificate(initial.certificate, {
    files,
    rules,
    intervalMs: 60_000,
    apply: () => {
      if (!works) throw new Error('no')
    },
    refused: () => undefined,
  })
  const next = makeServer(pki.root)
  writeFileSync(files.key, next.keyPem)
  writeFileSync(files.cert, next.chainPem)
  await watch.check()
  expect(watch.status().problems).toEqual([expect.stringMatching(/niet in gebruik worden genomen/)])
  works = true
  await watch.check()
  expect(watch.status().problems).toEqual([])
  expect(watch.current().key).toBe(next.keyPem)
  watch.close()
})
