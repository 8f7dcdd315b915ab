/** Who signed in, as the store tells it at this moment; and where a browser goes that is not, or not any more. */
import { nobodysNumber } from '../../identity/gebruikersnummer.ts'
import { sha256Hex } from '../../base/hash.ts'
import { noOrganisation } from '../../identity/agb-code.ts'
import { soortenOp } from '../../identity/identity.ts'
import { dutchToday } from '../../base/today.ts'
import type { Aanmelding } from '../../decision/question.ts'
import type { SessieRow } from '../../store/toegang/sessie.ts'
import { cookieOf, cookieValues } from './cookies.ts'
import { dienstOfHost } from '../exchange/dienst-host.ts'
import type { Exchange, Visit } from '../exchange/exchange.ts'
import type { Gateway } from '../exchange/gateway.ts'

/** Without a request for this long a sign-in is over (OWASP ASVS 5.0 7.3.1). */
const idleMs = 30 * 60_000

/** How often at most it is written down that a sign-in was used. */
const noteMs = 60_000

/** Whether somebody signed in without an organisation to act for. */
export const actsForNone = ({ agbCode }: Aanmelding['identity']): boolean =>
  agbCode === noOrganisation

/** What the store finds a cookie's value by. */
export const hashOf = (value: string): string => sha256Hex(value)

/** What is true of a sign-in at this moment, whatever is asked with it. No certificate counts here. */
export async function signInFacts(gateway: Gateway, exchange: Exchange) {
  const at = gateway.now()
  return {
    at,
    today: dutchToday(at),
    middel: 'aanmelding' as const,
    presented: undefined,
    revocation: 'onbekend' as const,
    soorten: soortenOp.toegang,
    aanmelding: await aanmeldingOf(gateway, exchange, at),
  }
}

async function aanmeldingOf(
  gateway: Gateway,
  exchange: Exchange,
  at: number,
): Promise<Aanmelding | undefined> {
  if (cookieValues(exchange, 'sessie').length === 0) return undefined
  const value = cookieOf(exchange, 'sessie')
  const hash = hashOf(value ?? '')
  const row = value === undefined ? undefined : await sessieOf(gateway, exchange, hash)
  return row === undefined ? unknown(hash) : known(gateway, row, at)
}

/** The sign-in that a cookie is of: each host has cookies of its own. */
export const sessieOf = (
  { toegang, policies }: Gateway,
  { host }: Pick<Visit, 'host'>,
  hash: string,
): Promise<SessieRow | undefined> =>
  host !== undefined && dienstOfHost(policies.current().policy.diensten, host) !== undefined
    ? toegang.store.sessieOfDienst(hash, host)
    : toegang.store.sessie(hash)

/** When it is over by itself: unused for a while, or as long as one lasts. */
const endOf = ({ seenAt, endsAt }: SessieRow): number => Math.min(seenAt + idleMs, endsAt)

/** Whether a sign-in ended, by itself or by what somebody did. */
export const isSignInOver = (row: SessieRow, at: number): boolean =>
  row.endedAt !== null || !(at < endOf(row))

async function known(gateway: Gateway, row: SessieRow, at: number): Promise<Aanmelding> {
  const { hash } = row
  const eindigt = endOf(row)
  const beeindigd = row.endedAt !== null
  if (!beeindigd && at < eindigt && at - row.seenAt > noteMs)
    await gateway.toegang.store.gezien(hash, at)
  const who =
    row.soort === 'meldcode' ? await meldcodeOf(gateway, row, at) : await accountOf(gateway, row)
  return {
    identity: {
      soort: row.soort,
      profiel: row.soort,
      gebruikersnummer: row.nummer,
      agbCode: row.agbCode === '' ? noOrganisation : row.agbCode,
      naam: who.naam,
      instantieNaam: undefined,
    },
    sessie: hash,
    eindigt,
    beeindigd: beeindigd || who.weg,
    account: who.account,
    // Of before this was kept: by the one that a dienst may not take.
    factor: row.soort === 'account' ? (row.kanaal ?? 'sms') : undefined,
    beveiligdTot: row.beveiligdTot ?? undefined,
  }
}

type Who = { readonly naam: string | undefined; readonly weg: boolean } & Pick<
  Aanmelding,
  'account'
>

async function accountOf({ toegang }: Gateway, { nummer }: SessieRow): Promise<Who> {
  const account = await toegang.store.account(nummer)
  return {
    naam: account?.naam,
    weg: account === undefined,
    account: account?.staat === 'actief' || account === undefined ? 'bruikbaar' : account.staat,
  }
}

/** Behind a code there is nobody by name; withdrawn, it ends the sign-ins that it began. */
async function meldcodeOf({ toegang }: Gateway, { nummer }: SessieRow, at: number): Promise<Who> {
  return { naam: undefined, weg: !(await toegang.meldcodeGeldt(nummer, at)), account: 'bruikbaar' }
}

/** A value that no sign-in has, or has any more: over, and of nobody. */
const unknown = (sessie: string): Aanmelding => ({
  identity: {
    soort: 'account',
    profiel: 'account',
    gebruikersnummer: nobodysNumber,
    agbCode: noOrganisation,
    naam: undefined,
    instantieNaam: undefined,
  },
  sessie,
  eindigt: 0,
  beeindigd: true,
  account: 'bruikbaar',
  beveiligdTot: undefined,
})

/** A path of this site, as `na` may name one; else undefined. */
export const ownPath = (text: string): string | undefined =>
  /^\/(?![/\\])[!-~]{0,2000}$/.test(text) && !text.includes('\\') ? text : undefined
