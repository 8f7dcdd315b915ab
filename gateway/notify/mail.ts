/** Mail by SMTP (RFC 5321) with nodemailer. TLS is demanded everywhere but on the machine itself. */
import { isIP } from 'node:net'
import { createTransport } from 'nodemailer'
import type { Transporter } from 'nodemailer'
import { readEmail } from '../account/email.ts'
import type { Mail, MailOutcome } from './notifier.ts'

export interface SmtpSettings {
  /** `smtps://user:pass@host:465`, or `smtp://host:587` for STARTTLS. */
  readonly url: string
  /** Sender, `Sluis <toegang@example.nl>` or an address alone. */
  readonly from: MailFrom
  /** More authorities (PEM) that may have signed the server's certificate. */
  readonly ca?: readonly string[]
}

export interface MailFrom {
  readonly name: string
  readonly address: string
}

const timeoutMs = 10_000

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/

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

/** Something that sends mail, and closes its connections. */
export interface MailSender {
  send(mail: Mail): Promise<MailOutcome>
  close(): void
}

export function smtpSender(settings: SmtpSettings): MailSender {
  const transport = transportOf(settings)
  return {
    send: (mail) => send(transport, settings, mail),
    close: () => {
      transport.close()
    },
  }
}

function transportOf({ url, ca }: SmtpSettings): Transporter {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  const host = hostname.replace(/^\[|\]$/g, '')
  return createTransport({
    host,
    port: Number(port === '' ? (secure ? 465 : 587) : port),
    secure,
    // Plain mail only to a server on this machine.
    requireTLS: !secure && !loopback.test(hostname),
    ...(username !== '' && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
    tls: {
      minVersion: 'TLSv1.2',
      // A name only: RFC 6066 3 knows no addresses.
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca !== undefined && { ca: [...ca] }),
    },
    pool: true,
    maxConnections: 2,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

async function send(
  transport: Transporter,
  { from }: SmtpSettings,
  { to, subject, text, messageId }: Mail,
): Promise<MailOutcome> {
  // The library reads lists and quoted names in an address and sends to all of them: it is given one that has none.
  const address = readEmail(to)?.address
  if (address === undefined) return 'onbestelbaar'
  try {
    await transport.sendMail({
      from,
      to: { name: '', address },
      envelope: { from: from.address, to: [address] },
      subject: subject.replace(/\p{Cc}/gu, ' '),
      text,
      messageId: `<${messageId}@${from.address.split('@')[1] ?? 'sluis.invalid'}>`,
      // Nobody is to answer a machine with a machine (RFC 3834 5).
      headers: { 'auto-submitted': 'auto-generated' },
    })
    return 'bezorgd'
  } catch (error) {
    return isPermanent(error) ? 'onbestelbaar' : 'later'
  }
}

/** 5xx to the recipient is for ever (RFC 5321 4.2.1); 5xx to signing in or to the content may be ours to mend. */
function isPermanent(error: unknown): boolean {
  const { responseCode, command } = error as {
    readonly responseCode?: number
    readonly command?: string
  }
  return responseCode !== undefined && responseCode >= 500 && command === 'RCPT TO'
}
