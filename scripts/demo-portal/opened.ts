/** Takes an instroom that an employee opened: it becomes a card of that employee, and its address is the answer. */
import type { RequestHandler } from 'express'
import { member } from './applications.ts'
import type { Cards } from './cards.ts'

interface Opening {
  readonly cards: Cards
  readonly pad: string
  readonly titel: string
  readonly naam: string
  readonly log: (line: string) => void
}

const isText = (value: unknown, shape: RegExp): value is string =>
  typeof value === 'string' && shape.test(value)

/** A repeat under the same key gets the same address. */
export const receiveOpened =
  ({ cards, pad, titel, naam, log }: Opening): RequestHandler =>
  (request, response) => {
    const body: unknown = request.body
    const bericht = member(body, 'bericht')
    const [id, agb] = [member(body, 'instroomId'), member(member(bericht, 'instantie'), 'agbCode')]
    const gebruikersnummer = member(member(body, 'persoon'), 'gebruikersnummer')
    const bsn = member(member(bericht, 'verzekerde'), 'bsn')
    if (
      !isText(id, /^[\w-]{1,64}$/) ||
      request.get('Idempotency-Key') !== id ||
      !isText(agb, /^\d{8}$/) ||
      !isText(gebruikersnummer, /^\d{1,20}$/) ||
      !isText(bsn, /^\d{9}$/)
    ) {
      response.status(400).json({ title: 'Geen goede aflevering' })
      return
    }
    const isNew = !cards.has(id)
    const text = `Burgerservicenummer ${bsn}. Bloeddruk 130/80.`
    cards.put({ id, agb, gebruikersnummer, titel, text })
    if (isNew) log(`${naam}: instroom ${id} ontvangen`)
    response.location(`${pad}/${id}`)
    response.status(isNew ? 201 : 200).json({ kaart: id })
  }
