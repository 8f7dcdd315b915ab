/** What the management page of an organisation's members shows. */
import type { ComponentChildren } from 'preact'
import type { Choice } from '../../pages/form-fields.tsx'
import type { FieldProblem, FormGuard } from '../../pages/frame.ts'

export interface LidView {
  readonly naam: string
  readonly nummer: string
  readonly rollen: readonly string[]
  readonly machtigingen: readonly string[]
  readonly staat: string
}

export interface UitnodigingView {
  readonly id: string
  readonly naam: string
  readonly email: string
  readonly rol: string
  readonly staat: string
  readonly createdAt: number
  /** The mail could not be delivered. */
  readonly onbestelbaar: boolean
}

export interface TypedInvite {
  readonly naam: string
  readonly email: string
  readonly telefoon: string
  readonly rol: string
}

export interface LedenView {
  readonly guard: FormGuard
  /** Where the page is; forms are below it. */
  readonly base: string
  readonly organisatie: string
  readonly dienst: string
  readonly leden: readonly LidView[]
  /** Whether there are ticks beside the role. */
  readonly kentMachtigingen: boolean
  readonly aanvragen: readonly UitnodigingView[]
  readonly rollen: readonly Choice[]
  readonly telefoonVerplicht: boolean
  readonly telefoonGevraagd: boolean
  readonly typed: TypedInvite
  readonly problems: readonly FieldProblem[]
  /** The link to copy; null: none was made; undefined: this dienst has none. */
  readonly link: string | null | undefined
  /** Whether there is a page of its EPD-koppeling. */
  readonly koppelt: boolean
  /** Whether participants can be handed over to a colleague. */
  readonly draagtOver: boolean
  /** What a feature adds: meldcodes. */
  readonly more?: ComponentChildren
}
