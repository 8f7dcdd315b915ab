import { goodClients } from './clients-good.ts'
import { faultyClients } from './clients-faulty.ts'
import { policyClients } from './clients-policy.ts'
import { refusedSystems } from './clients-policy-systeem.ts'
import { untrustedClients } from './clients-untrusted.ts'
import { uziClients } from './clients-uzi.ts'
import type { ClientRow } from './client.ts'

/** A part of the table with its heading in the README. */
export interface ClientGroup {
  readonly title: string
  readonly rows: readonly ClientRow[]
}

/** Every client of the development PKI: the one source of its files and of the README's tables. */
export const clientGroups: readonly ClientGroup[] = [
  { title: 'Goede certificaten', rows: goodClients },
  { title: 'Niet vertrouwd (SL102)', rows: untrustedClients },
  {
    title: 'Verlopen, ingetrokken of zonder profiel (SL103 tot en met SL107)',
    rows: faultyClients,
  },
  {
    title: 'In orde, maar niet toegelaten (SL109, SL110, SL201 en verder)',
    rows: [...policyClients, ...refusedSystems],
  },
  { title: 'Het UZI-profiel', rows: uziClients },
]

export const clients: readonly ClientRow[] = clientGroups.flatMap(({ rows }) => rows)
