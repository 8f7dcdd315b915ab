/** The page of a holder's form, with what is known of its certificate. */
import { basisText } from '../form/merge.ts'
import { statusOf } from '../practice/status.ts'
import { houderPage } from '../pages/houder-page.tsx'
import { newHouderPage } from '../pages/new-houder-page.tsx'
import type { AboutHouder } from '../pages/about-houder.tsx'
import { houderKey } from '../../decision/instantie.ts'
import type { Houder } from '../../decision/instantie.ts'
import type { Shown } from '../form/editor.ts'
import { fieldsOfHouder, shownValues } from './houder-form.ts'
import type { TypedHouder } from './typed-houder.ts'
import { refIn } from '../practice/houder-ref.ts'
import type { HouderRef, TypedRef } from '../practice/houder-ref.ts'
import { doorOf, systemCount } from '../practice/practice.ts'
import type { Practice } from '../practice/practice.ts'

export const houderOf = ({ houders }: Practice, ref: TypedRef): Houder | undefined =>
  houders.get(houderKey(ref.soort, ref.gebruikersnummer))

/** The page of a holder's form with these values; of one who is gone, the form that adds it again. */
export function showHouder(practice: Practice, typed: TypedHouder, shown: Shown): string {
  const { frame, ...troubles } = shown
  const { soort } = typed
  const houder = soort === undefined ? undefined : houderOf(practice, { ...typed, soort })
  if (houder === undefined) return showNew(practice, typed, shown)
  const basis = basisText(fieldsOfHouder(practice, houder))
  const about = aboutOf(practice, houder)
  return houderPage(frame, { ...troubles, about, basis, values: shownValues(practice, typed) })
}

/** The page that adds a holder. */
export function showNew(practice: Practice, typed: TypedHouder, shown: Shown): string {
  const { frame, ...troubles } = shown
  const systeemTaken = systemCount(practice) >= practice.beleid.systeemcertificatenPerAgb
  const values = shownValues(practice, typed)
  const ref = refIn(`${typed.soort ?? ''}/${typed.gebruikersnummer}`)
  const about = ref && aboutOf(practice, ref)
  const known = about?.validTo === undefined ? undefined : about
  return newHouderPage(frame, { ...troubles, about: known, basis: '', values, systeemTaken })
}

/** What is known of the certificate of a holder. */
function aboutOf(practice: Practice, ref: HouderRef): AboutHouder {
  const { houders, seen, policy, judged, lastChange } = practice
  const key = houderKey(ref.soort, ref.gebruikersnummer)
  const certificate = seen.get(key)
  return {
    certificaatNaam: certificate?.naam ?? undefined,
    validTo: certificate?.validTo,
    lastUsedAt: certificate?.lastUsedAt,
    adres: certificate?.adres ?? undefined,
    gewijzigd: lastChange && { at: lastChange.at, door: doorOf(practice, lastChange.door) },
    status: statusOf({
      at: judged.question.at,
      geblokkeerd: houders.get(key)?.geblokkeerd,
      byOperator: policy.blokkades.gebruikersnummers.has(ref.gebruikersnummer),
      validTo: certificate?.validTo,
    }),
  }
}

/** The form of a holder of whom nothing is known. */
export const emptyHouder = (about: Partial<HouderRef>): TypedHouder => ({
  soort: about.soort,
  gebruikersnummer: about.gebruikersnummer ?? '',
  naam: '',
  autorisaties: new Map(),
  tot: new Map(),
  geblokkeerd: false,
  ipAdressen: '',
})
