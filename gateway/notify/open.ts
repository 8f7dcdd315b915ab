/** The ways out to people, as they are configured. */
import { smtpSender } from './mail.ts'
import type { MailFrom } from './settings.ts'
import type { Notifier } from './notifier.ts'
import type { SmsShape } from './sms-shapes.ts'
import { smsSender } from './sms.ts'

export interface NotifySettings {
  readonly smtpUrl: string | undefined
  readonly mailFrom: MailFrom | undefined
  readonly smsVorm: SmsShape | undefined
  readonly smsUrl: string | undefined
  readonly smsKey: string | undefined
  readonly smsFrom: string
}

/** What is missing before a mail can go out, in Dutch; nothing when it can. */
export function mailProblems({ smtpUrl, mailFrom }: NotifySettings): readonly string[] {
  return [
    ...(smtpUrl === undefined ? ['SLUIS_SMTP_URL: ontbreekt; er kan geen mail uit'] : []),
    ...(mailFrom === undefined ? ['SLUIS_MAIL_VAN: ontbreekt; een mail heeft een afzender'] : []),
  ]
}

/** What is missing before a text message can go out, in Dutch; nothing when it can. */
export function smsProblems({ smsVorm, smsKey }: NotifySettings): readonly string[] {
  return [
    ...(smsVorm === undefined ? ['SLUIS_SMS_VORM: ontbreekt; er kan geen sms uit'] : []),
    ...(smsKey === undefined ? ['SLUIS_SMS_SLEUTEL: ontbreekt'] : []),
  ]
}

/** Opens what is configured; `undefined` for what is not. */
export function openNotifier(settings: NotifySettings): Notifier {
  const { smtpUrl, mailFrom, smsVorm, smsUrl, smsKey, smsFrom } = settings
  const mail =
    smtpUrl === undefined || mailFrom === undefined
      ? undefined
      : smtpSender({ url: smtpUrl, from: mailFrom })
  const sms =
    smsVorm === undefined || smsKey === undefined
      ? undefined
      : smsSender({ vorm: smsVorm, url: smsUrl, sleutel: smsKey, afzender: smsFrom })
  return {
    mail: mail?.send,
    sms: sms?.send,
    close: async () => {
      mail?.close()
      await sms?.close()
    },
  }
}
