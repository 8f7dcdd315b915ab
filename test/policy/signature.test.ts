import { agb } from '../../gateway/identity/agb-code.ts'
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { openPolicy } from '../../gateway/policy/current.ts'
import { loadPolicy } from '../../gateway/policy/load.ts'
import { readPolicyKeys } from '../../gateway/policy/policy-keys.ts'
import { keyIdOf, signSet, signatureFile } from '../../gateway/policy/files/signature.ts'
import type { PolicyKey, Signature } from '../../gateway/policy/files/signature.ts'
import { policySign } from '../../scripts/commands/policy/sign.ts'
import { run } from '../scripts/commands/run.ts'
import { baseline, edited, loadGood, makeFolder, now, problemLines } from './policy-folder.ts'
import type { PolicyFolder } from './policy-folder.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const trusted: PolicyKey = { id: keyIdOf(publicKey), key: publicKey }
const practices = 'instanties/praktijken.yaml'

let folder: PolicyFolder

beforeEach(async () => {
  folder = makeFolder()
  await sign()
})

afterEach(() => {
  folder.remove()
})

const path = (name: string): string => join(folder.dir, name)

async function sign(key = privateKey): Promise<void> {
  const signature = signSet(await loadGood(folder.dir), key, now())
  writeFileSync(path(signatureFile), JSON.stringify(signature))
}

const read = (): Signature => JSON.parse(readFileSync(path(signatureFile), 'utf8')) as Signature

async function lines(keys: readonly PolicyKey[] = [trusted]): Promise<readonly string[]> {
  const result = await loadPolicy(folder.dir, { now, trustedKeys: keys })
  return problemLines(result, folder.dir)
}

describe('a set that must be signed', () => {
  test('is taken when a trusted key signed it, CA files included', async () => {
    expect(await lines()).toEqual([])
    expect(Object.keys(read().bestanden)).toEqual([
      '../certs/ca-persoonlijk.pem',
      '../certs/ca-systeem.pem',
      '../certs/root.pem',
      'cases/gevallen.yaml',
      'certificaten.yaml',
      'diensten/portaal.yaml',
      'instanties/praktijken.yaml',
    ])
    expect(read()).toMatchObject({ sleutel: trusted.id, tijd: '2026-11-21T12:00:00.000Z' })
  })

  test('is taken with any of several keys', async () => {
    const other = generateKeyPairSync('ed25519').publicKey
    expect(await lines([{ id: keyIdOf(other), key: other }, trusted])).toEqual([])
    expect(await lines([])).toEqual([
      `handtekening.json:1:1: de sleutel \`${trusted.id}\` wordt hier niet vertrouwd`,
    ])
  })

  test('P25: has the logo that was signed', async () => {
    folder.write('beleid.yaml', 'hulp: { naam: Zorg, logo: logo.svg }\n')
    folder.write('logo.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')
    await sign()
    expect(await lines()).toEqual([])
    appendFileSync(path('logo.svg'), '\n')
    expect(await lines()).toEqual([
      expect.stringContaining('logo.svg:1:1: dit bestand is gewijzigd sinds het ondertekende'),
    ])
  })

  const another = { 'instanties/meer.yaml': '[]\n' }
  test.each<[string, () => void, string]>([
    [
      'is not signed at all',
      () => {
        rmSync(path(signatureFile))
      },
      'handtekening.json:1:1: dit beleid is niet ondertekend (onderteken het met: sluis policy sign)',
    ],
    [
      'has a file that changed',
      () => {
        appendFileSync(path(practices), '# gezien\n')
      },
      'instanties/praktijken.yaml:1:1: dit bestand is gewijzigd sinds het ondertekende beleid (onderteken',
    ],
    [
      'has a CA file that changed',
      () => {
        appendFileSync(path('../certs/root.pem'), '\n')
      },
      '../certs/root.pem:1:1: dit bestand is gewijzigd',
    ],
    [
      'has a file more',
      () => {
        for (const [name, text] of Object.entries(another)) folder.write(name, text)
      },
      'instanties/meer.yaml:1:1: dit bestand hoort niet bij het ondertekende beleid',
    ],
    [
      'has a file less',
      () => {
        rmSync(path('cases/gevallen.yaml'))
      },
      'cases/gevallen.yaml:1:1: dit bestand van het ondertekende beleid is weg',
    ],
    [
      'has a block less',
      () => {
        folder.write('blokkades.yaml', '[]\n')
      },
      'blokkades.yaml:1:1: de ondertekende blokkade van gebruikersnummer 10000009 is weg',
    ],
  ])('is refused when it %s', async (_, change, line) => {
    change()
    const told = (await lines()).map((one) => one.replace(join(folder.dir, '..'), '..'))
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(line)
  })

  test('may have more blocks than were signed: they only tighten', async () => {
    const keys = ['ab', 'cd'].map((hex) => `sha256:${hex.repeat(32)}`)
    folder.write(
      'blokkades.yaml',
      `${baseline['blokkades.yaml'] ?? ''}- { agbCode: "12000001", reden: x }\n${keys.map((one) => `- { publiekeSleutel: "${one}", reden: x }\n`).join('')}`,
    )
    expect(await lines()).toEqual([])
    await sign()
    expect(read().blokkades).toEqual([
      'agbCode 12000001',
      'gebruikersnummer 10000009',
      ...keys.map((one) => `publiekeSleutel ${one}`),
    ])
  })

  test.each<[string, (signature: Signature) => unknown, string]>([
    ['another hash', (one) => ({ ...one, bestanden: { ...one.bestanden, x: 'y' } }), 'klopt niet'],
    ['a block left out', (one) => ({ ...one, blokkades: [] }), 'klopt niet'],
    ['another time', (one) => ({ ...one, tijd: '2027-01-01T00:00:00.000Z' }), 'klopt niet'],
    ['another signature', (one) => ({ ...one, handtekening: 'AAAA' }), 'klopt niet'],
    ['another key’s name', (one) => ({ ...one, sleutel: 'sha256:00' }), 'niet vertrouwd'],
    ['another version', (one) => ({ ...one, versie: 2 }), 'geen handtekening'],
    ['blocks that are none', (one) => ({ ...one, blokkades: [1] }), 'geen handtekening'],
    ['blocks that are no list', (one) => ({ ...one, blokkades: 'x' }), 'geen handtekening'],
    ['files that are none', (one) => ({ ...one, bestanden: null }), 'geen handtekening'],
    ['no time', (one) => ({ ...one, tijd: undefined }), 'geen handtekening'],
    ['nothing', () => null, 'geen handtekening'],
  ])('is refused when its signature has %s', async (_, change, told) => {
    writeFileSync(path(signatureFile), JSON.stringify(change(read())))
    expect((await lines())[0]).toContain(told)
  })

  test('is refused when its signature is no JSON, or of a stranger who says he is trusted', async () => {
    writeFileSync(path(signatureFile), '{')
    expect((await lines())[0]).toContain('geen handtekening')
    await sign(generateKeyPairSync('ed25519').privateKey)
    writeFileSync(path(signatureFile), JSON.stringify({ ...read(), sleutel: trusted.id }))
    expect((await lines())[0]).toContain('klopt niet')
  })
})

