/** How to meet what depends on what went before, or on the request itself. */
import type { KitRoute } from './kit-request.ts'
import { ask, diensten, message, kitPost, kitPrepare } from './kit-request.ts'

const own = (dienst: string = diensten.gewoon): string => `/v1/instroom/${dienst}/{{instroomId}}`

export const stateRoutes = {
  SL208: {
    uitleg: `Dienst \`${diensten.quotum}\` neemt twee verzoeken per minuut aan: bied er drie aan.`,
    verzoeken: [
      kitPrepare(diensten.quotum),
      kitPrepare(diensten.quotum),
      kitPost(
        { verwacht: 'SL208', naam: 'derde in een minuut' },
        { pad: `/v1/instroom/${diensten.quotum}` },
      ),
    ],
  },
  SL311: {
    uitleg: 'Bied een referentie nog eens aan met andere inhoud.',
    verzoeken: [
      kitPrepare(),
      kitPost(
        { verwacht: 'SL311', naam: 'zelfde referentie andere inhoud' },
        { nieuw: false, bericht: message({ zorgverlener: { agbCode: '12100002' } }) },
      ),
    ],
  },
  SL312: {
    uitleg:
      'Zet een instroom klaar, open de startlink met `indiener` en trek de instroom daarna in (DELETE).',
    verzoeken: [
      kitPrepare(),
      ask(
        { verwacht: '303', naam: 'openen als medewerker' },
        { luisteraar: 'portaal', client: 'indiener', methode: 'GET', pad: '{{startUrl}}' },
      ),
      ask({ verwacht: 'SL312', naam: 'intrekken na openen' }, { methode: 'DELETE', pad: own() }),
    ],
  },
  SL401: {
    uitleg: 'Vraag de status van een instroomId dat niet van deze praktijk is.',
    verzoeken: [
      kitPrepare(),
      ask(
        { verwacht: 'SL401', naam: 'status door een andere praktijk' },
        { client: 'systeem-2', methode: 'GET', pad: own() },
      ),
    ],
  },
  SL402: {
    uitleg: `Een instroom van dienst \`${diensten.kort}\` is één seconde geldig: zet er een klaar en trek hem na twee seconden in.`,
    verzoeken: [
      kitPrepare(diensten.kort),
      ask(
        { verwacht: 'SL402', naam: 'intrekken na geldigheid' },
        { methode: 'DELETE', pad: own(diensten.kort), wacht: 2 },
      ),
    ],
  },
  SL503: {
    uitleg:
      'Een certificaat dat meer dan 60 keer in een minuut wordt geweigerd, krijgt daarna SL503: bied 61 keer aan met `sl204-systeem-zonder-autorisatie`.',
    verzoeken: [
      kitPost(
        { verwacht: 'SL503', naam: 'te vaak geweigerd' },
        {
          client: 'sl204-systeem-zonder-autorisatie',
          bericht: message({ instantie: { agbCode: '12000011' } }),
          maal: 61,
        },
      ),
    ],
  },
  SL504: {
    uitleg: `Bij dienst \`${diensten.fout}\` gaat het aanbieden van elke referentie de eerste keer mis, met opzet; de tweede keer lukt het.`,
    verzoeken: [
      kitPost(
        { verwacht: 'SL504', naam: 'interne fout' },
        { pad: `/v1/instroom/${diensten.fout}` },
      ),
    ],
  },
  SL505: {
    uitleg: `Bij dienst \`${diensten.opslag}\` is de opslag de eerste keer van elke referentie weg, met opzet; de tweede keer lukt het.`,
    verzoeken: [
      kitPost(
        { verwacht: 'SL505', naam: 'opslag weg' },
        { pad: `/v1/instroom/${diensten.opslag}` },
      ),
    ],
  },
  SL512: {
    uitleg: 'Vraag een adres dat niet bestaat, bijvoorbeeld een dienst met een schrijffout.',
    verzoeken: [
      kitPost(
        { verwacht: 'SL512', naam: 'onbekend adres' },
        { pad: '/v1/instroom/machtigingenportal' },
      ),
    ],
  },
  SL513: {
    uitleg: 'Gebruik een methode die het adres niet heeft, bijvoorbeeld PUT.',
    verzoeken: [
      ask(
        { verwacht: 'SL513', naam: 'verkeerde methode' },
        { methode: 'PUT', pad: `/v1/instroom/${diensten.gewoon}` },
      ),
    ],
  },
  SL514: {
    uitleg:
      'Stuur een kopregel Host met een andere naam dan die van het adres; een punt erachter is al een andere naam.',
    verzoeken: [
      kitPost(
        { verwacht: 'SL514', naam: 'andere host' },
        { kopregels: { 'content-type': 'application/json', host: 'localhost.' } },
      ),
    ],
  },
  SL515: {
    uitleg: 'Zet een gecodeerde schuine streep in het pad (%2f).',
    verzoeken: [
      ask(
        { verwacht: 'SL515', naam: 'gecodeerde schuine streep' },
        { methode: 'GET', pad: '/v1/instroom%2fmachtigingenportaal' },
      ),
    ],
  },
} satisfies Record<string, KitRoute>
