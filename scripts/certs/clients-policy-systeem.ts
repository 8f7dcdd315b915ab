/**
 * Systeemcertificaten that are in order, of practices and systems that the example policy refuses: what a
 * software package can meet of the refusals that are judged after the kind of certificate.
 */
import type { Code } from '../../gateway/errors.ts'
import { certify, type ClientRow } from './client.ts'

interface RefusedSystem {
  readonly name: string
  readonly code: Code
  readonly description: string
  readonly agbCode: string
  readonly instantieNaam: string
  readonly gebruikersnummer: string
}

const systems: readonly RefusedSystem[] = [
  {
    name: 'sl109-systeem-geblokkeerd',
    code: 'SL109',
    description: 'softwarepakket van een geblokkeerde instantie (12000009)',
    agbCode: '12000009',
    instantieNaam: 'Tandartspraktijk De Spui',
    gebruikersnummer: '90000009',
  },
  {
    name: 'sl201-systeem-niet-aangesloten',
    code: 'SL201',
    description: 'softwarepakket van een instantie die niet is aangesloten (12000003)',
    agbCode: '12000003',
    instantieNaam: 'Tandartspraktijk De Duiker',
    gebruikersnummer: '90000003',
  },
  {
    name: 'sl202-systeem-overeenkomst-voorbij',
    code: 'SL202',
    description: 'softwarepakket van een instantie waarvan de overeenkomst is beëindigd (12000004)',
    agbCode: '12000004',
    instantieNaam: 'Tandartspraktijk De Stuw',
    gebruikersnummer: '90000004',
  },
  {
    name: 'sl203-systeem-dienst-niet-open',
    code: 'SL203',
    description: 'softwarepakket van een instantie zonder deze dienst (12000005)',
    agbCode: '12000005',
    instantieNaam: 'Tandartspraktijk Het Gemaal',
    gebruikersnummer: '90000005',
  },
  {
    name: 'sl204-systeem-zonder-autorisatie',
    code: 'SL204',
    description: 'softwarepakket zonder autorisatie voor de dienst (12000011)',
    agbCode: '12000011',
    instantieNaam: 'Tandartspraktijk De Kolk',
    gebruikersnummer: '90000011',
  },
  {
    name: 'sl205-systeem-alleen-raadplegen',
    code: 'SL205',
    description: 'softwarepakket dat alleen mag raadplegen (12000012)',
    agbCode: '12000012',
    instantieNaam: 'Tandartspraktijk De Schutting',
    gebruikersnummer: '90000012',
  },
  {
    name: 'sl206-systeem-zorgverlener',
    code: 'SL206',
    description: 'systeemcertificaat op de AGB-code van een zorgverlener (12100003)',
    agbCode: '12100003',
    instantieNaam: 'J. Vos, tandarts',
    gebruikersnummer: '90000006',
  },
  {
    name: 'sl207-systeem-andere-zorgsoort',
    code: 'SL207',
    description:
      'softwarepakket van een instantie met een zorgsoort die niet is toegelaten (01000006)',
    agbCode: '01000006',
    instantieNaam: 'Huisartsenpraktijk De Kade',
    gebruikersnummer: '90000007',
  },
]

export const refusedSystems: readonly ClientRow[] = systems.map(
  ({ name, code, description, agbCode, instantieNaam, gebruikersnummer }) => ({
    name,
    description,
    outcomes: { instroom: code, portaal: 'SL108' },
    make: certify({
      soort: 'systeem',
      agbCode,
      instantieNaam,
      gebruikersnummer,
      naam: `Praktijksysteem ${gebruikersnummer}`,
    }),
  }),
)
