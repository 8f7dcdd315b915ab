/** What lies over the policy files: the changes of Gebruikersbeheer, and members with organisations that registered themselves. */
import type { Log } from '../../operations/log.ts'
import type { CurrentPolicy } from '../../policy/current.ts'
import { startBeheer } from './beheer.ts'
import type { RunningBeheer } from './beheer.ts'
import { startLeden } from './leden.ts'
import type { RunningLeden } from './leden.ts'
import type { Lifecycle } from '../prepare/lifecycle.ts'
import type { OpenStore } from './open-store.ts'

export interface Overlays {
  readonly beheer: RunningBeheer
  readonly leden: RunningLeden
}

/** Rejects when the store cannot be read: then it is not known who is blocked. */
export async function startOverlays(
  parts: {
    readonly store: Pick<OpenStore, 'beheer' | 'ledenFeed'>
    readonly policies: CurrentPolicy
    readonly log: Log
    /** Called when the overlay of Gebruikersbeheer changed. */
    readonly onApplied: () => void
  },
  { use }: Lifecycle,
): Promise<Overlays> {
  const { store, policies, log, onApplied } = parts
  const beheer = await startBeheer({ store: store.beheer, policies, log, onApplied })
  use('beheer', beheer, (part) => part.stop())
  const leden = await startLeden({ feed: store.ledenFeed, policies, log })
  use('leden', leden, (part) => part.stop())
  return { beheer, leden }
}
