/** Puts members, meldcodes and organisations that registered themselves in force: at the start, after a change here, and soon after one of another process. */
import { logTexts } from '../../base/log-texts.ts'
import { poll } from '../../base/poll.ts'
import { toldOnce } from './told-once.ts'
import type { Policy } from '../../decision/policy.ts'
import type { CurrentPolicy } from '../../policy/current.ts'
import { Aangemeld } from '../../leden/aangemeld.ts'
import { LedenOverlay } from '../../leden/overlay.ts'
import type { Log } from '../../operations/log.ts'
import type { LedenFeed, LedenMark } from '../../store/leden/changes.ts'

export interface RunningLeden {
  /** Puts in force what the store has at this moment; rejects when it cannot be read. */
  readonly refresh: () => Promise<void>
  stop(): Promise<void>
}

export interface LedenParts {
  readonly feed: LedenFeed
  readonly policies: Pick<CurrentPolicy, 'current' | 'setLeden'>
  readonly log: Log
  readonly pollMs?: number
}

const usualPollMs = 250

/** Rejects when the store cannot be read: then it is not known who was stopped. */
export async function startLeden({
  feed,
  policies,
  log,
  pollMs = usualPollMs,
}: LedenParts): Promise<RunningLeden> {
  const overlay = new LedenOverlay()
  const aangemeld = new Aangemeld()
  let mark: LedenMark = { counter: 0, version: '' }
  let over: Policy['instanties'] | undefined
  const look = async (): Promise<void> => {
    const changed = await feed.changes(mark)
    const { instanties, diensten } = policies.current().policy
    if (changed === undefined && over === instanties) return
    overlay.setDiensten(diensten)
    aangemeld.setFiles({ instanties, diensten })
    if (changed !== undefined) {
      overlay.take(changed.leden, changed.meldcodes)
      aangemeld.take(changed.actief)
    }
    mark = changed?.mark ?? mark
    over = instanties
    policies.setLeden({ leden: overlay.houders, instanties: aangemeld.instanties })
  }
  let last = Promise.resolve()
  const refresh = (): Promise<void> => (last = last.then(look, look))
  await refresh()
  const stop = new AbortController()
  const polling = poll(
    pollMs,
    stop.signal,
    toldOnce(refresh, (fout) => {
      log.error({ fout }, logTexts.ledenUnread)
    }),
  )
  return {
    refresh,
    stop: async () => {
      stop.abort()
      await polling
      await last.catch(() => undefined)
    },
  }
}
