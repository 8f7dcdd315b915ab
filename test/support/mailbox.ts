/** A mail server of the tests: real SMTP with STARTTLS on a free port, that keeps what it took. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'

/** A mail as it arrived. */
export interface Received {
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
  readonly headers: string
  /** Whether it came over TLS. */
  readonly secure: boolean
}

export interface Mailbox {
  readonly url: string
  readonly received: readonly Received[]
  /** Recipients that are refused, with their answer: 550 for ever, 451 for now. */
  readonly refuse: Map<string, number>
  stop(): Promise<void>
}

export interface MailboxOptions {
  readonly key: string
  readonly cert: string
  /** Offers no STARTTLS. */
  readonly plain?: boolean
  readonly user?: { readonly name: string; readonly password: string }
}

export async function startMailbox({ key, cert, plain, user }: MailboxOptions): Promise<Mailbox> {
  const received: Received[] = []
  const refuse = new Map<string, number>()
  const server = new SMTPServer({
    key,
    cert,
    disabledCommands: [
      ...(plain === true ? ['STARTTLS'] : []),
      ...(user === undefined ? ['AUTH'] : []),
    ],
    authOptional: user === undefined,
    onAuth: (auth, _session, done) => {
      if (auth.username === user?.name && auth.password === user?.password)
        done(null, { user: auth.username })
      else done(new Error('535 no'))
    },
    onRcptTo: ({ address }, _session, done) => {
      const code = refuse.get(address)
      done(code === undefined ? null : Object.assign(new Error('no'), { responseCode: code }))
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const raw = Buffer.concat(chunks)
        void simpleParser(raw).then((mail) => {
          const from = session.envelope.mailFrom
          received.push({
            from: from === false ? '' : from.address,
            to: session.envelope.rcptTo.map(({ address }) => address),
            subject: mail.subject ?? '',
            text: mail.text ?? '',
            headers: raw.toString().split('\r\n\r\n')[0] ?? '',
            secure: session.secure,
          })
          done()
        })
      })
    },
  })
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuse,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
      }),
  }
}
