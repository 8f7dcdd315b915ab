/** What the acts on a dienst ask: one home for what a route or an instroom demands. */
import type { Dienst, PolicyRoute } from './dienst.ts'
import type { Beleid } from './policy-set.ts'
import type { Asked } from './question.ts'

/** What a route asks, with the dienst it is of: the same object every time. */
const ofRoute = new WeakMap<PolicyRoute, Asked>()

/** A request of a route. */
export function askedBy({ naam }: Pick<Dienst, 'naam'>, route: PolicyRoute): Asked {
  const known = ofRoute.get(route)
  if (known?.dienst === naam) return known
  const { autorisatie, niveau, machtiging, beveiligd } = route
  const asked = { dienst: naam, autorisatie, niveau, machtiging, beveiligd }
  ofRoute.set(route, asked)
  return asked
}

/** The autorisatie of what nobody does, such as opening what is delivered directly: no name of any dienst. */
const nobodys = ''

type WithInstroom = Pick<Dienst, 'naam' | 'instroom'>

/** Posting an instroom: only for a systeemcertificaat. */
export const askedToPost = ({ naam, instroom }: WithInstroom): Asked => ({
  dienst: naam,
  autorisatie: instroom?.autorisatie.systeem ?? nobodys,
})

/** Opening an instroom: for a certificate; where the message names who may open it, for that account too. */
export const askedToOpen = ({ naam, instroom }: WithInstroom): Asked => ({
  dienst: naam,
  autorisatie: instroom?.autorisatie.persoonlijk ?? nobodys,
  niveau: instroom?.persoon === undefined ? undefined : 'tweefactor',
  machtiging: instroom?.machtiging,
})

/** Working at the service desk; undefined: the policy names none. */
export const askedForDesk = ({ servicedesk }: Pick<Beleid, 'servicedesk'>): Asked | undefined =>
  servicedesk && { dienst: servicedesk.dienst, autorisatie: 'servicedesk', servicedesk: true }
