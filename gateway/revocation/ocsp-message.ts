/** Asks and reads OCSP (RFC 6960). An answer counts only when everything about it is right. */
import { createHash } from 'node:crypto'
import { AsnConvert, OctetString } from '@peculiar/asn1-schema'
import {
  CertID,
  id_pkix_ocsp_basic,
  id_pkix_ocsp_nonce,
  OCSPRequest,
  OCSPResponse,
  OCSPResponseStatus,
  Request,
  ResponseData,
  TBSRequest,
} from '@peculiar/asn1-ocsp'
import type { SingleResponse } from '@peculiar/asn1-ocsp'
import { AlgorithmIdentifier, Extension } from '@peculiar/asn1-x509'
import type { RevocationState } from '../decision/question.ts'
import type { RevocationAuthority } from './authority.ts'
import { content, cursorAt, isNext, openTag, passTag, tags, takeWhole } from '../wire/der.ts'
import { clockSkewMs } from './lists.ts'
import { signerProblem } from './ocsp-signer.ts'

/** Which certificate is asked about, and with what nonce. */
export interface OcspQuestion {
  readonly authority: RevocationAuthority
  /** Canonical hex, as in Certificate.serial. */
  readonly serial: string
  readonly nonce: Buffer
}

/** What is needed to judge an answer. */
export interface OcspContext {
  /** Milliseconds since the epoch. */
  readonly now: number
  /** How old an answer without our nonce may be. */
  readonly maxAgeMs: number
  /** Whether a current list of the CA clears this serial: for a responder without ocsp-nocheck. */
  readonly isCleared: (serial: string) => boolean
}

/** A status that was proven, and until when it may be used. `onbekend`: the responder said `unknown`. */
export interface OcspAnswer {
  readonly state: RevocationState
  /** Of what moment it tells; milliseconds since the epoch. */
  readonly thisUpdate: number
  /** nextUpdate; undefined when newer news is always there (RFC 6960 4.2.2.1). */
  readonly nextUpdate: number | undefined
}

/** An answer that does not count; the message is one Dutch clause. */
export class OcspProblem extends Error {
  override readonly name = 'OcspProblem'
}

const sha1 = '1.3.14.3.2.26'

/** DER of the request. The certID uses SHA-1, which every responder knows: it only names, it proves nothing. */
export function encodeRequest({ authority, serial, nonce }: OcspQuestion): Buffer {
  const reqCert = new CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: sha1, parameters: null }),
    issuerNameHash: new OctetString(digest(authority.subject)),
    issuerKeyHash: new OctetString(digest(authority.keyOctets)),
    serialNumber: bufferOf(Buffer.from(serial, 'hex')),
  })
  const value = AsnConvert.serialize(new OctetString(nonce))
  const extension = new Extension({ extnID: id_pkix_ocsp_nonce, extnValue: new OctetString(value) })
  const tbsRequest = new TBSRequest({
    requestList: [new Request({ reqCert })],
    requestExtensions: [extension],
  })
  return Buffer.from(AsnConvert.serialize(new OCSPRequest({ tbsRequest })))
}

/** The status that an answer proves; throws an {@link OcspProblem} when it proves none. */
export function readAnswer(
  der: Uint8Array,
  question: OcspQuestion,
  context: OcspContext,
): OcspAnswer {
  const parts = takeApart(basicResponseOf(der))
  const data = parse(parts.data, ResponseData)
  const problem = signerProblem(
    { ...parts, responder: data.responderID },
    question.authority,
    context,
  )
  if (problem !== undefined) throw new OcspProblem(problem)
  const hasNonce = judgeNonce(data.responseExtensions, question.nonce)
  const single = matching(data.responses, question)
  judgeTimes(single, context, hasNonce)
  return {
    state: stateOf(single),
    thisUpdate: single.thisUpdate.getTime(),
    nextUpdate: single.nextUpdate?.getTime(),
  }
}

function basicResponseOf(der: Uint8Array): Uint8Array {
  const { responseStatus, responseBytes } = parse(der, OCSPResponse)
  if (responseStatus !== OCSPResponseStatus.successful)
    throw new OcspProblem(`de OCSP-dienst geeft geen antwoord (status ${responseStatus})`)
  if (responseBytes?.responseType !== id_pkix_ocsp_basic)
    throw new OcspProblem('de OCSP-dienst antwoordt in een onbekende vorm')
  return new Uint8Array(responseBytes.response.buffer)
}

