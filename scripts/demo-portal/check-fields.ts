/** What an employee may type in the request form. Whether it makes sense for care is the real portal's business. */
import type { ApplicationFields } from './applications.ts'

/** A field that is wrong, and what to do about it. */
export interface FieldFault {
  readonly veld: string
  readonly melding: string
}

const checks: readonly (readonly [
  veld: string,
  isGood: (value: string) => boolean,
  melding: string,
])[] = [
  [
    'verstrekking.aantal',
    (value) => /^[1-9]\d{0,3}$/.test(value),
    'Vul bij Aantal een heel getal van 1 tot en met 9999 in.',
  ],
  [
    'verstrekking.ingangsdatum',
    isDate,
    'Vul bij Ingangsdatum een datum in die bestaat, zoals 2026-12-01.',
  ],
  [
    'verstrekking.toelichting',
    (value) => value.length <= 1000,
    'Maak de toelichting korter: hoogstens 1000 tekens.',
  ],
]

/** All that is wrong; what is left empty is not. */
export const faultsIn = (fields: ApplicationFields): readonly FieldFault[] =>
  checks
    .filter(([veld, isGood]) => {
      const value = (fields[veld] ?? '').trim()
      return value !== '' && !isGood(value)
    })
    .map(([veld, , melding]) => ({ veld, melding }))

function isDate(value: string): boolean {
  const at = Date.parse(`${value}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === value
}
