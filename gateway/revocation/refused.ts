/** Whose certificates are refused for want of revocation information, and why: what /ready and the log tell. */
import type { AuthoritiesByFingerprint } from './authority.ts'
import type { Notice } from './freshness.ts'
import { clockSkewMs } from './lists.ts'
import type { Lists } from './lists.ts'
import type { OcspClient } from './ocsp.ts'
import type { RevocationList } from './parse-crl.ts'
import type { RefusedIssuer } from './revocation.ts'
import type { Edge, View } from './views.ts'

interface Known {
  readonly views: ReadonlyMap<string, View>
  readonly authorities: AuthoritiesByFingerprint
  readonly lists: Lists
  readonly responders: ReadonlyMap<string, OcspClient>
}

/** The issuing CAs whose holders cannot be judged at a moment; one entry each. */
export function readRefused(known: Known, at: number): readonly RefusedIssuer[] {
  return [...known.views.values()].flatMap((view) => {
    const reden = reasonAbove(view, at, known) ?? reasonBelow(view, at, known)
    return reden === undefined ? [] : [refusedIssuer(view, reden)]
  })
}

const refusedIssuer = ({ authority, profiles }: View, reden: string): RefusedIssuer => ({
  uitgever: fileOf({ authority, profiles }),
  profielen: profiles.map(({ naam }) => naam),
  hard: profiles.some(({ intrekking }) => intrekking === 'hard'),
  reden,
})

/** The file that the policy names the CA by. */
const fileOf = ({ authority, profiles }: Pick<View, 'authority' | 'profiles'>): string =>
  profiles.flatMap(({ uitgevers }) => uitgevers).find(({ der }) => der.equals(authority.x509.raw))
    ?.file ?? authority.x509.subject

/** What a list of a CA above leaves unknown: no answer about the holder mends that. */
function reasonAbove(view: View, at: number, { lists }: Known): string | undefined {
  const demanded = view.edges.filter(({ keyId }) => view.demanded.includes(keyId))
  const reason = demanded
    .map((edge) => edgeReason(edge, at, lists))
    .find((one) => one !== undefined)
  return reason === undefined ? undefined : `${reason} (van de CA daarboven)`
}

const edgeReason = ({ keyId, crlUrls }: Edge, at: number, lists: Lists): string | undefined =>
  timeReason(lists.get(keyId), at) ?? scopeReason(lists.get(keyId), (url) => crlUrls.includes(url))

/** What the CA's own list leaves unknown, where no responder answers for it. */
function reasonBelow({ authority, profiles }: View, at: number, known: Known): string | undefined {
  const list = known.lists.get(authority.keyId)
  const reason =
    timeReason(list, at) ?? scopeReason(list, (url) => known.lists.hasSeen(authority.keyId, url))
  if (reason === undefined) return undefined
  const silent = profiles.map(({ ocsp }) =>
    ocsp === undefined ? '' : known.responders.get(ocsp.url)?.problem(),
  )
  const problem = silent.find((one) => one !== undefined)
  if (problem === undefined) return undefined
  return problem === '' ? reason : `${reason}, en ${problem}`
}

function timeReason(list: RevocationList | undefined, at: number): string | undefined {
  if (list === undefined) return 'er is nog geen intrekkingslijst'
  const { thisUpdate, nextUpdate } = list
  if (at >= nextUpdate) return `de intrekkingslijst is verlopen sinds ${iso(nextUpdate)}`
  return thisUpdate - clockSkewMs > at
    ? `de intrekkingslijst begint pas op ${iso(thisUpdate)}; klopt de klok van deze machine?`
    : undefined
}

function scopeReason(
  list: RevocationList | undefined,
  isSeen: (url: string) => boolean,
): string | undefined {
  const scope = list?.scope
  return scope === undefined || scope.some(isSeen)
    ? undefined
    : `de intrekkingslijst geldt alleen voor ${scope.join(', ')}, en dat adres staat in geen certificaat dat is gezien`
}

const iso = (at: number): string => new Date(at).toISOString()

/** As a sentence for who runs the gateway. */
export const refusedText = ({ uitgever, hard, reden }: RefusedIssuer): string =>
  hard
    ? `iedereen met een certificaat van ${uitgever} wordt geweigerd (SL106): ${reden}`
    : `certificaten van ${uitgever} worden toegelaten zonder dat de intrekking bekend is: ${reden}`

/** A check to call every now and then: says once of every issuer that it is refused, and once that it is not. */
export function createRefusedCheck(
  notify: (notice: Notice) => void,
): (refused: readonly RefusedIssuer[]) => void {
  let said = new Map<string, string>()
  return (refused) => {
    const now = new Map(refused.map((one) => [one.uitgever, refusedText(one)]))
    for (const [source, text] of now)
      if (said.get(source) !== text) notify({ level: 'warn', source, text, ageMs: undefined })
    for (const source of said.keys())
      if (!now.has(source)) notify({ level: 'info', source, text: wellAgain, ageMs: undefined })
    said = now
  }
}

const wellAgain = 'van certificaten van deze uitgever is de intrekking weer bekend'
