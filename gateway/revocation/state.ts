/** The verdict on a leaf from what is known now. */
import type { Fingerprint } from '../base/fingerprint.ts'
import type { Leaf } from '../identity/identity.ts'
import type { Profile } from '../identity/profile.ts'
import type { RevocationState } from '../decision/question.ts'
import { isCurrent } from './lists.ts'
import type { Lists } from './lists.ts'
import type { OcspClient } from './ocsp.ts'
import type { RevokedAnswers } from './revoked-answers.ts'
import type { Edge, View } from './views.ts'

/** What a verdict is made from. */
export interface Knowledge {
  /** By fingerprint of the issuing CA's certificate. */
  readonly views: ReadonlyMap<Fingerprint, View>
  readonly lists: Lists
  readonly revoked: RevokedAnswers
  /** The client of a responder, by its URL. */
  readonly responders: ReadonlyMap<string, OcspClient>
}

/**
 * The state of a leaf at a moment. A serial on a list is revoked, also when that list is out of date:
 * what only tightens counts. Everything else needs current lists, of the CAs above too where a profile
 * names them, or an answer.
 */
export function revocationStateBy(
  { issuer, serial, identity, crlUrls = [] }: Leaf,
  at: number,
  knowledge: Knowledge,
): RevocationState | Promise<RevocationState> {
  const view = issuer === undefined ? undefined : knowledge.views.get(issuer.fingerprint)
  if (view === undefined) return 'onbekend'
  const { keyId } = view.authority
  const { lists } = knowledge
  lists.saw(keyId, crlUrls)
  if (isListed(view, serial, lists)) return 'ingetrokken'
  if (!aboveIsKnown(view, at, lists)) return 'onbekend'
  const byList = hasCurrent({ keyId, crlUrls }, at, lists) ? 'goed' : 'onbekend'
  // While the CA has a current list, nobody is refused for a further source that was never reached.
  if (view.incomplete && byList === 'onbekend') return 'onbekend'
  return byAnswer(view, identity?.profiel, { byList, serial, knowledge })
}

/** Whether a list has the leaf, or a CA above it. */
const isListed = ({ authority, edges }: View, leaf: string, lists: Lists): boolean =>
  lists.revokes(authority.keyId, leaf) ||
  edges.some(({ keyId, serial }) => lists.revokes(keyId, serial))

/** What a responder says, where the profile has one and its list does not say enough. */
function byAnswer(
  view: View,
  profiel: string | undefined,
  { byList, serial, knowledge }: { byList: RevocationState; serial: string; knowledge: Knowledge },
): RevocationState | Promise<RevocationState> {
  const ocsp = ocspOf(view, profiel)
  const responder = knowledge.responders.get(ocsp?.url ?? '')
  if (responder === undefined || (ocsp?.modus === 'aanvulling' && byList === 'goed'))
    return saidRevoked(view, serial, knowledge) ? 'ingetrokken' : byList
  return orElse(responder.ask(view.authority, serial), byList)
}

/** Whether a responder said so, and no list of later says otherwise: what is older lifts nothing (S11). */
function saidRevoked(view: View, serial: string, { lists, revoked }: Knowledge): boolean {
  const { keyId } = view.authority
  const since = revoked.since(keyId, serial)
  return since !== undefined && (lists.get(keyId)?.thisUpdate ?? 0) <= since
}

/** Whether the lists that the profiles name of the CAs above are current, and cover the CA below. */
const aboveIsKnown = ({ demanded, edges }: View, at: number, lists: Lists): boolean =>
  edges.every((edge) => !demanded.includes(edge.keyId) || hasCurrent(edge, at, lists))

/** Whether a CA's list is current, and is one that a certificate with these addresses is on when revoked. */
function hasCurrent(
  { keyId, crlUrls }: Pick<Edge, 'keyId' | 'crlUrls'>,
  at: number,
  lists: Lists,
): boolean {
  const list = lists.get(keyId)
  if (list === undefined || !isCurrent(list, at)) return false
  return list.scope === undefined || list.scope.some((url) => crlUrls.includes(url))
}

/** The responder of the leaf's own profile, or of the only ones it can be of. */
function ocspOf({ profiles }: View, profiel: string | undefined): Profile['ocsp'] {
  const own = profiles.find(({ naam }) => naam === profiel)
  return own === undefined ? profiles.find(({ ocsp }) => ocsp !== undefined)?.ocsp : own.ocsp
}

type Known = RevocationState | undefined

const orElse = (
  answer: Known | Promise<Known>,
  byList: RevocationState,
): RevocationState | Promise<RevocationState> =>
  answer instanceof Promise ? answer.then((known) => known ?? byList) : (answer ?? byList)
