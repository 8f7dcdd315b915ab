import { execFile, spawnSync } from 'node:child_process'
import { createHash, sign } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import {
  BasicOCSPResponse,
  CertStatus,
  id_kp_OCSPSigning,
  id_pkix_ocsp_basic,
  id_pkix_ocsp_nocheck,
  id_pkix_ocsp_nonce,
  KeyHash,
  OCSPRequest,
  OCSPResponse,
  OCSPResponseStatus,
  ResponderID,
  ResponseBytes,
  ResponseData,
  RevokedInfo,
  SingleResponse,
} from '@peculiar/asn1-ocsp'
import type { CertID } from '@peculiar/asn1-ocsp'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import { AlgorithmIdentifier, Certificate, Extension } from '@peculiar/asn1-x509'
import type { Profile } from '../../gateway/identity/profile.ts'
import type { Notice } from '../../gateway/revocation/freshness.ts'
import type { RevocationOptions } from '../../gateway/revocation/settings.ts'
import { makeCa, makeCrl, makeKey, makeLeaf, purpose } from '../support/certificates.ts'
import type { Ca, Leaf, LeafOptions } from '../support/certificates.ts'
import { afterwards, fileSource, leafOf, makeDir, makeProfile, open, until } from './support.ts'

const root = makeCa({ name: 'Test root' })
const ca = makeCa({ name: 'Test issuing CA', issuer: root })
const other = makeCa({ name: 'Other CA', issuer: root })
const namesake = makeCa({ name: 'Test issuing CA', issuer: root })
const leaf = makeLeaf(ca)
const minute = 60_000

/** A signer of answers: the CA, or a responder with its certificate. */
type Signer = Pick<Ca, 'key' | 'der'>

interface Answer {
  readonly status?: 'good' | 'revoked' | 'unknown'
  readonly signer?: Signer
  /** Who it says the signer is; by default who it is. */
  readonly responder?: Signer
  readonly byKey?: boolean
  readonly withCertificate?: boolean
  readonly nonce?: 'same' | 'other' | 'none'
  readonly thisUpdate?: number
  /** null: none. */
  readonly nextUpdate?: number | null
  readonly certId?: (asked: CertID) => void
  readonly tamper?: boolean
  readonly critical?: boolean
  readonly responseStatus?: OCSPResponseStatus
}

const statuses = {
  good: new CertStatus({ good: null }),
  revoked: new CertStatus({
    revoked: new RevokedInfo({ revocationTime: new Date(Date.now() - minute) }),
  }),
  unknown: new CertStatus({ unknown: null }),
}

const ecdsaSha256 = new AlgorithmIdentifier({ algorithm: '1.2.840.10045.4.3.2' })

function responderId({ der }: Signer, byKey: boolean): ResponderID {
  const { subject, subjectPublicKeyInfo } = AsnConvert.parse(der, Certificate).tbsCertificate
  const keyHash = createHash('sha1')
    .update(Buffer.from(subjectPublicKeyInfo.subjectPublicKey))
    .digest()
  return byKey
    ? new ResponderID({ byKey: new KeyHash(keyHash) })
    : new ResponderID({ byName: subject })
}

/** The nonce extension of an answer, as wished. */
function nonceOf(request: OCSPRequest, wish: Answer['nonce'], critical: boolean): Extension[] {
  const asked = request.tbsRequest.requestExtensions?.find(
    ({ extnID }) => extnID === id_pkix_ocsp_nonce,
  )
  if (asked === undefined) throw new Error('no nonce in the request')
  if (wish === 'none') return []
  if (wish === 'other') {
    const value = AsnConvert.serialize(new OctetString(Buffer.alloc(32, 7)))
    return [new Extension({ extnID: id_pkix_ocsp_nonce, extnValue: new OctetString(value) })]
  }
  const unknown = new Extension({
    extnID: '1.2.3.4',
    critical: true,
    extnValue: new OctetString(Buffer.alloc(2)),
  })
  return critical ? [asked, unknown] : [asked]
}

/** Good, by the CA itself, for an hour. */
const goodAnswer = () => ({
  status: 'good' as const,
  signer: ca,
  byKey: false,
  withCertificate: false,
  nonce: 'same' as const,
  thisUpdate: Date.now() - 1000,
  nextUpdate: Date.now() + 60 * minute,
  certId: () => undefined,
  tamper: false,
  critical: false,
  responseStatus: OCSPResponseStatus.successful,
})

