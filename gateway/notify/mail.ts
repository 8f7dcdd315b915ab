/** Mail by SMTP (RFC 5321) with nodemailer. TLS is demanded everywhere but on the machine itself. */
import { isIP } from 'node:net'
import { rootCertificates } from 'node:tls'
import { createTransport } from 'nodemailer'
import type { Transporter } from 'nodemailer'
import { readEmail } from '../account/email.ts'
import { isLoopback } from './settings.ts'
import type { MailFrom } from './settings.ts'
import type { Mail, MailOutcome } from './notifier.ts'

export interface SmtpSettings {
  /** `smtps://user:pass@host:465`, or `smtp://host:587` for STARTTLS. */
  readonly url: string
  /** Sender, `Sluis <toegang@example.nl>` or an address alone. */
  readonly from: MailFrom
  /** Authorities (PEM) that may have signed the server's certificate; the public ones when none are given. */
  readonly ca?: readonly string[]
}

const timeoutMs = 10_000

/** Something that sends mail, and closes its connections. */
export interface MailSender {
  readonly send: (mail: Mail) => Promise<MailOutcome>
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
    requireTLS: !secure && !isLoopback(hostname),
    ...(username !== '' && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    }),
    tls: {
      minVersion: 'TLSv1.2',
      // A name only: RFC 6066 3 knows no addresses.
      ...(isIP(host) === 0 && { servername: host }),
      // Named, so that the environment (NODE_EXTRA_CA_CERTS) adds none.
      ca: [...(ca ?? rootCertificates)],
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
