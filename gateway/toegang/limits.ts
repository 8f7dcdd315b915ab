/** How long, how many, how often (contract part two, 10): the one table. Durations are milliseconds. */
import type { Limit, Take } from '../store/store.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A sign-in without use. */
export const idleMs = 30 * minute
/** A sign-in however it is used. */
export const longestMs = { account: 12 * hour, meldcode: 8 * hour } as const
/** Sign-ins of one account at once. */
export const mostSessions = 5
/** How long an address from which one signed in stays known. */
export const knownAddressMs = 30 * day

/** How long there is for the second factor. */
export const attemptMs = 10 * minute
/** How long there is to set up an account. */
export const setUpMs = 30 * minute
/** How long a code that was sent is good. */
export const codeMs = 5 * minute
/** Codes that may be tried, and sent, in one attempt, and how long between two that are sent. */
export const mostTries = 5
export const mostSent = 3
export const betweenSentMs = 30_000

/** How long a link lives, by its soort. */
export const linkMs = {
  'e-mail-bewijs': day,
  wachtwoord: 30 * minute,
  'e-mail-wijziging': day,
  'factor-herstel': day,
  organisatielink: 90 * day,
} as const

/** How long a mail is tried. */
export const mailMs = day

/** How long what is over stays to be seen and counted. */
export const keptMs = 30 * day

const per = (aantal: number, perMs: number): Limit => ({ aantal, perMs })

/** Each window by its name; what it is of follows it in the key. */
const limits = {
  'wachtwoord-adres-account': per(5, 15 * minute),
  'wachtwoord-onbekend-uur': per(20, hour),
  'wachtwoord-onbekend-dag': per(100, day),
  'wachtwoord-adres': per(60, hour),
  'code-uur': per(10, hour),
  'code-dag': per(20, day),
  meldcode: per(10, 15 * minute),
  'sms-nummer': per(10, day),
  'sms-account': per(10, day),
  'sms-adres': per(30, day),
  'mail-uur': per(5, hour),
  'mail-dag': per(10, day),
  aanvragen: per(20, hour),
  'link-dag': per(20, day),
} as const satisfies Record<string, Limit>

export type LimitName = keyof typeof limits

/** One count in a window. */
export const takeOf = (name: LimitName, of: string, at: number): Take => ({
  key: `toegang/${name}/${of}`,
  limit: limits[name],
  at,
})

/** A count in the window of all text messages of a day. */
export const smsTake = (aantal: number, at: number): Take => ({
  key: 'toegang/sms-alles',
  limit: { aantal, perMs: day },
  at,
})
