/**
 * Text messages by an HTTP gateway. One try of five seconds: whoever waits for a code asks for a new one, and two
 * of them would both cost money. Redirects are not followed: the key would go along.
 */
import { rootCertificates } from 'node:tls'
import { Pool } from 'undici'
import { createConnector } from '../wire/connector.ts'
import type { Sms, SmsOutcome } from './notifier.ts'
import { smsShapes } from './sms-shapes.ts'
import type { SmsSettings } from './sms-shapes.ts'

export interface SmsSender {
  readonly send: (sms: Sms) => Promise<SmsOutcome>
  close(): Promise<void>
}

const timeoutMs = 5_000
const maxAnswer = 64 * 1024

export function smsSender(settings: SmsSettings): SmsSender {
  const shape = smsShapes[settings.vorm]
  const { origin, pathname } = new URL(settings.url ?? shape.base)
  // Named, so that the environment (NODE_EXTRA_CA_CERTS) adds none.
  const connect = createConnector({ timeoutMs, trust: rootCertificates })
  const pool = new Pool(origin, { connections: 4, connect })
  const path = `${pathname.replace(/\/$/, '')}${shape.path}`
  return {
    send: async (sms) => {
      try {
        const answer = await pool.request({
          path,
          method: 'POST',
          headers: {
            ...shape.headers(settings.sleutel),
            'content-type': 'application/json',
            accept: 'application/json',
          },
          body: JSON.stringify(shape.body(sms, settings.afzender)),
          signal: AbortSignal.timeout(timeoutMs),
        })
        await answer.body.dump({ limit: maxAnswer })
        return outcomeOf(answer.statusCode)
      } catch {
        return 'onbereikbaar'
      }
    },
    close: () => pool.destroy(),
  }
}

const outcomeOf = (status: number): SmsOutcome => {
  if (status >= 200 && status < 300) return 'aangenomen'
  return status === 429 || status >= 500 || status < 400 ? 'onbereikbaar' : 'geweigerd'
}
