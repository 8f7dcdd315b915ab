/**
 * Delivers what is in the queue: claims one row at a time, sends it, and writes down how it ended. Works over
 * processes and replicas (a claim each), and through a kill at any moment: an attempt counts from before it is sent,
 * and what its process did not end is due again when its claim runs out.
 */
import { logTexts } from '../base/log-texts.ts'
import type { Log } from '../operations/log.ts'
import type { AuditEvent } from '../audit/event.ts'
import type { AfleveringRow, AfleveringSoort, Settlement } from '../store/aflevering.ts'
import type { AfleveringStore } from '../store/store.ts'
import { makeLanes } from './lanes.ts'
import { settlementOf } from './schedule.ts'
import type { Attempt } from './schedule.ts'

/** How one soort is delivered. */
export interface Carrier {
  /** How long an attempt may take. */
  termijnMs(doel: string): number
  /** One attempt. `content` is what was sealed when it was accepted. Never rejects. */
  send(row: AfleveringRow, content: Buffer): Promise<Attempt>
  /** The audit row of how it ended for good; undefined: none is kept. */
  event(row: AfleveringRow, settlement: Settlement): AuditEvent | undefined
}

export interface CourierParts {
  readonly store: AfleveringStore
  readonly carriers: Readonly<Partial<Record<AfleveringSoort, Carrier>>>
  /** Opens what was sealed for a row; undefined: not with the keys there are. */
  readonly open: (id: string, sealed: Buffer) => Buffer | undefined
  /** Names this process in claims. */
  readonly writerId: string
  /** Epoch milliseconds. */
  readonly now: () => number
  /** At least 0 and below 1. */
  readonly chance: () => number
  readonly log: Log
}

export interface Courier {
  /** Looks at once: something was just queued. */
  poke(): void
  /** Resolves when nothing runs. */
  idle(): Promise<void>
  /** Lets running attempts end and stops. */
  stop(): Promise<void>
}

const lookMs = 1_000
const atOnce = 64
/** Room for our own writing after the deadline of an attempt. */
const claimMarginMs = 5_000

export function startCourier(parts: CourierParts): Courier {
  // What ends makes room: who waits for it is found at once.
  const lanes = makeLanes(() => {
    look()
  })
  let stopped = false
  let finding: Promise<void> | undefined
  const find = async (): Promise<void> => {
    for (const { id, soort, doel } of await parts.store.due(parts.now(), atOnce)) {
      if (stopped || parts.carriers[soort] === undefined) continue
      lanes.begin({ id, lane: `${soort} ${doel}` }, () =>
        logged(parts.log, () => deliverOne(parts, id)),
      )
    }
  }
  const look = (): void => {
    if (stopped) return
    finding ??= logged(parts.log, find).finally(() => {
      finding = undefined
    })
  }
  const timer = setInterval(look, lookMs)
  timer.unref()
  return {
    poke: look,
    idle: async () => {
      do {
        await finding
        await lanes.idle()
      } while (finding !== undefined)
    },
    stop: async () => {
      stopped = true
      clearInterval(timer)
      await finding
      await lanes.idle()
    },
  }
}

const logged = async (log: Log, work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } catch (fout) {
    log.error({ fout }, logTexts.queueUnread)
  }
}

async function deliverOne(parts: CourierParts, id: string): Promise<void> {
  const { store, writerId: by, now } = parts
  const at = now()
  const seen = await store.find(id)
  const carrier = seen && parts.carriers[seen.soort]
  if (seen === undefined || carrier === undefined) return
  const until = at + carrier.termijnMs(seen.doel) + claimMarginMs
  const row = await store.claim(id, { by, at, until })
  if (row === undefined) return
  const attempt = await attemptAt(parts, carrier, row)
  const settlement = settlementOf(attempt, row, { at: now(), chance: parts.chance() })
  tell(parts, row, settlement)
  const event = settlement.kind === 'opnieuw' ? undefined : carrier.event(row, settlement)
  const settled = { id, by, attempt: row.attempts, at: now(), settlement }
  await (event === undefined
    ? store.settle(settled)
    : store.settle(settled, (inTime) => (inTime ? event : { ...event, toelichting: outOfTime })))
}

/** What is known all the same: the attempt was made, and somebody else goes on with it. */
const outOfTime = 'de claim was verlopen; een ander proces heeft deze aflevering'

async function attemptAt(
  parts: CourierParts,
  carrier: Carrier,
  row: AfleveringRow,
): Promise<Attempt> {
  const content = row.sealed === null ? undefined : parts.open(row.id, row.sealed)
  // A key that is missing can be put back: nothing is lost by waiting.
  if (content === undefined) return { kind: 'later', code: 'SL504' }
  return carrier.send(row, content)
}

function tell(
  { log }: CourierParts,
  { id, soort, doel, attempts }: AfleveringRow,
  settlement: Settlement,
): void {
  const what = { aflevering: id, soort, doel, poging: attempts }
  if (settlement.kind === 'afgeleverd') log.info(what, logTexts.delivered)
  else if (settlement.kind === 'dood')
    log.error({ ...what, code: settlement.code }, logTexts.deliveryDead)
  else
    log.warn(
      { ...what, code: settlement.code, volgende: new Date(settlement.nextAt).toISOString() },
      logTexts.deliveryLater,
    )
}
