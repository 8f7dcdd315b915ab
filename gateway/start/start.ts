/**
 * Puts the gateway together and starts it: with any problem nothing listens, and every problem is told at
 * once.
 */
import { logTexts } from '../base/log-texts.ts'
import { randomUUID } from 'node:crypto'
import type { Gateway } from '../http/gateway.ts'
import { packageVersion } from '../package-root.ts'
import { watchServerCertificate } from '../tls/watch-certificate.ts'
import type { CertificateWatch } from '../tls/watch-certificate.ts'
import { addressProblem } from './address-problem.ts'
import { assemble, portOf } from './assemble.ts'
import type { Opened } from './assemble.ts'
import type { IdentityKeys } from './identity-keys.ts'
import { lifecycle } from './lifecycle.ts'
import type { Lifecycle } from './lifecycle.ts'
import { startListener } from './listeners.ts'
import { sharedHosts } from './shared-hosts.ts'
import { metricsOf, operatorsView, startOperators, tellUncovered } from './operators.ts'
import type { OperatorsView, Running, RunningOperators } from './operators.ts'
import { openParts, openStoreAndKeys, reasonOf } from './open-parts.ts'
import { prepare } from './prepare.ts'
import type { Problems, StartOptions } from './prepare.ts'
import { releaseClaims, startDeliveries } from './deliveries.ts'
import { startUpkeep } from './upkeep.ts'
import { startZelftest } from './zelftest.ts'

/** A gateway that runs. */
export interface Sluis {
  readonly gateway: Gateway
  /** Public addresses, with the ports that were taken. */
  readonly addresses: {
    readonly instroom: string
    readonly portaal: string
    /** Empty without that listener. */
    readonly toegang: string
    /** Empty for one of several processes. */
    readonly beheer: string
  }
  /** What it tells operators, for who asks several processes. */
  readonly operators: OperatorsView
  /** Reads policy and server certificate again at once (SIGHUP). */
  reload(): Promise<void>
  /** What a process that is known to be gone was delivering, others may deliver. */
  readonly release: (writer: string) => Promise<void>
  /** Stops accepting and lets running requests finish; false: some were cut at the deadline. */
  drain(deadlineMs: number): Promise<boolean>
  /** Closes everything, after the requests. */
  close(): Promise<void>
}

/** Starts a gateway. Resolves when it listens and has passed its zelftest; else nothing of it stays open. */
export async function startSluis(options: StartOptions): Promise<Sluis | Problems> {
  const prepared = await prepare(options)
  if ('problems' in prepared) return prepared
  const writerId = randomUUID()
  const found = await openStoreAndKeys(options, prepared, writerId)
  if ('problems' in found) {
    await prepared.revocation.close()
    await prepared.policies.close()
    return found
  }
  const { store, keys } = found
  const life = lifecycle()
  const started = await openParts({ options, prepared, store, writerId }, life)
    .then((opened) => run({ opened, keys }, life))
    .catch((error: unknown) => ({ problems: [`starten lukt niet: ${reasonOf(error)}`] }))
  if ('problems' in started)
    await life.close().catch((fout: unknown) => {
      options.log.error({ fout }, logTexts.stopUnclean)
    })
  return started
}

async function run(
  { opened, keys }: { readonly opened: Opened; readonly keys: IdentityKeys },
  { use, close }: Lifecycle,
): Promise<Sluis | Problems> {
  const { options, running } = opened
  const { config, log } = options
  const metrics = metricsOf(opened)
  const gateway = use(assemble(opened, { keys, metrics }), (part) => endGateway(opened, part))
  const certificate = use(watchCertificate(opened, running), (part) => {
    part.close()
  })
  running.certificate = certificate
  let serves = false
  // Who runs a gateway drains it first; one that never ran is cut off.
  use(running, (part) => (serves ? undefined : cutOff(part)))
  const parts = { gateway, config, certificate: () => certificate.current() }
  try {
    // One after the other: the start links need the portaal's port, which 0 leaves open until it listens;
    // and when the second cannot have its port, the first is there to be closed.
    running.listeners = [await startListener(parts, 'portaal')]
    running.listeners = [...running.listeners, await startListener(parts, 'instroom')]
    if (config.toegangPort !== undefined)
      running.listeners = [...running.listeners, await startListener(parts, 'toegang')]
  } catch (error) {
    return { problems: [addressProblem(error)] }
  }
  running.courier = startDeliveries(gateway)
  const asksRegister = config.agbApiUrl !== undefined
  use(startUpkeep({ ...opened, gateway, keys, log, asksRegister }), (part) => part.stop())
  const tests = options.crew?.leads !== false
  const zelftest = tests ? await startZelftest({ gateway, config, running, log }) : undefined
  use(zelftest, (part) => {
    part?.stop()
  })
  const view = operatorsView({ ...opened, gateway, metrics })
  const operators = await openOperators(options, view)
  use(operators, (part) => {
    if ('close' in part) part.close()
  })
  const sluis = handleOf({ opened, gateway, running, certificate })
  if (zelftest?.passed !== false && !('problems' in operators)) {
    serves = true
    const addresses = { ...sluis.addresses, beheer: operators.address }
    return { ...sluis, operators: view, addresses, close }
  }
  return { problems: [zelftest, operators].flatMap((part) => problemsOf(part)) }
}