test('a gateway refuses an unsigned change, takes it once it is signed, and blocks at once', async () => {
  const opened = await openPolicy({ dir: folder.dir, now, trustedKeys: [trusted] })
  if ('problems' in opened) throw new Error(JSON.stringify(opened.problems))
  const { policy } = opened
  const { version } = policy.current()
  folder.write(practices, edited(practices, '[raadplegen]', '[indienen]')[practices] ?? '')
  await policy.reload()
  expect(policy.status().refused?.problems).toMatchObject([{ file: path(practices) }])
  expect(policy.current().version).toBe(version)
  folder.write(
    'blokkades.yaml',
    `${baseline['blokkades.yaml'] ?? ''}- { agbCode: "12000001", reden: x }\n`,
  )
  await policy.reload()
  expect(policy.current().policy.blokkades.agbCodes.has(agb('12000001'))).toBe(true)
  await sign()
  // Nothing but the signature changed: that alone has it looked at again.
  const began = performance.now()
  while (policy.status().refused !== undefined) {
    if (performance.now() - began > 3_000) throw new Error('it is still refused')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  expect(policy.current().version).not.toBe(version)
  await policy.close()
})

describe('trusted keys', () => {
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const pem = publicKey.export({ type: 'spki', format: 'pem' })
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey

  test('are PEM files or base64', () => {
    writeFileSync(path('beleid.pub'), pem)
    const read = readPolicyKeys([spki, path('beleid.pub')])
    expect('keys' in read && read.keys.map(({ id }) => id)).toEqual([trusted.id, trusted.id])
  })

  test('that cannot be used are all told', () => {
    writeFileSync(path('rsa.pub'), rsa.export({ type: 'spki', format: 'pem' }))
    writeFileSync(path('beleid.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const given = ['weg.pem', path('rsa.pub'), path('beleid.key'), 'A'.repeat(60), '']
    const read = readPolicyKeys([spki, ...given])
    expect('problems' in read && read.problems).toHaveLength(given.length)
  })

  test('have the SHA-256 of their SubjectPublicKeyInfo for a name', () => {
    expect(trusted.id).toBe(
      `sha256:${createHash('sha256').update(Buffer.from(spki, 'base64')).digest('hex')}`,
    )
    expect(keyIdOf(createPublicKey(privateKey))).toBe(trusted.id)
  })
})

describe('sluis policy sign', () => {
  const key = (): string => {
    writeFileSync(path('beleid.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }), {
      mode: 0o600,
    })
    return path('beleid.key')
  }
  const signed = (file: string) =>
    run((streams) => policySign({ dir: folder.dir, key: file, now }, streams))

  test('signs what is there, and names the key to trust', async () => {
    folder.write(practices, `${baseline[practices] ?? ''}# gezien\n`)
    expect(await lines()).toHaveLength(1)
    const { code, stdout, stderr } = await signed(key())
    expect([code, stderr]).toEqual([0, ''])
    const base64 = /SLUIS_BELEID_SLEUTELS=(\S+)/.exec(stdout)?.[1] ?? ''
    const keys = readPolicyKeys([base64])
    expect(await lines('keys' in keys ? keys.keys : [])).toEqual([])
  })

  test('does not sign a set with problems: exit 1', async () => {
    folder.write(practices, '- x\n')
    expect(await signed(key())).toMatchObject({ code: 1, stdout: '' })
  })

  test('tells a key that it cannot use: exit 2', async () => {
    writeFileSync(path('geen.key'), 'x')
    for (const file of ['weg.key', path('geen.key')])
      expect(await signed(file)).toMatchObject({ code: 2, stdout: '' })
  })
})
