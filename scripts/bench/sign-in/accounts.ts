/** Accounts to sign in with, put straight in the database: one password, of which the hash is made as it always is. */
import { randomBytes } from 'node:crypto'
import { readEmail } from '../../../gateway/account/email.ts'
import { hashPassword } from '../../../gateway/account/password-hash.ts'
import { drawSecret } from '../../../gateway/account/totp.ts'
import { makeKeyring, readDataKeys } from '../../../gateway/secrets/keys.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import { sealAccount } from '../../../gateway/toegang/account.ts'
import { macOf } from '../../../gateway/toegang/macs.ts'
import type { Ground } from '../../crash/ground.ts'

export interface BenchPeople {
  readonly wachtwoord: string
  /** Of the app, base 32. */
  readonly secret: string
}

export const benchEmail = (n: number): string => `bench${String(n)}@praktijk.example`

export async function makePeople(
  { database: place, env }: Ground,
  count: number,
): Promise<BenchPeople> {
  const read = readDataKeys(env['SLUIS_DATA_KEY'] ?? '')
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const keyring = makeKeyring(read.keys)
  const [password, totp] = [randomBytes(12).toString('base64url'), drawSecret(randomBytes)]
  const { record: wachtwoord } = await hashPassword(password, randomBytes)
  // Of today: who is a member of nothing for long is warned by mail.
  const at = Date.now()
  const row = (n: number): Record<string, unknown> => {
    const [nummer, email] = [String(700_000_000_000 + n), benchEmail(n)]
    return {
      ...{ nummer, naam: 'B. Bench', staat: 'actief', version: 1, created_at: at, changed_at: at },
      adres_mac: macOf(keyring, 'adres', readEmail(email)?.fold ?? email),
      sealed: sealAccount(keyring, nummer, { email, wachtwoord, totp }),
    }
  }
  const database = openDatabase(place, { busyMs: 5_000 })
  try {
    for (let first = 0; first < count; first += 100)
      await database
        .writer('account')
        .insert(Array.from({ length: Math.min(100, count - first) }, (_, i) => row(first + i)))
  } finally {
    await database.close()
  }
  return { wachtwoord: password, secret: totp }
}
