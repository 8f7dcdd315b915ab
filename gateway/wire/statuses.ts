/**
 * The one table of answers to what never becomes a request of a route: HTTP itself is wrong, so nothing is judged
 * and there is no code of `errors.ts`; the status says it all. Responses, pages, guide and tests are made from it.
 */
import type { ErrorEntry } from '../errors.ts'

/** One documented status. Texts as in the table of codes. */
type StatusEntry = Pick<ErrorEntry, 'title' | 'detail' | 'wie' | 'actie' | 'herhalen'>

export const statuses = {
  400: {
    title: { nl: 'Verzoek niet te lezen', en: 'Request cannot be read' },
    detail: {
      nl: 'Wat binnenkwam is geen HTTP/1.1-verzoek: de methode, een kopregel, de lengte of een blok klopt niet.',
      en: 'What came in is no HTTP/1.1 request: its method, a header field, its length or a chunk is wrong.',
    },
    wie: 'softwareleverancier',
    actie:
      'Open de pagina opnieuw. Komt dit uit een softwarepakket? Dan moet de maker nakijken hoe het verzoek is opgebouwd.',
    herhalen: false,
  },
  408: {
    title: { nl: 'Verzoek kwam te langzaam', en: 'Request came too slowly' },
    detail: {
      nl: 'Het verzoek was niet op tijd compleet.',
      en: 'The request was not complete in time.',
    },
    wie: 'medewerker',
    actie: 'Controleer uw netwerkverbinding en probeer het opnieuw.',
    herhalen: true,
  },
  413: {
    title: { nl: 'Uitbreidingen van blokken te lang', en: 'Chunk extensions too long' },
    detail: {
      nl: 'Wat bij de blokken (chunks) van het bericht staat, is samen te lang.',
      en: 'The extensions of the chunks of the message are too long together.',
    },
    wie: 'softwareleverancier',
    actie: 'Stuur blokken zonder uitbreidingen (chunk extensions), of het bericht met een lengte.',
    herhalen: false,
  },
  417: {
    title: { nl: 'Onbekende verwachting', en: 'Unknown expectation' },
    detail: {
      nl: 'De kopregel Expect vraagt iets dat hier niet bestaat.',
      en: 'The Expect header field asks for something that is not offered here.',
    },
    wie: 'softwareleverancier',
    actie: 'Laat de kopregel Expect weg, of gebruik 100-continue.',
    herhalen: false,
  },
  431: {
    title: { nl: 'Kopregels te groot', en: 'Header fields too large' },
    detail: {
      nl: 'Adres en kopregels van het verzoek zijn samen groter dan 16 kB. In een browser komt dat bijna altijd door te veel cookies van deze site.',
      en: 'The address and header fields of the request are larger than 16 kB together. In a browser that is nearly always because of too many cookies of this site.',
    },
    wie: 'medewerker',
    actie:
      'Verwijder de cookies van deze site in uw browser en open de pagina opnieuw. Een softwarepakket stuurt minder of kortere kopregels.',
    herhalen: false,
  },
  501: {
    title: { nl: 'Wordt niet ondersteund', en: 'Not supported' },
    detail: {
      nl: 'Het verzoek gebruikt een Transfer-Encoding anders dan chunked, of de methode CONNECT.',
      en: 'The request uses a Transfer-Encoding other than chunked, or the CONNECT method.',
    },
    wie: 'softwareleverancier',
    actie:
      'Stuur het bericht met een lengte of met alleen chunked, niet ingepakt, en zonder CONNECT.',
    herhalen: false,
  },
} as const satisfies Record<number, StatusEntry>

/** A status that is answered before there is a request. */
export type BareStatus = keyof typeof statuses

/** All of them, in order. */
export const bareStatuses = [400, 408, 413, 417, 431, 501] as const satisfies readonly BareStatus[]

/** Where it stands on the page of codes, and what its problem documents refer to. */
export const statusAnchor = (status: BareStatus): string => `http-${String(status)}`
