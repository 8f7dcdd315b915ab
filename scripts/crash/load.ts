/** Many clients at once, each doing one thing after the other, until they are told to stop. */
import { askStatus, forward, openTogether, post, postNew, withdraw } from './acts.ts'
import type { Life } from './acts.ts'
import type { Known } from './ledger.ts'

const workers = 12

/** How far back in the list of instromen a client looks for one to act on: mostly the newest. */
const recent = 40

/** Starts the load. What is given stops it, and resolves when the last request has ended. */
export function startLoad(life: Life): () => Promise<void> {
  let stopped = false
  const work = async (): Promise<void> => {
    while (!stopped) await actOnce(life)
  }
  const working = Promise.all(Array.from({ length: workers }, work))
  return async () => {
    stopped = true
    await working
  }
}

async function actOnce(life: Life): Promise<void> {
  const number = life.random.below(100)
  if (number < 12) return forward(life, 'get')
  if (number < 20) return forward(life, 'submit')
  const known = number < 50 ? undefined : chooseKnown(life)
  if (known === undefined) return postNew(life)
  if (number < 60 || known.startUrl === undefined) {
    await post(life, known)
    return
  }
  if (number < 86) return openTogether(life, known)
  return number < 93 ? withdraw(life, known) : askStatus(life, known)
}

function chooseKnown({ ledger, random }: Life): Known | undefined {
  const { instromen } = ledger
  const from = random.chance(0.9) ? Math.max(0, instromen.length - recent) : 0
  return instromen[from + random.below(instromen.length - from)]
}
