/** What is open before there is a gateway: the store and what works on it. */
import { errorMessage } from '../base/thrown.ts'
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import type { AgbCode } from '../identity/agb-code.ts'
import { makeCounts } from '../delivery/counts.ts'
import { hashingThreads } from '../account/derive.ts'
import { openNotifier } from '../notify/open.ts'
import { startAuditUpkeep } from './upkeep/audit-upkeep.ts'
import type { Opened } from './assemble.ts'
import { clockUpkeepOf } from './upkeep/clock-upkeep.ts'
import type { Lifecycle } from './prepare/lifecycle.ts'
import { openIdentityKeys } from './store/identity-keys.ts'
import type { IdentityKeys } from './store/identity-keys.ts'
import { openStore } from './store/open-store.ts'
import type { OpenStore } from './store/open-store.ts'
import { nothingYet } from './state/running.ts'
import { startOverlays } from './store/overlays.ts'
import { startPolicyHistory } from './store/policy-history.ts'
import type { RunningHistory } from './store/policy-history.ts'
import type { Prepared, Problems, StartOptions } from './prepare/prepare.ts'
import { liftedBlocks } from './store/kept-blocks.ts'
import { openRegister } from './store/register.ts'

/**
 * The store and the keys of the identity JWT in it, or why they cannot be used. Before anything else works on the
 * store: with a data key that is not of this database, all of it would fail, each with words of its own.
 */
export async function openStoreAndKeys(
  { options, prepared, writerId }: Pick<Opened, 'options' | 'prepared' | 'writerId'>,
  { use }: Lifecycle,
): Promise<{ readonly store: OpenStore; readonly keys: IdentityKeys } | Problems> {
  const opened = await openTheStore(options, prepared, writerId)
  if ('problems' in opened) return opened
  const store = use('store', opened, (part) => part.close())
  try {
    return { store, keys: await openIdentityKeys(store.keys, options.log) }
  } catch {
    return {
      problems: [
        'SLUIS_DATA_KEY: past niet bij deze database; de sleutel waarmee de identiteitssleutel is opgeslagen ontbreekt (zet hem achter de nieuwe, gescheiden door een komma)',
      ],
    }
  }
}

async function openTheStore(
  { config, now }: StartOptions,
  { keyring }: Prepared,
  writerId: string,
): Promise<OpenStore | Problems> {
  try {
    return await openStore({ url: config.database, writerId, keyring, now })
  } catch (error) {
    return {
      problems: [`SLUIS_DATABASE: de database is niet te gebruiken: ${errorMessage(error)}`],
    }
  }
}

/** What is there before there is a gateway. The store closes after it: the others write to it until they end. */
export async function openParts(
  basis: Pick<Opened, 'options' | 'prepared' | 'store' | 'writerId'>,
  life: Lifecycle,
): Promise<Opened> {
  const { options, prepared, store, writerId } = basis
  const { policies } = prepared
  const { use } = life
  // First of all: nothing is judged by a clock that was set back while nothing ran.
  const clock = use('clock', await clockUpkeepOf(options, store.clock), (part) => part?.keep())
  const audit = use('audit', auditUpkeepOf(basis), (part) => part.stop())
  const history = use('history', historyOf(basis), (part) => part.stop())
  const details = (agbCode: AgbCode) => store.registerDetails(agbCode)
  const imported = { ...store.register, details }
  const register = use('register', openRegister(options, imported), (part) => part.close())
  await demandBlocks(basis)
  const running = nothingYet(makeCounts(store.afleveringen, options.now))
  const onApplied = (): void => {
    for (const listener of running.listeners) listener.endRefused()
  }
  const overlays = await startOverlays({ store, policies, log: options.log, onApplied }, life)
  const notifier = options.notifier ?? openNotifier(options.config)
  use('notifier', notifier, (part) => part.close())
  const hashing = use('hashing', hashingThreads(), (part) => part.close())
  // On record before anything is decided under it.
  history.note(policies.current())
  await history.settled()
  const closing = { notifier, hashing }
  return { ...basis, ...closing, writerId, clock, register, audit, history, running, overlays }
}

async function demandBlocks({
  options,
  prepared,
  store,
}: Pick<Opened, 'options' | 'prepared' | 'store'>): Promise<void> {
  const { policy: dir } = options.config
  const set = prepared.policies.current()
  const lifted = await liftedBlocks({ dir, set, kept: store.policies })
  if (lifted !== undefined) throw new Error(lifted)
}

const auditUpkeepOf = ({
  options,
  store,
  writerId,
}: Pick<Opened, 'options' | 'store' | 'writerId'>): Opened['audit'] =>
  startAuditUpkeep({
    ...options,
    store,
    writerId,
    leads: options.crew?.leads !== false,
    retentionYears: options.config.auditYears,
  })

const historyOf = ({
  options,
  store,
  writerId,
}: Pick<Opened, 'options' | 'store' | 'writerId'>): RunningHistory =>
  startPolicyHistory({
    ...options,
    dir: options.config.policy,
    store,
    writerId,
    host: hostname(),
    pid: process.pid,
    newId: randomUUID,
  })
