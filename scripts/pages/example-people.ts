/** The invented people and the moment of the example pages. */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import type { Frame } from '../../gateway/pages/frame.ts'

/** Draws one page in one state. */
export type Render = (frame: Frame) => string

/** The moment of the examples: 21 November 2026, 22:05 in the Netherlands. */
export const exampleNow = Date.parse('2026-11-21T21:05:00Z')

export const minute = 60_000
export const aDay = 1440 * minute
export const guard = { csrf: 'voorbeeld', versie: '7' }
export const vries = { naam: 'A. de Vries', gebruikersnummer: gebruikersnr('10000001') }
export const jansen = { naam: 'B. Jansen', gebruikersnummer: gebruikersnr('10000002') }
export const bakker = { naam: 'C. Bakker', gebruikersnummer: gebruikersnr('10000005') }
export const portal = 'Machtigingenportaal'
export const submitTitle = 'Machtigingen indienen en raadplegen'
export const view = 'Machtigingen raadplegen'
