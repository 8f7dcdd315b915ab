import { certify, deSluis, deVries, type ClientRow } from './client.ts'
import { makeKey } from './key.ts'
import type { Holder } from './profile.ts'

const hetVerlaat = { agbCode: '12000002', instantieNaam: 'Tandartspraktijk Het Verlaat' }
const deDesk = { agbCode: '47000001', instantieNaam: 'Servicedesk Voorbeeld' }
const deWerf = { agbCode: '01000007', instantieNaam: 'Huisartsenpraktijk De Werf' }

const persoonlijk = (gebruikersnummer: string, naam: string, practice = deSluis): Holder => ({
  soort: 'persoonlijk',
  ...practice,
  gebruikersnummer,
  naam,
})

const systeem = (gebruikersnummer: string, naam: string, practice = deSluis): Holder => ({
  soort: 'systeem',
  ...practice,
  gebruikersnummer,
  naam,
})

/** The practice that most examples are about. */
const ofDeSluis: readonly ClientRow[] = [
  {
    name: 'systeem',
    description: 'softwarepakket van Tandartspraktijk De Sluis (12000001), mag indienen',
    outcomes: { instroom: 'toegestaan', portaal: 'SL108' },
    make: certify(systeem('90000001', 'Praktijksysteem De Sluis')),
  },
  {
    name: 'indiener',
    description: 'A. de Vries, mag indienen en is contactpersoon',
    outcomes: {
      instroom: 'SL108',
      portaal: 'toegestaan',
      start: 'toegestaan',
      beheer: 'toegestaan',
      servicedesk: 'SL203',
    },
    make: certify(deVries),
  },
  {
    name: 'indiener-rsa',
    description: 'dezelfde persoon, met een RSA-sleutel van 2048 bits',
    outcomes: { instroom: 'SL108', portaal: 'toegestaan' },
    make: certify(deVries, () => ({ key: makeKey('RSA-2048') })),
  },
  {
    name: 'lezer',
    description: 'B. Jansen, mag alleen raadplegen',
    outcomes: { instroom: 'SL108', portaal: 'toegestaan', start: 'SL205', beheer: 'SL209' },
    make: certify(persoonlijk('10000002', 'B. Jansen')),
  },
  {
    name: 'contactpersoon',
    description: 'C. Bakker, contactpersoon zonder eigen autorisatie',
    outcomes: { instroom: 'SL108', portaal: 'SL204', beheer: 'toegestaan' },
    make: certify(persoonlijk('10000005', 'C. Bakker')),
  },
]

/** A second practice, which shows that nobody can act for another. */
const ofHetVerlaat: readonly ClientRow[] = [
  {
    name: 'systeem-2',
    description: 'softwarepakket van Tandartspraktijk Het Verlaat (12000002), mag indienen',
    outcomes: { instroom: 'toegestaan', instroom12000001: 'SL305', portaal: 'SL108' },
    make: certify(systeem('90000002', 'Huisartsensysteem Het Verlaat', hetVerlaat)),
  },
  {
    name: 'indiener-2',
    description: 'E. Smit van Het Verlaat, mag indienen',
    outcomes: { instroom: 'SL108', portaal: 'toegestaan', start: 'SL403' },
    make: certify(persoonlijk('10000011', 'E. Smit', hetVerlaat)),
  },
]

/** A practice whose own system delivers without a person: meldingen, and data for the GLI-register. */
const ofDeWerf: readonly ClientRow[] = [
  {
    name: 'systeem-melden',
    description:
      'eigen systeem van Huisartsenpraktijk De Werf (01000007), mag meldingen en GLI-gegevens aanleveren',
    outcomes: { instroom: 'SL203', instroom12000001: 'SL203', portaal: 'SL108' },
    make: certify(systeem('90000031', 'Meldsysteem De Werf', deWerf)),
  },
]

/** The service desk of who runs the gateway: two, as giving a practice a contact person takes two. */
const ofTheDesk: readonly ClientRow[] = [
  {
    name: 'servicedesk',
    description: 'I. Kuiper van de servicedesk, helpt praktijken',
    outcomes: { instroom: 'SL108', portaal: 'SL203', servicedesk: 'toegestaan' },
    make: certify(persoonlijk('20000001', 'I. Kuiper', deDesk)),
  },
  {
    name: 'servicedesk-2',
    description: 'J. Postma van de servicedesk, bevestigt wat een collega voorstelt',
    outcomes: { instroom: 'SL108', portaal: 'SL203', servicedesk: 'toegestaan' },
    make: certify(persoonlijk('20000002', 'J. Postma', deDesk)),
  },
]

/** Certificates that are what they should be. */
export const goodClients: readonly ClientRow[] = [
  ...ofDeSluis,
  ...ofHetVerlaat,
  ...ofDeWerf,
  ...ofTheDesk,
]
