/** Whose account a sign-in is. */
import { Refusal } from '../../errors.ts'
import { signedIn } from '../../http/judge/allow.ts'
import type { AllowedSignIn, Asking } from '../../http/judge/allow.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { openAccount } from '../account.ts'
import type { Owner } from '../proof.ts'

/** Codes that end a sign-in or its account; the rest is about an organisation, and this is not. */
const refusing: ReadonlySet<string> = new Set(['SL121', 'SL122', 'SL126', 'SL127', 'SL210'])

/** Whoever signed in with an account, for whatever organisation. */
export const anAccount: Asking<AllowedSignIn> = {
  ...signedIn,
  asked: { dienst: undefined, autorisatie: undefined, niveau: 'tweefactor', eigen: true },
  refuses: (code) => refusing.has(code),
}

/** The account of a sign-in. */
export async function ownerOf(gateway: Gateway, { identity }: AllowedSignIn): Promise<Owner> {
  // A meldcode is of nobody, whatever else is wrong with what it asks.
  if (identity.soort !== 'account') throw new Refusal('SL210')
  const account = await gateway.toegang.store.account(identity.gebruikersnummer)
  if (account === undefined) throw new Refusal('SL122')
  return { account, gegevens: openAccount(gateway.keyring, account) }
}
