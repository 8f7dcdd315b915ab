/** The pages of the service desk in their states. */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { fingerprintOfNothing } from '../../gateway/base/fingerprint.ts'
import { agb } from '../../gateway/identity/agb-code.ts'
import type { Code } from '../../gateway/errors.ts'
import { holderPage } from '../../gateway/servicedesk/pages/holder-page.tsx'
import { practicePage } from '../../gateway/servicedesk/pages/practice-page.tsx'
import type { PracticeView } from '../../gateway/servicedesk/pages/practice-page.tsx'
import { requestPage, textsPage } from '../../gateway/servicedesk/pages/request-page.tsx'
import { searchPage } from '../../gateway/servicedesk/pages/search-page.tsx'
import type { SearchView } from '../../gateway/servicedesk/pages/search-page.tsx'
import {
  voorstelFormPage,
  voorstelPreviewPage,
} from '../../gateway/servicedesk/pages/voorstel-form-page.tsx'
import { voorstelPage } from '../../gateway/servicedesk/pages/voorstel-page.tsx'
import type { VoorstelView } from '../../gateway/servicedesk/pages/voorstel-page.tsx'
import { voorstelTexts } from '../../gateway/servicedesk/pages/desk-texts.ts'
import type { RecordedAct } from '../../gateway/servicedesk/refusals.ts'
import type { Control } from '../../gateway/decision/steps.ts'
import {
  bakker,
  aDay,
  vries,
  exampleNow,
  guard,
  jansen,
  minute,
  portal,
  submitTitle,
  view,
} from './example-people.ts'
import type { Render } from './example-people.ts'

const praktijk = { agbCode: '01000002', naam: 'Huisartsenpraktijk Het Verlaat' }
const smit = { naam: 'E. Smit', gebruikersnummer: gebruikersnr('10000011') }
const verzoek = '4d2f7b0a-8c7e-4c1b-9f39-1a2b3c4d5e6f'
const voorstelId = '0b9c6a3e-1f0d-4c51-9a53-6f4f6a1f2c11'

const search: SearchView = { guard, typed: '', problems: [], found: undefined, waiting: [] }

const act = (code: Code, at: number, change: Partial<RecordedAct> = {}): RecordedAct => ({
  at,
  verzoek,
  gebeurtenis: 'dienst-gebruiken',
  code,
  wie: { ...smit, soort: 'persoonlijk', agbCode: praktijk.agbCode },
  dienst: portal,
  autorisatie: submitTitle,
  aantal: 1,
  instroom: undefined,
  row: undefined,
  ...change,
})

const refusals = [
  act('SL205', exampleNow - 5 * minute),
  act('SL109', exampleNow - 2 * aDay, { wie: undefined, aantal: 61 }),
  act('SL110', exampleNow - 3 * aDay, {
    wie: {
      naam: undefined,
      gebruikersnummer: '90000002',
      soort: 'systeem',
      agbCode: agb(praktijk.agbCode),
    },
  }),
]

const practice: PracticeView = {
  instantie: {
    ...praktijk,
    soort: 'praktijk',
    beheer: 'contactpersoon',
    overeenkomst: { van: '2026-01-01', tot: undefined },
  },
  contactpersonen: [{ ...bakker, status: 'actief', kan: true }],
  diensten: [portal],
  refusals,
  lockedOut: false,
  voorstel: undefined,
}
const gone = [{ ...bakker, status: 'ingetrokken', kan: false }] as const

const controls: readonly Control[] = [
  {
    stap: 'vertrouwd',
    titel: 'Uitgegeven door een vertrouwde uitgever',
    uitkomst: 'geslaagd',
    code: null,
  },
  { stap: 'autorisatie', titel: 'Autorisatie voldoende', uitkomst: 'mislukt', code: 'SL205' },
  { stap: 'quotum', titel: 'Quotum niet verbruikt', uitkomst: 'niet-uitgevoerd', code: null },
]

const voorstel: VoorstelView = {
  guard,
  praktijk,
  voorstel: {
    id: voorstelId,
    agbCode: agb(praktijk.agbCode),
    persoon: smit,
    reden: 'certificaat',
    kenmerk: 'SD-2026-0412',
    door: { ...vries, agbCode: agb('12000001'), certificaat: fingerprintOfNothing },
    at: exampleNow - 30 * minute,
    geldigTot: exampleNow + aDay - 30 * minute,
    einde: undefined,
  },
  effect: { persoon: smit, weg: [bakker] },
  staat: 'wacht',
  problems: [],
}

const form = { gebruikersnummer: '', reden: '', kenmerk: '', gebeld: false }

