/** A double of the Vektis AGB API v2, built from its documented addresses, fields and statuses. */
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Json = Readonly<Record<string, unknown>>

export interface AgbApi {
  readonly url: string
  /** What was asked, as `path authorization`. */
  readonly asked: string[]
  /** Documents by path, such as `/v2/zorgverleners/12100001`. */
  readonly documents: Map<string, Json>
  /** Set to answer otherwise than the documents say. */
  answer: ((request: IncomingMessage, response: ServerResponse) => void) | undefined
  stop(): Promise<void>
}

export const zorgverlener = (agbCode: string, change: Json = {}): Json => ({
  agbCode,
  aanvang: '2020-01-01T00:00:00',
  voorletters: 'A.B.',
  tussenvoegsel: 'de',
  achternaam: 'Vries',
  geslacht: { code: 'O', omschrijving: 'Onbekend' },
  geboorteDatum: '1980-01-31T00:00:00',
  zorgsoort: { code: '12', omschrijving: 'Tandartsen' },
  kwalificaties: [{ code: '1200', omschrijving: 'Tandarts', aanvang: '2020-01-01T00:00:00' }],
  erkenningen: [],
  ...change,
})

export const onderneming = (agbCode: string, change: Json = {}): Json => ({
  agbCode,
  aanvang: '2019-05-01T00:00:00',
  handelsnaam: 'Tandartspraktijk De Sluis',
  naam: 'De Sluis',
  statutaireNaam: 'De Sluis B.V.',
  zorgpartijType: { code: 'ONA', omschrijving: 'Onderneming' },
  beheerderVerlenerAgbCode: '12100001',
  zorgsoort: { code: '12', omschrijving: 'Tandartsen' },
  adressen: [],
  communicatiegegevens: [],
  kwalificaties: [],
  erkenningen: [],
  ...change,
})

export async function startAgbApi(): Promise<AgbApi> {
  const documents = new Map<string, Json>()
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`)
    if (api.answer !== undefined) api.answer(request, response)
    else answerDocument(documents.get(request.url ?? ''), response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const api: AgbApi = {
    url: `http://127.0.0.1:${port}`,
    asked,
    documents,
    answer: undefined,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return api
}

function answerDocument(document: Json | undefined, response: ServerResponse): void {
  const known = document !== undefined
  response.writeHead(known ? 200 : 404, {
    'content-type': known ? 'application/json' : 'application/problem+json',
  })
  response.end(JSON.stringify(document ?? { title: 'AGB-code niet gevonden', status: 404 }))
}

/** An onderneming that can be reached, as the API documents addresses and communicatiegegevens. */
export const reachable = (agbCode: string, change: Json = {}): Json =>
  onderneming(agbCode, {
    adressen: [
      {
        ...{ aanvang: '2019-05-01T00:00:00', straat: 'Oever', huisnummer: 7 },
        ...{ huisnummerToevoeging: 'a', postcode: '1234AE', plaats: 'Sluisstad' },
        ...{ land: { code: 'NL' }, type: { code: '1' } },
      },
    ],
    communicatiegegevens: [
      { aanvang: '2019-05-01T00:00:00', gegeven: '0612345678', type: { code: '1' } },
      { aanvang: '2019-05-01T00:00:00', gegeven: 'info@de-sluis.example', type: { code: '2' } },
      { aanvang: '2019-05-01T00:00:00', gegeven: 'https://de-sluis.example', type: { code: '3' } },
    ],
    ...change,
  })
