/** What the demo needs on disk, made where it is missing: certificates, a policy and a data key. */
import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { packageRoot } from '../../../gateway/package-root.ts'
import { makeDevelopmentPki } from '../../certs/development-pki.ts'
import { isComplete, refreshCrls } from '../../certs/upkeep.ts'

export const certificates = 'certs-dev'
/** The default of SLUIS_POLICY, and what the package has under that name. */
const usualPolicy = 'policy'
const keyFile = join('data', 'demo.key')

export function ensureCertificates(log: (line: string) => void): void {
  const now = Date.now()
  if (isComplete(certificates, { now })) refreshCrls(certificates, { now })
  else makeDevelopmentPki(certificates, { now, log })
}

/** In a folder without a policy the example policy is put there, to be changed at will; one that was named is not made. */
export function ensurePolicy(named: string | undefined, log: (line: string) => void): void {
  if (named !== undefined || existsSync(usualPolicy)) return
  cpSync(join(packageRoot, usualPolicy), usualPolicy, { recursive: true })
  log(`${usualPolicy}/ is gemaakt: een kopie van het voorbeeldbeleid`)
}

/** The demo's own data key; a real one comes from a vault, never from beside the database. */
export function ensureDataKey(): string {
  if (!existsSync(keyFile)) {
    mkdirSync(dirname(keyFile), { recursive: true })
    writeFileSync(keyFile, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(keyFile, 'utf8').trim()
}
