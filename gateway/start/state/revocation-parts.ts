/** How revocation is, for /ready: every source, and every issuing CA whose holders are refused. */
import type { PartStatus } from '../../operations/operators-server.ts'
import { refusedText } from '../../revocation/refused.ts'
import type { Revocation, SourceStatus } from '../../revocation/revocation.ts'

/** A warning says why: no list yet, one that has ended, one that was refused, or who is refused. */
export const revocationParts = (
  revocation: Pick<Revocation, 'status' | 'refused'>,
  now: number,
): readonly PartStatus[] => [
  ...revocation.status().map((source) => sourcePart(source, now)),
  ...revocation.refused(now).map((issuer) => ({
    onderdeel: 'intrekking',
    status: 'waarschuwing' as const,
    melding: refusedText(issuer),
    details: { uitgever: issuer.uitgever, profielen: issuer.profielen },
  })),
]

function sourcePart(source: SourceStatus, now: number): PartStatus {
  const reasons = reasonsOf(source, now)
  return {
    onderdeel: 'intrekking',
    status: reasons.length === 0 ? 'goed' : 'waarschuwing',
    ...(reasons.length > 0 && { melding: reasons.join('; ') }),
    details: {
      bron: source.source,
      profielen: source.profielen,
      van: source.thisUpdate && new Date(source.thisUpdate).toISOString(),
      tot: source.nextUpdate && new Date(source.nextUpdate).toISOString(),
    },
  }
}

function reasonsOf({ kind, nextUpdate, problem }: SourceStatus, now: number): readonly string[] {
  const own = problem === undefined ? [] : [problem]
  if (kind === 'ocsp') return own
  if (nextUpdate === undefined) return own.length > 0 ? own : ['er is nog geen intrekkingslijst']
  const ended = `de intrekkingslijst is verlopen sinds ${new Date(nextUpdate).toISOString()}`
  return nextUpdate <= now ? [ended, ...own] : own
}
