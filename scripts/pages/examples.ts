/**
 * Every page in its states, with invented people and the real rules: what the screenshots show and the
 * browser tests look at. Names are fictitious; the BSN is a test number.
 */
import { sha256Hex } from '../../gateway/base/hash.ts'
import { errorEntry } from '../../gateway/errors.ts'
import type { Code } from '../../gateway/errors.ts'
import { nobody } from '../../gateway/pages/advice.ts'
import { certificatePage } from '../../gateway/portal/pages/certificate-page.tsx'
import type { CertificateView } from '../../gateway/portal/pages/certificate-page.tsx'
import type { Logo } from '../../gateway/decision/policy-set.ts'
import type { Frame } from '../../gateway/pages/frame.ts'
import { codesPage } from '../../gateway/portal/pages/codes-page.tsx'
import { homePage } from '../../gateway/portal/pages/home-page.tsx'
import { instromenPage } from '../../gateway/instroom/pages/instromen-page.tsx'
import type { InstromenView } from '../../gateway/instroom/pages/instromen-page.tsx'
import { refusalPage } from '../../gateway/pages/refusal-page.tsx'
import type { RefusalView } from '../../gateway/pages/refusal-page.tsx'
import { listed } from '../../gateway/decision/steps.ts'
import type { Control, StepName } from '../../gateway/decision/steps.ts'
import { beheerExamples, exampleReview } from './beheer-examples.ts'
import { deskExamples } from './desk-examples.ts'
import { deskToegangExamples } from './desk-toegang-examples.ts'
import { rareExamples } from './rare-examples.ts'
import { toegangExamples } from './toegang-examples.ts'
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

const steps = listed('certificaat', undefined)

/** Check steps up to a failing one, or all that a page judges when none fails. */
const exampleControls = (failing?: StepName, code: Code | null = null): Control[] => {
  const certificate = steps.findIndex(({ stap }) => stap === 'blokkade')
  const last = steps.findIndex(({ stap }) => stap === 'autorisatie')
  const at = steps.findIndex(({ stap }) => stap === failing)
  const end = at >= 0 && at <= certificate ? at : Math.max(at, last)
  return steps.map(({ stap, titel }, index) => ({
    stap,
    titel,
    uitkomst: judged(index, at, end, stap),
    code: index === at ? code : null,
  }))
}

const judged = (index: number, at: number, end: number, stap: StepName): Control['uitkomst'] => {
  if (index === at) return 'mislukt'
  return index > end || stap === 'adres' ? 'niet-uitgevoerd' : 'geslaagd'
}

/** A refusal of a code at a step, with what else is to be shown. */
export const exampleRefusal = (
  code: Code,
  failing: StepName | undefined,
  change: Partial<RefusalView> = {},
): RefusalView => ({
  code,
  controls: failing === undefined ? exampleControls() : exampleControls(failing, code),
  fouten: [],
  at: exampleNow,
  path: '/machtigingenportaal/aanvragen',
  contactpersonen: errorEntry(code).stage === 'certificaat' ? undefined : [bakker],
  facts: nobody,
  retryAfterSeconds: undefined,
  mayReload: true,
  ...change,
})

/** Mijn certificaat in order. */
export const exampleCertificate: CertificateView = {
  now: exampleNow,
  soort: 'persoonlijk',
  ...vries,
  agbCode: '12000001',
  instantieNaam: 'Tandartspraktijk De Sluis',
  instantieSoort: 'praktijk',
  geldigVan: exampleNow - 400 * aDay,
  geldigTot: exampleNow + 330 * aDay,
  diensten: [
    { naam: 'machtigingenportaal', titel: portal, autorisaties: [submitTitle], instroom: null },
    { naam: 'declaraties', titel: 'Declaratieportaal', autorisaties: [], instroom: undefined },
  ],
  contactpersonen: [vries, bakker],
  verdict: null,
  controls: exampleControls(),
}

/** Of an instantie that is not connected, nothing more is found but that it has no agreement. */
const notConnected = exampleControls('instantie', 'SL201').map((control, index, all): Control => {
  if (control.stap === 'overeenkomst') return { ...control, uitkomst: 'mislukt', code: 'SL202' }
  const later = index > all.findIndex(({ stap }) => stap === 'overeenkomst')
  return later ? { ...control, uitkomst: 'niet-uitgevoerd' } : control
})

/** Two instromen that wait. */
export const instromen: InstromenView = {
  now: exampleNow,
  guard,
  notice: undefined,
  own: [],
  opened: undefined,
  waiting: [
    {
      id: '0b9c6a3e-1f0d-4c51-9a53-6f4f6a1f2c11',
      dienstTitel: portal,
      referentie: 'HIS-2026-000123',
      bsn: '999990019',
      geboortedatum: '1980-01-31',
      prestatiecode: 'F492A',
      toelichting: 'Kroon op implantaat',
      validUntil: exampleNow + 10 * minute,
      startPath: '/start/voorbeeld-1',
      mayWithdraw: true,
    },
    {
      id: '7c1b2f94-90c4-4f54-8a57-0dbd5ea3ad02',
      dienstTitel: portal,
      referentie: 'HIS-2026-000124',
      bsn: '999990020',
      geboortedatum: '1956-07-02',
      prestatiecode: 'J080',
      toelichting: undefined,
      validUntil: exampleNow + 14 * minute,
      startPath: '/start/voorbeeld-2',
      mayWithdraw: true,
    },
  ],
}

