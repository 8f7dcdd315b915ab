/** An invitation: who is invited is sealed, and found again by a keyed hash of the address. */
import { isAllSeen } from '../base/visible.ts'
import type { Keyring } from '../secrets/keys.ts'
import { openSealed, seal } from '../secrets/seal.ts'
import type { UitnodigingRow } from '../store/leden/leden.ts'
import { macOf } from '../toegang/macs.ts'

export interface Genodigde {
  readonly naam: string
  readonly email: string
  readonly emailFold: string
  /** E.164; undefined: none was given. */
  readonly telefoon?: string | undefined
}

const maxName = 100

/** Whether somebody may be called so in a mail. */
export const isName = (text: string): boolean =>
  text !== '' && text.length <= maxName && isAllSeen(text)

const sealedFor = (id: string): string => `uitnodiging ${id}`

export const newUitnodiging = (
  keyring: Keyring,
  wie: Genodigde,
  row: Omit<UitnodigingRow, 'staat' | 'adresMac' | 'sealed' | 'changedAt'>,
): UitnodigingRow => ({
  ...row,
  staat: 'uitgenodigd',
  changedAt: row.createdAt,
  adresMac: macOf(keyring, 'adres', wie.emailFold),
  sealed: seal(
    { keys: keyring.current, use: 'message' },
    sealedFor(row.id),
    Buffer.from(JSON.stringify(wie)),
  ),
})

/** Undefined: its key is not there any more. */
export function openUitnodiging(
  keyring: Keyring,
  { id, sealed }: Pick<UitnodigingRow, 'id' | 'sealed'>,
): Genodigde | undefined {
  const opened = openSealed({ keyring, use: 'message' }, sealedFor(id), sealed)
  return opened && (JSON.parse(opened.toString()) as Genodigde)
}

/** One that waits too long has run out, whether or not anybody noted it. */
export const uitnodigingStaat = (
  { staat, validUntil }: Pick<UitnodigingRow, 'staat' | 'validUntil'>,
  at: number,
): string => (staat === 'uitgenodigd' && at >= validUntil ? 'verlopen' : staat)
