/** Profiles, leaves and waiting for tests of revocation. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from '@jest/globals'
import type { Leaf } from '../../gateway/identity/identity.ts'
import type { CrlSource, Profile } from '../../gateway/identity/profile.ts'
import { buildTrust, readLeaf } from '../../gateway/identity/trust.ts'
import { readAuthorities } from '../../gateway/revocation/authority.ts'
import type { RevocationAuthority } from '../../gateway/revocation/authority.ts'
import { openRevocation } from '../../gateway/revocation/open.ts'
import type { OpenRevocation } from '../../gateway/revocation/open.ts'
import type { RevocationOptions } from '../../gateway/revocation/settings.ts'
import type { Ca } from '../support/certificates.ts'

const cleanups: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

/** Runs after the test, the last one first. */
export const afterwards = (cleanup: () => unknown): void => {
  cleanups.push(cleanup)
}

/** A folder for one test. */
export function makeDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'sluis-revocation-'))
  afterwards(() => {
    rmSync(dir, { recursive: true, force: true })
  })
  return dir
}

/** A profile with one field changed. */
export const makeProfile = (
  uitgever: Ca | readonly Ca[],
  anker: Ca,
  change: Partial<Profile> = {},
): Profile => ({
  naam: 'test',
  soort: 'persoonlijk',
  uitgevers: [uitgever].flat().map((ca, index) => ({ file: `ca-${index}.pem`, der: ca.der })),
  ankers: [{ file: 'root.pem', der: anker.der }],
  crl: [],
  ocsp: undefined,
  intrekking: 'hard',
  policyOids: [],
  velden: {
    gebruikersnummer: { uit: { kind: 'subject', oid: '2.5.4.5' }, patroon: undefined },
    agbCode: { uit: { kind: 'subject', oid: '2.5.4.97' }, patroon: /^AG:NL-([0-9]{8})$/ },
  },
  ...change,
})

export const fileSource = (path: string): CrlSource => ({ kind: 'file', path })
export const urlSource = (url: string): CrlSource => ({ kind: 'url', url })

/** The CA as something that may sign lists. */
export function signingCaOf(ca: Ca): RevocationAuthority {
  const [authority] = readAuthorities([makeProfile(ca, ca)]).values()
  if (authority === undefined) throw new Error('no CA')
  return authority
}

/** The leaf as the gateway reads it under the profiles. */
export function leafOf(profiles: readonly Profile[], certificate: { readonly der: Buffer }): Leaf {
  const result = buildTrust(profiles, { at: Date.now() })
  if (!('trust' in result)) throw new Error(JSON.stringify(result.problems))
  return readLeaf(result.trust, certificate.der)
}

/** Opens revocation with times of a test, closed after it. */
export async function open(options: Partial<RevocationOptions>): Promise<OpenRevocation> {
  const revocation = openRevocation({
    profiles: [],
    cacheDir: undefined,
    pollMs: 20,
    retryMs: 20,
    maxRetryMs: 100,
    ...options,
  })
  afterwards(() => revocation.close())
  await revocation.ready()
  return revocation
}

/** Waits until something holds; what it was last shows in the error. */
export async function until(holds: () => unknown, timeoutMs = 5000): Promise<void> {
  const end = Date.now() + timeoutMs
  while ((await holds()) !== true) {
    if (Date.now() > end) throw new Error(`did not come true: ${holds.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Waits a few looks long. */
export const severalLooks = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150))
