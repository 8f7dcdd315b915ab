/** The diensten of the demo: the portal, without which there is no demo, and the others beside it. */
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { JWK } from 'jose'
import { join } from 'node:path'
import type { Config } from '../../../gateway/config/config.ts'
import { addressProblem } from '../../../gateway/start/listen/address-problem.ts'
import { startDemoPortal } from '../../demo-portal/portal.ts'
import type { DemoPortal } from '../../demo-portal/serve.ts'
import { standIns, startStandIn } from '../../demo-portal/stand-ins.ts'

/** Where the diensten of the demo are, when the policy does not say. */
const defaultPorts: Readonly<Record<string, number>> = {
  machtigingenportaal: 8081,
  'incident-melden': 8083,
  'gli-register': 8084,
  viplive: 8085,
}
const fileOf = (dienst: string): string => join('diensten', `${dienst}.yaml`)

/** What every dienst of the demo is started with. */
const dienstOptions = (config: Config, dienst: string, log: (line: string) => void) => ({
  port: portOf(config, dienst),
  jwksUrl: `http://${config.beheerHost}:${String(config.beheerPort)}/jwks.json`,
  issuer: config.portaalUrl ?? `https://localhost:${String(config.portaalPort)}`,
  now: Date.now,
  log,
})

/** Undefined, and exit code 2, when its port is taken. */
export async function openPortal(
  config: Config,
  log: (line: string) => void,
): Promise<DemoPortal | undefined> {
  const dienst = 'machtigingenportaal'
  try {
    return await startDemoPortal(dienstOptions(config, dienst, log))
  } catch (error) {
    log(`demoportaal: ${addressProblem(error)}`)
    log(otherPort(config, dienst))
    process.exitCode = 2
    return undefined
  }
}

/** The diensten beside the portal. One whose port is taken is missed only by who uses it: what is for it waits. */
export async function openStandIns(
  config: Config,
  log: (line: string) => void,
  own: JWK | undefined,
): Promise<readonly DemoPortal[]> {
  const started = await Promise.all(
    standIns.map(async (standIn) => {
      const { dienst } = standIn
      if (!existsSync(join(config.policy, fileOf(dienst)))) return []
      try {
        const options = { ...dienstOptions(config, dienst, log), newId: randomUUID, own }
        return [await startStandIn(standIn, options)]
      } catch (error) {
        log(`${dienst}: ${addressProblem(error)}; wat ervoor is, wacht`)
        log(otherPort(config, dienst))
        return []
      }
    }),
  )
  return started.flat()
}

const otherPort = ({ policy }: Config, dienst: string): string =>
  `een andere poort kiest u in ${join(policy, fileOf(dienst))}, bij upstream.url`

/** The port that a dienst of the demo is forwarded to: whoever changes it there changes it here. */
function portOf({ policy }: Config, dienst: string): number {
  const file = join(policy, fileOf(dienst))
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const [, port] =
    /\burl: *["']?http:\/\/(?:127\.0\.0\.1|localhost):([0-9]{1,5})\b/.exec(text) ?? []
  return port === undefined ? (defaultPorts[dienst] ?? 0) : Number(port)
}
