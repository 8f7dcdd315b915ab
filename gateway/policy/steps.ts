import type { Code } from '../errors.ts'

/**
 * The check steps (controlestappen) in the order they are judged and reported (contract 6). The order is
 * the whole of the rule which code a request gets: the first step that fails.
 */
export const steps = [
  { stap: 'certificaat-aanwezig', titel: 'Certificaat aanwezig' },
  { stap: 'vertrouwd', titel: 'Uitgegeven door een vertrouwde uitgever' },
  { stap: 'geldig', titel: 'Geldig op dit moment' },
  { stap: 'niet-ingetrokken', titel: 'Niet ingetrokken' },
  { stap: 'profiel', titel: 'Past bij een bekend profiel' },
  { stap: 'soort', titel: 'Juiste soort certificaat' },
  { stap: 'blokkade', titel: 'Niet geblokkeerd' },
  { stap: 'adres', titel: 'IP-adres geregistreerd' },
  { stap: 'instantie', titel: 'Instantie aangesloten' },
  { stap: 'overeenkomst', titel: 'Overeenkomst geldig' },
  { stap: 'dienst', titel: 'Dienst open voor de instantie' },
  { stap: 'agb-soort', titel: 'AGB-code van een praktijk of instelling' },
  { stap: 'zorgsoort', titel: 'Zorgsoort toegelaten' },
  { stap: 'autorisatie', titel: 'Autorisatie voldoende' },
  { stap: 'quotum', titel: 'Quotum niet verbruikt' },
  { stap: 'bericht-mediatype', titel: 'Mediatype van het bericht' },
  { stap: 'bericht-grootte', titel: 'Grootte van het bericht' },
  { stap: 'bericht-json', titel: 'Bericht is geldige JSON' },
  { stap: 'bericht-schema', titel: 'Bericht voldoet aan het schema' },
  { stap: 'bericht-bsn', titel: 'BSN juist' },
  { stap: 'bericht-agbcode', titel: 'AGB-code van de instantie in het bericht' },
  { stap: 'bericht-zorgverlener', titel: 'Zorgverlener bestaat' },
  { stap: 'referentie', titel: 'Referentie of link bruikbaar' },
] as const

/** The name of a check step. */
export type StepName = (typeof steps)[number]['stap']

/** The steps a message is judged by, and the reference it makes. */
export type MessageStep = Extract<StepName, `bericht-${string}`>

/** How a step came out. */
export type Outcome = 'geslaagd' | 'mislukt' | 'niet-uitgevoerd'

/** One judged step; `code` is set when it failed, null otherwise. */
export interface Control {
  readonly stap: StepName
  readonly titel: string
  readonly uitkomst: Outcome
  readonly code: Code | null
}
