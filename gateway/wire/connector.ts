/** How the gateway connects to others, whoever they are: what is trusted is named, never taken from the environment. */
import { createSecureContext } from 'node:tls'
import { buildConnector } from 'undici'
import { skipInterimAnswers } from './answer-heads.ts'

export interface ConnectorOptions {
  /** For connecting, TLS included; milliseconds. */
  readonly timeoutMs: number
  /** Certificates (PEM) that a server's chain must end in. None: no server is trusted. */
  readonly trust: readonly string[]
  /** What we show of ourselves when a server asks for it, PEM. */
  readonly own?: { readonly cert: string; readonly key: string } | undefined
}

/**
 * Connects, over TLS with the server's name verified. A reset is made visible: undici takes one in the middle of
 * an answer that ends with the connection for its end, and a truncated answer would pass as a whole one.
 */
export function createConnector(options: ConnectorOptions): buildConnector.connector {
  const { timeoutMs: timeout, trust, own } = options
  // A resumed session would not look at the server's certificate again.
  const common = { rejectUnauthorized: true, timeout, allowH2: false, maxCachedSessions: 0 }
  const plain = buildConnector(common)
  let secure: buildConnector.connector | undefined
  // Made at first use: most connect to http only, and a list of roots takes time.
  const connectTls = (): buildConnector.connector =>
    buildConnector({
      ...common,
      // Named even when empty: without `ca` Node trusts its own roots and those of NODE_EXTRA_CA_CERTS.
      secureContext: createSecureContext({ ca: [...trust], minVersion: 'TLSv1.2', ...own }),
    })
  return (target, callback) => {
    const connect = target.protocol === 'https:' ? (secure ??= connectTls()) : plain
    connect(target, (...result) => {
      const [error, socket] = result
      if (error === null) {
        skipInterimAnswers(socket)
        socket.prependListener('error', (failure: NodeJS.ErrnoException) => {
          if (failure.code === 'ECONNRESET') failure.code = 'ERR_UPSTREAM_RESET'
        })
      }
      callback(...result)
    })
  }
}
