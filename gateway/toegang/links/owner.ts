/** Whose account it is: by an address, or by a link. */
import { readEmail } from '../../account/email.ts'
import { Refusal } from '../../errors.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { AccountRow } from '../../store/toegang/account.ts'
import type { LinkRow } from '../../store/toegang/link.ts'
import { macsOf } from '../macs.ts'

/** The account of an address, under whatever data key it was made. */
export const accountAt = (
  { toegang, keyring }: Gateway,
  email: string,
): Promise<AccountRow | undefined> =>
  toegang.store.accountOf(macsOf(keyring, 'adres', readEmail(email)?.fold ?? ''))

export async function accountOfLink(gateway: Gateway, row: LinkRow): Promise<AccountRow> {
  const account = row.nummer === null ? undefined : await gateway.toegang.store.account(row.nummer)
  if (account === undefined) throw new Refusal('SL411')
  return account
}