/** What a responder answers to a request: good, unless the options say otherwise. */
function respond(der: Buffer, options: Answer = {}): Buffer {
  const answer = { ...goodAnswer(), ...options }
  const request = AsnConvert.parse(der, OCSPRequest)
  const [asked] = request.tbsRequest.requestList
  if (asked === undefined) throw new Error('nothing asked')
  answer.certId(asked.reqCert)
  const single = new SingleResponse({
    certID: asked.reqCert,
    certStatus: statuses[answer.status],
    thisUpdate: new Date(answer.thisUpdate),
    ...(answer.nextUpdate === null ? {} : { nextUpdate: new Date(answer.nextUpdate) }),
  })
  const data = new ResponseData({
    responderID: responderId(options.responder ?? answer.signer, answer.byKey),
    producedAt: new Date(),
    responses: [single],
    responseExtensions: nonceOf(request, answer.nonce, answer.critical),
  })
  const signed = Buffer.from(AsnConvert.serialize(data))
  const signature = sign('sha256', signed, answer.signer.key.privateKey)
  if (answer.tamper) single.certStatus = statuses.good
  const certs = [AsnConvert.parse(answer.signer.der, Certificate)]
  const basic = new BasicOCSPResponse({
    tbsResponseData: data,
    signatureAlgorithm: ecdsaSha256,
    signature: Uint8Array.from(signature).buffer,
    ...(answer.withCertificate ? { certs } : {}),
  })
  const responseBytes = new ResponseBytes({
    responseType: id_pkix_ocsp_basic,
    response: new OctetString(AsnConvert.serialize(basic)),
  })
  const { responseStatus } = answer
  return Buffer.from(AsnConvert.serialize(new OCSPResponse({ responseStatus, responseBytes })))
}

