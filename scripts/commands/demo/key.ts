/**
 * The own key of the demo's VIPLive. Its private half is made at the first start and stays in `data`; its public half
 * takes the place of the example in the policy as long as the demo runs, so that what is sealed for the dienst opens
 * there and nowhere else.
 */
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { calculateJwkThumbprint } from 'jose'
import type { JWK } from 'jose'

export interface DemoKey {
  /** Private. */
  readonly own: JWK
  /** Puts the example of the policy back. */
  restore(): void
}

/** Where the policy has the public key, from its folder. */
export const publicKeyFile = join('diensten', 'sleutels', 'viplive.jwk.json')

const usualFile = join('data', 'demo-viplive.jwk.json')

/** Undefined: the policy has no such key, or it cannot be written. */
export async function demoKey(policy: string, file = usualFile): Promise<DemoKey | undefined> {
  const place = join(policy, publicKeyFile)
  if (!existsSync(place)) return undefined
  const own = await privateKey(file)
  const example = readFileSync(place, 'utf8')
  const { kty, crv, x, kid } = own
  try {
    writeFileSync(place, `${JSON.stringify({ kty, crv, x, kid }, null, 2)}\n`)
  } catch {
    return undefined
  }
  return {
    own,
    restore: () => {
      writeFileSync(place, example)
    },
  }
}

async function privateKey(file: string): Promise<JWK> {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true })
    const jwk = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' }) as JWK
    // Of its public members alone (RFC 7638).
    const kid = await calculateJwkThumbprint(jwk)
    writeFileSync(file, JSON.stringify({ ...jwk, kid }), { mode: 0o600, flag: 'wx' })
  }
  return JSON.parse(readFileSync(file, 'utf8')) as JWK
}
