/** "Wat ziet deze gebruiker nu" of an account: a sign-in of this moment, judged as the toegang listener judges one. */
import type { Allowed } from '../http/judge/allow.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { AccountRow } from '../store/toegang/account.ts'
import { factorsOf, openAccount } from '../toegang/account.ts'
import { explainSignIn } from '../workbench/explain.ts'
import { asksAll, signInNow } from '../workbench/sign-in-now.ts'
import { dienstNow } from './now.ts'
import type { HolderNow, Now } from './now.ts'

/** At the diensten an account may use at all. */
export function explainAccountNow(
  gateway: Gateway,
  { policy, at, judged: { set } }: Allowed,
  { agbCode }: Pick<HolderNow, 'agbCode'>,
  account: AccountRow,
): Now {
  // With two of them nobody knows by which it will be.
  const [factor, other] = factorsOf(openAccount(gateway.keyring, account))
  const aanmelding = signInNow({
    ...{ soort: 'account', agbCode, gebruikersnummer: account.nummer },
    account: account.staat === 'actief' ? 'bruikbaar' : account.staat,
    factor: other === undefined ? factor : undefined,
    ...{ beveiligd: false, beeindigd: false },
  })
  const diensten = [...policy.diensten.values()].filter(({ toegang }) => toegang?.has('account'))
  return {
    ...{ gezien: false, geldigTot: undefined },
    diensten: diensten.map((one) =>
      dienstNow(one, (dienst, autorisatie) => {
        const asked = asksAll(policy, dienst, { autorisatie, soort: 'account' }).first
        return explainSignIn({ set, at, aanmelding, asked })
      }),
    ),
  }
}
