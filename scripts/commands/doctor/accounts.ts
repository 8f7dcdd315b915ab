/** What `sluis doctor` asks of accounts: mobile numbers that several of them have. No number leaves this file. */
import { makeKeyring, readDataKeys } from '../../../gateway/secrets/keys.ts'
import type { Keyring } from '../../../gateway/secrets/keys.ts'
import { allOf } from '../../../gateway/store/rows.ts'
import type { Database } from '../../../gateway/store/database.ts'
import type { AccountRow } from '../../../gateway/store/toegang/account.ts'
import { openAccount } from '../../../gateway/toegang/account.ts'
import { toAccount } from '../../../gateway/toegang/store/account.ts'
import { hasTable } from '../with-database.ts'

/** As many as are in memory at once. */
const pageSize = 1_000

/** Numbers of accounts, grouped by the mobile number they share; none without the data key. */
export async function sharedPhones(
  database: Database,
  dataKey: string | undefined,
): Promise<readonly (readonly string[])[]> {
  const read = readDataKeys(dataKey ?? '')
  if ('problems' in read || !(await hasTable(database, 'account'))) return []
  const keyring = makeKeyring(read.keys)
  const byPhone = new Map<string, string[]>()
  for await (const row of accounts(database)) {
    const phone = phoneOf(keyring, row)
    if (phone !== undefined) byPhone.set(phone, [...(byPhone.get(phone) ?? []), row.nummer])
  }
  return [...byPhone.values()].filter(({ length }) => length > 1)
}

async function* accounts({ reader }: Database): AsyncGenerator<AccountRow> {
  for (let after = ''; ;) {
    const rows = reader('account').where('nummer', '>', after).orderBy('nummer').limit(pageSize)
    const page = (await allOf(rows)).map(toAccount)
    yield* page
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) return
    after = last.nummer
  }
}

/** One that does not open is made with a key that is not there: nothing is known of it. */
function phoneOf(keyring: Keyring, row: AccountRow): string | undefined {
  try {
    return openAccount(keyring, row).telefoon
  } catch {
    return undefined
  }
}
