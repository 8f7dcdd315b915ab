/** How to meet what is judged of a certificate and its practice: the same good message, another client. */
import type { PackageCode } from '../../gateway/openapi/package-codes.ts'
import type { KitRoute } from './kit-request.ts'
import { message, kitPost } from './kit-request.ts'

type CertificateCode = Exclude<Extract<PackageCode, `SL1${string}` | `SL2${string}`>, 'SL208'>

interface Row {
  readonly client: string | undefined
  readonly naam: string
  /** The practice of the certificate, for the message. */
  readonly agbCode?: string
  readonly uitleg?: string
}

const rows: Readonly<Record<CertificateCode, Row>> = {
  SL101: {
    client: undefined,
    naam: 'geen certificaat',
    uitleg: 'Maak verbinding zonder clientcertificaat.',
  },
  SL102: { client: 'sl102-onbekende-ca', naam: 'vreemde uitgever' },
  SL103: { client: 'sl103-verlopen', naam: 'verlopen' },
  SL104: { client: 'sl104-nog-niet-geldig', naam: 'nog niet geldig' },
  SL105: { client: 'sl105-ingetrokken', naam: 'ingetrokken' },
  SL106: { client: 'sl106-crl-verouderd', naam: 'intrekking niet vast te stellen' },
  SL107: { client: 'sl107-zonder-agb', naam: 'geen bekend profiel' },
  SL108: { client: 'indiener', naam: 'persoonlijk certificaat' },
  SL109: { client: 'sl109-systeem-geblokkeerd', naam: 'geblokkeerd', agbCode: '12000009' },
  SL110: { client: 'sl110-ander-adres', naam: 'ander adres', agbCode: '12000010' },
  SL201: {
    client: 'sl201-systeem-niet-aangesloten',
    naam: 'niet aangesloten',
    agbCode: '12000003',
  },
  SL202: {
    client: 'sl202-systeem-overeenkomst-voorbij',
    naam: 'overeenkomst voorbij',
    agbCode: '12000004',
  },
  SL203: {
    client: 'sl203-systeem-dienst-niet-open',
    naam: 'dienst niet open',
    agbCode: '12000005',
  },
  SL204: {
    client: 'sl204-systeem-zonder-autorisatie',
    naam: 'zonder autorisatie',
    agbCode: '12000011',
  },
  SL205: {
    client: 'sl205-systeem-alleen-raadplegen',
    naam: 'alleen raadplegen',
    agbCode: '12000012',
  },
  SL206: {
    client: 'sl206-systeem-zorgverlener',
    naam: 'agb van zorgverlener',
    agbCode: '12100003',
  },
  SL207: {
    client: 'sl207-systeem-andere-zorgsoort',
    naam: 'andere zorgsoort',
    agbCode: '01000006',
  },
}

const route = (
  code: CertificateCode,
  { client, naam, agbCode = '12000001', uitleg }: Row,
): KitRoute => ({
  uitleg: uitleg ?? `Bied een goed bericht aan met certificaat \`${client ?? ''}\`.`,
  verzoeken: [
    kitPost({ verwacht: code, naam }, { client, bericht: message({ instantie: { agbCode } }) }),
  ],
})

export const certificateRoutes = Object.fromEntries(
  Object.entries(rows).map(([code, row]) => [code, route(code as CertificateCode, row)]),
) as Readonly<Record<CertificateCode, KitRoute>>
