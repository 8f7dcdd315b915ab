/** Certificates that are in order, of holders and practices that the example policy refuses. */
import type { Code } from '../../gateway/errors.ts'
import { certify, deSluis, type ClientRow } from './client.ts'

const practice = (agbCode: string, instantieNaam: string) => ({ agbCode, instantieNaam })

interface RefusedPerson {
  readonly name: string
  readonly code: Code
  readonly description: string
  readonly gebruikersnummer: string
  readonly naam: string
  readonly practice: { readonly agbCode: string; readonly instantieNaam: string }
}

const person = (row: RefusedPerson): ClientRow => ({
  name: row.name,
  description: row.description,
  outcomes: { instroom: 'SL108', portaal: row.code },
  make: certify({
    soort: 'persoonlijk',
    ...row.practice,
    gebruikersnummer: row.gebruikersnummer,
    naam: row.naam,
  }),
})

const ofPractices: readonly ClientRow[] = [
  person({
    name: 'sl109-geblokkeerde-instantie',
    code: 'SL109',
    description: 'medewerker van een geblokkeerde instantie (12000009)',
    gebruikersnummer: '10000026',
    naam: 'F. Mulder',
    practice: practice('12000009', 'Tandartspraktijk De Spui'),
  }),
  person({
    name: 'sl201-niet-aangesloten',
    code: 'SL201',
    description: 'medewerker van een instantie die niet is aangesloten (12000003)',
    gebruikersnummer: '10000021',
    naam: 'G. de Boer',
    practice: practice('12000003', 'Tandartspraktijk De Duiker'),
  }),
  person({
    name: 'sl202-overeenkomst-voorbij',
    code: 'SL202',
    description: 'medewerker van een instantie waarvan de overeenkomst is beëindigd (12000004)',
    gebruikersnummer: '10000022',
    naam: 'H. Dekker',
    practice: practice('12000004', 'Tandartspraktijk De Stuw'),
  }),
  person({
    name: 'sl203-dienst-niet-open',
    code: 'SL203',
    description: 'medewerker van een instantie zonder deze dienst (12000005)',
    gebruikersnummer: '10000023',
    naam: 'I. Bos',
    practice: practice('12000005', 'Tandartspraktijk Het Gemaal'),
  }),
  person({
    name: 'sl206-zorgverlener',
    code: 'SL206',
    description: 'certificaat op de AGB-code van een zorgverlener, niet van de praktijk (12100003)',
    gebruikersnummer: '10000024',
    naam: 'J. Vos',
    practice: practice('12100003', 'J. Vos, tandarts'),
  }),
  person({
    name: 'sl207-andere-zorgsoort',
    code: 'SL207',
    description: 'medewerker van een instantie met een zorgsoort die niet is toegelaten (01000006)',
    gebruikersnummer: '10000025',
    naam: 'K. Peters',
    practice: practice('01000006', 'Huisartsenpraktijk De Kade'),
  }),
]

const ofHolders: readonly ClientRow[] = [
  person({
    name: 'sl109-geblokkeerd',
    code: 'SL109',
    description: 'medewerker van De Sluis wiens gebruikersnummer is geblokkeerd',
    gebruikersnummer: '10000009',
    naam: 'L. van Dijk',
    practice: deSluis,
  }),
  {
    name: 'sl110-ander-adres',
    description: 'softwarepakket dat voor een ander IP-adres is geregistreerd (12000010)',
    outcomes: { instroom: 'SL110', portaal: 'SL108' },
    make: certify({
      soort: 'systeem',
      ...practice('12000010', 'Tandartspraktijk De Dam'),
      gebruikersnummer: '90000010',
      naam: 'Praktijksysteem De Dam',
    }),
  },
  person({
    name: 'sl204-zonder-autorisatie',
    code: 'SL204',
    description: 'medewerker van De Sluis zonder autorisatie voor de dienst',
    gebruikersnummer: '10000003',
    naam: 'M. Hendriks',
    practice: deSluis,
  }),
]

export const policyClients: readonly ClientRow[] = [...ofHolders, ...ofPractices].sort((a, b) =>
  a.name.localeCompare(b.name),
)
