/** The side that Sluis itself talks to: an opened instroom is delivered, and gets the address of its form. */
import type { RequestHandler } from 'express'
import { fieldsOf, member, textOrEmpty } from './applications.ts'
import type { KeptApplication } from './applications.ts'
import { base } from './pages.ts'

/**
 * A delivery comes from the gateway itself and carries no person's token. Here the gateway runs on the same
 * machine; a real portal asks for the gateway's own certificate (mTLS) or allows only its address. A request
 * that does carry a token is a person's, forwarded: never a delivery.
 */
export const onlyFromGateway: RequestHandler = (request, response, next) => {
  const address = request.socket.remoteAddress ?? ''
  const isLocal = /^(?:::ffff:)?127\.|^::1$/.test(address)
  if (isLocal && request.get('Sluis-Identiteit') === undefined) next()
  else response.status(403).json({ title: 'Alleen Sluis levert hier af' })
}

/**
 * Takes a delivery. The same Idempotency-Key gives the same Location however often it comes (200 after the
 * first 201): Sluis delivers again when it did not hear the answer.
 */
export const receiveDelivery =
  ({ drafts, applications }: KeptApplication, log: (line: string) => void): RequestHandler =>
  (request, response) => {
    const body: unknown = request.body
    const id = member(body, 'instroomId')
    const bericht = member(body, 'bericht')
    const fields = fieldsOf(bericht)
    const agb = fields['instantie.agbCode'] ?? ''
    if (
      typeof id !== 'string' ||
      !/^[\w-]{1,64}$/.test(id) ||
      request.get('Idempotency-Key') !== id ||
      !/^\d{8}$/.test(agb)
    ) {
      response.status(400).json({ title: 'Geen goede aflevering' })
      return
    }
    const isNew = drafts.find(id, agb) === undefined && applications.find(id, agb) === undefined
    if (isNew) {
      drafts.put({ id, agb, referentie: textOrEmpty(member(bericht, 'referentie')), fields })
      log(`demoportaal: instroom ${id} ontvangen`)
    }
    response.location(`${base}/aanvragen/nieuw/${id}`)
    response.status(isNew ? 201 : 200).json({ aanvraag: id })
  }
