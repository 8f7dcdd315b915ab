/** The data key of the environment, for commands that sign or check signatures. */
import { makeKeyring, readDataKeys } from '../../gateway/secrets/keys.ts'
import type { Keyring } from '../../gateway/secrets/keys.ts'
import type { Streams } from './with-database.ts'

/** The keyring of SLUIS_DATA_KEY; undefined after telling what is wrong with it. */
export function readKeyring(dataKey: string, stderr: Streams['stderr']): Keyring | undefined {
  const read = readDataKeys(dataKey)
  if ('keys' in read) return makeKeyring(read.keys)
  for (const problem of read.problems) stderr.write(`SLUIS_DATA_KEY: ${problem}\n`)
  return undefined
}
