/** How to meet what is judged of a message: the good client, one thing wrong. */
import type { KitRoute } from './kit-request.ts'
import { message, kitPost, verstrekking, verzekerde } from './kit-request.ts'

export const messageRoutes = {
  SL301: {
    uitleg: 'Stuur een bericht dat geen geldige JSON is, bijvoorbeeld met tweemaal dezelfde naam.',
    verzoeken: [
      kitPost(
        { verwacht: 'SL301', naam: 'dubbele naam' },
        { bericht: '{ "referentie": "a", "referentie": "b" }' },
      ),
    ],
  },
  SL302: {
    uitleg: 'Laat een verplicht veld weg of geef een veld een verkeerde vorm.',
    verzoeken: [
      kitPost(
        { verwacht: 'SL302', naam: 'verkeerd veld' },
        { bericht: message({ verzekerde: { ...verzekerde, uzovi: '33' } }) },
      ),
    ],
  },
  SL303: {
    uitleg: 'Stuur een bericht van meer dan 64 KiB.',
    verzoeken: [
      kitPost(
        { verwacht: 'SL303', naam: 'te groot' },
        { bericht: message({ verstrekking: { ...verstrekking, toelichting: '{{vulling}}' } }) },
      ),
    ],
  },
  SL304: {
    uitleg: 'Stuur het bericht met een ander mediatype dan application/json.',
    verzoeken: [
      kitPost(
        { verwacht: 'SL304', naam: 'verkeerd mediatype' },
        { kopregels: { 'content-type': 'text/plain' } },
      ),
    ],
  },
  SL305: {
    uitleg: 'Zet de AGB-code van een andere praktijk in het bericht (12000002).',
    verzoeken: [
      kitPost(
        { verwacht: 'SL305', naam: 'andere agb' },
        { bericht: message({ instantie: { agbCode: '12000002' } }) },
      ),
    ],
  },
  SL306: {
    uitleg: 'Noem een zorgverlener die niet bestaat (12999999), of niet meer (12100004).',
    verzoeken: [
      kitPost(
        { verwacht: 'SL306', naam: 'zorgverlener bestaat niet' },
        { bericht: message({ zorgverlener: { agbCode: '12999999' } }) },
      ),
    ],
  },
  SL307: {
    uitleg: 'Noem als zorgverlener de AGB-code van een praktijk (12000001).',
    verzoeken: [
      kitPost(
        { verwacht: 'SL307', naam: 'agb van praktijk als zorgverlener' },
        { bericht: message({ zorgverlener: { agbCode: '12000001' } }) },
      ),
    ],
  },
  SL308: {
    uitleg: 'Stuur een BSN dat niet aan de elfproef voldoet (999990018).',
    verzoeken: [
      kitPost(
        { verwacht: 'SL308', naam: 'bsn onjuist' },
        { bericht: message({ verzekerde: { ...verzekerde, bsn: '999990018' } }) },
      ),
    ],
  },
  SL310: {
    uitleg: 'Stuur een BSN dat wel klopt, maar niet met 9999 begint (123456782).',
    verzoeken: [
      kitPost(
        { verwacht: 'SL310', naam: 'geen testpersoon' },
        { bericht: message({ verzekerde: { ...verzekerde, bsn: '123456782' } }) },
      ),
    ],
  },
} satisfies Record<string, KitRoute>
