/**
 * Forms about several holders do not say what they were made from, only of which version they are: what was changed
 * since tells what a holder was then.
 */
import type { Gateway } from '../../http/exchange/gateway.ts'
import { oneOf } from '../../http/form/own-form.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import type { HouderValue } from '../../store/beheer.ts'
import type { TypedRef } from '../practice/houder-ref.ts'
import type { Practice } from '../practice/practice.ts'
import { valueOf } from './several.ts'

/** Reads what was changed since a form was made. */
export async function withSince(
  { beheer }: Gateway,
  practice: Practice,
  form: FormValues,
): Promise<Practice> {
  const versie = oneOf(form, 'versie')
  const from = /^[0-9]{1,15}$/.test(versie) ? Number(versie) : 0
  if (from >= practice.version) return { ...practice, since: [] }
  return { ...practice, since: await beheer.store.since(practice.self.agbCode, from) }
}

/** Whether any of these holders was changed since. */
export const isMoved = (practice: Practice, refs: readonly TypedRef[]): boolean =>
  refs.some((ref) => firstOf(practice, ref) !== undefined)

/** A holder as it was when the form was made; null: it was not there. */
export function currentBasis(practice: Practice, ref: TypedRef): HouderValue | null {
  const first = firstOf(practice, ref)
  return first === undefined ? valueOf(practice, ref) : first.van
}

function firstOf({ since = [] }: Practice, { soort, gebruikersnummer }: TypedRef) {
  for (const { what } of since) {
    const value = what.soort === 'houder' ? (what.naar ?? what.van) : null
    if (what.soort === 'houder' && value?.soort === soort)
      if (value.gebruikersnummer === gebruikersnummer) return what
  }
  return undefined
}
