/**
 * How the gateways of the Netherlands take a text message: a table of three, each from its own public reference
 * (docs.spryngsms.com, CM.com Text API, Bird/MessageBird SMS API).
 */
import type { Sms } from './notifier.ts'

/** What an operator set for text messages. */
export interface SmsSettings {
  readonly vorm: SmsShape
  /** Base address; undefined: the shape's own. */
  readonly url: string | undefined
  readonly sleutel: string
  /** At most 11 letters or digits. */
  readonly afzender: string
}

interface Shape {
  readonly base: string
  readonly path: string
  readonly headers: (key: string) => Readonly<Record<string, string>>
  readonly body: (sms: Sms, afzender: string) => unknown
}

const digitsOf = (e164: string): string => e164.replace(/^\+/, '')

export const smsShapes = {
  spryng: {
    base: 'https://rest.spryngsms.com',
    path: '/v1/messages',
    headers: (key) => ({ authorization: `Bearer ${key}` }),
    body: ({ telefoon, tekst, referentie }, originator) => ({
      body: tekst,
      encoding: 'auto',
      originator,
      recipients: [digitsOf(telefoon)],
      route: 'business',
      reference: referentie,
    }),
  },
  cm: {
    base: 'https://gw.messaging.cm.com',
    path: '/v1.0/message',
    headers: (key) => ({ 'x-cm-producttoken': key }),
    body: ({ telefoon, tekst, referentie }, from) => ({
      messages: {
        msg: [
          {
            allowedChannels: ['SMS'],
            from,
            to: [{ number: `00${digitsOf(telefoon)}` }],
            body: { type: 'auto', content: tekst },
            reference: referentie,
          },
        ],
      },
    }),
  },
  messagebird: {
    base: 'https://rest.messagebird.com',
    path: '/messages',
    headers: (key) => ({ authorization: `AccessKey ${key}` }),
    body: ({ telefoon, tekst, referentie }, originator) => ({
      originator,
      body: tekst,
      recipients: [Number(digitsOf(telefoon))],
      reference: referentie,
      validity: 300,
    }),
  },
} as const satisfies Record<string, Shape>

/** The name of a shape (SLUIS_SMS_VORM). */
export type SmsShape = keyof typeof smsShapes

export const isSmsShape = (name: string): name is SmsShape => Object.hasOwn(smsShapes, name)
