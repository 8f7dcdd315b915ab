/** The pages of Gebruikersbeheer in their states. */
import { beheerPage } from '../../gateway/gebruikersbeheer/pages/beheer-page.tsx'
import type { BeheerView } from '../../gateway/gebruikersbeheer/pages/beheer-page.tsx'
import type { HouderRow, Right } from '../../gateway/gebruikersbeheer/pages/houder-table.tsx'
import { reviewPage } from '../../gateway/gebruikersbeheer/pages/review-page.tsx'
import type { ReviewView } from '../../gateway/gebruikersbeheer/pages/review-page.tsx'
import { contactpersonenPage } from '../../gateway/gebruikersbeheer/pages/contactpersonen-page.tsx'
import type { ContactpersonenView } from '../../gateway/gebruikersbeheer/pages/contactpersonen-page.tsx'
import { historyPage } from '../../gateway/gebruikersbeheer/pages/history-page.tsx'
import { houderPage } from '../../gateway/gebruikersbeheer/pages/houder-page.tsx'
import { newHouderPage } from '../../gateway/gebruikersbeheer/pages/new-houder-page.tsx'
import type { HouderValues } from '../../gateway/gebruikersbeheer/pages/houder-fields.tsx'
import type { NewHouderView } from '../../gateway/gebruikersbeheer/pages/new-houder-page.tsx'
import { houderPath, paths } from '../../gateway/pages/paths.ts'
import { previewPage } from '../../gateway/gebruikersbeheer/pages/preview-page.tsx'
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
import { dailyExamples } from './daily-examples.ts'

const right = (omschrijving: string, tot?: string): Right => ({
  dienst: portal,
  omschrijving,
  tot,
  afgelopen: false,
})

const row = (change: Partial<HouderRow>): HouderRow => ({
  ...vries,
  soort: 'persoonlijk',
  isContactpersoon: false,
  certificaatNaam: undefined,
  autorisaties: [right(submitTitle)],
  status: 'actief',
  lastUsedAt: exampleNow - 20 * minute,
  validTo: exampleNow + 330 * aDay,
  ...change,
})

/** The list of holders. */
export const beheer: BeheerView = {
  now: exampleNow,
  instantieNaam: 'Tandartspraktijk De Sluis',
  agbCode: '12000001',
  readOnly: false,
  notice: undefined,
  guard,
  todo: {
    verloopt: 2,
    strangers: 1,
    ongebruikt: 3,
    vragen: [
      {
        wie: jansen,
        soort: 'persoonlijk',
        dienst: 'machtigingenportaal',
        autorisatie: 'indienen',
        wat: `${portal}: ${submitTitle.toLowerCase()}`,
        gevraagdOp: exampleNow - aDay,
        isHouder: true,
      },
    ],
    geweigerd: [{ wie: jansen, code: 'SL205', laatst: exampleNow - aDay }],
  },
  bulk: { autorisaties: [['machtigingenportaal:indienen', `${portal}: ${submitTitle}`]] },
  listing: undefined,
  houders: [
    row({ isContactpersoon: true }),
    row({ ...jansen, autorisaties: [right(view, '2026-12-31')], validTo: exampleNow + 21 * aDay }),
    row({ ...bakker, isContactpersoon: true, autorisaties: [], lastUsedAt: exampleNow - 3 * aDay }),
    row({
      naam: 'D. Visser',
      gebruikersnummer: '10000007',
      status: 'geblokkeerd',
      lastUsedAt: undefined,
      validTo: undefined,
    }),
    row({ naam: 'Demo HIS', gebruikersnummer: '90000001', soort: 'systeem' }),
  ],
  strangers: [
    row({
      naam: 'E. Mulder',
      gebruikersnummer: '10000008',
      status: 'niet-geregistreerd',
      autorisaties: [],
      lastUsedAt: exampleNow - 2 * aDay,
    }),
  ],
  removed: [
    {
      naam: 'F. de Groot',
      gebruikersnummer: '10000006',
      soort: 'persoonlijk',
      at: exampleNow - 5 * aDay,
      door: bakker,
    },
  ],
}

const values: HouderValues = {
  soort: 'persoonlijk',
  gebruikersnummer: jansen.gebruikersnummer,
  naam: jansen.naam,
  autorisaties: [
    {
      dienst: 'machtigingenportaal',
      titel: portal,
      keuzes: [
        { naam: 'raadplegen', omschrijving: view },
        { naam: 'indienen', omschrijving: submitTitle },
      ],
      gekozen: 'raadplegen',
      tot: '',
      nietBeschikbaar: undefined,
    },
    {
      dienst: 'declaraties',
      titel: 'Declaratieportaal',
      keuzes: [],
      gekozen: '',
      tot: '',
      nietBeschikbaar: 'Deze dienst is niet opengesteld voor uw praktijk.',
    },
  ],
  geblokkeerd: false,
  ipAdressen: '',
}
/** The form of one holder. */
export const form = { guard, values, problems: [], conflict: undefined, basis: '{}' }
const systemValues: HouderValues = {
  ...values,
  soort: 'systeem',
  gebruikersnummer: '90000001',
  naam: 'Demo HIS',
  ipAdressen: '192.0.2.10\n2001:db8::/64',
}
/** The form of a new holder. */
export const exampleNewForm: NewHouderView = {
  ...form,
  systeemTaken: true,
  values: { ...values, gebruikersnummer: '', naam: '' },
}
/** The form of the contact persons. */
export const contactpersonen: ContactpersonenView = {
  guard,
  candidates: [
    { ...vries, chosen: true, holds: true, isSelf: true, status: 'actief', disabled: false },
    { ...jansen, chosen: false, holds: false, isSelf: false, status: 'wacht', disabled: false },
    { ...bakker, chosen: true, holds: true, isSelf: false, status: 'actief', disabled: false },
    {
      naam: 'L. van Dijk',
      gebruikersnummer: '10000009',
      chosen: false,
      holds: false,
      isSelf: false,
      status: 'geblokkeerd-door-beheerder',
      disabled: true,
    },
  ],
  search: { zoek: 'e', vervang: bakker.gebruikersnummer, more: 3 },
  vervangt: bakker,
  isLastOne: false,
  problems: [],
  conflict: undefined,
  basis: '{}',
}

