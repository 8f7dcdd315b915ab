/** What goes out to people: mails and text messages. One interface, so that the demo can show them on a page. */

/** A mail of ours. Texts are plain; nothing of a user stands in the subject. */
export interface Mail {
  /** One address that was read by account/email.ts. */
  readonly to: string
  readonly subject: string
  readonly text: string
  /** The same on every try, so that a mail which arrived twice is known for one. */
  readonly messageId: string
}

/**
 * What became of a mail: taken by the server; refused for ever (no such mailbox), so that no later try helps; or
 * not now.
 */
export type MailOutcome = 'bezorgd' | 'onbestelbaar' | 'later'

/** A text message: a code and where to type it. */
export interface Sms {
  /** E.164, as account/phone.ts reads it. */
  readonly telefoon: string
  readonly tekst: string
  readonly referentie: string
}

/** What became of a text message. Never tried again by itself: a person asks for a new code. */
export type SmsOutcome = 'aangenomen' | 'geweigerd' | 'onbereikbaar'

export interface Notifier {
  /** Undefined: no mail server is configured. */
  readonly mail: ((mail: Mail) => Promise<MailOutcome>) | undefined
  /** Undefined: no gateway for text messages is configured. */
  readonly sms: ((sms: Sms) => Promise<SmsOutcome>) | undefined
  close(): Promise<void>
}
