/** Starts a gateway in proof mode: the whole gateway, on a folder of its own, with the kit's policy. */
import { randomBytes, randomUUID } from 'node:crypto'
import { createWriteStream, mkdirSync, rmSync } from 'node:fs'
import type { WriteStream } from 'node:fs'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { readConfig } from '../../gateway/config/config.ts'
import type { Config } from '../../gateway/config/config.ts'
import { createLog } from '../../gateway/operations/log.ts'
import { startSluis } from '../../gateway/start/start.ts'
import type { Sluis } from '../../gateway/start/start.ts'
import { makeDevelopmentPki } from '../certs/development-pki.ts'
import { isComplete, refreshCrls } from '../certs/upkeep.ts'
import { registerImport } from '../commands/register/import.ts'
import { startDemoPortal } from '../demo-portal/portal.ts'
import { incidentMelden } from '../demo-portal/incident-melden.ts'
import { startStandIn } from '../demo-portal/stand-ins.ts'
import { failOnPurpose } from './faults.ts'
import { writePolicy } from './policy.ts'
import { newStanding } from './standing.ts'
import type { ProefAnswer, ProefStanding } from './standing.ts'

export interface ProefOptions {
  /** Holds `certs-dev/`, kept when it is whole; `policy/` and `data/` are made anew. */
  readonly dir: string
  /** 0 picks a free one. */
  readonly ports: { readonly instroom: number; readonly portaal: number }
  readonly now: () => number
  readonly onAnswer: (answered: ProefAnswer, isNew: boolean) => void
}

/** A gateway in proof mode that runs. */
export interface Proef {
  readonly sluis: Sluis
  readonly standing: ProefStanding
  close(): Promise<void>
}

/** Starts it, or gives every problem in Dutch. */
export async function startProef(
  options: ProefOptions,
): Promise<Proef | { readonly problems: readonly string[] }> {
  const { dir, now } = options
  prepareFolder(dir, now())
  const read = readConfig(environment(options), { demo: true })
  if ('problems' in read) return read
  const problems = await loadRegister(dir, read.config, now)
  if (problems.length > 0) return { problems }
  const logFile = createWriteStream(join(dir, 'data', 'proef.log'))
  const standing = newStanding()
  const sluis = await startSluis({
    config: read.config,
    log: createLog({ level: 'info', destination: { write: listen(options, standing, logFile) } }),
    now,
    uid: process.getuid?.(),
  })
  if ('problems' in sluis) return sluis
  failOnPurpose(sluis.gateway)
  const behind = {
    port: 0,
    jwksUrl: `${sluis.addresses.beheer}/jwks.json`,
    issuer: sluis.gateway.portalUrl,
    now,
    log: () => undefined,
  }
  const portal = await startDemoPortal(behind)
  const melden = await startStandIn(incidentMelden, { ...behind, newId: randomUUID })
  // Only now is it known where they are.
  writePolicy(dir, { portal: portal.url, melden: melden.url })
  await sluis.reload()
  return {
    sluis,
    standing,
    close: async () => {
      await sluis.close()
      await Promise.all([portal.close(), melden.close()])
      logFile.end()
      await finished(logFile)
    },
  }
}

function prepareFolder(dir: string, now: number): void {
  const certificates = join(dir, 'certs-dev')
  if (isComplete(certificates, { now })) refreshCrls(certificates, { now })
  else makeDevelopmentPki(certificates, { now, log: () => undefined })
  for (const name of ['policy', 'data']) rmSync(join(dir, name), { recursive: true, force: true })
  mkdirSync(join(dir, 'data'), { mode: 0o700 })
  const nowhere = 'http://127.0.0.1:9'
  writePolicy(dir, { portal: nowhere, melden: nowhere })
}

const environment = ({ dir, ports }: ProefOptions): Record<string, string> => ({
  SLUIS_INSTROOM_PORT: String(ports.instroom),
  SLUIS_PORTAAL_PORT: String(ports.portaal),
  SLUIS_BEHEER_PORT: '0',
  SLUIS_TLS_CERT: join(dir, 'certs-dev', 'server.pem'),
  SLUIS_TLS_KEY: join(dir, 'certs-dev', 'server.key'),
  SLUIS_POLICY: join(dir, 'policy'),
  SLUIS_DATABASE: `sqlite:${join(dir, 'data', 'proef.db')}`,
  SLUIS_DATA_KEY: randomBytes(32).toString('base64'),
  SLUIS_CACHE: join(dir, 'data', 'cache'),
  SLUIS_AFSLUITTERMIJN: '2s',
})

async function loadRegister(
  dir: string,
  { database }: Config,
  now: () => number,
): Promise<readonly string[]> {
  const told: string[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      told.push(chunk.toString())
      done()
    },
  })
  const file = join(dir, 'policy', 'register', 'agb.csv')
  const code = await registerImport({ file, database, now }, { stdout: stream, stderr: stream })
  return code === 0 ? [] : told
}

const listen =
  ({ onAnswer }: ProefOptions, standing: ProefStanding, logFile: WriteStream) =>
  (line: string): void => {
    logFile.write(line)
    const taken = standing.take(line)
    if (taken !== undefined) onAnswer(taken.answered, taken.isNew)
  }
