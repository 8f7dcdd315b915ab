/**
 * Mails in the queue: sealed with what they tell of, in the transaction of that change, and sent by every process.
 * One with a link is sent only while the link is live.
 */
import type { Mail, MailOutcome } from '../notify/notifier.ts'
import type { KeySet } from '../secrets/keys.ts'
import { seal } from '../secrets/seal.ts'
import type { NewAflevering } from '../store/aflevering.ts'
import type { Carrier } from './courier.ts'

/** A mail to put in the queue. */
export interface NewMail {
  /** UUID; also the id of the message, so that one that arrived twice is known for one. */
  readonly id: string
  /** What kind it is, for lists and metrics. */
  readonly soort: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly agbCode?: string | undefined
  /** Id of the link in it. */
  readonly link?: string | undefined
  readonly at: number
}

interface Content {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly link?: string
}

/** How long a mail is tried. */
const mailMs = 24 * 60 * 60 * 1000

export const mailRow = (keys: KeySet, mail: NewMail): NewAflevering => {
  const { id, soort, to, subject, text, link, agbCode = null, at } = mail
  const content: Content = { to, subject, text, ...(link !== undefined && { link }) }
  return {
    ...{ id, soort: 'mail', doel: soort, agbCode, createdAt: at, validUntil: at + mailMs },
    sealed: seal({ keys, use: 'message' }, id, Buffer.from(JSON.stringify(content))),
  }
}

export interface MailParts {
  readonly send: ((mail: Mail) => Promise<MailOutcome>) | undefined
  /** Whether a link can still be used. */
  readonly isLive: (link: string) => Promise<boolean>
}

/** More than any mail server takes. */
const termijnMs = 60_000

export const mailCarrier = ({ send, isLive }: MailParts): Carrier => ({
  termijnMs: () => termijnMs,
  send: async ({ id }, body) => {
    const { to, subject, text, link } = JSON.parse(body.toString()) as Content
    if (send === undefined) return { kind: 'later', code: 'SL501' }
    // A database that does not answer is no reason to send what may be over.
    const live = link === undefined || (await isLive(link).catch(() => undefined))
    if (live === undefined) return { kind: 'later', code: 'SL505' }
    if (!live) return { kind: 'geweigerd', code: 'SL411' }
    const outcome = await send({ to, subject, text, messageId: id })
    if (outcome === 'bezorgd') return { kind: 'afgeleverd' }
    return outcome === 'onbestelbaar'
      ? { kind: 'geweigerd', code: 'onbestelbaar' }
      : { kind: 'later', code: 'SL501' }
  },
  // The change it tells of has its row.
  event: () => undefined,
})
