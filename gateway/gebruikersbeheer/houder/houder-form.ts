/** The form of a holder: what was typed, as it was typed, and what it comes to. Pure. */
import type { Fields } from '../form/merge.ts'
import { changeTexts } from '../pages/beheer-messages.ts'
import { dutchIsoDate } from '../../pages/dates.ts'
import { previewTexts } from '../pages/beheer-form-texts.ts'
import type { GrantField, HouderValues } from '../pages/houder-fields.tsx'
import type { Dienst } from '../../decision/dienst.ts'
import type { Houder } from '../../decision/instantie.ts'
import { oneOf } from '../../http/form/own-form.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import { whyNotOpen } from '../practice/practice.ts'
import type { Practice } from '../practice/practice.ts'
import { isoOrTyped, splitChoice, typedAs } from './typed-houder.ts'
import type { TypedHouder } from './typed-houder.ts'

/** The fields of the form; `autorisatie.` and `tot.` stand for one of each dienst. */
export const houderFields = ['naam', 'autorisatie.', 'tot.', 'geblokkeerd', 'ipAdressen']

/** A holder as its form sends it: what the form is made from. */
export function fieldsOfHouder(practice: Practice, houder: Houder): Fields {
  const values = shownValues(practice, typedAs(houder))
  return fieldsOfValues(values)
}

const fieldsOfValues = (values: HouderValues): Fields => ({
  naam: values.naam,
  ...Object.fromEntries(
    values.autorisaties
      .filter(({ nietBeschikbaar }) => nietBeschikbaar === undefined)
      .flatMap(({ dienst, gekozen, tot }) => [
        [`autorisatie.${dienst}`, gekozen],
        [`tot.${dienst}`, tot],
      ]),
  ),
  geblokkeerd: values.geblokkeerd ? 'ja' : '',
  ...(values.soort === 'systeem' && { ipAdressen: values.ipAdressen }),
})

/** What was sent. What a browser leaves out when it is empty is empty; a choice that was not sent is none. */
export const sentFields = (form: FormValues): Fields => ({
  naam: oneOf(form, 'naam'),
  geblokkeerd: oneOf(form, 'geblokkeerd') === 'ja' ? 'ja' : '',
  ...Object.fromEntries(
    [...form.keys()]
      .filter((name) => name === 'ipAdressen' || /^(?:autorisatie|tot)\./.test(name))
      .map((name) => [
        name,
        name.startsWith('tot.') ? isoOrTyped(oneOf(form, name).trim()) : oneOf(form, name),
      ]),
  ),
})

/** A value of the form in words. */
export function fieldInWords(practice: Practice, veld: string, value: string): string {
  if (veld === 'geblokkeerd') return value === 'ja' ? changeTexts.blocked : changeTexts.open
  if (veld.startsWith('tot.')) return value === '' ? previewTexts.empty : dutchIsoDate(value)
  if (!veld.startsWith('autorisatie.'))
    return value === '' ? previewTexts.empty : `‘${value.trim().replace(/\s*\n\s*/g, ', ')}’`
  const dienst = practice.policy.diensten.get(veld.slice('autorisatie.'.length))
  const words = splitChoice(value).map(
    (naam) => dienst?.autorisaties.get(naam)?.omschrijving ?? naam,
  )
  return words.length === 0 ? changeTexts.noRight : words.join(', ')
}

/** What the form shows of what was typed. */
export const shownValues = (practice: Practice, typed: TypedHouder): HouderValues => ({
  soort: typed.soort ?? 'persoonlijk',
  gebruikersnummer: typed.gebruikersnummer,
  naam: typed.naam,
  autorisaties: [...practice.policy.diensten.values()].map((dienst) =>
    grantField(practice, dienst, typed),
  ),
  geblokkeerd: typed.geblokkeerd,
  ipAdressen: typed.ipAdressen,
})

function grantField(practice: Practice, dienst: Dienst, typed: TypedHouder): GrantField {
  const gekozen = choiceOf(dienst, splitChoice(typed.autorisaties.get(dienst.naam) ?? ''))
  const single = [...dienst.autorisaties.values()].map(({ naam, omschrijving }) => ({
    naam,
    omschrijving,
  }))
  const parts = splitChoice(gekozen).flatMap((naam) => dienst.autorisaties.get(naam) ?? [])
  const together = parts.map(({ omschrijving }) => omschrijving).join(', ')
  return {
    dienst: dienst.naam,
    titel: dienst.titel,
    keuzes: parts.length > 1 ? [...single, { naam: gekozen, omschrijving: together }] : single,
    gekozen,
    tot: typed.tot.get(dienst.naam) ?? '',
    nietBeschikbaar: whyNotOpen(practice, dienst),
  }
}

/** Several autorisaties as one choice: the one that includes all, or else all of them. */
function choiceOf({ autorisaties }: Dienst, names: readonly string[]): string {
  const all = names.find((naam) => names.every((one) => autorisaties.get(naam)?.omvat.has(one)))
  return all ?? names.join('+')
}
