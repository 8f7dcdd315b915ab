/** Proving again who one is, within a sign-in: the password and a code of the second factor (OWASP ASVS 5.0 7.5.1). */
import { checkPassword } from '../account/password-hash.ts'
import type { OpenedPassword } from '../account/password-hash.ts'
import { Refusal } from '../errors.ts'
import { cookieOf, setCookie } from '../http/sign-in/cookies.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { hashOf } from '../http/sign-in/sign-in.ts'
import type { AccountRow } from '../store/toegang/account.ts'
import type { UitdagingRow } from '../store/toegang/uitdaging.ts'
import { sealAttempt } from './account.ts'
import type { AccountGegevens } from './account.ts'
import { countCode, isSentCode, sendCode, takeAppCode, waitForCode } from './codes.ts'
import { limitTake, network, notLooked, perAttempt } from './limits.ts'
import { macOf } from './macs.ts'
import { drawToken, tooMany } from './visitor.ts'

export interface Owner {
  readonly account: AccountRow
  readonly gegevens: AccountGegevens
}

/** What the password opens; a wrong one counts as one of signing in. Throws SL124 over a limit. */
export async function openWithPassword(
  { toegang, keyring, now }: Gateway,
  { address }: Visit,
  { account, gegevens }: Owner,
  huidig: string,
): Promise<OpenedPassword | undefined> {
  toegang.hashing.demand(address)
  const at = now()
  const from = macOf(keyring, 'netwerk', network(address))
  const takes = [
    limitTake('wachtwoord', `${account.adresMac}/${from}`, at),
    limitTake('netwerk', from, at),
  ]
  const wait = await toegang.store.neem(takes)
  if (wait > 0) throw tooMany(wait)
  const giveBack = () => toegang.store.geefTerug(takes.map(({ key }) => key))
  const opened = await toegang.hashing
    .run(address, (derive) => checkPassword(huidig.slice(0, 1000), gegevens.wachtwoord, derive))
    .catch(notLooked(giveBack))
  if (opened !== undefined) await giveBack()
  return opened
}

/** What the password opens when both are right. A code is taken once. */
export async function isProved(
  gateway: Gateway,
  visit: Visit,
  owner: Owner,
  { huidig, code }: { readonly huidig: string; readonly code: string },
): Promise<OpenedPassword | undefined> {
  const opened = await openWithPassword(gateway, visit, owner, huidig)
  if (opened === undefined) return undefined
  return (await isRightCode(gateway, visit, owner, code)) ? opened : undefined
}

/** Whether a code is the one of the app, or the one that was sent; it is counted, and taken once. Throws SL124 over a limit. */
export async function isRightCode(
  gateway: Gateway,
  visit: Visit,
  { account, gegevens: { totp }, link }: Owner & Pick<Asked, 'link'>,
  code: string,
): Promise<boolean> {
  const giveBack = await countCode(gateway, account.nummer)
  const isRight =
    (totp !== undefined && (await takeAppCode(gateway, { ...account, totp }, code))) ||
    (await takeSentCode(gateway, visit, { account, link }, code))
  if (isRight) await giveBack()
  return isRight
}

/** Of whom a code is asked, and by the link of a mail or else in a browser that signed in. */
interface Asked {
  readonly account: AccountRow
  readonly link?: string | undefined
}

/**
 * The attempt that a code was sent for: of a link there is one, whatever browser opened it, so that what presses its
 * buttons in many has one code sent. It is of no use for signing in.
 */
async function attemptOf(
  { toegang: { store } }: Gateway,
  visit: Visit,
  { account, link }: Asked,
): Promise<UitdagingRow | undefined> {
  const cookie = cookieOf(visit, 'poging')
  const byCookie = () => (cookie === undefined ? undefined : store.uitdaging(hashOf(cookie)))
  const row = await (link === undefined ? byCookie() : store.uitdagingVan(link))
  const isOpen = row?.doel === 'bevestigen' && row.nummer === account.nummer && row.endedAt === null
  return isOpen ? row : undefined
}

/** Whether it is the code that was sent. */
async function takeSentCode(
  gateway: Gateway,
  visit: Visit,
  asked: Asked,
  code: string,
): Promise<boolean> {
  const at = gateway.now()
  const open = await attemptOf(gateway, visit, asked)
  const row = open && (await gateway.toegang.store.poging(open.hash))
  if (row === undefined || row.pogingen > perAttempt.pogingen) return false
  if (!isSentCode(gateway, row, { code, at })) return false
  await gateway.toegang.store.eindigUitdaging(row.hash, at)
  return true
}

/** Sends a code to the number of the account; gives the cookies of its attempt. */
export async function sendProof(
  gateway: Gateway,
  visit: Visit,
  { account, gegevens }: Owner,
  link?: string,
): Promise<readonly string[]> {
  const { telefoon } = gegevens
  if (telefoon === undefined) throw new Refusal('SL125')
  const { toegang, keyring } = gateway
  const at = gateway.now()
  const before = await attemptOf(gateway, visit, { account, link })
  const wait = before === undefined ? 0 : waitForCode(before, at)
  if (wait > 0) throw tooMany(wait)
  const receiver = { telefoon, nummer: account.nummer }
  if (before !== undefined) {
    await sendCode(gateway, visit, before, receiver)
    return []
  }
  const token = drawToken(gateway)
  const hash = hashOf(token)
  await toegang.store.nieuweUitdaging({
    ...{ hash, doel: 'bevestigen', nummer: account.nummer, link: link ?? null, kanaal: 'sms' },
    sealed: sealAttempt(keyring, hash, { na: '/account' }),
    ...{ createdAt: at, validUntil: at + 10 * 60_000 },
  })
  await sendCode(gateway, visit, { hash }, receiver)
  return link === undefined ? [setCookie('poging', token)] : []
}
