/** Codes of the second factor: sent by text message, or read from an app. */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import { logTexts } from '../base/log-texts.ts'
import { timingSafeEqual } from 'node:crypto'
import { checkTotp } from '../account/totp.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import { dutchTime } from '../pages/dates.ts'
import type { UitdagingRow } from '../store/toegang/uitdaging.ts'
import { network, perAttempt, limitTake } from './limits.ts'
import { macOf, macsOf } from './macs.ts'
import { tooMany } from './visitor.ts'

/** How long a code is good. */
const codeMs = 5 * 60_000

const drawCode = ({ toegang }: Gateway): string =>
  Array.from({ length: 6 }, () => String(toegang.randomInt(10))).join('')

/** For whom: the number, and the account when there is one. */
interface Receiver {
  readonly telefoon: string
  readonly nummer: string | undefined
}

const day = 24 * 3600_000

/** Why another code for this attempt has to wait; 0: it has not. */
export function waitForCode(row: Pick<UitdagingRow, 'verstuurd' | 'sentAt'>, at: number): number {
  if (row.verstuurd >= perAttempt.codes) return codeMs
  return row.sentAt === null ? 0 : Math.max(0, row.sentAt + perAttempt.tussenMs - at)
}

/**
 * Sends a code by text message, beside the request: how long it takes says nothing. One that could not be sent leaves
 * the attempt without a code, which its page tells. Throws SL124 over a limit.
 */
export async function sendCode(
  gateway: Gateway,
  visit: Visit,
  { hash }: Pick<UitdagingRow, 'hash'>,
  { telefoon, nummer }: Receiver,
): Promise<void> {
  const { toegang, keyring, now, log } = gateway
  const at = now()
  const wait = await toegang.store.neem([
    limitTake('smsNummer', macOf(keyring, 'adres', telefoon), at),
    ...(nummer === undefined
      ? [limitTake('smsNetwerk', network(visit.address), at)]
      : [limitTake('smsAccount', nummer, at)]),
  ])
  if (wait > 0) throw tooMany(wait)
  const code = drawCode(gateway)
  const sent = { kanaal: 'sms' as const, sentAt: at, validUntil: at + codeMs }
  await toegang.store.verstuur(hash, {
    ...sent,
    codeMac: macOf(keyring, 'code', `${hash} ${code}`),
  })
  const failed = async (): Promise<void> => {
    await toegang.store.verstuur(hash, { ...sent, codeMac: null })
  }
  dispatch(gateway, { telefoon, code, hash, at }).then(
    (ok) => (ok ? undefined : failed()),
    (fout: unknown) => {
      log.error({ fout }, logTexts.smsFailed)
    },
  )
}

async function dispatch(
  gateway: Gateway,
  sending: { telefoon: string; code: string; hash: string; at: number },
): Promise<boolean> {
  const uitkomst = await outcomeOf(gateway, sending)
  gateway.metrics.sms(uitkomst)
  if (uitkomst !== 'aangenomen') gateway.log.warn({ uitkomst }, logTexts.smsFailed)
  return uitkomst === 'aangenomen'
}

async function outcomeOf(
  { toegang }: Gateway,
  { telefoon, code, hash, at }: { telefoon: string; code: string; hash: string; at: number },
): Promise<Parameters<Gateway['metrics']['sms']>[0]> {
  const perDay = { aantal: toegang.smsPerDay, perMs: day }
  const wait = await toegang.store.neem([{ key: 'toegang/sms', limit: perDay, at }])
  if (wait > 0) return 'dagmaximum'
  const tekst = `Uw code voor Sluis is ${code}. Hij werkt tot ${dutchTime(at + codeMs)}. Geef hem aan niemand.`
  const referentie = hash.slice(0, 16)
  return (await toegang.notifier.sms?.({ telefoon, tekst, referentie })) ?? 'niet-ingesteld'
}

/** Whether a text message code is the one that was sent for this attempt. */
export function isSentCode(
  { keyring }: Gateway,
  { hash, codeMac, validUntil }: Pick<UitdagingRow, 'hash' | 'codeMac' | 'validUntil'>,
  { code, at }: { readonly code: string; readonly at: number },
): boolean {
  if (codeMac === null || at >= validUntil || !/^[0-9]{6}$/.test(code)) return false
  const kept = Buffer.from(codeMac)
  return macsOf(keyring, 'code', `${hash} ${code}`).some((mac) => {
    const made = Buffer.from(mac)
    return made.length === kept.length && timingSafeEqual(made, kept)
  })
}

/** Counts a code of an account before it is looked at; gives how to give it back. Throws SL124 over a limit. */
export async function countCode(
  { toegang, now }: Gateway,
  nummer: string,
): Promise<() => Promise<void>> {
  const at = now()
  const takes = [limitTake('codeUur', nummer, at), limitTake('codeDag', nummer, at)]
  const wait = await toegang.store.neem(takes)
  if (wait > 0) throw tooMany(wait)
  return () => toegang.store.geefTerug(takes.map(({ key }) => key))
}

/** Whether a code of an account's app is right; its step is then used up. */
export async function takeAppCode(
  { toegang, now }: Gateway,
  account: {
    readonly nummer: Gebruikersnummer
    readonly totpStap: number | null
    readonly totp: string
  },
  code: string,
): Promise<boolean> {
  const { nummer, totp, totpStap } = account
  const step = checkTotp({ secret: totp, code, at: now(), lastStep: totpStap })
  return step !== undefined && toegang.store.neemStap(nummer, step)
}
