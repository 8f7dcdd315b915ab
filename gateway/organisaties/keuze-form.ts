/** The form of the data of an organisation: what may be chosen, what was, and the page of it. */
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { guardOf, oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { AanmeldingRow, Keuze } from '../store/leden/aanmelding.ts'
import type { Keuzes } from './admitted.ts'
import { nieuwPath } from './nieuw.ts'
import type { Own } from './own-aanmelding.ts'
import { keuzePage } from './pages/nieuw-page.tsx'
import type { KeuzeVeld } from './pages/nieuw-page.tsx'
import { organisatieTexts } from './texts.ts'

/** What the page shows beside the aanmelding itself. */
export interface ShownKeuze {
  readonly keuzes: Keuzes
  readonly version: string
  readonly form?: FormValues
  readonly problems?: readonly FieldProblem[]
  readonly isConflict?: boolean
}

/** The page. */
export function keuzeHtml(
  gateway: Gateway,
  visit: Visit,
  own: Own,
  { keuzes, version, form, problems = [], isConflict = false }: ShownKeuze,
): string {
  return keuzePage(frameOf(gateway, visit), {
    guard: guardOf(gateway, own.allowed, { purpose: 'toegang', versie: version }),
    action: `${nieuwPath}/${own.row.id}`,
    dienst: own.dienst.titel,
    agbCode: own.row.agbCode,
    velden: keuzeVelden(own, keuzes, form),
    problems,
    isConflict,
    isAgain: own.staat === 'bevestiging-gevraagd',
  })
}

/** The fields with what may be chosen; one that has no choices is not asked. */
export function keuzeVelden(
  { dienst, row }: Own,
  keuzes: Keuzes,
  form: FormValues | undefined,
): readonly KeuzeVeld[] {
  const { eersteRol, epd } = dienst.aanmelden
  const rollen = new Map(
    eersteRol.map((rol) => [rol, dienst.autorisaties.get(rol)?.omschrijving ?? rol]),
  )
  const fields: readonly Omit<KeuzeVeld, 'gekozen'>[] = [
    { veld: 'naam', label: organisatieTexts.naam, keuzes: keuzes.namen },
    { veld: 'adres', label: organisatieTexts.adres, keuzes: keuzes.adressen },
    {
      veld: 'email',
      label: organisatieTexts.email,
      help: organisatieTexts.emailHelp,
      keuzes: keuzes.emails,
    },
    { veld: 'epd', label: organisatieTexts.epd, keuzes: epd },
    { veld: 'rol', label: organisatieTexts.rol, keuzes: eersteRol, labels: rollen },
  ]
  return fields
    .filter((field) => field.keuzes.length > 0)
    .map((field) => ({ ...field, gekozen: chosenOf(row, field, form) }))
}

function chosenOf(
  row: AanmeldingRow,
  { veld, keuzes }: Omit<KeuzeVeld, 'gekozen'>,
  form: FormValues | undefined,
): string {
  if (form !== undefined) return oneOf(form, veld)
  const before = row[veld as 'naam' | 'adres' | 'email' | 'epd' | 'rol']
  return before ?? (keuzes.length === 1 ? (keuzes[0] ?? '') : '')
}

/** The choices, once each field has one. */
export function keuzeOf(fields: readonly KeuzeVeld[], { soort }: Keuzes, version: string): Keuze {
  const of = (veld: string): string => fields.find((one) => one.veld === veld)?.gekozen ?? ''
  const epd = of('epd')
  return {
    soort,
    naam: of('naam'),
    adres: of('adres'),
    email: of('email'),
    rol: of('rol'),
    registerVersie: version,
    epd: epd === '' ? null : epd,
  }
}
