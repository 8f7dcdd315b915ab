/** What may be set for mail and text messages. Apart from what sends them, so that a command that does not is quick. */
import { readEmail } from '../account/email.ts'

export interface MailFrom {
  readonly name: string
  readonly address: string
}

/** Whether a host is this machine: only there is a connection without TLS used. */
export const isLoopback = (hostname: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/.test(hostname)

/** Whether a URL may be used for SMTP: a problem in Dutch, or nothing. */
export function smtpProblem(text: string): string | undefined {
  if (!URL.canParse(text))
    return 'is geen geldig adres; bijvoorbeeld smtps://gebruiker:wachtwoord@mail.example.nl'
  const { protocol, hostname, pathname } = new URL(text)
  if (protocol !== 'smtp:' && protocol !== 'smtps:') return 'begint niet met smtps:// of smtp://'
  if (hostname === '') return 'noemt geen server'
  return pathname === '' || pathname === '/' ? undefined : 'heeft een pad; dat kan niet'
}

/** The sender in `text`; undefined when it is not one name with one address. */
export function readSender(text: string): MailFrom | undefined {
  const [, name, address = text] =
    /^([^<>"@,;:\\\p{Cc}]{1,70}?) ?<([^<>]+)>$/u.exec(text.trim()) ?? []
  const read = readEmail(address)
  return read && { name: name ?? 'Sluis', address: read.address }
}

/** Whether an address may be used: a problem in Dutch, or nothing. */
export function smsUrlProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return 'is geen geldig adres'
  const { protocol, hostname } = new URL(text)
  if (protocol === 'https:') return undefined
  return protocol === 'http:' && isLoopback(hostname) ? undefined : 'begint niet met https://'
}
