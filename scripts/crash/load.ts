/** Many clients at once, each doing one thing after the other, until they are told to stop. */
import { askStatus, actForward, openTogether, actPost, postNew, withdraw } from './acts.ts'
import type { CrashLife } from './acts.ts'
import type { CrashKnown } from './ledger.ts'
import { meld } from './meldingen.ts'

/** How many clients, and how long each waits after what it did, in milliseconds. */
export interface Crowd {
  readonly clients: number
  readonly pauseMs: number
}

export const eager: Crowd = { clients: 12, pauseMs: 0 }

/** Leaves room for a gateway that starts beside the load. */
export const modest: Crowd = { clients: 4, pauseMs: 80 }

/** How far back in the list of instromen a client looks for one to act on: mostly the newest. */
const recent = 40

/** Starts the load. What is given stops it, and resolves when the last request has ended. */
export function startLoad(
  life: CrashLife,
  { clients, pauseMs }: Crowd = eager,
): () => Promise<void> {
  let stopped = false
  const work = async (): Promise<void> => {
    while (!stopped) {
      await actOnce(life)
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
  }
  const working = Promise.all(Array.from({ length: clients }, work))
  return async () => {
    stopped = true
    await working
  }
}

async function actOnce(life: CrashLife): Promise<void> {
  const number = life.random.below(100)
  if (number < 12) return actForward(life, 'get')
  if (number < 20) return actForward(life, 'submit')
  if (number < 34) return meld(life)
  const known = number < 50 ? undefined : chooseKnown(life)
  if (known === undefined) await postNew(life)
  else if (number < 60 || known.startUrl === undefined) await actPost(life, known)
  else if (number < 86) await openTogether(life, known)
  else if (number < 93) await withdraw(life, known)
  else await askStatus(life, known)
}

function chooseKnown({ ledger, random }: CrashLife): CrashKnown | undefined {
  const { instromen } = ledger
  const from = random.chance(0.9) ? Math.max(0, instromen.length - recent) : 0
  return instromen[from + random.below(instromen.length - from)]
}
