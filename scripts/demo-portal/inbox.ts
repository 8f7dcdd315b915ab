/** What a dienst of the demo received, in memory only: each thing once, whoever sends it how often. */
import type { RequestHandler } from 'express'
import { member } from './applications.ts'

/** Something that was received: by a delivery, or typed in by a person. */
export interface Received {
  /** The key of the delivery (Idempotency-Key), or one of our own. */
  readonly id: string
  readonly agb: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Who: a person, or the name of a package. */
  readonly door: string
  readonly inhoud: unknown
}

/** Of a demo nobody needs more; the oldest go first. */
const mostKept = 1000

export class Inbox {
  readonly #items = new Map<string, Received>()

  has(id: string): boolean {
    return this.#items.has(id)
  }

  put(item: Received): void {
    if (this.#items.has(item.id)) return
    this.#items.set(item.id, item)
    const [oldest] = this.#items.keys()
    if (this.#items.size > mostKept && oldest !== undefined) this.#items.delete(oldest)
  }

  /** Of one organisation, newest first: there is no way to ask without. */
  of(agb: string): readonly Received[] {
    return [...this.#items.values()].filter((item) => item.agb === agb).reverse()
  }
}

export interface Receiving {
  readonly inbox: Inbox
  readonly naam: string
  readonly now: () => number
  readonly log: (line: string) => void
}

/**
 * Takes a direct delivery. It is kept before it is answered, and a repeat under the same key gets 200: Sluis
 * sends the same bytes again until it hears that they were received. A dienst that is still busy with a key
 * answers 503 or 425; 409 may only mean that it has this key already.
 */
export const receive =
  ({ inbox, naam, now, log }: Receiving): RequestHandler =>
  (request, response) => {
    const body: unknown = request.body
    const id = member(body, 'instroomId')
    const inhoud = member(body, 'bericht')
    const agb = member(member(inhoud, 'instantie'), 'agbCode')
    if (
      typeof id !== 'string' ||
      request.get('Idempotency-Key') !== id ||
      typeof agb !== 'string' ||
      !/^\d{8}$/.test(agb)
    ) {
      response.status(400).json({ title: 'Geen goede aflevering' })
      return
    }
    const isNew = !inbox.has(id)
    if (isNew) {
      inbox.put({ id, agb, at: now(), door: packageOf(inhoud), inhoud })
      log(`${naam}: bericht ${id} ontvangen`)
    }
    response.status(isNew ? 201 : 200).json({ bericht: id })
  }

function packageOf(inhoud: unknown): string {
  const naam = member(member(inhoud, 'softwarepakket'), 'naam')
  return typeof naam === 'string' ? naam : 'een eigen systeem'
}
