/** Whether the AGB register knows a code as an organisation that may register itself for a dienst today. */
import type { Code } from '../errors.ts'
import type { Dienst } from '../decision/dienst.ts'
import { zorgsoortOf } from '../identity/agb-code.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import type { RegisterDetails, RegisterEntry } from '../store/store.ts'

/** A dienst that organisations register themselves for. */
export type DienstMetAanmelden = Dienst & { readonly aanmelden: NonNullable<Dienst['aanmelden']> }

export const hasAanmelden = (dienst: Dienst | undefined): dienst is DienstMetAanmelden =>
  dienst?.aanmelden !== undefined && dienst.toegang?.has('account') === true

/** What may be chosen: all of it from the register, nothing typed. */
export interface Keuzes {
  readonly soort: RegisterEntry['soort']
  readonly namen: readonly string[]
  /** Empty: the register has none. */
  readonly adressen: readonly string[]
  readonly emails: readonly string[]
}

export interface Registered {
  readonly entry: RegisterEntry | undefined
  readonly details: RegisterDetails | undefined
  /** ISO date in Dutch time. */
  readonly today: string
}

/** The choices; SL322: it may not, SL323: nobody can confirm. */
export function admitted(
  dienst: DienstMetAanmelden,
  agbCode: AgbCode,
  { entry, details, today }: Registered,
): Keuzes | Extract<Code, 'SL322' | 'SL323'> {
  if (entry === undefined || !isOpen(entry, today)) return 'SL322'
  const entiteit = details?.entiteit ?? entry.soort
  if (!isAdmitted(dienst, { agbCode, entiteit, soort: entry.soort })) return 'SL322'
  const { namen, adressen, emails } = details ?? noDetails
  if (emails.length === 0) return 'SL323'
  return { soort: entry.soort, namen: namen.length > 0 ? namen : [entry.naam], adressen, emails }
}

const noDetails = { namen: [], adressen: [], emails: [] }

const isAdmitted = (
  { aanmelden, soorten, zorgsoorten }: DienstMetAanmelden,
  {
    agbCode,
    entiteit,
    soort,
  }: Pick<RegisterEntry, 'soort'> & { readonly agbCode: AgbCode; readonly entiteit: string },
): boolean =>
  [...aanmelden.entiteit].some((one) => one === entiteit) &&
  soort !== 'zorgverlener' &&
  soorten.has(soort) &&
  (zorgsoorten?.has(zorgsoortOf(agbCode)) ?? true)

const isOpen = ({ aanvang, einde }: RegisterEntry, today: string): boolean =>
  aanvang <= today && (einde === null || today <= einde)
