/** Pages of the toegang listener in their states: what a dienst tells visitors, members, and an EPD-koppeling. */
import { koppelingPage } from '../../gateway/koppeling/pages/koppeling-page.tsx'
import { problemTexts } from '../../gateway/gebruikersbeheer/pages/beheer-messages.ts'
import { ledenPage } from '../../gateway/leden/pages/leden-page.tsx'
import { lidPage } from '../../gateway/leden/pages/lid-page.tsx'
import { informatiePage } from '../../gateway/toegang/pages/informatie-page.tsx'
import { aDay, exampleNow, guard } from './example-people.ts'
import type { Render } from './example-people.ts'
import { withAccount, withoutMeans } from './toegang-frames.ts'

const rollen = ['Huisarts', 'Assistent', 'POH-S', 'Waarnemer'].map((label) => ({
  waarde: label.toLowerCase(),
  label,
}))
const machtiging = 'Medewerker heeft toegang tot patiëntdata'
const base = '/organisaties/01000007/viplive'

const koppeling: Parameters<typeof koppelingPage>[1] = {
  ...{ guard, base: '/organisaties/57000001/gli-register', dienst: 'GLI-register' },
  organisatie: 'Leefstijlpraktijk De Oever',
  systemen: [{ gebruikersnummer: '90000057', ipAdressen: ['192.0.2.10'], gekoppeld: true }],
  epds: ['Intramed', 'Medicom', 'Anders'],
  epd: 'Medicom',
  typed: { gebruikersnummer: '', ipAdressen: '' },
  ...{ problems: [], isConflict: false, isOfFiles: false },
}

export const toegangExamples: Readonly<Record<string, Render>> = {
  informatie: (frame) =>
    informatiePage(withoutMeans(frame), {
      titel: 'Incident melden',
      informatie: [
        {
          kop: 'Twee manieren om te melden',
          tekst: 'Automatisch, uit uw eigen systeem.\n\nOf met het formulier op deze website.',
          link: undefined,
        },
        {
          kop: 'Vragen',
          tekst: 'Bel of mail de servicedesk van het meldpunt.',
          link: 'https://www.sluis.example/contact',
        },
      ],
      ways: [
        { kind: 'account', href: '/aanmelden' },
        { kind: 'meldcode', href: '/aanmelden/meldcode' },
        { kind: 'opnieuw', href: '/registreren' },
      ],
    }),
  medewerkersbeheer: (frame) =>
    ledenPage(withAccount(frame), {
      ...{ guard, base, organisatie: 'Huisartsenpraktijk De Werf', dienst: 'VIPLive' },
      leden: [
        {
          ...{ naam: 'F. Mulder', nummer: '700000000001', rollen: ['Huisarts'], staat: 'actief' },
          machtigingen: [machtiging],
        },
        {
          ...{ naam: 'P. Smit', nummer: '700000000002', rollen: [], machtigingen: [] },
          staat: 'aangemeld',
        },
      ],
      aanvragen: [
        {
          ...{ id: '1', naam: 'S. de Wit', email: 'wit@praktijk.example', rol: 'Assistent' },
          ...{ staat: 'uitgenodigd', createdAt: exampleNow - aDay, onbestelbaar: true },
        },
      ],
      ...{
        rollen,
        telefoonVerplicht: true,
        telefoonGevraagd: true,
        kentMachtigingen: true,
        koppelt: false,
        draagtOver: false,
      },
      ...{ problems: [], link: undefined },
      typed: { naam: '', email: '', telefoon: '', rol: '' },
    }),
  'wijzig-status': (frame) =>
    lidPage(withAccount(frame), {
      ...{ guard, base, naam: 'P. Smit', nummer: '700000000002' },
      ...{ organisatie: 'Huisartsenpraktijk De Werf', staat: 'aangemeld' },
      ...{ acties: ['activeren', 'afkeuren'], rollen, gekozen: [] },
      machtigingen: [{ waarde: 'patientdata', label: machtiging }],
      ...{ gemachtigd: [], problems: [], isConflict: false, herstelt: false, meldt: false },
    }),
  'epd-koppeling': (frame) => koppelingPage(withAccount(frame), koppeling),
  'epd-koppeling-fouten': (frame) =>
    koppelingPage(withAccount(frame), {
      ...koppeling,
      typed: { gebruikersnummer: '9000x', ipAdressen: '' },
      problems: [
        { veld: 'gebruikersnummer', melding: problemTexts.gebruikersnummer },
        { veld: 'ipAdressen', melding: problemTexts.ipMissing },
      ],
    }),
}
