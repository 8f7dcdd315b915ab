/** The durable store of the gateway, for the services of the peers: what they record, they record alike. */
import type { Gebruikersnummer } from '../../../gateway/identity/gebruikersnummer.ts'
import type { AgbCode } from '../../../gateway/identity/agb-code.ts'
import { randomUUID } from 'node:crypto'
import type { AuditEvent } from '../../../gateway/audit/event.ts'
import type { CertificateSoort } from '../../../gateway/identity/identity.ts'
import { makeKeyring, readDataKeys } from '../../../gateway/secrets/keys.ts'
import type { Keyring } from '../../../gateway/secrets/keys.ts'
import type { Decision } from '../../../gateway/decision/decide.ts'
import { writeMarks } from '../../../gateway/decision/step-marks.ts'
import { openStore } from '../../../gateway/start/store/open-store.ts'
import type { OpenStore } from '../../../gateway/start/store/open-store.ts'

/** Opens the store of the environment. Throws when it cannot. */
export async function openPracticeStore(): Promise<{
  readonly store: OpenStore
  readonly keyring: Keyring
}> {
  const read = readDataKeys(process.env['SLUIS_DATA_KEY'] ?? '')
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const keyring = makeKeyring(read.keys)
  const url = process.env['SLUIS_DATABASE'] ?? ''
  return {
    store: await openStore({ url, writerId: randomUUID(), keyring, now: Date.now }),
    keyring,
  }
}

interface Who {
  readonly soort: CertificateSoort
  readonly agbCode: AgbCode
  readonly gebruikersnummer: Gebruikersnummer
}

/** The audit row of a decision that let a request through to the dienst. */
export const eventOfDecision = (decision: Decision, who: Who): AuditEvent => ({
  tijd: new Date().toISOString(),
  gebeurtenis: 'dienst-gebruiken',
  actie: 'R',
  uitkomst: 'toegestaan',
  code: null,
  controles: writeMarks(decision.controls),
  mislukt: [],
  beleid: decision.policy,
  verzoek: randomUUID(),
  gebruiker: { ...who, naam: null, instantieNaam: null },
  certificaat: null,
  adres: '127.0.0.1',
  luisteraar: 'portaal',
  dienst: 'machtigingenportaal',
  autorisatie: 'raadplegen',
  object: { soort: 'pad', id: '/machtigingenportaal/aanvragen' },
})