/** Ends the listeners there are, with what runs on them: a start that failed serves nobody. */
const cutOff = ({ listeners }: Running): Promise<unknown> =>
  Promise.all(listeners.map(({ connections }) => connections.drain(0)))

const problemsOf = (part: object | undefined): readonly string[] =>
  part !== undefined && 'problems' in part ? (part as Problems).problems : []

/** None for one of several processes. */
async function openOperators(
  { config, log, crew }: StartOptions,
  view: OperatorsView,
): Promise<RunningOperators | Problems> {
  if (crew !== undefined) return { address: '', close: () => undefined }
  const fault = (fout: unknown): void => {
    log.error({ fout }, logTexts.operatorsPageFailed)
  }
  try {
    return await startOperators({ ...view, fault }, config)
  } catch (error) {
    return { problems: [addressProblem(error)] }
  }
}

function watchCertificate({ options, prepared }: Opened, running: Running): CertificateWatch {
  const { config, log } = options
  tellUncovered(options, prepared, prepared.certificate)
  const { policy } = prepared.policies.current()
  for (const melding of sharedHosts(options.config, policy.diensten.values()))
    options.log.warn({}, melding)
  log.info({ versie: packageVersion }, logTexts.start)
  return watchServerCertificate(prepared.certificate, {
    files: { cert: config.tlsCert, key: config.tlsKey },
    rules: prepared.certificateRules,
    apply: (certificate) => {
      for (const listener of running.listeners) listener.renew(certificate)
      log.info(
        { geldigTot: new Date(certificate.validTo).toISOString() },
        logTexts.certificateRenewed,
      )
      tellUncovered(options, prepared, certificate)
    },
    refused: (problems) => {
      log.error({ problemen: problems }, logTexts.certificateRefused)
    },
  })
}

function handleOf(parts: {
  readonly opened: Opened
  readonly gateway: Gateway
  readonly running: Running
  readonly certificate: CertificateWatch
}): Omit<Sluis, 'close' | 'operators'> {
  const { opened, gateway, running, certificate } = parts
  const { host } = opened.options.config
  const shown = host.includes(':') ? `[${host}]` : host
  return {
    gateway,
    addresses: {
      instroom: `https://${shown}:${portOf(running, 'instroom')}`,
      portaal: `https://${shown}:${portOf(running, 'portaal')}`,
      toegang:
        opened.options.config.toegangPort === undefined
          ? ''
          : `https://${shown}:${portOf(running, 'toegang')}`,
      beheer: '',
    },
    reload: async () => {
      await Promise.all([opened.prepared.policies.reload(), certificate.check()])
    },
    release: (writer) => releaseClaims(gateway, running, writer),
    drain: async (deadlineMs) => {
      const drained = await Promise.all(
        running.listeners.map(({ connections }) => connections.drain(deadlineMs)),
      )
      return drained.every(Boolean)
    },
  }
}

/** Nothing new is begun; what runs has as long as its connection. */
async function endGateway({ store, running }: Opened, gateway: Gateway): Promise<void> {
  for (const event of gateway.repeated.counted(true)) await store.audit.write(event)
  const stopped = running.courier?.stop()
  await gateway.upstreams.close(1_000)
  await stopped
}
