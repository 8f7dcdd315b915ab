import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { fingerprintOf } from '../../gateway/base/fingerprint.ts'
import { randomBytes, randomUUID } from 'node:crypto'
import { agb } from '../../gateway/identity/agb-code.ts'
import type { AuditEvent } from '../../gateway/audit/event.ts'
import { makeKeyring } from '../../gateway/secrets/keys.ts'
import { openStore } from '../../gateway/start/store/open-store.ts'
import type { OpenStore, StoreOptions } from '../../gateway/start/store/open-store.ts'
import type { NewInstroom } from '../../gateway/store/store.ts'

/** Saturday 1 August 2026, noon UTC. */
export const noon = Date.UTC(2026, 7, 1, 12)

export const minute = 60_000

export const keyring = makeKeyring([Buffer.from('0123456789abcdef0123456789abcdef')])

export function newInstroom(change: Partial<NewInstroom> = {}): NewInstroom {
  return {
    id: randomUUID(),
    dienst: 'machtigingenportaal',
    agbCode: agb('12000001'),
    referentie: randomUUID(),
    keyId: keyring.current.id,
    contentHash: 'f'.repeat(64),
    createdAt: noon,
    validUntil: noon + 15 * minute,
    systeem: gebruikersnr('90000001'),
    systeemCertificaat: randomBytes(700),
    persoon: `${keyring.current.id}:${'a'.repeat(64)}`,
    sealed: randomBytes(900),
    ...change,
  }
}

export function auditEvent(change: Partial<AuditEvent> = {}): AuditEvent {
  return {
    tijd: new Date(noon).toISOString(),
    gebeurtenis: 'instroom-aanbieden',
    actie: 'C',
    uitkomst: 'toegestaan',
    code: null,
    controles: 'ggggggggggggggggggggggg',
    mislukt: [],
    beleid: 'b'.repeat(64),
    verzoek: '00000000-0000-4000-8000-000000000000',
    gebruiker: {
      soort: 'systeem',
      gebruikersnummer: gebruikersnr('90000001'),
      naam: 'Demo HIS',
      agbCode: agb('12000001'),
      instantieNaam: 'Tandartspraktijk De Sluis',
    },
    certificaat: {
      vingerafdruk: fingerprintOf(Buffer.from('leaf')),
      publiekeSleutel: 'd'.repeat(64),
      serienummer: '01',
      uitgever: fingerprintOf(Buffer.from('issuer')),
      profiel: 'dev-systeem',
    },
    adres: '127.0.0.1',
    luisteraar: 'instroom',
    dienst: 'machtigingenportaal',
    autorisatie: 'indienen',
    object: { soort: 'instroom', id: randomUUID() },
    ...change,
  }
}

/** Opens a store on a database as a new process would. */
export const openTestStore = (
  url: string,
  change: Partial<StoreOptions> = {},
): Promise<OpenStore> =>
  openStore({ url, writerId: randomUUID(), keyring, now: () => noon, ...change })
