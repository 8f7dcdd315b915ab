/** Whether the AGB-code given for a zorgverlener is one, by the AGB register, as of a day. */
import { parseAgbCode, type AgbCode } from '../identity/agb-code.ts'

/** An entry of the register as far as it matters here; dates are ISO and inclusive. */
interface Entry {
  readonly soort: string
  readonly aanvang: string
  readonly einde: string | null
}

/** Looks a code up; undefined when the register does not have it. */
export type RegisterLookup = (agbCode: AgbCode) => Promise<Entry | undefined>

/** SL306: the code does not exist on that day; SL307: it exists, but is not a zorgverlener's. */
export async function judgeZorgverlener(
  register: RegisterLookup,
  text: string,
  today: string,
): Promise<'SL306' | 'SL307' | null> {
  const agbCode = parseAgbCode(text)
  const entry = agbCode && (await register(agbCode))
  if (entry === undefined || today < entry.aanvang) return 'SL306'
  if (entry.einde !== null && entry.einde < today) return 'SL306'
  return entry.soort === 'zorgverlener' ? null : 'SL307'
}
