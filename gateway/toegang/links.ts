/**
 * Links in mails: base64url of the data key's id, the soort, the link's UUID and an HMAC over them, so that a forged
 * one never reaches the store and a token of one soort is none of another. Opening one changes nothing, ever.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Gateway } from '../http/gateway.ts'
import { paths } from '../pages/paths.ts'
import type { KeySet, Keyring } from '../secrets/keys.ts'
import { open, seal } from '../secrets/seal.ts'
import { linkSoorten } from '../store/toegang.ts'
import type { LinkRow, LinkSoort, NewLink } from '../store/toegang.ts'
import { emailMac } from './macs.ts'

/** What a link says, sealed. */
export interface LinkInhoud {
  readonly email: string
  readonly emailFold: string
  readonly naam: string
  /** E.164, when who invites gave it: it cannot be changed on the way. */
  readonly telefoon?: string | undefined
}

/** Which link of the store a token names. */
export interface ReadLink {
  readonly id: string
  readonly soort: LinkSoort
}

const headLength = 4 + 1 + 16
const macLength = 15
/** 36 bytes are 48 characters without spare bits: every token has one spelling. */
const spelling = /^[A-Za-z0-9_-]{48}$/

export function linkToken(keys: KeySet, { id, soort }: ReadLink): string {
  const head = Buffer.concat([
    Buffer.from(keys.id, 'hex'),
    Buffer.from([linkSoorten.indexOf(soort)]),
    Buffer.from(id.replaceAll('-', ''), 'hex'),
  ])
  return Buffer.concat([head, macOf(keys, head)]).toString('base64url')
}

/** Undefined when this gateway did not make it. */
export function readLinkToken(keyring: Keyring, text: string): ReadLink | undefined {
  if (!spelling.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64url')
  const head = bytes.subarray(0, headLength)
  const keys = keyring.byId(head.subarray(0, 4).toString('hex'))
  const soort = linkSoorten[head[4] ?? linkSoorten.length]
  if (keys === undefined || soort === undefined) return undefined
  if (!timingSafeEqual(bytes.subarray(headLength), macOf(keys, head))) return undefined
  return { id: uuidOf(head.subarray(5).toString('hex')), soort }
}

const macOf = (keys: KeySet, head: Buffer): Buffer =>
  createHmac('sha256', keys.link).update(head).digest().subarray(0, macLength)

const uuidOf = (hex: string): string =>
  [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => hex.slice(from, to))
    .join('-')

/** Whether a link can still be used. */
export const isLive = ({ usedAt, revokedAt, validUntil }: LinkRow, at: number): boolean =>
  usedAt === null && revokedAt === null && at < validUntil

/** A link to make. */
export type LinkMaking = Pick<NewLink, 'soort' | 'createdAt' | 'validUntil'> &
  Partial<Pick<NewLink, 'ref' | 'agbCode' | 'dienst'>> & { readonly inhoud: LinkInhoud }

/** The row of a new link, and the address that a mail names. */
export function newLink(
  { keyring, newId, toegang }: Pick<Gateway, 'keyring' | 'newId' | 'toegang'>,
  { inhoud, ref = null, agbCode = null, dienst = null, ...rest }: LinkMaking,
): { readonly row: NewLink; readonly url: string } {
  const keys = keyring.current
  const id = newId()
  const row: NewLink = {
    ...{ id, ref, agbCode, dienst, ...rest },
    adresMac: emailMac(keys, inhoud.emailFold),
    sealed: seal({ keys, use: 'message' }, `link ${id}`, Buffer.from(JSON.stringify(inhoud))),
  }
  return { row, url: `${toegang.url}${paths.link}/${linkToken(keys, row)}` }
}

/** What a link says; undefined when its key is not there. */
export function inhoudOf(keyring: Keyring, { id, sealed }: LinkRow): LinkInhoud | undefined {
  const opened = open({ keyring, use: 'message' }, `link ${id}`, sealed)
  return opened && (JSON.parse(opened.toString()) as LinkInhoud)
}
