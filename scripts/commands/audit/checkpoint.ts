/** `sluis audit checkpoint`: how the whole audit stands, signed, to be kept outside the database. */
import { readPublicKey } from '../../../gateway/audit/checkpoint.ts'
import { outsideFile } from '../../../gateway/audit/outside-file.ts'
import { makeCheckpoints } from '../../../gateway/audit/store/checkpoints.ts'
import { makeKeyStore } from '../../../gateway/store/key-store.ts'
import { migrate } from '../../../gateway/store/migrate.ts'
import { readKeyring } from '../data-key.ts'
import { withExisting } from '../with-database.ts'
import type { Streams } from '../with-database.ts'

export interface AuditCheckpointOptions {
  readonly database: string
  /** SLUIS_DATA_KEY. */
  readonly dataKey: string
  /** Only the public keys, as PEM. */
  readonly publicKeys?: boolean
  /** Epoch ms. */
  readonly now: () => number
}

/** Gives the exit code: 0, or 2 when there is no database or data key. */
export async function auditCheckpoint(
  { database: url, dataKey, publicKeys = false, now }: AuditCheckpointOptions,
  { stdout, stderr }: Streams,
): Promise<number> {
  const keyring = readKeyring(dataKey, stderr)
  if (keyring === undefined) return 2
  return withExisting(url, stderr, async (database) => {
    await migrate(database)
    const keys = makeKeyStore(database, keyring, now, 'audit')
    const outside = await makeCheckpoints({ database, keys, now }).outside()
    stdout.write(publicKeys ? pemOf(outside.publiekeSleutels) : outsideFile(outside))
    return 0
  })
}

const pemOf = (keys: Readonly<Record<string, string>>): string =>
  Object.entries(keys)
    .map(([kid, spki]) => readPublicKey(kid, spki)?.export({ format: 'pem', type: 'spki' }) ?? '')
    .join('')
