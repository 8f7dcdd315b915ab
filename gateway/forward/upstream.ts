/**
 * The connections to the services behind the gateway: one bounded pool of keep-alive connections per dienst,
 * replaced when the policy gives another address or deadline. Nothing is retried, redirected or unpacked
 * here, and no request is made that no client asked for.
 */
import { Pool } from 'undici'
import type { Dienst } from '../decision/dienst.ts'
import { createConnector } from '../wire/connector.ts'

/** A service behind the gateway, with what it may take. */
export interface Upstream {
  /** Scheme, host and port, as a URL prints them. */
  readonly origin: string
  readonly termijnMs: number
  readonly pool: Pool
  /**
   * Takes a place among the requests that run or wait, for one party (an AGB-code); undefined when this party
   * or everyone together has as many as there are places. Give it back by calling what it returns.
   */
  enter(party: string): (() => void) | undefined
}

export interface UpstreamLimits {
  /** Connections to one dienst. */
  readonly connections: number
  /** Requests to one dienst that run or wait for a connection. */
  readonly inFlight: number
  /** Those of one party: one practice leaves room for the others. */
  readonly inFlightPerParty: number
}

export interface Upstreams {
  /** The upstream of a dienst as the policy has it now; made at first use. */
  poolFor(dienst: Dienst): Upstream
  /** Closes what belongs to none of these, after the requests that run there. */
  keepOnly(diensten: Iterable<Dienst>): void
  /** Closes all: running requests finish, until `graceMs` have passed. */
  close(graceMs: number): Promise<void>
}

export const defaultLimits: UpstreamLimits = {
  connections: 128,
  inFlight: 1024,
  inFlightPerParty: 64,
}

/** How long a pool that left the policy still takes the requests that were decided under it. */
const retireMs = 15_000

export function createUpstreams(limits: UpstreamLimits = defaultLimits): Upstreams {
  const open = new Map<string, Upstream>()
  const retired = new Map<Upstream, NodeJS.Timeout>()

  return {
    poolFor(dienst) {
      const key = keyOf(dienst)
      const known = open.get(key)
      if (known !== undefined) return known
      const made = createUpstream(dienst.upstream, limits)
      open.set(key, made)
      return made
    },
    keepOnly(diensten) {
      const kept = new Set([...diensten].map(keyOf))
      for (const [key, upstream] of open) {
        if (kept.has(key)) continue
        open.delete(key)
        retired.set(upstream, setTimeout(closeRetired, retireMs, upstream).unref())
      }
    },
    async close(graceMs) {
      const upstreams = [...open.values(), ...retired.keys()]
      for (const timer of retired.values()) clearTimeout(timer)
      await Promise.all(upstreams.map(({ pool }) => closeWithin(pool, graceMs)))
    },
  }

  function closeRetired(upstream: Upstream): void {
    retired.delete(upstream)
    void closeWithin(upstream.pool, upstream.termijnMs)
  }
}

/** Lets what runs finish, until the grace is over. */
async function closeWithin(pool: Pool, graceMs: number): Promise<void> {
  const deadline = setTimeout(() => void pool.destroy(), graceMs)
  await pool.close().catch(() => undefined)
  clearTimeout(deadline)
}

const keyOf = ({ naam, upstream }: Dienst): string =>
  `${naam} ${upstream.url} ${String(upstream.termijnMs)} ${upstream.tls?.id ?? ''}`

/** Makes the pool of one upstream. TLS is verified whatever the environment says. */
export function createUpstream(
  { url, termijnMs, tls }: Pick<Dienst['upstream'], 'url' | 'termijnMs' | 'tls'>,
  limits: UpstreamLimits = defaultLimits,
): Upstream {
  const { origin } = new URL(url)
  const pool = new Pool(origin, {
    connections: limits.connections,
    pipelining: 1,
    allowH2: false,
    // Forwarding and delivery keep the time themselves, over connecting, waiting and reading together.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 4_000,
    connect: createConnector({ timeoutMs: termijnMs, trust: tls?.trust ?? [], own: tls?.own }),
  })
  return { origin, termijnMs, pool, enter: places(limits) }
}

function places(limits: UpstreamLimits): Upstream['enter'] {
  const perParty = new Map<string, number>()
  let all = 0
  return (party) => {
    const mine = perParty.get(party) ?? 0
    if (all >= limits.inFlight || mine >= limits.inFlightPerParty) return undefined
    all++
    perParty.set(party, mine + 1)
    return () => {
      all--
      const left = (perParty.get(party) ?? 1) - 1
      if (left === 0) perParty.delete(party)
      else perParty.set(party, left)
    }
  }
}
