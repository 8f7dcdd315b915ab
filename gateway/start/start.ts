/**
 * Puts the gateway together and starts it: with any problem nothing listens, and every problem is told at
 * once.
 */
import { errorMessage } from '../base/thrown.ts'
import { logTexts } from '../base/log-texts.ts'
import { randomUUID } from 'node:crypto'
import type { Gateway } from '../http/exchange/gateway.ts'
import { packageVersion } from '../package-root.ts'
import { watchServerCertificate } from '../tls/watch-certificate.ts'
import type { CertificateWatch } from '../tls/watch-certificate.ts'
import { addressProblem } from './listen/address-problem.ts'
import { assemble, portOf } from './assemble.ts'
import type { Opened } from './assemble.ts'
import type { IdentityKeys } from './store/identity-keys.ts'
import { lifecycle } from './prepare/lifecycle.ts'
import type { Lifecycle } from './prepare/lifecycle.ts'
import { startListener } from './listen/listeners.ts'
import type { ListenerParts, RunningListener } from './listen/listeners.ts'
import { sharedHosts } from './prepare/shared-hosts.ts'
import { metricsOf, operatorsView, startOperators } from './operators.ts'
import type { OperatorsView, RunningOperators } from './operators.ts'
import { tellUncovered } from './state/must-cover.ts'
import type { Running } from './state/running.ts'
import { openParts, openStoreAndKeys } from './open-parts.ts'
import { prepare } from './prepare/prepare.ts'
import type { Problems, StartOptions } from './prepare/prepare.ts'
import { releaseClaims, startDeliveries } from './upkeep/deliveries.ts'
import { startUpkeep } from './upkeep/upkeep.ts'
import { startZelftest } from './upkeep/zelftest.ts'
import type { Zelftest } from './upkeep/zelftest.ts'

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
export async function startSluis(
  options: StartOptions,
  life: Lifecycle = lifecycle(),
): Promise<Sluis | Problems> {
  const started = await open(options, life).catch((error: unknown) => ({
    problems: [`starten lukt niet: ${errorMessage(error)}`],
  }))
  if ('problems' in started)
    await life.close().catch((fout: unknown) => {
      options.log.error({ fout }, logTexts.stopUnclean)
    })
  return started
}

async function open(options: StartOptions, life: Lifecycle): Promise<Sluis | Problems> {
  const prepared = await prepare(options, life)
  if ('problems' in prepared) return prepared
  const basis = { options, prepared, writerId: randomUUID() }
  const found = await openStoreAndKeys(basis, life)
  if ('problems' in found) return found
  const opened = await openParts({ ...basis, store: found.store }, life)
  return run({ opened, keys: found.keys }, life)
}

async function run(
  { opened, keys }: { readonly opened: Opened; readonly keys: IdentityKeys },
  { use, close }: Lifecycle,
): Promise<Sluis | Problems> {
  const { options, running } = opened
  const { config, log } = options
  const metrics = metricsOf(opened)
  const gateway = use('gateway', assemble(opened, { keys, metrics }), (part) =>
    endGateway(opened, part),
  )
  const certificate = use('certificate', watchCertificate(opened, running), (part) => {
    part.close()
  })
  running.certificate = certificate
  const parts = { gateway, config, certificate: () => certificate.current() }
  const failed = await openListeners(parts, running, use)
  if (failed !== undefined) return failed
  running.courier = startDeliveries(gateway)
  const asksRegister = config.agbApiUrl !== undefined
  use('upkeep', startUpkeep({ ...opened, gateway, keys, log, asksRegister }), (part) => part.stop())
  const zelftest = await openZelftest({ gateway, config, running, log }, options.crew, use)
  const view = operatorsView({ ...opened, gateway, metrics })
  const operators = await openOperators(options, view, use)
  if (zelftest?.passed === false || 'problems' in operators)
    return { problems: [zelftest, operators].flatMap((part) => problemsOf(part)) }
  const sluis = handleOf({ opened, gateway, running, certificate })
  const addresses = { ...sluis.addresses, beheer: operators.address }
  return { ...sluis, operators: view, addresses, close }
}

/** One after the other: the start links need the portaal's port, which 0 leaves open until it listens. */
async function openListeners(
  parts: ListenerParts,
  running: Running,
  use: Lifecycle['use'],
): Promise<Problems | undefined> {
  const names = ['portaal', 'instroom', 'toegang'] as const
  try {
    for (const name of names) {
      if (name === 'toegang' && parts.config.toegangPort === undefined) continue
      const listener = use(name, await startListener(parts, name), cutOff)
      running.listeners = [...running.listeners, listener]
    }
    return undefined
  } catch (error) {
    return { problems: [addressProblem(error)] }
  }
}

/** Ends what runs on it too: who serves drains it first, and a start that failed serves nobody. */
const cutOff = ({ connections }: RunningListener): Promise<unknown> => connections.drain(0)

/** None where another process runs it. */
async function openZelftest(
  parts: Parameters<typeof startZelftest>[0],
  crew: StartOptions['crew'],
  use: Lifecycle['use'],
): Promise<Zelftest | undefined> {
  if (crew?.leads === false) return undefined
  return use('zelftest', await startZelftest(parts), (part) => {
    part.stop()
  })
}

const problemsOf = (part: object | undefined): readonly string[] =>
  part !== undefined && 'problems' in part ? (part as Problems).problems : []

/** None for one of several processes. */
async function openOperators(
  { config, log, crew }: StartOptions,
  view: OperatorsView,
  use: Lifecycle['use'],
): Promise<RunningOperators | Problems> {
  if (crew !== undefined) return { address: '', close: () => undefined }
  const fault = (fout: unknown): void => {
    log.error({ fout }, logTexts.operatorsPageFailed)
  }
  try {
    return use('operators', await startOperators({ ...view, fault }, config), (part) => {
      part.close()
    })
  } catch (error) {
    return { problems: [addressProblem(error)] }
  }
}

function watchCertificate({ options, prepared }: Opened, running: Running): CertificateWatch {
  const { config, log } = options
  tellUncovered(options, prepared, prepared.certificate)
  const shared = sharedHosts(config)
  if (shared !== undefined) log.warn({}, shared)
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
