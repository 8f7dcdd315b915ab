/** What is kept of organisations, each part by its own store. */
import type { OverdrachtStore } from './overdracht.ts'
import type { ZonderLidStore } from './zonder-lid.ts'
import type { AanmeldingStore } from './aanmelding.ts'
import type { MeldcodeStore } from './meldcode.ts'
import type { LedenStore } from './leden.ts'

export interface OrganisatieStores {
  readonly aanmeldingen: AanmeldingStore
  readonly leden: LedenStore
  readonly meldcodes: MeldcodeStore
  readonly overdrachten: OverdrachtStore
  readonly zonderLid: ZonderLidStore
}
