/** The upkeep of the audit while the gateway runs: signed checkpoints, and rows whose retention is over. */
import { logTexts } from '../../base/log-texts.ts'
import { expiryMoment } from '../../audit/retention.ts'
import type { Log } from '../../operations/log.ts'
import type { OpenStore } from '../store/open-store.ts'

interface AuditUpkeepOptions {
  readonly store: Pick<OpenStore, 'checkpoints' | 'prune'>
  /** The audit writer of this process. */
  readonly writerId: string
  /** Whether this process also signs what others left (after a crash, by a command), and removes. */
  readonly leads: boolean
  /** How many years rows are kept; 0: nothing is removed. */
  readonly retentionYears: number
  /** Epoch ms. */
  readonly now: () => number
  readonly log: Log
}

/** A checkpoint is due after this many rows, or this long after the one before. */
const maxRows = 1_000
const maxAgeMs = 5 * 60_000
const pruneEveryMs = 24 * 3_600_000
const lookMs = 1_000

/** Looks every second whether something is due; what fails is logged, and tried again when it is due. */
export function startAuditUpkeep(options: AuditUpkeepOptions): {
  /** One look, as the timer does it. */
  readonly look: () => Promise<void>
  /** Ends it with a last checkpoint of this writer: a clean end leaves no row unsigned. */
  readonly stop: () => Promise<void>
} {
  const { store, writerId, leads, now } = options
  const done = { signed: now(), pruned: now() - pruneEveryMs + maxAgeMs }
  const work = async (): Promise<void> => {
    const at = now()
    if (Math.abs(at - done.signed) >= maxAgeMs) {
      done.signed = at
      await store.checkpoints.sign(leads ? undefined : writerId)
    } else if (store.checkpoints.behind() >= maxRows) await store.checkpoints.sign(writerId)
    if (leads && Math.abs(at - done.pruned) >= pruneEveryMs) {
      done.pruned = at
      await prune(options)
    }
  }
  let working: Promise<void> | undefined
  const look = (): Promise<void> =>
    (working ??= logged(options.log, work).finally(() => {
      working = undefined
    }))
  const timer = setInterval(() => void look(), lookMs)
  timer.unref()
  return {
    look,
    stop: async () => {
      clearInterval(timer)
      await working
      await logged(options.log, async () => {
        await store.checkpoints.sign(writerId)
      })
    },
  }
}

async function prune({ store, retentionYears, now, log }: AuditUpkeepOptions): Promise<void> {
  if (retentionYears === 0) return
  const { rows, findings, checkpoints } = await store.prune(expiryMoment(now(), retentionYears))
  if (rows > 0) log.info({ regels: rows }, logTexts.auditRemoved)
  if (findings.length + checkpoints.length > 0)
    log.error({ ketens: findings, controlepunten: checkpoints }, logTexts.auditBroken)
}

async function logged(log: Log, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (fout) {
    log.error({ fout }, logTexts.auditUpkeepFailed)
  }
}
