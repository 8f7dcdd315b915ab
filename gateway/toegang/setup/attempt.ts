/** A set-up on its way: what a browser has chosen and not proved yet. */
import { hashPassword } from '../../account/password-hash.ts'
import { drawSecret } from '../../account/totp.ts'
import { Refusal } from '../../errors.ts'
import { cookieOf } from '../../http/sign-in/cookies.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { hashOf } from '../../http/sign-in/sign-in.ts'
import type { LinkRow } from '../../store/toegang/link.ts'
import type { NewUitdaging, UitdagingRow } from '../../store/toegang/uitdaging.ts'
import { openSetup, sealAttempt } from '../account.ts'
import type { Inrichting } from '../account.ts'
import { sendCode, waitForCode } from '../codes.ts'
import type { SetupChoice } from './choice.ts'
import { drawToken, tooMany } from '../visitor.ts'

export interface Setup {
  readonly row: UitdagingRow
  /** Which led here; undefined: somebody who is signed in registers a factor. */
  readonly link: LinkRow | undefined
  readonly inrichting: Inrichting
}

/** How long one may take over it. */
const setupMs = 30 * 60_000

/** The set-up that a browser is in; throws SL411 when it is over, or another one took its place. */
export async function setupOf(gateway: Gateway, visit: Visit): Promise<Setup> {
  const token = cookieOf(visit, 'poging')
  const row = token === undefined ? undefined : await gateway.toegang.store.uitdaging(hashOf(token))
  const isOver = row === undefined || row.doel !== 'inrichten' || row.endedAt !== null
  if (isOver || gateway.now() >= row.createdAt + setupMs) throw new Refusal('SL411')
  const link = row.link === null ? undefined : await gateway.toegang.store.link(row.link)
  return { row, link, inrichting: openSetup(gateway.keyring, row) }
}

/** Begins one, of a link or within a sign-in; whoever has the token goes on with it. */
export async function newSetup(
  gateway: Gateway,
  { nummer, link, inrichting }: Pick<UitdagingRow, 'nummer' | 'link'> & Pick<Setup, 'inrichting'>,
): Promise<{ readonly token: string; readonly row: NewUitdaging }> {
  const token = drawToken(gateway)
  const hash = hashOf(token)
  const at = gateway.now()
  const row = {
    ...{ hash, doel: 'inrichten' as const, nummer, link, kanaal: null },
    sealed: sealAttempt(gateway.keyring, hash, inrichting),
    ...{ createdAt: at, validUntil: at + setupMs },
  }
  await gateway.toegang.store.nieuweUitdaging(row)
  return { token, row }
}

/** What of an attempt a choice is kept in. */
interface Chosen extends Pick<Setup, 'inrichting'> {
  readonly row: Pick<UitdagingRow, 'hash' | 'nummer' | 'createdAt' | 'sentAt' | 'verstuurd'>
}

/** Keeps what was chosen, as far as it is proved: nothing. Sends the code. */
export async function keepChoice(
  gateway: Gateway,
  visit: Visit,
  { row, inrichting }: Chosen,
  { password, kanaal, telefoon }: SetupChoice,
): Promise<void> {
  const { toegang, keyring, randomBytes } = gateway
  // Before anything is kept: a code that was sent to one number proves no other.
  const wait = telefoon === undefined ? 0 : waitForCode(row, gateway.now())
  if (wait > 0) throw tooMany(wait)
  const hashed =
    password === undefined
      ? undefined
      : await toegang.hashing.run(visit.address, (derive) =>
          hashPassword(password, randomBytes, toegang.scrypt, derive),
        )
  const kept: Inrichting = {
    ...inrichting,
    wachtwoord: hashed?.record ?? inrichting.wachtwoord,
    telefoon,
    totp: kanaal === 'app' ? drawSecret(randomBytes) : undefined,
    totpStap: undefined,
  }
  await toegang.store.vulIn(row.hash, sealAttempt(keyring, row.hash, kept))
  if (telefoon === undefined) return askAppCode(gateway, row)
  return sendCode(gateway, visit, row, { telefoon, nummer: row.nummer ?? undefined })
}

export const askAppCode = ({ toegang }: Gateway, row: Chosen['row']): Promise<void> =>
  toegang.store.verstuur(row.hash, {
    kanaal: 'app',
    codeMac: null,
    sentAt: row.sentAt,
    validUntil: row.createdAt + setupMs,
  })
