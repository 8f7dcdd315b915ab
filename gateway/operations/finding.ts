/** One finding of `sluis doctor`. */
import type { PartStatus } from './operators-server.ts'

/** One finding; `melding` says what is so and, when it is not good, what to do. */
export type Finding = PartStatus & { readonly melding: string }

export const good = (onderdeel: string, melding: string): Finding => ({
  onderdeel,
  status: 'goed',
  melding,
})

export const warning = (onderdeel: string, melding: string): Finding => ({
  onderdeel,
  status: 'waarschuwing',
  melding,
})

export const bad = (onderdeel: string, melding: string): Finding => ({
  onderdeel,
  status: 'fout',
  melding,
})

/** A moment as a finding tells it: the day. */
export const date = (at: number): string => new Date(at).toISOString().slice(0, 10)
