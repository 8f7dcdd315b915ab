import { fingerprintOf } from '../../gateway/base/fingerprint.ts'
import { createHash, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import type { JSONWebKeySet } from 'jose'
import { agb } from '../../gateway/identity/agb-code.ts'
import {
  createIdentityTokens,
  exportIdentityKey,
  importIdentityKey,
  newIdentityKey,
} from '../../gateway/forward/identity-token.ts'
import type {
  IdentityKey,
  IdentityTokens,
  TokenSubject,
} from '../../gateway/forward/identity-token.ts'
import { employee } from '../support/identities.ts'

const subject = employee

let first: IdentityKey
let second: IdentityKey
beforeAll(async () => {
  first = await newIdentityKey()
  second = await newIdentityKey()
})

const start = Date.UTC(2026, 10, 21, 12)

function make(
  keys: () => readonly IdentityKey[],
  capacity?: number,
): { tokens: IdentityTokens; clock: { at: number } } {
  const clock = { at: start }
  const tokens = createIdentityTokens({
    issuer: 'https://localhost:9443',
    keys,
    now: () => clock.at,
    ...(capacity !== undefined && { capacity }),
  })
  return { tokens, clock }
}

const verify = async (tokens: IdentityTokens, token: string, at = start) =>
  jwtVerify(token, createLocalJWKSet((await tokens.jwks()) as JSONWebKeySet), {
    issuer: 'https://localhost:9443',
    audience: 'machtigingenportaal',
    algorithms: ['EdDSA'],
    currentDate: new Date(at),
  })

test('a token says who was let through, and verifies with the published key', async () => {
  const { tokens } = make(() => [first])
  const token = await tokens.tokenFor(subject)
  const { payload, protectedHeader } = await verify(tokens, token)
  expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: first.kid })
  expect(payload).toEqual({
    iss: 'https://localhost:9443',
    aud: 'machtigingenportaal',
    iat: start / 1000,
    nbf: start / 1000 - 10,
    exp: start / 1000 + 60,
    soort: 'persoonlijk',
    agb: '12000001',
    instantie_type: 'praktijk',
    instantie_naam: 'Tandartspraktijk De Sluis',
    gebruikersnummer: '10000001',
    naam: 'A. de Vries',
    autorisaties: ['indienen', 'raadplegen'],
    niveau: 'certificaat',
    gemachtigd: [],
    cnf: { 'x5t#S256': createHash('sha256').update('leaf').digest('base64url') },
  })
})

test('a token is not valid before its time or after a minute', async () => {
  const { tokens } = make(() => [first])
  const token = await tokens.tokenFor(subject)
  await expect(verify(tokens, token, start + 59_000)).resolves.toBeDefined()
  await expect(verify(tokens, token, start + 61_000)).rejects.toThrow('exp')
  await expect(verify(tokens, token, start - 11_000)).rejects.toThrow('nbf')
})

test('a token of another key does not verify', async () => {
  const { tokens } = make(() => [first])
  const other = make(() => [second])
  await expect(verify(tokens, await other.tokens.tokenFor(subject))).rejects.toThrow()
})

describe('a token is used again', () => {
  test('until it is valid for less than 20 seconds', async () => {
    const { tokens, clock } = make(() => [first])
    const token = await tokens.tokenFor(subject)
    clock.at = start + 40_000
    expect(tokens.tokenFor(subject)).toBe(token)
    clock.at = start + 40_001
    const next = await tokens.tokenFor(subject)
    expect(next).not.toBe(token)
    expect((await verify(tokens, next, clock.at)).payload.exp).toBe(start / 1000 + 100)
  })

  test.each<[string, Partial<TokenSubject>]>([
    ['certificate', { fingerprint: fingerprintOf(Buffer.from('another')) }],
    ['dienst', { dienst: 'anders' }],
    ['policy', { policyVersion: 'v2' }],
    ['autorisaties', { autorisaties: ['raadplegen'] }],
    ['name', { naam: undefined }],
    ['name of the instantie', { instantieNaam: 'Anders' }],
    ['AGB-code', { agbCode: agb('12000002') }],
  ])('not for another %s', async (_, change) => {
    const { tokens } = make(() => [first])
    await tokens.tokenFor(subject)
    expect(typeof tokens.tokenFor(subject)).toBe('string')
    expect(typeof tokens.tokenFor({ ...subject, ...change })).not.toBe('string')
  })

  test('not after the key changed; the old one is still published', async () => {
    let keys = [first]
    const { tokens } = make(() => keys)
    const old = await tokens.tokenFor(subject)
    keys = [second, first]
    const fresh = await tokens.tokenFor(subject)
    expect(decodeProtectedHeader(fresh).kid).toBe(second.kid)
    await expect(verify(tokens, old)).resolves.toBeDefined()
    await expect(verify(tokens, fresh)).resolves.toBeDefined()
  })

  test('unless it was pushed out by others', async () => {
    const { tokens } = make(() => [first], 2)
    await tokens.tokenFor(subject)
    await tokens.tokenFor({ ...subject, dienst: 'b' })
    // The first is used, so that the second is the oldest when a third comes.
    expect(typeof tokens.tokenFor(subject)).toBe('string')
    await tokens.tokenFor({ ...subject, dienst: 'c' })
    expect(typeof tokens.tokenFor(subject)).toBe('string')
    expect(typeof tokens.tokenFor({ ...subject, dienst: 'b' })).not.toBe('string')
  })
})

test('without a key there is no token', () => {
  expect(() => make(() => []).tokens.tokenFor(subject)).toThrow('identity key')
})

test('the published keys hold nothing private', async () => {
  const { keys } = await make(() => [first, second]).tokens.jwks()
  expect(keys).toEqual(
    [first, second].map(({ kid, privateKey }) => ({
      ...createPublicKey(privateKey).export({ format: 'jwk' }),
      kid,
      use: 'sig',
      alg: 'EdDSA',
    })),
  )
  expect(JSON.stringify(keys)).not.toContain('"d"')
})

test('a key is the same after it was written and read', async () => {
  const again = await importIdentityKey(exportIdentityKey(first))
  expect(again.kid).toBe(first.kid)
  expect(again.privateKey.equals(first.privateKey)).toBe(true)
  await expect(importIdentityKey(Buffer.from('x'))).rejects.toThrow()
  const { privateKey } = generateKeyPairSync('x25519')
  await expect(importIdentityKey(exportIdentityKey({ kid: '', privateKey }))).rejects.toThrow(
    'Ed25519',
  )
})
