/** Pages about organisations and accounts, as the service desk sees them. */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { agb } from '../../gateway/identity/agb-code.ts'
import { deskAccountPage } from '../../gateway/servicedesk/pages/account-page.tsx'
import {
  organisatiePage,
  overdrachtDeskPage,
} from '../../gateway/servicedesk/pages/toegang-pages.tsx'
import { deskToegangPage } from '../../gateway/servicedesk/pages/toegang-page.tsx'
import { aDay, exampleNow, guard } from './example-people.ts'
import type { Render } from './example-people.ts'

const oever = { agbCode: agb('57000001'), dienst: 'gli-register' }
const naam = 'Leefstijlpraktijk De Oever'
const titel = 'GLI-register'
const pol = {
  ...oever,
  nummer: gebruikersnr('700000000011'),
  naam: 'C. Pol',
  staat: 'actief',
  rollen: ['contactpersoon'],
}
const brouwer = {
  ...{ ...oever, nummer: gebruikersnr('700000000012'), naam: 'S. Brouwer', staat: 'stopgezet' },
  rollen: ['behandelaar'],
}

export const deskToegangExamples: Readonly<Record<string, Render>> = {
  'servicedesk-toegang': (frame) =>
    deskToegangPage(frame, {
      ...{ guard, typed: '', problems: [], found: undefined, meer: false },
      organisaties: [
        { ...oever, naam, titel, staat: 'Actief' },
        {
          ...{ agbCode: agb('02000001'), dienst: 'incident-melden', naam: 'Apotheek Het Sas' },
          ...{ titel: 'Incident melden', staat: 'Wacht op bevestiging' },
        },
      ],
      overdrachten: [{ id: '1', organisatie: naam, titel, createdAt: exampleNow - aDay }],
    }),
  'servicedesk-organisatie': (frame) =>
    organisatiePage(frame, {
      ...{ guard, ...oever, naam, titel, staat: 'Actief', leden: [pol, brouwer] },
      ...{ heeftLink: true, isVervangen: false },
    }),
  'servicedesk-account': (frame) =>
    deskAccountPage(frame, {
      ...{ guard, kenmerk: '', problems: [], isGedaan: true },
      account: { ...pol, staat: 'actief', createdAt: exampleNow - 90 * aDay },
      email: 'c.pol@de-oever.example',
      leden: [{ ...pol, organisatie: naam, titel }],
    }),
  'servicedesk-overdracht': (frame) =>
    overdrachtDeskPage(frame, {
      ...{ guard, organisatie: naam, titel, problems: [] },
      row: {
        ...{ ...oever, id: '1', van: brouwer.nummer, vanAgb: agb('57100001') },
        ...{ naar: gebruikersnr('700000000013'), naarAgb: agb('57100002'), door: pol.nummer },
        ...{ createdAt: exampleNow - aDay, orderedAt: null },
      },
    }),
}