/** A responder whose answers can be changed; counts what it was asked. */
async function serve(
  first: Answer | ((request: IncomingMessage, response: ServerResponse) => void),
) {
  let answer = first
  let asked = 0
  const server = createServer((request, response) => {
    asked++
    if (typeof answer === 'function') {
      answer(request, response)
      return
    }
    const options = answer
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => response.end(respond(Buffer.concat(chunks), options)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterwards(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked: () => asked,
    answerWith: (next: typeof first): void => {
      answer = next
    },
  }
}

interface Setting {
  readonly modus?: 'voorkeur' | 'aanvulling'
  /** Serials on the list; null: there is no list. */
  readonly list?: Parameters<typeof makeCrl>[1] | null
  readonly options?: Partial<RevocationOptions>
}

async function opened(
  url: string,
  { modus = 'voorkeur', list = null, options = {} }: Setting = {},
) {
  const path = join(makeDir(), 'ca.crl')
  if (list !== null) writeFileSync(path, makeCrl(ca, list).der)
  const crl = list === null ? [] : [fileSource(path)]
  const profiles: Profile[] = [makeProfile(ca, root, { crl, ocsp: { url, modus } })]
  const revocation = await open({ profiles, ocspTimeoutMs: 30_000, ...options })
  const state = (of: Leaf = leaf) => revocation.state(leafOf(profiles, of), Date.now())
  const problem = () => revocation.status().find(({ kind }) => kind === 'ocsp')?.problem
  return { revocation, profiles, state, problem }
}

/** A responder's certificate, issued by `issuer`. */
const makeResponder = (issuer: Ca, change: LeafOptions = {}): Leaf =>
  makeLeaf(issuer, {
    eku: [id_kp_OCSPSigning],
    policies: null,
    extraExtensions: [
      { oid: id_pkix_ocsp_nocheck, critical: false, der: Buffer.from('0500', 'hex') },
    ],
    ...change,
  })

const responder = makeResponder(ca)

describe('an answer that counts', () => {
  test.each<[string, Answer, string]>([
    ['good by the CA itself', {}, 'goed'],
    ['good by the CA, named by its key', { byKey: true }, 'goed'],
    ['good by a responder of the CA', { signer: responder, withCertificate: true }, 'goed'],
    [
      'good by a responder named by its key',
      { signer: responder, withCertificate: true, byKey: true },
      'goed',
    ],
    ['good without a nonce but made just now', { nonce: 'none' }, 'goed'],
    ['good without a nextUpdate, made just now', { nextUpdate: null }, 'goed'],
    ['revoked', { status: 'revoked' }, 'ingetrokken'],
    [
      'revoked by a responder',
      { status: 'revoked', signer: responder, withCertificate: true },
      'ingetrokken',
    ],
  ])('%s', async (_, answer, expected) => {
    const { url } = await serve(answer)
    const { state, problem } = await opened(url)
    expect(await state()).toBe(expected)
    expect(problem()).toBeUndefined()
  })
})

describe('an answer that does not count as good, and leaves the state unknown', () => {
  test.each<[string, Answer, RegExp | undefined]>([
    ['unknown', { status: 'unknown' }, undefined],
    [
      'good for another serial',
      {
        certId: (id) => {
          id.serialNumber = Uint8Array.from([1]).buffer
        },
      },
      /niet over dit certificaat/,
    ],
    [
      'good for another CA of the same name',
      {
        certId: (id) => {
          id.issuerKeyHash = new OctetString(Buffer.alloc(20))
        },
      },
      /niet over dit certificaat/,
    ],
    [
      'good for another name',
      {
        certId: (id) => {
          id.issuerNameHash = new OctetString(Buffer.alloc(20))
        },
      },
      /niet over dit certificaat/,
    ],
    [
      'good for another hash',
      {
        certId: (id) => {
          id.hashAlgorithm = new AlgorithmIdentifier({ algorithm: '2.16.840.1.101.3.4.2.1' })
        },
      },
      /niet over dit certificaat/,
    ],
    ['changed after it was signed', { status: 'revoked', tamper: true }, /niet ondertekend door/],
    [
      'changed, by a responder',
      { status: 'revoked', tamper: true, signer: responder, withCertificate: true },
      /handtekening/,
    ],
    [
      'signed by another key in the name of the CA',
      { signer: { ...ca, key: makeKey('P-256') } },
      /niet ondertekend door/,
    ],
    ['signed by another CA', { signer: other }, /niet ondertekend door/],
    [
      'signed by another CA that sends its certificate',
      { signer: other, withCertificate: true },
      /niet aangewezen/,
    ],
    [
      'signed by a CA of the same name',
      { signer: namesake, withCertificate: true },
      /niet aangewezen/,
    ],
    [
      'by a responder of another CA',
      { signer: makeResponder(other), withCertificate: true },
      /niet aangewezen/,
    ],
    [
      'by a responder of a CA of the same name',
      { signer: makeResponder(namesake), withCertificate: true },
      /niet aangewezen/,
    ],
    [
      'by a certificate holder of the CA',
      { signer: leaf, withCertificate: true },
      /niet van een OCSP-dienst/,
    ],
    [
      'by one who may do anything',
      { signer: makeResponder(ca, { eku: [purpose.any] }), withCertificate: true },
      /niet van een OCSP-dienst/,
    ],
    [
      'by a responder that is past its validity',
      {
        signer: makeResponder(ca, {
          validFrom: Date.now() - 2 * minute,
          validTo: Date.now() - minute,
        }),
        withCertificate: true,
      },
      /niet geldig/,
    ],
    [
      'by a responder of which nobody knows whether it is revoked',
      { signer: makeResponder(ca, { extraExtensions: [] }), withCertificate: true },
      /niet bekend of het is ingetrokken/,
    ],
    [
      'by a responder that does not send its certificate',
      { signer: responder },
      /niet ondertekend door/,
    ],
    [
      'in the name of another',
      { signer: responder, withCertificate: true, responder: other },
      /niet ondertekend door/,
    ],
    ['with another nonce', { nonce: 'other' }, /nonce/],
    ['without a nonce and old', { nonce: 'none', thisUpdate: Date.now() - 300 * minute }, /te oud/],
    [
      'without a nextUpdate and old',
      { nextUpdate: null, thisUpdate: Date.now() - 10 * minute },
      /te oud/,
    ],
    ['past its nextUpdate', { nextUpdate: Date.now() - 1000 }, /verlopen/],
    ['from the future', { thisUpdate: Date.now() + 10 * minute }, /toekomst/],
    ['with an unknown critical extension', { critical: true }, /onbekende uitbreiding/],
    ['tryLater', { responseStatus: OCSPResponseStatus.tryLater }, /geeft geen antwoord/],
    ['unauthorized', { responseStatus: OCSPResponseStatus.unauthorized }, /geeft geen antwoord/],
  ])('%s', async (_, answer, problem) => {
    const { url } = await serve(answer)
    const { state, problem: problemNow } = await opened(url)
    expect(await state()).toBe('onbekend')
    if (problem === undefined) expect(problemNow()).toBeUndefined()
    else expect(problemNow()).toMatch(problem)
  })
})

test('a responder without ocsp-nocheck counts while a current list clears it, and not when it is listed', async () => {
  const unchecked = makeResponder(ca, { extraExtensions: [] })
  const server = await serve({ status: 'revoked', signer: unchecked, withCertificate: true })
  const cleared = await opened(server.url, { list: {} })
  expect(await cleared.state()).toBe('ingetrokken')
  const listed = await opened(server.url, { list: { revoked: [unchecked.serial] } })
  expect(await listed.state()).toBe('goed')
  expect(listed.problem()).toMatch(/is ingetrokken/)
})

describe('when the responder gives no answer', () => {
  const down: readonly [string, (request: IncomingMessage, response: ServerResponse) => void][] = [
    ['drops connections', ({ socket }) => socket.destroy()],
    ['never answers', () => undefined],
    ['says 500', (_, response) => response.writeHead(500).end()],
    ['sends a page', (_, response) => response.end('<html>')],
    ['sends nothing', (_, response) => response.end()],
    ['sends too much', (_, response) => response.end(Buffer.alloc(100_000))],
  ]
  test.each(down)(
    'because it %s, a current list decides, and without one the state is unknown',
    async (_, answer) => {
      const { url } = await serve(answer)
      const options = { ocspTimeoutMs: 300 }
      const revoked = { revoked: [leaf.serial] }
      expect(await (await opened(url, { options, list: {} })).state()).toBe('goed')
      expect(await (await opened(url, { options, list: revoked })).state()).toBe('ingetrokken')
      expect(await (await opened(url, { options })).state()).toBe('onbekend')
      const ended = { thisUpdate: Date.now() - 2 * minute, nextUpdate: Date.now() - minute }
      const { state, problem } = await opened(url, { options, list: ended })
      expect(await state()).toBe('onbekend')
      expect(problem()).toBeDefined()
    },
  )

  test('it is not asked at every request, and asked again after a while', async () => {
    const server = await serve(({ socket }) => socket.destroy())
    let elapsed = 0
    const options = { retryMs: 200, clock: () => elapsed }
    const { state } = await opened(server.url, { options })
    expect(await state()).toBe('onbekend')
    expect(await state()).toBe('onbekend')
    expect(await state(makeLeaf(ca))).toBe('onbekend')
    expect(server.asked()).toBe(1)
    server.answerWith({})
    elapsed = 201
    await until(async () => (await state()) === 'goed')
  })

  test('who was revoked stays revoked', async () => {
    const server = await serve({ status: 'revoked', nextUpdate: Date.now() + 1000 })
    let ahead = 0
    const { state } = await opened(server.url, { options: { now: () => Date.now() + ahead } })
    expect(await state()).toBe('ingetrokken')
    server.answerWith(({ socket }) => socket.destroy())
    ahead = 60 * minute
    expect(await state()).toBe('ingetrokken')
    expect(await state()).toBe('ingetrokken')
  })
})

describe('list and responder together', () => {
  test('unknown outranks a list: the responder does not know the certificate', async () => {
    const { url } = await serve({ status: 'unknown' })
    expect(await (await opened(url, { list: {} })).state()).toBe('onbekend')
  })

  test('who is on the list is revoked without a question', async () => {
    const server = await serve({})
    const { state } = await opened(server.url, { list: { revoked: [leaf.serial] } })
    expect(state()).toBe('ingetrokken')
    expect(server.asked()).toBe(0)
  })

  test('with voorkeur the responder is asked though the list is current', async () => {
    const server = await serve({ status: 'revoked' })
    const { state } = await opened(server.url, { list: {} })
    expect(await state()).toBe('ingetrokken')
  })

  test('with aanvulling it is asked only when the list does not say', async () => {
    const server = await serve({ status: 'revoked' })
    const current = await opened(server.url, { list: {}, modus: 'aanvulling' })
    expect(current.state()).toBe('goed')
    expect(server.asked()).toBe(0)
    const ended = { thisUpdate: Date.now() - 2 * minute, nextUpdate: Date.now() - minute }
    const stale = await opened(server.url, { list: ended, modus: 'aanvulling' })
    expect(await stale.state()).toBe('ingetrokken')
  })
})

test('an answer is kept until its nextUpdate, and then asked again', async () => {
  const server = await serve({ nextUpdate: Date.now() + 10 * minute })
  let ahead = 0
  const { state, revocation } = await opened(server.url, {
    options: { now: () => Date.now() + ahead },
  })
  let told = 0
  revocation.onChange(() => told++)
  expect(await state()).toBe('goed')
  expect(state()).toBe('goed')
  expect([server.asked(), told]).toEqual([1, 0])
  server.answerWith({
    status: 'revoked',
    nextUpdate: Date.now() + 60 * minute,
    thisUpdate: Date.now(),
  })
  ahead = 11 * minute
  expect(await state()).toBe('ingetrokken')
  expect([server.asked(), told]).toEqual([2, 1])
})

test('an answer that lasts for days is asked again after an hour', async () => {
  const server = await serve({ nextUpdate: Date.now() + 10_000 * minute })
  let ahead = 0
  const { state } = await opened(server.url, { options: { now: () => Date.now() + ahead } })
  expect(await state()).toBe('goed')
  ahead = 61 * minute
  expect(await state()).toBe('goed')
  expect(server.asked()).toBe(2)
})

test('many at once for one certificate ask one question; another certificate asks its own', async () => {
  const server = await serve({})
  const { revocation, profiles } = await opened(server.url)
  const one = leafOf(profiles, leaf)
  const leaves = [...Array.from({ length: 50 }, () => one), leafOf(profiles, makeLeaf(ca))]
  const states = await Promise.all(
    leaves.map(async (each) => await revocation.state(each, Date.now())),
  )
  expect(states).toEqual(leaves.map(() => 'goed'))
  expect(server.asked()).toBe(2)
})

// shown as skipped on a machine without the openssl command
const whereOpenssl = spawnSync('openssl', ['version']).status === 0 ? test : test.skip

whereOpenssl('understands the answers of OpenSSL', async () => {
  const dir = makeDir()
  const revoked = makeLeaf(ca)
  const line = (flag: string, { serial }: Leaf): string =>
    [
      flag,
      '350101000000Z',
      flag === 'R' ? '260101000000Z' : '',
      serial.toUpperCase(),
      'unknown',
      '/CN=x',
    ].join('\t')
  writeFileSync(join(dir, 'index.txt'), `${line('V', leaf)}\n${line('R', revoked)}\n`)
  writeFileSync(join(dir, 'ca.pem'), ca.pem)
  writeFileSync(join(dir, 'signer.pem'), responder.pem)
  writeFileSync(join(dir, 'signer.key'), responder.keyPem)
  const run = promisify(execFile)
  const server = await serve((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      writeFileSync(join(dir, 'request.der'), Buffer.concat(chunks))
      const parts =
        'ocsp -index index.txt -CA ca.pem -rsigner signer.pem -rkey signer.key -ndays 1 -reqin request.der -respout response.der'
      run('openssl', parts.split(' '), { cwd: dir })
        .then(() => response.end(readFileSync(join(dir, 'response.der'))))
        .catch((error: unknown) => response.writeHead(500).end(String(error)))
    })
  })
  const { state, problem } = await opened(server.url)
  expect([await state(), problem()]).toEqual(['goed', undefined])
  expect(await state(revoked)).toBe('ingetrokken')
  expect(await state(makeLeaf(ca))).toBe('onbekend')
})

describe('S11: an answer that is not newer never lifts a revocation', () => {
  test.each<[string, Answer]>([
    ['with our nonce', { nonce: 'same', thisUpdate: Date.now() - 30 * minute }],
    ['without a nonce', { nonce: 'none', thisUpdate: Date.now() - 30 * minute }],
  ])('S11: an older good %s', async (_, older) => {
    const server = await serve({
      status: 'revoked',
      thisUpdate: Date.now() - 5000,
      nextUpdate: null,
    })
    const { state, problem } = await opened(server.url, { options: { retryMs: 1 } })
    expect(await state()).toBe('ingetrokken')
    server.answerWith(older)
    await until(async () => (await state()) === 'ingetrokken' && server.asked() > 2)
    expect(problem()).toMatch(/niet nieuwer/)
    server.answerWith({ thisUpdate: Date.now() })
    await until(async () => (await state()) === 'goed')
    expect(problem()).toBeUndefined()
  })
})

describe('S11: who is revoked by an answer stays so', () => {
  const revokedNow = (): Answer => ({ status: 'revoked', thisUpdate: Date.now(), nextUpdate: null })
  const olderGood = (): Answer => ({ nonce: 'none', thisUpdate: Date.now() - 30 * minute })
  const newerGood = (): Answer => ({ thisUpdate: Date.now() + 2 * minute })

  test('S11: an older good does not lift it after a restart, nor by another address; a newer one does', async () => {
    const cacheDir = makeDir()
    const options = { cacheDir, retryMs: 1 }
    const first = await opened((await serve(revokedNow())).url, { options })
    expect(await first.state()).toBe('ingetrokken')
    await first.revocation.close()
    const server = await serve(olderGood())
    const second = await opened(server.url, { options })
    expect(await second.state()).toBe('ingetrokken')
    expect(server.asked()).toBe(1)
    server.answerWith(newerGood())
    await until(async () => (await second.state()) === 'goed')
    await second.revocation.close()
    expect(readdirSync(join(cacheDir, 'ocsp-ingetrokken'))).toEqual([])
  })

  test('S11: what one process heard counts in another of the same machine', async () => {
    const options = { cacheDir: makeDir(), retryMs: 1 }
    const server = await serve({ thisUpdate: Date.now() - 30 * minute })
    const other = await opened(server.url, { options })
    expect(await other.state()).toBe('goed')
    const one = await opened((await serve(revokedNow())).url, { options })
    expect(await one.state()).toBe('ingetrokken')
    await until(async () => (await other.state()) === 'ingetrokken')
  })

  test('S11: nor does a list that is older than the answer', async () => {
    const path = join(makeDir(), 'ca.crl')
    const list = (thisUpdate: number, nextUpdate: number): void => {
      writeFileSync(path, makeCrl(ca, { thisUpdate, nextUpdate }).der)
    }
    list(Date.now() - 3 * minute, Date.now() - 2 * minute)
    const { url } = await serve(revokedNow())
    const ocsp = { url, modus: 'aanvulling' as const }
    const profiles = [makeProfile(ca, root, { crl: [fileSource(path)], ocsp })]
    const revocation = await open({ profiles })
    const state = () => revocation.state(leafOf(profiles, leaf), Date.now())
    const isCurrent = () =>
      revocation.status().some(({ nextUpdate }) => (nextUpdate ?? 0) > Date.now())
    expect(await state()).toBe('ingetrokken')
    list(Date.now() - minute, Date.now() + 60 * minute)
    await until(isCurrent)
    expect(await state()).toBe('ingetrokken')
    list(Date.now() + minute, Date.now() + 60 * minute)
    await until(async () => (await state()) === 'goed')
  })
})

test('S12: an answer does not live longer, nor a pause, when the clock is set back', async () => {
  const server = await serve({ nextUpdate: Date.now() + 10 * minute })
  let [wall, elapsed] = [0, 0]
  const times = { now: () => Date.now() + wall, clock: () => performance.now() + elapsed }
  const { state } = await opened(server.url, { options: { ...times, retryMs: minute } })
  expect(await state()).toBe('goed')
  wall = -12 * 60 * minute
  elapsed = 11 * minute
  server.answerWith(({ socket }) => socket.destroy())
  expect(await state()).toBe('onbekend')
  expect(server.asked()).toBe(2)
  wall = 0
  elapsed = 20 * minute
  server.answerWith({ status: 'revoked' })
  expect(await state()).toBe('ingetrokken')
})

test('S14: a responder that answers badly is told once, and once more when it is well again', async () => {
  const server = await serve({ status: 'revoked', tamper: true })
  const notices: Notice[] = []
  const onNotice = (notice: Notice): void => {
    if (notice.source === server.url) notices.push(notice)
  }
  const { state } = await opened(server.url, { options: { retryMs: 1, onNotice } })
  await until(async () => (await state()) === 'onbekend' && server.asked() > 3)
  expect(notices).toEqual([
    expect.objectContaining({
      level: 'warn',
      source: server.url,
      text: expect.stringMatching(/OCSP/),
    }),
  ])
  server.answerWith({})
  await until(async () => (await state()) === 'goed')
  expect(notices[1]).toMatchObject({ level: 'info', text: 'de OCSP-dienst antwoordt weer' })
})
