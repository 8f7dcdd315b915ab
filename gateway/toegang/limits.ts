/** How often what may be tried (contract part two, 10): the one table, on windows that all processes share. */
import { addressGroup } from '../tls/address-group.ts'
import type { Limit, Take } from '../store/store.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const per = (aantal: number, perMs: number): Limit => ({ aantal, perMs })

/** Each with what it counts by. */
export const signInLimits = {
  /** A wrong password: an account from one network. */
  wachtwoord: per(5, 15 * minute),
  /** From networks that the account did not sign in from. */
  vreemdUur: per(20, hour),
  vreemdDag: per(100, day),
  /** From one network, over all accounts. */
  netwerk: per(60, hour),
  codeUur: per(10, hour),
  codeDag: per(20, day),
  meldcode: per(10, 15 * minute),
  smsNummer: per(10, day),
  smsAccount: per(10, day),
  smsNetwerk: per(30, day),
  mailUur: per(5, hour),
  mailDag: per(10, day),
  aanvraag: per(20, hour),
  linkDag: per(20, day),
} as const

export type LimitName = keyof typeof signInLimits

/** Most tries at one code, and most codes sent for one attempt. */
export const perAttempt = { pogingen: 5, codes: 3, tussenMs: 30_000 } as const

/** One of the windows. `by` is a hash, a number or a network: never an address in clear. */
export const limitTake = (name: LimitName, by: string, at: number): Take => ({
  key: `toegang/${name}/${by}`,
  limit: signInLimits[name],
  at,
})

/** What one visitor can take for himself: an IPv4 address, or a /64. */
export const network = (address: string): string => addressGroup(address)

/** A try that was not looked at, for want of room for instance, is given back: it was no wrong one. */
export const notLooked =
  (giveBack: () => Promise<void>) =>
  async (error: unknown): Promise<never> => {
    await giveBack()
    throw error
  }
