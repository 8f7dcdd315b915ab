/** The first half of signing in: an address with a password. Until the code nobody learns anything (contract part two, 10). */
import { nobodysNumber } from '../../identity/gebruikersnummer.ts'
import { checkPassword, nobodysRecord } from '../../account/password-hash.ts'
import { readEmail } from '../../account/email.ts'
import type { Answer } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { oneOf } from '../../http/form/own-form.ts'
import type { AccountRow } from '../../store/toegang/account.ts'
import type { Take } from '../../store/store.ts'
import { factorsOf, openAccount } from '../account.ts'
import { beginAttempt } from './attempt.ts'
import { beside } from '../beside.ts'
import { limitTake, network, notLooked } from '../limits.ts'
import { macOf, macsOf } from '../macs.ts'
import { naOf, noteFailed, signInAgain } from './form.ts'
import { readVisitorForm, refusedForm, tooMany } from '../visitor.ts'

/** How long a network is remembered that an account signed in from. */
const knownMs = 30 * 24 * 3600_000

const reasons: Readonly<Record<string, string>> = {
  voorbij: 'Uw aanmelding is voorbij. Meld u opnieuw aan.',
  wachtwoord:
    'Uw nieuwe wachtwoord geldt. Gegevens die met uw oude wachtwoord zijn versleuteld, kunt u niet meer openen: een gemachtigde collega kan dat wel.',
}

/** `GET /aanmelden`. */
export async function showSignIn(gateway: Gateway, visit: Visit): Promise<Answer> {
  const query = new URLSearchParams(visit.target?.query.slice(1) ?? '')
  const na = naOf(query.get('na') ?? '')
  return Promise.resolve(
    signInAgain(gateway, visit, { na, melding: reasons[query.get('reden') ?? ''] }),
  )
}

const wrong = 'Het e-mailadres of het wachtwoord klopt niet.'

/** `POST /aanmelden`: one text, status and time for every cause. */
export async function signIn(gateway: Gateway, visit: Visit): Promise<Answer> {
  const form = await readVisitorForm(gateway, visit, ['email', 'wachtwoord', 'na'])
  const [email, wachtwoord, na] = [
    oneOf(form, 'email'),
    oneOf(form, 'wachtwoord'),
    naOf(oneOf(form, 'na')),
  ]
  gateway.toegang.hashing.demand(visit.address)
  const fold = readEmail(email)?.fold ?? email.trim().toLowerCase().slice(0, 300)
  const account = await gateway.toegang.store.accountOf(macsOf(gateway.keyring, 'adres', fold))
  const giveBack = await countPassword(gateway, visit, { fold, account })
  const gegevens = account && openAccount(gateway.keyring, account)
  const { hashing, scrypt } = gateway.toegang
  const record = gegevens?.wachtwoord ?? nobodysRecord(gateway.randomBytes, scrypt)
  const opened = await hashing
    .run(visit.address, (derive) => checkPassword(wachtwoord.slice(0, 1000), record, derive))
    .catch(notLooked(giveBack))
  if (opened === undefined || account === undefined || gegevens === undefined) {
    if (account !== undefined) beside(gateway, noteFailed(gateway, visit, account, 'wachtwoord'))
    return refusedForm(visit, { code: 'SL123' }, () =>
      signInAgain(gateway, visit, { na, email, fout: wrong }),
    )
  }
  await giveBack()
  return beginAttempt(gateway, visit, {
    account,
    na,
    kanalen: factorsOf(gegevens),
    telefoon: gegevens.telefoon,
  })
}

/** Counts a try before it is looked at; gives how to give it back. Throws SL124 over a limit. */
async function countPassword(
  { toegang, keyring, now }: Gateway,
  { address }: Visit,
  { fold, account }: { readonly fold: string; readonly account: AccountRow | undefined },
): Promise<() => Promise<void>> {
  const at = now()
  const [who, from] = [macOf(keyring, 'adres', fold), network(address)]
  // Also asked for who has no account: it takes time.
  const known = await toegang.store.bekendNetwerk(
    account?.nummer ?? nobodysNumber,
    macsOf(keyring, 'netwerk', from),
    at - knownMs,
  )
  const takes: readonly Take[] = [
    limitTake('wachtwoord', `${who}/${macOf(keyring, 'netwerk', from)}`, at),
    limitTake('netwerk', macOf(keyring, 'netwerk', from), at),
    ...(known ? [] : [limitTake('vreemdUur', who, at), limitTake('vreemdDag', who, at)]),
  ]
  const wait = await toegang.store.neem(takes)
  if (wait > 0) throw tooMany(wait)
  return () => toegang.store.geefTerug(takes.map(({ key }) => key))
}
