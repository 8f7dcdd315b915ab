/** Mails of signing in: queued with the change they tell of, written when they are sent. */
import { ownEvent } from '../audit/retention.ts'
import type { Carrier } from '../delivery/courier.ts'
import type { Attempt } from '../delivery/schedule.ts'
import { seal } from '../secrets/seal.ts'
import type { Gateway, Toegang } from '../http/exchange/gateway.ts'
import type { NewAflevering } from '../store/aflevering.ts'
import { letterOf } from './letters.ts'
import type { LetterFacts, LetterKind } from './letters.ts'

/** What is queued. */
interface Queued {
  readonly to: string
  readonly kind: LetterKind
  readonly facts: LetterFacts
}

/** How long a mail without a link is tried. */
const usualMs = 24 * 3600_000

/** What mails, and the links in them, are made with: by the gateway, or by a command of the service desk. */
export interface MailParts extends Pick<Gateway, 'keyring' | 'newId' | 'now'> {
  readonly toegang: Pick<Toegang, 'url' | 'store'>
}

/**
 * Base of addresses for who does not know the public one: a command, where it is not configured. The gateway that sends
 * the mail knows it (RFC 6761 6.4: `invalid` is nobody's).
 */
export const baseWhenSent = 'https://toegang.invalid'

/** A mail for the queue. One with a link is not sent once that is over. */
export function mailFor(
  { keyring, newId, now, toegang }: MailParts,
  to: string,
  kind: LetterKind,
  facts: Omit<LetterFacts, 'aanmelden'>,
): NewAflevering {
  const id = newId()
  const at = now()
  const queued: Queued = { to, kind, facts: { ...facts, aanmelden: `${toegang.url}/aanmelden` } }
  return {
    id,
    soort: 'mail',
    doel: kind,
    agbCode: null,
    createdAt: at,
    validUntil: facts.geldigTot ?? at + usualMs,
    sealed: seal(
      { keys: keyring.current, use: 'message' },
      id,
      Buffer.from(JSON.stringify(queued)),
    ),
  }
}

const termijnMs = 30_000

/** How mails are delivered. Without a mail server they wait. */
export const mailCarrier = (
  toegang: Pick<Toegang, 'notifier' | 'url'>,
  now: () => number,
): Carrier => ({
  termijnMs: () => termijnMs,
  send: async ({ id }, content): Promise<Attempt> => {
    const { to, kind, facts } = JSON.parse(content.toString()) as Queued
    // A link that is over helps nobody.
    if (facts.geldigTot !== undefined && now() >= facts.geldigTot)
      return { kind: 'geweigerd', code: 'SL411' }
    const { subject, text } = letterOf(kind, facts)
    const outcome = await toegang.notifier.mail?.({
      ...{ to, messageId: id, subject },
      text: text.replaceAll(baseWhenSent, toegang.url),
    })
    if (outcome === 'bezorgd') return { kind: 'afgeleverd' }
    return outcome === 'onbestelbaar'
      ? { kind: 'geweigerd', code: 'SL506' }
      : { kind: 'later', code: 'SL501' }
  },
  event: (row, settlement) =>
    settlement.kind === 'afgeleverd'
      ? undefined
      : ownEvent(
          { at: row.lastAt ?? row.createdAt, id: row.id },
          {
            gebeurtenis: 'aflevering-mislukt',
            actie: 'E',
            object: { soort: 'bericht', id: row.id },
            toelichting: `mail ${row.doel}`,
          },
        ),
})