export const deskExamples: Readonly<Record<string, Render>> = {
  servicedesk: (frame) =>
    searchPage(frame, {
      ...search,
      waiting: [{ id: voorstelId, praktijk, persoon: smit, geldigTot: exampleNow + aDay }],
    }),
  'servicedesk-fout': (frame) =>
    searchPage(frame, {
      ...search,
      problems: [{ veld: 'zoek', melding: 'Vul in waar u op zoekt, hoogstens 150 tekens.' }],
    }),
  'servicedesk-gevonden': (frame) =>
    searchPage(frame, {
      ...search,
      typed: 'HIS-2026-000123',
      found: {
        praktijken: [praktijk],
        houders: [{ ...jansen, soort: 'persoonlijk', praktijk }],
        instromen: [
          {
            id: voorstelId,
            praktijk,
            referentie: 'HIS-2026-000123',
            dienst: portal,
            at: exampleNow - 10 * minute,
            toestand: 'geopend',
            systeem: '90000002',
            door: smit,
          },
        ],
      },
    }),
  'servicedesk-niets': (frame) =>
    searchPage(frame, {
      ...search,
      typed: '10009999',
      found: { praktijken: [], houders: [], instromen: [] },
    }),
  'servicedesk-praktijk': (frame) => practicePage(frame, practice),
  'servicedesk-opgesloten': (frame) =>
    practicePage(frame, { ...practice, contactpersonen: gone, lockedOut: true, refusals: [] }),
  'servicedesk-opgesloten-bestand': (frame) =>
    practicePage(frame, {
      ...practice,
      instantie: { ...practice.instantie, beheer: 'bestand' },
      contactpersonen: [],
      diensten: [],
      lockedOut: true,
    }),
  'servicedesk-voorstel-wacht': (frame) =>
    practicePage(frame, {
      ...practice,
      contactpersonen: gone,
      lockedOut: true,
      voorstel: voorstelId,
    }),
  'servicedesk-gebruiker': (frame) =>
    holderPage(frame, {
      houder: { ...smit, soort: 'persoonlijk' },
      praktijk,
      isContactpersoon: false,
      status: 'Actief',
      now: {
        gezien: true,
        geldigTot: exampleNow + 300 * aDay,
        diensten: [
          {
            titel: portal,
            autorisaties: [
              { omschrijving: view, code: null },
              { omschrijving: submitTitle, code: 'SL205' },
            ],
            controls,
          },
        ],
      },
      refusals,
    }),
  'servicedesk-verzoek': (frame) =>
    requestPage(frame, {
      verzoek,
      told: {
        act: act('SL404', exampleNow - 5 * minute, { instroom: voorstelId }),
        praktijk,
        contactpersonen: [bakker],
        nu: { uitkomst: 'geweigerd', code: 'SL205', controles: controls, beleid: 'a1'.repeat(32) },
        facts: { isContactpersoon: false },
        instroom: { toestand: 'geopend', door: jansen },
      },
    }),
  'servicedesk-verzoek-niets': (frame) => requestPage(frame, { verzoek, told: undefined }),
  'servicedesk-teksten': (frame) => textsPage(frame),
  'servicedesk-voorstellen': (frame) =>
    voorstelFormPage(frame, { guard, praktijk, form, problems: [] }),
  'servicedesk-voorstellen-fout': (frame) =>
    voorstelFormPage(frame, {
      guard,
      praktijk,
      form: { ...form, kenmerk: 'mevrouw Smit' },
      problems: [
        { veld: 'gebruikersnummer', melding: voorstelTexts.problems.nooit },
        { veld: 'reden', melding: voorstelTexts.problems.reden },
        { veld: 'kenmerk', melding: voorstelTexts.problems.kenmerk },
        { veld: 'gebeld', melding: voorstelTexts.problems.gebeld },
      ],
    }),
  'servicedesk-voorstellen-controleren': (frame) =>
    voorstelPreviewPage(frame, {
      guard,
      praktijk,
      effect: voorstel.effect,
      reden: 'certificaat',
      kenmerk: 'SD-2026-0412',
    }),
  'servicedesk-bevestigen': (frame) => voorstelPage(frame, voorstel),
  'servicedesk-bevestigen-fout': (frame) =>
    voorstelPage(frame, {
      ...voorstel,
      problems: [{ veld: 'gebeld', melding: voorstelTexts.problems.voorsteller }],
    }),
  'servicedesk-eigen-voorstel': (frame) =>
    voorstelPage(frame, {
      ...voorstel,
      staat: 'eigen',
      problems: [{ veld: 'gebeld', melding: voorstelTexts.problems.zelfdePersoon }],
    }),
  'servicedesk-voorstel-verlopen': (frame) =>
    voorstelPage(frame, { ...voorstel, staat: 'verlopen' }),
  'servicedesk-voorstel-bevestigd': (frame) =>
    voorstelPage(frame, {
      ...voorstel,
      staat: 'afgelopen',
      voorstel: {
        ...voorstel.voorstel,
        einde: { afloop: 'bevestigd', at: exampleNow - minute, door: jansen },
      },
    }),
}
