/** Who is at the other end of a TLS connection: read once, right after the handshake. */
import { BoundedMap } from '../base/bounded-map.ts'
import { fingerprintOf } from '../base/fingerprint.ts'
import type { Fingerprint } from '../base/fingerprint.ts'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

/** A certificate as it was presented, and what OpenSSL said of its chain at the handshake. */
export interface Peer {
  readonly der: Buffer
  /** SHA-256 of the DER, lower-case hex. */
  readonly fingerprint: Fingerprint
  /** Whether the whole chain was accepted. False never becomes true on the same connection. */
  readonly chainAccepted: boolean
  /** OpenSSL's last error, for the log only: it names one of several reasons (traps T12, T23). */
  readonly authorizationError: string | undefined
}

const peers = new WeakMap<Socket, { readonly peer: Peer | undefined }>()

/**
 * The peer of a connection, or undefined when it presented no certificate. Presence is the bytes, never
 * an error text: Node reports a missing certificate as an unknown issuer, and a resumed session without
 * one as authorized (traps T1, T12). What was read first holds for the whole connection. Never throws.
 */
export function peerOf(socket: Socket): Peer | undefined {
  const known = peers.get(socket)
  if (known !== undefined) return known.peer
  const peer = socket instanceof TLSSocket ? readPeer(socket) : undefined
  peers.set(socket, { peer })
  return peer
}

function readPeer(socket: TLSSocket): Peer | undefined {
  try {
    const raw = socket.getPeerX509Certificate()?.raw
    if (raw === undefined || raw.length === 0) return undefined
    return Object.freeze({
      ...keptOnce(raw),
      // A resumed session shows the verdict of another handshake.
      chainAccepted: socket.authorized && !socket.isSessionReused(),
      authorizationError: errorText(socket.authorizationError),
    })
  } catch {
    return undefined
  }
}

type Presented = Pick<Peer, 'der' | 'fingerprint'>

/**
 * What was presented on more than one connection, by fingerprint: the bytes and nothing that a handshake found. A
 * stranger fills no memory with it: it is few, and small ones.
 */
const presented = new BoundedMap<Fingerprint, Presented>(1_000)
const mostKept = 4_096

/** The same bytes are kept once, however many connections present them. */
function keptOnce(raw: Buffer): Presented {
  const fingerprint = fingerprintOf(raw)
  const kept = presented.get(fingerprint) ?? { der: raw, fingerprint }
  // Set again, so that it is not the first to give way.
  if (raw.length <= mostKept) presented.set(fingerprint, kept)
  return kept
}

/** Node gives the code as a string, whatever its type says. */
const errorText = (error: unknown): string | undefined => {
  if (typeof error === 'string') return error
  return error === null || error === undefined ? undefined : 'onbekende fout'
}