const refusals: Record<string, Render> = {
  'weigering-geen-certificaat': (frame) =>
    refusalPage(
      { ...frame, viewer: undefined, isContactpersoon: false },
      exampleRefusal('SL101', 'certificaat-aanwezig', { path: '/start/geheim' }),
    ),
  'weigering-verkeerde-soort': (frame) =>
    refusalPage(
      { ...frame, isContactpersoon: false },
      exampleRefusal('SL108', 'soort', { path: '/' }),
    ),
  'weigering-autorisatie': (frame) =>
    refusalPage(
      { ...frame, isContactpersoon: false },
      exampleRefusal('SL205', 'autorisatie', { contactpersonen: [vries, bakker] }),
    ),
  'weigering-zelf-contactpersoon': (frame) =>
    refusalPage(frame, exampleRefusal('SL204', 'autorisatie')),
  'weigering-collega': (frame) =>
    refusalPage(
      { ...frame, isContactpersoon: false },
      exampleRefusal('SL404', 'referentie', { path: '/start/geheim' }),
    ),
  'weigering-velden': (frame) =>
    refusalPage(
      frame,
      exampleRefusal('SL302', 'bericht-schema', {
        mayReload: false,
        fouten: [
          { pad: '/verstrekking/aantal', code: 'SL302', melding: 'is geen heel getal' },
          { pad: '/verzekerde/bsn', code: 'SL308', melding: 'voldoet niet aan de elfproef' },
        ],
      }),
    ),
  'weigering-te-druk': (frame) =>
    refusalPage(
      { ...frame, ownPages: false },
      exampleRefusal('SL503', undefined, { retryAfterSeconds: 5 }),
    ),
}

const employee: Record<string, Render> = {
  diensten: (frame) =>
    homePage(frame, {
      verdict: null,
      waiting: 2,
      diensten: [
        {
          naam: 'machtigingenportaal',
          titel: portal,
          href: '/machtigingenportaal/',
          autorisaties: [submitTitle],
          failed: [],
        },
        {
          naam: 'declaraties',
          titel: 'Declaratieportaal',
          href: '/declaraties/',
          autorisaties: [],
          failed: ['SL203', 'SL204'],
        },
      ],
    }),
  'diensten-geblokkeerd': (frame) =>
    homePage({ ...frame, isContactpersoon: false }, { verdict: 'SL109', waiting: 0, diensten: [] }),
  'mijn-certificaat': (frame) => certificatePage(frame, exampleCertificate),
  'mijn-certificaat-verloopt': (frame) =>
    certificatePage(frame, {
      ...exampleCertificate,
      geldigTot: exampleNow + 12 * aDay,
      diensten: [
        { naam: 'machtigingenportaal', titel: portal, autorisaties: [view], instroom: 'SL205' },
      ],
    }),
  'mijn-certificaat-onbekend': (frame) =>
    certificatePage(
      { ...frame, isContactpersoon: false },
      {
        ...exampleCertificate,
        naam: undefined,
        instantieSoort: undefined,
        diensten: [],
        contactpersonen: undefined,
        verdict: 'SL201',
        controls: notConnected,
      },
    ),
  klaargezet: (frame) => instromenPage({ ...frame, isContactpersoon: false }, instromen),
  'klaargezet-leeg': (frame) =>
    instromenPage({ ...frame, isContactpersoon: false }, { ...instromen, waiting: [] }),
  'klaargezet-contactpersoon': (frame) =>
    instromenPage(frame, {
      ...instromen,
      notice: 'ingetrokken',
      waiting: instromen.waiting.slice(0, 1).map((one) => ({ ...one, startPath: undefined })),
      opened: instromen.waiting.slice(1).map((one) => ({
        ...one,
        openedBy: jansen,
        openedAt: exampleNow - 40 * minute,
        hasArrived: false,
        mayRelease: true,
      })),
      own: instromen.waiting.slice(0, 1).map((one) => ({
        ...one,
        openedBy: vries,
        openedAt: exampleNow - 5 * minute,
        hasArrived: true,
        mayRelease: false,
        href: '/machtigingenportaal/aanvragen/nieuw/1',
      })),
    }),
}

/** Every page in its states, by the name of its screenshot. */
export const examplePages: Readonly<Record<string, Render>> = {
  ...employee,
  ...refusals,
  ...beheerExamples,
  ...deskExamples,
  ...deskToegangExamples,
  ...toegangExamples,
  ...rareExamples(exampleReview),
  foutcodes: (frame) => codesPage(frame, {}),
}

const drawing = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 40"><text y="28" font-family="sans-serif" font-size="24" fill="#0b4f6c">Voorbeeldzorg</text></svg>',
)

/** A logo for the frame of a page. */
export const exampleLogo: Logo = { soort: 'svg', bytes: drawing, hash: sha256Hex(drawing) }

/** What stands around the pages of the examples: a contact person, looking with his own certificate. */
export const exampleFrame = (assets: Frame['assets']): Frame => ({
  assets,
  viewer: { ...vries, instantieNaam: 'Tandartspraktijk De Sluis', agbCode: '12000001' },
  hulp: {
    naam: 'Servicedesk Voorbeeld',
    telefoon: '088 000 00 00',
    'e-mail': 'servicedesk@sluis.example',
    tijden: 'werkdagen van 8.00 tot 17.30 uur',
    aanmelden: 'https://www.sluis.example/aanmelden',
    certificaatAanvragen: 'https://www.sluis.example/certificaat-aanvragen',
    overeenkomst: 'https://www.sluis.example/overeenkomst',
    privacy: 'https://www.sluis.example/privacy',
    toegankelijkheid: 'https://www.sluis.example/toegankelijkheid',
  },
  at: exampleNow,
  isContactpersoon: true,
  ownPages: true,
  requestId: '5d3c1c52-7a0e-4b0b-9a8e-2d1f6c0f4a10',
})
