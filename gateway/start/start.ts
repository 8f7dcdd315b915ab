/**
 * Puts the gateway together and starts it: with any problem nothing listens, and every problem is told at
 * once.
 */
import { logTexts } from '../base/log-texts.ts'
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { makeCounts } from '../delivery/counts.ts'
import { openNotifier } from '../notify/open.ts'
import type { Gateway } from '../http/gateway.ts'
import { packageVersion } from '../package-root.ts'
import { openStore } from './open-store.ts'
import type { OpenStore } from './open-store.ts'
import { watchServerCertificate } from '../tls/watch-certificate.ts'
import type { CertificateWatch } from '../tls/watch-certificate.ts'
import { addressProblem } from './address-problem.ts'
import { startAuditUpkeep } from './audit-upkeep.ts'
import { startOverlays } from './overlays.ts'
import { clockUpkeepOf } from './clock-upkeep.ts'
import { assemble, portOf } from './assemble.ts'
import type { Opened } from './assemble.ts'
import { openIdentityKeys } from './identity-keys.ts'
import type { IdentityKeys } from './identity-keys.ts'
import { startListener } from './listeners.ts'
import { metricsOf, nothingYet, operatorsView, startOperators, tellUncovered } from './operators.ts'
import type { OperatorsView, Running, RunningOperators } from './operators.ts'
import { startPolicyHistory } from './policy-history.ts'
import { prepare } from './prepare.ts'
import type { Prepared, Problems, StartOptions } from './prepare.ts'
import { releaseClaims, startDeliveries } from './deliveries.ts'
import { openRegister } from './register.ts'
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

/** Starts a gateway. Resolves when it listens and has passed its zelftest. */
export async function startSluis(options: StartOptions): Promise<Sluis | Problems> {
  const prepared = await prepare(options)
  if ('problems' in prepared) return prepared
  const writerId = randomUUID()
  const store = await openTheStore(options, prepared, writerId)
  if ('problems' in store) {
    await prepared.revocation.close()
    await prepared.policies.close()
    return store
  }
  const running = nothingYet(makeCounts(store.afleveringen, options.now))
  const overlays = await startOverlays({
    store,
    policies: prepared.policies,
    log: options.log,
    onApplied: () => {
      for (const listener of running.listeners) listener.endRefused()
    },
  })
  const register = openRegister(options, store.register)
  const audit = startAuditUpkeep({
    ...options,
    store,
    writerId,
    leads: options.crew?.leads !== false,
    retentionYears: options.config.auditYears,
  })
  const history = startPolicyHistory({
    ...options,
    dir: options.config.policy,
    store,
    writerId,
    host: hostname(),
    pid: process.pid,
    newId: randomUUID,
  })
  // On record before anything is decided under it.
  history.note(prepared.policies.current())
  await history.settled()
  const notifier = options.notifier ?? openNotifier(options.config)
  return run({
    ...{ options, prepared, store, register, audit, history, writerId, running, overlays },
    notifier,
  })
}

async function openTheStore(
  { config, now }: StartOptions,
  { keyring }: Prepared,
  writerId: string,
): Promise<OpenStore | Problems> {
  try {
    return await openStore({ url: config.database, writerId, keyring, now })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { problems: [`SLUIS_DATABASE: de database is niet te gebruiken: ${reason}`] }
  }
}

/** The keys of the identity JWT; a data key that does not open them is the operator's to mend. */
async function openKeys(opened: Opened): Promise<IdentityKeys | Problems> {
  const { store, options } = opened
  try {
    return await openIdentityKeys(store.keys, options.log)
  } catch {
    await closeParts(opened)
    return {
      problems: [
        'SLUIS_DATA_KEY: past niet bij deze database; de sleutel waarmee de identiteitssleutel is opgeslagen ontbreekt (zet hem achter de nieuwe, gescheiden door een komma)',
      ],
    }
  }
}

async function run(opened: Opened): Promise<Sluis | Problems> {
  const { options, running } = opened
  const { config, log } = options
  const clock = await clockUpkeepOf(options, opened.store.clock)
  const keys = await openKeys(opened)
  if ('problems' in keys) return keys
  const metrics = metricsOf(opened)
  const gateway = assemble(opened, { keys, metrics })
  const certificate = watchCertificate(opened, running)
  running.certificate = certificate
  const parts = { gateway, config, certificate: () => certificate.current() }
  try {
    // One after the other: the start links need the portaal's port, which 0 leaves open until it listens;
    // and when the second cannot have its port, the first is there to be closed.
    running.listeners = [await startListener(parts, 'portaal')]
    running.listeners = [...running.listeners, await startListener(parts, 'instroom')]
    if (config.toegangPort !== undefined)
      running.listeners = [...running.listeners, await startListener(parts, 'toegang')]
  } catch (error) {
    await Promise.all(running.listeners.map(({ connections }) => connections.drain(0)))
    certificate.close()
    await closeAll(opened, gateway)
    return { problems: [addressProblem(error)] }
  }
  running.courier = startDeliveries(gateway)
  const upkeep = startUpkeep({ ...opened, gateway, keys, clock, log })
  const tests = options.crew?.leads !== false
  const zelftest = tests ? await startZelftest({ gateway, config, running, log }) : undefined
  const view = operatorsView({ ...opened, gateway, metrics })
  const operators = await openOperators(options, view)
  const sluis = handleOf({ opened, gateway, running, certificate })
  const close = async (): Promise<void> => {
    zelftest?.stop()
    certificate.close()
    await upkeep.stop()
    if ('close' in operators) operators.close()
    await closeAll(opened, gateway)
  }
  if (zelftest?.passed !== false && !('problems' in operators)) {
    const addresses = { ...sluis.addresses, beheer: operators.address }
    return { ...sluis, operators: view, addresses, close }
  }
  await sluis.drain(0)
  await close()
  return { problems: [zelftest, operators].flatMap((part) => problemsOf(part)) }
}

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

async function closeAll(opened: Opened, gateway: Gateway): Promise<void> {
  for (const event of gateway.repeated.counted(true)) await opened.store.audit.write(event)
  // Nothing new is begun; what runs has as long as its connection.
  const stopped = opened.running.courier?.stop()
  await gateway.upstreams.close(1_000)
  await stopped
  await closeParts(opened)
}

/** Closes what was open before there was a gateway, the store last. */
async function closeParts(opened: Opened): Promise<void> {
  const { prepared, store, register, audit, history, overlays, notifier } = opened
  await notifier.close()
  await overlays.stop()
  await prepared.policies.close()
  await prepared.revocation.close()
  await register.close()
  await history.stop()
  await audit.stop()
  await store.close()
}
