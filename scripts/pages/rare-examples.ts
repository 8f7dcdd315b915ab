/** Pages and states that are seldom met: what is too late, full, on paper or shut, and what HTTP itself refuses. */
import { problemTexts } from '../../gateway/gebruikersbeheer/pages/beheer-messages.ts'
import { asksPage } from '../../gateway/gebruikersbeheer/pages/asks-page.tsx'
import { reviewPage } from '../../gateway/gebruikersbeheer/pages/review-page.tsx'
import type { ReviewView } from '../../gateway/gebruikersbeheer/pages/review-page.tsx'
import { successionPage } from '../../gateway/gebruikersbeheer/pages/succession-page.tsx'
import { undoPage } from '../../gateway/gebruikersbeheer/pages/undo-page.tsx'
import { gedaanPage } from '../../gateway/leden/pages/link-pages.tsx'
import { overdrachtPage } from '../../gateway/leden/pages/overdracht-page.tsx'
import { newCodePage } from '../../gateway/meldcodes/pages/meldcodes.tsx'
import { standPage } from '../../gateway/organisaties/pages/nieuw-page.tsx'
import { statusPage } from '../../gateway/pages/status-page.tsx'
import { securedPage } from '../../gateway/toegang/pages/secured-page.tsx'
import { sentPage } from '../../gateway/toegang/pages/register-pages.tsx'
import { signedInPage } from '../../gateway/toegang/pages/home-page.tsx'
import { aDay, bakker, exampleNow, guard, jansen, minute } from './example-people.ts'
import type { Render } from './example-people.ts'
import { withAccount, withoutMeans } from './toegang-frames.ts'

const secured = { csrf: guard.csrf, na: '/viplive/', problems: [] }
const overdracht = {
  ...{ guard, base: '/organisaties/57000001/gli-register', dienst: 'GLI-register' },
  ...{ organisatie: 'Leefstijlpraktijk De Oever', manages: true, isAsked: false },
}

/** Of the contact persons, with the list that a review is about. */
const beheer = (review: ReviewView): Readonly<Record<string, Render>> => ({
  'jaarcontrole-niet-afgetekend': (frame) =>
    reviewPage(frame, { ...review, isMoved: false, signed: [] }),
  'jaarcontrole-op-papier': (frame) => reviewPage(frame, { ...review, readOnly: true }),
  'autorisatie-vragen-vol': (frame) =>
    asksPage(
      { ...frame, isContactpersoon: false },
      { guard, isFull: true, gevraagd: undefined, vragen: [] },
    ),
  'opvolgen-gewijzigd': (frame) =>
    successionPage(frame, {
      ...{ guard, vertrekt: jansen.gebruikersnummer, opvolger: bakker.gebruikersnummer },
      ...{ problems: [], isUnfinished: true },
      conflict: {
        meanwhile: [
          {
            at: exampleNow - minute,
            door: bakker,
            wat: 'Toegang: was toegestaan, wordt geblokkeerd',
          },
        ],
      },
    }),
  'ongedaan-te-laat': (frame) =>
    undoPage(frame, {
      problems: [
        {
          veld: '',
          melding: problemTexts.notUndoable,
        },
      ],
    }),
})

const signedInAs: Readonly<Record<string, Render>> = {
  'beveiligde-sessie-dicht': (frame) =>
    securedPage(withAccount(frame), {
      ...secured,
      tot: undefined,
      problems: [{ veld: 'wachtwoord', melding: 'Het wachtwoord klopt niet.' }],
    }),
  'beveiligde-sessie-open': (frame) =>
    securedPage(withAccount(frame), { ...secured, tot: exampleNow + 30 * minute }),
  overdragen: (frame) =>
    overdrachtPage(withAccount(frame), {
      ...{ ...overdracht, typed: { van: '57100001', naar: '' } },
      problems: [{ veld: 'naar', melding: 'Vul de persoonlijke AGB-code in.' }],
    }),
  'overdragen-gevraagd': (frame) =>
    overdrachtPage(withAccount(frame), {
      ...{ ...overdracht, isAsked: true, typed: { van: '', naar: '' }, problems: [] },
    }),
  'meldcode-nieuw': (frame) =>
    newCodePage(withAccount(frame), {
      ...{ code: 'ABCD-EFGH-JKLM', label: 'Balie', base: '/organisaties/01000007/incident-melden' },
    }),
  'diensten-account': (frame) =>
    signedInPage(withAccount(frame), {
      csrf: guard.csrf,
      diensten: [{ titel: 'VIPLive', href: '/viplive/' }],
      links: [['Mijn account', '/account']],
    }),
}

/** By the name of its screenshot. */
export const rareExamples = (review: ReviewView): Readonly<Record<string, Render>> => ({
  ...beheer(review),
  ...signedInAs,
  'mail-verstuurd': (frame) => sentPage(withoutMeans(frame)),
  'organisatie-wacht': (frame) =>
    standPage(withAccount(frame), {
      ...{ dienst: 'GLI-register', agbCode: '57000001', naam: 'Leefstijlpraktijk De Oever' },
      ...{ email: 'info@de-oever.example', kind: 'wacht', tot: exampleNow + 14 * aDay },
      verder: '/organisaties/nieuw',
    }),
  'organisatie-bevestigd': (frame) => gedaanPage(withoutMeans(frame), 'De organisatie doet mee.'),
  'niet-leesbaar': (frame) => statusPage(withoutMeans(frame), 431, exampleNow),
})