/** The yearly review, signed before the list changed. */
export const exampleReview: ReviewView = {
  ...beheer,
  totals: [['Certificaathouders', beheer.houders.length]],
  lijst: 'lijst',
  isMoved: true,
  signed: [{ at: exampleNow - aDay, door: bakker }],
}

/** Every page of Gebruikersbeheer, by the name of its screenshot. */
export const beheerExamples: Readonly<Record<string, Render>> = {
  gebruikersbeheer: (frame) =>
    beheerPage(frame, {
      ...beheer,
      notice: { wat: 'opgeslagen', wie: [jansen], ongedaan: 12 },
      listing: {
        query: { zoek: 'e', status: '', autorisatie: '', sorteer: 'naam', pagina: 2 },
        total: 123,
        pagina: 2,
        paginas: 3,
        autorisaties: [['machtigingenportaal:indienen', `${portal}: ${submitTitle}`]],
      },
    }),
  'gebruikersbeheer-alleen-lezen': (frame) => beheerPage(frame, { ...beheer, readOnly: true }),
  ...dailyExamples,
  jaarcontrole: (frame) => reviewPage(frame, exampleReview),
  'houder-wijzigen': (frame) => houderPage(frame, form),
  'houder-fouten': (frame) =>
    houderPage(frame, {
      ...form,
      values: { ...systemValues, ipAdressen: '300.1.1.1' },
      conflict: {
        meanwhile: [
          { at: exampleNow - minute, door: bakker, wat: 'Naam: was leeg, wordt ‘Praktijksysteem’' },
        ],
      },
      problems: [
        { veld: 'autorisatie.machtigingenportaal', melding: 'Kies een autorisatie uit de lijst.' },
        {
          veld: 'ipAdressen',
          melding: 'Regel 1 is geen IP-adres. Schrijf het als 192.0.2.10 of 192.0.2.0/24.',
        },
      ],
    }),
  'houder-systeem': (frame) => houderPage(frame, { ...form, values: systemValues }),
  'houder-toevoegen': (frame) => newHouderPage(frame, exampleNewForm),
  'houder-toevoegen-fouten': (frame) =>
    newHouderPage(frame, {
      ...exampleNewForm,
      systeemTaken: false,
      values: { ...exampleNewForm.values, soort: 'systeem', gebruikersnummer: '1234' },
      problems: [
        { veld: 'soort', melding: 'Een collega heeft zojuist al een systeem toegevoegd.' },
        { veld: 'gebruikersnummer', melding: 'Geef het hele gebruikersnummer van 8 cijfers.' },
        { veld: 'ipAdressen', melding: 'Geef ten minste één IP-adres.' },
      ],
    }),
  voorbeeld: (frame) =>
    previewPage(frame, {
      guard,
      action: houderPath('persoonlijk', jansen.gebruikersnummer),
      fields: [['naam', jansen.naam]],
      cancelHref: paths.beheer,
      canAmend: true,
      meanwhile: [
        {
          at: exampleNow - minute,
          door: bakker,
          wat: 'Toegang: was toegestaan, wordt geblokkeerd',
        },
      ],
      warnings: ['Dit geldt meteen, ook als B. Jansen nu ingelogd is.'],
      changes: [
        {
          houder: jansen,
          soort: 'gewijzigd',
          veranderingen: [
            { wat: 'Naam', van: undefined, naar: 'B. Jansen' },
            { wat: portal, van: view, naar: submitTitle, letterlijk: true },
          ],
        },
      ],
    }),
  'voorbeeld-niets': (frame) =>
    previewPage(frame, {
      guard,
      action: paths.contactpersonen,
      fields: [],
      cancelHref: paths.contactpersonen,
      canAmend: true,
      meanwhile: [],
      warnings: [],
      changes: [],
    }),
  contactpersonen: (frame) => contactpersonenPage(frame, contactpersonen),
  'contactpersonen-fouten': (frame) =>
    contactpersonenPage(frame, {
      ...contactpersonen,
      candidates: contactpersonen.candidates.map((one) => ({ ...one, chosen: true })),
      problems: [{ veld: 'contactpersoon', melding: 'Kies hoogstens twee contactpersonen.' }],
    }),
  'contactpersonen-enige': (frame) =>
    contactpersonenPage(frame, {
      ...contactpersonen,
      candidates: contactpersonen.candidates.map((one) => ({ ...one, chosen: one.isSelf })),
      isLastOne: true,
    }),
  geschiedenis: (frame) =>
    historyPage(frame, {
      readOnly: false,
      olderHref: `${paths.geschiedenis}?voor=7`,
      entries: [
        {
          at: exampleNow - minute,
          door: bakker,
          houder: jansen,
          samenvatting: undefined,
          soort: 'gewijzigd',
          veranderingen: [{ wat: portal, van: view, naar: submitTitle, letterlijk: true }],
        },
        {
          at: exampleNow - 9 * aDay,
          door: vries,
          houder: undefined,
          samenvatting: 'C. Bakker is contactpersoon geworden.',
          soort: 'gewijzigd',
          veranderingen: [],
        },
      ],
    }),
  'geschiedenis-leeg': (frame) =>
    historyPage(frame, { readOnly: true, olderHref: undefined, entries: [] }),
}
