/** Examples for the OpenAPI document: a message, an answer, and one refusal for each code. */
import { errorEntry, Refusal } from '../errors.ts'
import type { Code, FieldError } from '../errors.ts'
import { steps } from '../decision/steps.ts'
import type { Control, Step } from '../decision/steps.ts'
import type { Json } from '../http/description.ts'
import { problemOf } from '../http/answer/problem.ts'

const minimal = {
  referentie: 'HIS-2026-000123',
  instantie: { agbCode: '12000001' },
  zorgverlener: { agbCode: '12100001' },
  verzekerde: { bsn: '999990019', geboortedatum: '1980-01-31', uzovi: '3332' },
  verstrekking: { prestatiecodelijst: '010', prestatiecode: 'F492A' },
}

/** Messages that pass, of a test person. */
export const messageExamples: Json = {
  minimaal: { summary: 'Alleen de verplichte velden', value: minimal },
  volledig: {
    summary: 'Met alle velden',
    value: {
      ...minimal,
      verzekerde: { ...minimal.verzekerde, verzekerdennummer: 'A123456789' },
      verstrekking: {
        ...minimal.verstrekking,
        aantal: 1,
        ingangsdatum: '2026-12-01',
        toelichting: 'Vervolg op een eerdere behandeling.',
      },
      verwijzer: { agbCode: '12100002' },
      softwarepakket: { naam: 'Demo HIS', versie: '4.2' },
    },
  },
}

const exampleId = '0b9c2f4e-6d1a-4c53-9f0e-2a7d8b6c5e41'

/** An instroom that waits to be opened. */
export const statusExample: Json = {
  summary: 'Klaargezet',
  value: {
    instroomId: exampleId,
    status: 'klaargezet',
    startUrl: `https://portaal.sluis.example/start/${'VOORBEELD'.repeat(5)}`,
    geldigTot: '2026-11-21T20:15:00.000Z',
  },
}

export const meldingExample: Json = {
  summary: 'Aangenomen',
  value: { instroomId: exampleId, status: 'aangenomen', geldigTot: '2026-11-24T20:00:00.000Z' },
}

const fieldOf: Readonly<Partial<Record<Code, FieldError>>> = {
  SL302: { pad: '/verzekerde/uzovi', code: 'SL302', melding: 'heeft niet de verwachte vorm' },
  SL305: { pad: '/instantie/agbCode', code: 'SL305', melding: errorEntry('SL305').title.nl },
  SL306: { pad: '/zorgverlener/agbCode', code: 'SL306', melding: errorEntry('SL306').title.nl },
  SL307: { pad: '/zorgverlener/agbCode', code: 'SL307', melding: errorEntry('SL307').title.nl },
  SL308: { pad: '/verzekerde/bsn', code: 'SL308', melding: errorEntry('SL308').title.nl },
  SL310: { pad: '/verzekerde/bsn', code: 'SL310', melding: errorEntry('SL310').title.nl },
}

/** One example for each code, by code. The list of steps is cut to the one that failed. */
export const examplesOf = (all: readonly Code[]): Json =>
  Object.fromEntries(all.map((code) => [code, exampleOf(code)]))

function exampleOf(code: Code): Json {
  const field = fieldOf[code]
  const refusal = new Refusal(code, { fouten: field === undefined ? [] : [field] })
  return {
    summary: `${code}: ${errorEntry(code).title.nl}`,
    description: 'Van `controles` is hier alleen de stap getoond die mislukte.',
    value: problemOf(refusal, {
      requestId: exampleId,
      controls: failedStep(code),
      language: 'nl',
    }),
  }
}

const failedStep = (code: Code): readonly Control[] =>
  steps
    .filter(({ codes }: Step) => codes.includes(code))
    .map(({ stap, titel }) => ({ stap, titel, uitkomst: 'mislukt', code }))
