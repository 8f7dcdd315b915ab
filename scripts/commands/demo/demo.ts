/**
 * `sluis demo`: what `npm start` runs. The gateway on SQLite with a demo portal behind it, development
 * certificates, and a data key of its own; then what to try first.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readConfig } from '../../../gateway/config/config.ts'
import type { Config } from '../../../gateway/config/config.ts'
import { addressProblem } from '../../../gateway/start/listen/address-problem.ts'
import { standardOutput } from '../../../gateway/operations/lasting-output.ts'
import { makePostvak } from '../../demo-portal/postvak.ts'
import type { Postvak } from '../../demo-portal/postvak.ts'
import type { DemoPortal } from '../../demo-portal/serve.ts'
import { demoHuisarts } from './account.ts'
import { demoKey } from './key.ts'
import { briefly } from './log.ts'
import { registerImport } from '../register/import.ts'
import { serve } from '../serve.ts'
import { ensureCertificates, ensureDataKey, ensurePolicy } from './files.ts'
import { openPortal, openStandIns } from './diensten.ts'
import { whatNext } from './next.ts'

type Environment = Record<string, string | undefined>

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** Makes what is missing, starts portal and gateway, and tells what to do next. */
export async function demo(given: Environment): Promise<void> {
  ensureCertificates(say)
  ensurePolicy(given['SLUIS_POLICY'], say)
  const env = environmentOf(given)
  const read = readConfig(env, { demo: true })
  if ('problems' in read) {
    for (const problem of read.problems) say(problem)
    process.exitCode = 2
    return
  }
  const { config } = read
  const imported = await importRegister(config)
  if (imported !== 0) {
    process.exitCode = imported
    return
  }
  const portal = await openPortal(config, say)
  if (portal !== undefined) await serveDemo(given, { env, config, portal })
}

const environmentOf = (given: Environment): Environment => ({
  SLUIS_LOG_LEVEL: 'info',
  SLUIS_DATA_KEY: ensureDataKey(),
  // The Postvak is of this process: several of them would each have their own.
  ...((given['SLUIS_WORKERS'] ?? '1').trim() === '1' && {
    SLUIS_TOEGANG_PORT: toegangPort(given),
  }),
  ...given,
})

async function serveDemo(
  given: Environment,
  {
    env,
    config,
    portal,
  }: { readonly env: Environment; readonly config: Config; readonly portal: DemoPortal },
): Promise<void> {
  const key = await demoKey(config.policy)
  const others = await openStandIns(config, say, key?.own)
  const postvak = makePostvak(Date.now)
  const shown = await openPostvak(postvak, given, say)
  const closeAll = async (): Promise<void> => {
    await Promise.all([portal, ...others, ...shown].map((one) => one.close()))
    key?.restore()
  }
  const huisarts = await demoHuisarts(
    { env: { ...env, SLUIS_DATABASE: config.database }, now: Date.now, door: 'demo' },
    { stdout: process.stderr, stderr: process.stderr },
  )
  const sluis = await serve({
    env,
    demo: true,
    alsoClose: [closeAll],
    notifier: postvak.notifier,
    ...(given['SLUIS_LOG_LEVEL'] === undefined && { logTo: briefly(standardOutput()) }),
  })
  if (sluis === undefined) await closeAll()
  else say(await whatNext(sluis, { huisarts, postvak: shown[0]?.url }))
}

/** Gives the exit code; 0 also when the policy has no register. */
async function importRegister({ policy, database }: Config): Promise<number> {
  const file = join(policy, 'register', 'agb.csv')
  if (!existsSync(file)) return 0
  // The file is the demo's own: whoever edits it means it.
  const options = { file, database, now: Date.now, toegestaanVerlies: '100%' }
  return registerImport(options, { stdout: process.stderr, stderr: process.stderr })
}

/** Where the Postvak is shown. */
const postvakPort = 8087

/** With a port of one's own for the portaal, the usual one of toegang may be another demo's: a free one is taken. */
const toegangPort = ({ SLUIS_PORTAAL_PORT: own = '' }: Environment): string =>
  own.trim() === '' ? '7443' : '0'

/** Shown as long as its port is free: without it the messages are still there for who asks again. */
async function openPostvak(
  postvak: Postvak,
  given: Environment,
  log: (line: string) => void,
): Promise<readonly DemoPortal[]> {
  try {
    return [await postvak.serve(toegangPort(given) === '0' ? 0 : postvakPort)]
  } catch (error) {
    log(`postvak: ${addressProblem(error)}`)
    return []
  }
}
