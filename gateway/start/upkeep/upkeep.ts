/** What goes on while the gateway runs: changed policy and revocation put in force, and regular cleaning. */
import { logTexts } from '../../base/log-texts.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { Log } from '../../operations/log.ts'
import { formatProblem } from '../../decision/problem.ts'
import type { Problem } from '../../decision/problem.ts'
import { askRegister } from '../../organisaties/register-einde.ts'
import { lookAtAccounts } from '../../organisaties/zonder-lid.ts'
import type { ClockUpkeep } from './clock-upkeep.ts'
import type { IdentityKeys } from '../store/identity-keys.ts'
import type { Running } from '../state/running.ts'
import type { RunningHistory } from '../store/policy-history.ts'
import { nobodyToTell } from '../prepare/prepare.ts'
import type { Prepared } from '../prepare/prepare.ts'

interface UpkeepParts {
  readonly gateway: Gateway
  readonly prepared: Prepared
  readonly running: Running
  readonly keys: IdentityKeys
  readonly history: RunningHistory
  readonly log: Log
  readonly clock: ClockUpkeep | undefined
  /** Whether the AGB register is asked over the network. */
  readonly asksRegister: boolean
}

/** How often expired content is deleted, counted refusals are recorded, and keys are looked at. */
const sweepMs = 30_000
/** How long the content of what could not be delivered is kept, and sign-ins and links that are over (contract part two, 13). */
const keepDeadMs = 30 * 24 * 60 * 60 * 1000
/** How often accounts are looked at that belong to no organisation. */
const accountsEveryMs = 24 * 60 * 60 * 1000
/** How often names are looked at that an older version of the program may have changed, and how many are mended at once. */
const namesEveryMs = 10 * 60 * 1000
const namesAtOnce = 2_000
/** How often open connections are judged by the clock alone. */
const expiryMs = 500

export function startUpkeep(parts: UpkeepParts): { stop(): Promise<void> } {
  const { gateway, prepared, history, log } = parts
  const lists = openingLists(parts)
  prepared.hooks.onChange = () => {
    lists.open()
    takePolicy(parts)
  }
  history.note(prepared.policies.current())
  prepared.hooks.onRefused = (problems) => {
    history.refused(problems, prepared.policies.current())
    gateway.metrics.policyReload('geweigerd')
    log.error({ problemen: problems.map(formatProblem) }, logTexts.policyRefused)
  }
  prepared.hooks.onIdle = (idle) => {
    tellIdle(log, idle)
  }
  tellIdle(log, prepared.policies.current().idle)
  prepared.revocation.onChange(() => {
    endRefused(parts)
  })
  const looks = [daily(gateway), names(gateway)]
  let sweeping = Promise.resolve()
  const sweeper = setInterval(() => {
    sweeping = sweep(parts, looks).then(() => lookAtRegister(parts))
  }, sweepMs)
  const expiry = setInterval(() => {
    parts.clock?.look()
    lists.again()
    endRefused(parts)
  }, expiryMs)
  sweeper.unref()
  expiry.unref()
  return {
    stop: async () => {
      clearInterval(sweeper)
      clearInterval(expiry)
      const { onChange, onRefused, onIdle } = nobodyToTell()
      prepared.hooks.onChange = onChange
      prepared.hooks.onRefused = onRefused
      prepared.hooks.onIdle = onIdle
      await sweeping
    },
  }
}

/** What somebody put in the policy and does nothing. */
function tellIdle(log: Log, idle: readonly Problem[]): void {
  for (const problem of idle) log.warn({ beleid: formatProblem(problem) }, logTexts.policyIdle)
}

/** Opens the lists and responders of the set in force; what failed is tried again until it succeeds. */
function openingLists({ prepared, log }: Pick<UpkeepParts, 'prepared' | 'log'>) {
  let failed = false
  const open = (): void => {
    failed = false
    prepared.revocation.update(prepared.policies.current().profiles).catch((fout: unknown) => {
      failed = true
      log.error({ fout }, logTexts.revocationNotOpened)
    })
  }
  return {
    open,
    again: (): void => {
      if (failed) open()
    },
  }
}

/** Puts a new set in force: new trust for new handshakes, open connections judged again. */
function takePolicy(parts: UpkeepParts): void {
  const { gateway, prepared, running, log } = parts
  const set = prepared.policies.current()
  const certificate = running.certificate?.current()
  if (certificate !== undefined)
    for (const listener of running.listeners) listener.renew(certificate)
  gateway.beheer.refresh().catch((fout: unknown) => {
    log.error({ fout }, logTexts.beheerNotApplied)
  })
  gateway.organisaties.refresh().catch((fout: unknown) => {
    log.error({ fout }, logTexts.ledenNotApplied)
  })
  gateway.upstreams.keepOnly(set.policy.diensten.values())
  parts.history.note(set)
  gateway.metrics.policyReload('geladen')
  log.info({ beleid: set.version }, logTexts.policyInForce)
  tellIdle(log, set.idle)
  endRefused(parts)
}

function endRefused({ running }: UpkeepParts): void {
  for (const listener of running.listeners) listener.endRefused()
}

type Look = () => Promise<void>

/** Once a day, by every process: what one did, another finds done. After a failure it is due at once. */
function daily(gateway: Gateway): Look {
  let last = -Infinity
  return async () => {
    const at = gateway.now()
    if (Math.abs(at - last) < accountsEveryMs) return
    await lookAtAccounts(gateway, gateway.organisaties.zonderLid)
    last = at
    gateway.deliveries.accepted()
  }
}

/** At every sweep until no name is left, and then now and again. */
function names({ now, toegang }: Gateway): Look {
  let last = -Infinity
  return async () => {
    const at = now()
    if (Math.abs(at - last) < namesEveryMs) return
    if (await toegang.store.werkNamenBij(namesAtOnce)) last = at
  }
}

/** When it does not answer, the next look asks again: what was known stays. */
async function lookAtRegister({ gateway, log, asksRegister }: UpkeepParts): Promise<void> {
  if (!asksRegister) return
  try {
    if ((await askRegister(gateway)) > 0) await gateway.organisaties.refresh()
  } catch (fout) {
    log.warn({ fout }, logTexts.registerUnasked)
  }
}

async function sweep(
  { gateway, keys, clock, log }: UpkeepParts,
  looks: readonly Look[],
): Promise<void> {
  await clock?.keep()
  try {
    await gateway.store.instromen.sweep(gateway.now())
    const kept = gateway.now() - keepDeadMs
    await gateway.store.afleveringen.sweep({ dead: kept, mail: kept })
    await gateway.toegang.store.ruimOp(kept)
    for (const event of gateway.repeated.counted(false)) await gateway.store.audit.write(event)
    await keys.refresh()
    for (const look of looks) await look()
  } catch (fout) {
    log.error({ fout }, logTexts.sweepFailed)
  }
}
