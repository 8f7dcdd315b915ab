/** What the portal keeps, in memory only: drafts that Sluis delivered, and the applications made of them. */

/** The fields of the request form, by their names in the form and in an instroom (`verzekerde.bsn`). */
export type ApplicationFields = Readonly<Record<string, string>>

/** The request form's fields, in order, with their labels. */
export const fieldLabels = {
  'instantie.agbCode': 'AGB-code van de praktijk of instelling',
  'zorgverlener.agbCode': 'AGB-code van de zorgverlener',
  'verwijzer.agbCode': 'AGB-code van de verwijzer',
  'verzekerde.bsn': 'BSN',
  'verzekerde.geboortedatum': 'Geboortedatum',
  'verzekerde.uzovi': 'UZOVI-nummer van de zorgverzekeraar',
  'verzekerde.verzekerdennummer': 'Verzekerdennummer',
  'verstrekking.prestatiecodelijst': 'Prestatiecodelijst',
  'verstrekking.prestatiecode': 'Prestatiecode',
  'verstrekking.aantal': 'Aantal',
  'verstrekking.ingangsdatum': 'Ingangsdatum',
  'verstrekking.toelichting': 'Toelichting',
} as const satisfies ApplicationFields

/** What Sluis delivered and nobody has submitted yet. */
export interface Draft {
  readonly id: string
  readonly agb: string
  /** Of the practice's own system; empty when no instroom came before. */
  readonly referentie: string
  readonly fields: ApplicationFields
}

/** An application that was submitted. `at` in milliseconds since the epoch. */
export interface Application extends Draft {
  /** To name it by on the telephone: `MP-000012`. */
  readonly nummer: string
  readonly at: number
  /** Who submitted it. */
  readonly door: string
}

/** All that the portal keeps. */
export interface KeptApplication {
  readonly drafts: Shelf<Draft>
  readonly applications: Shelf<Application>
  readonly nextNummer: () => string
}

/** Numbers in turn, from 1. */
export function createNumbers(): () => string {
  let last = 0
  return () => `MP-${String(++last).padStart(6, '0')}`
}

/** Of a demo nobody needs more; the oldest go first. */
const mostKept = 1000

/** A shelf of things by id that forgets the oldest. */
export interface Shelf<T> {
  put(item: T): void
  find(id: string, agb: string): T | undefined
  list(agb: string): readonly T[]
}

/** Makes a shelf. Finding and listing always take the practice: there is no way to ask without. */
export function createShelf<T extends { readonly id: string; readonly agb: string }>(): Shelf<T> {
  const items = new Map<string, T>()
  return {
    put(item) {
      items.set(`${item.agb}/${item.id}`, item)
      const [oldest] = items.keys()
      if (items.size > mostKept && oldest !== undefined) items.delete(oldest)
    },
    find: (id, agb) => items.get(`${agb}/${id}`),
    list: (agb) => [...items.values()].filter((item) => item.agb === agb).reverse(),
  }
}

/** The form's fields out of a message with groups of fields, such as an instroom; missing ones are empty. */
export function fieldsOf(message: unknown): ApplicationFields {
  return Object.fromEntries(
    Object.keys(fieldLabels).map((name) => {
      const [group = '', field = ''] = name.split('.')
      return [name, textOrEmpty(member(member(message, group), field))]
    }),
  )
}

/** The form's fields out of a submitted form. */
export const submittedFields = (form: URLSearchParams): ApplicationFields =>
  Object.fromEntries(Object.keys(fieldLabels).map((name) => [name, form.get(name) ?? '']))

/** What the employee may still change; the rest stands as the practice's own system delivered it. */
export const isOpenField = (name: string): boolean =>
  ['verstrekking.aantal', 'verstrekking.ingangsdatum', 'verstrekking.toelichting'].includes(name)

/** The fields of an application: as delivered, but for those that may be changed in the form. */
export const mergeApplication = (
  delivered: ApplicationFields | undefined,
  submitted: ApplicationFields,
): ApplicationFields =>
  Object.fromEntries(
    Object.entries(submitted).map(([name, value]) => [
      name,
      isOpenField(name) ? value : (delivered?.[name] ?? value),
    ]),
  )

/** A member of a JSON object, whatever it turns out to be. */
export const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined

/** Text or a number out of a message; anything else is empty. */
export const textOrEmpty = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''
