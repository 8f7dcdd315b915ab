/** What was typed of a holder, as it was typed; and a holder as its form begins. */
import type { Houder } from '../../decision/instantie.ts'
import { oneOf } from '../../http/form/own-form.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import type { Soort } from '../../identity/identity.ts'
import type { HouderRef } from '../practice/houder-ref.ts'

/** What was typed. */
export interface TypedHouder {
  readonly soort: Soort | undefined
  readonly gebruikersnummer: string
  readonly naam: string
  /** By dienst; what was chosen, in the spelling of {@link choiceOf}. */
  readonly autorisaties: ReadonlyMap<string, string>
  /** By dienst; the last day, as it was typed. */
  readonly tot: ReadonlyMap<string, string>
  readonly geblokkeerd: boolean
  readonly ipAdressen: string
}

/** What was typed in a form; `about` for one whose holder is in its address. */
export function typedHouder(form: FormValues, about?: HouderRef): TypedHouder {
  const soort = oneOf(form, 'soort')
  return {
    soort: about?.soort ?? (soort === 'persoonlijk' || soort === 'systeem' ? soort : undefined),
    gebruikersnummer: about?.gebruikersnummer ?? oneOf(form, 'gebruikersnummer').trim(),
    naam: oneOf(form, 'naam').trim(),
    autorisaties: byDienst(form, 'autorisatie.'),
    tot: new Map([...byDienst(form, 'tot.')].map(([naam, day]) => [naam, isoOrTyped(day)])),
    geblokkeerd: oneOf(form, 'geblokkeerd') === 'ja',
    ipAdressen: oneOf(form, 'ipAdressen').replace(/\r\n?/g, '\n'),
  }
}

const byDienst = (form: FormValues, prefix: string): ReadonlyMap<string, string> =>
  new Map(
    [...form.keys()]
      .filter((name) => name.startsWith(prefix))
      .map((name) => [name.slice(prefix.length), oneOf(form, name).trim()]),
  )

/** A holder as its form begins. */
export const typedAs = (houder: Houder): TypedHouder => ({
  soort: houder.soort,
  gebruikersnummer: houder.gebruikersnummer,
  naam: houder.naam ?? '',
  autorisaties: new Map([...houder.autorisaties].map(([dienst, list]) => [dienst, list.join('+')])),
  tot: houder.tot ?? new Map(),
  geblokkeerd: houder.geblokkeerd,
  ipAdressen: houder.ipAdressen.map(({ text }) => text).join('\n'),
})

/** However a day was typed, it is compared as an ISO date. */
export const isoOrTyped = (typed: string): string => isoDateOf(typed) ?? typed

export const splitChoice = (choice: string): readonly string[] =>
  choice === '' ? [] : choice.split('+')

/** An ISO date, also of one typed as 31-12-2030; undefined: it is none. */
export function isoDateOf(typed: string): string | undefined {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})-(\d{1,2})-(\d{4})$/.exec(typed) ?? []
  const iso = year === '' ? typed : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso)) return undefined
  const at = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : undefined
}
