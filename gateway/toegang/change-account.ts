/** A change of an account by who has it, whichever way: its row of the audit and the mail about it go with it. */
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { AccountRow } from '../store/toegang/account.ts'
import type { AccountStore } from '../store/toegang/account.ts'
import { mailFor } from './mail.ts'
import { accountEvent } from './visitor.ts'

type Kept = Pick<Parameters<AccountStore['wijzig']>[0], 'naar' | 'eindig' | 'link' | 'paar'>

interface ChangeOfAccount extends Kept {
  /** As it was read: a change of meanwhile would be undone, and an old password be good again. */
  readonly account: AccountRow
  /** Where the mail goes: the address of before. */
  readonly email: string
  /** What was changed, as the mail says it. */
  readonly wat: string
  /** The same as the audit says it. */
  readonly toelichting?: string
}

/** False: somebody else changed it first, or the link was used. */
export async function changeOfAccount(
  gateway: Gateway,
  visit: Visit,
  { account, email, wat, toelichting = wat, ...kept }: ChangeOfAccount,
): Promise<boolean> {
  const { nummer, naam, version } = account
  const at = gateway.now()
  const mails = [mailFor(gateway, email, 'account-gewijzigd', { naam, wat })]
  const changed = await gateway.toegang.store.wijzig({ ...kept, nummer, version, at, mails }, () =>
    accountEvent(visit, at, {
      ...{ gebeurtenis: 'account-wijzigen', actie: 'U', account, toelichting },
    }),
  )
  if (changed === 'verouderd') return false
  gateway.deliveries.accepted()
  return true
}