/** The parts of a BasicOCSPResponse as they were sent: what is verified is never encoded again. */
function takeApart(basic: Uint8Array) {
  const cursor = cursorAt(basic)
  openTag(cursor, tags.sequence, basic.length)
  const data = takeWhole(cursor, tags.sequence, basic.length)
  const algorithm = takeWhole(cursor, tags.sequence, basic.length)
  passTag(cursor, tags.bitString, basic.length)
  const signature = content(cursor).subarray(1)
  const certificates: Uint8Array[] = []
  if (isNext(cursor, 0xa0, basic.length)) {
    openTag(cursor, 0xa0, basic.length)
    openTag(cursor, tags.sequence, cursor.to)
    const end = cursor.to
    while (cursor.at < end) certificates.push(takeWhole(cursor, tags.sequence, end))
  }
  return { data, algorithm, signature, certificates }
}

/** Whether the answer bears our nonce. One with another nonce is an answer to another question. */
function judgeNonce(extensions: readonly Extension[] | undefined, nonce: Buffer): boolean {
  const unknown = extensions?.some(
    ({ extnID, critical }) => critical && extnID !== id_pkix_ocsp_nonce,
  )
  if (unknown === true) throw new OcspProblem('het OCSP-antwoord heeft een onbekende uitbreiding')
  const sent = extensions?.find(({ extnID }) => extnID === id_pkix_ocsp_nonce)
  if (sent === undefined) return false
  const value = parse(new Uint8Array(sent.extnValue.buffer), OctetString)
  if (!Buffer.from(value.buffer).equals(nonce))
    throw new OcspProblem('het OCSP-antwoord hoort bij een andere vraag (nonce)')
  return true
}

function matching(responses: readonly SingleResponse[], question: OcspQuestion): SingleResponse {
  const [single, ...more] = responses.filter(({ certID }) => isAbout(certID, question))
  if (single === undefined || more.length > 0)
    throw new OcspProblem('het OCSP-antwoord gaat niet over dit certificaat')
  if (single.singleExtensions?.some(({ critical }) => critical) === true)
    throw new OcspProblem('het OCSP-antwoord heeft een onbekende uitbreiding')
  return single
}

const isAbout = (id: CertID, { authority, serial }: OcspQuestion): boolean =>
  id.hashAlgorithm.algorithm === sha1 &&
  Buffer.from(id.issuerNameHash.buffer).equals(digest(authority.subject)) &&
  Buffer.from(id.issuerKeyHash.buffer).equals(digest(authority.keyOctets)) &&
  Buffer.from(id.serialNumber).toString('hex') === serial

function judgeTimes(single: SingleResponse, context: OcspContext, hasNonce: boolean): void {
  const { now, maxAgeMs } = context
  const thisUpdate = single.thisUpdate.getTime()
  const nextUpdate = single.nextUpdate?.getTime()
  if (thisUpdate > now + clockSkewMs)
    throw new OcspProblem('het OCSP-antwoord begint in de toekomst')
  if (nextUpdate !== undefined && nextUpdate <= now)
    throw new OcspProblem('het OCSP-antwoord is verlopen')
  // Without our nonce it may be an old answer that somebody plays again
  const oldest = nextUpdate === undefined ? clockSkewMs : maxAgeMs
  if ((!hasNonce || nextUpdate === undefined) && now - thisUpdate > oldest)
    throw new OcspProblem('het OCSP-antwoord is te oud')
}

function stateOf({ certStatus }: SingleResponse): RevocationState {
  if (certStatus.revoked !== undefined) return 'ingetrokken'
  return certStatus.good === null && certStatus.unknown === undefined ? 'goed' : 'onbekend'
}

function parse<T>(der: Uint8Array, type: new () => T): T {
  try {
    return AsnConvert.parse(der, type)
  } catch {
    throw new OcspProblem('het OCSP-antwoord is niet te lezen')
  }
}

const digest = (octets: Uint8Array): Buffer => createHash('sha1').update(octets).digest()

const bufferOf = (octets: Uint8Array): ArrayBuffer => Uint8Array.from(octets).buffer
