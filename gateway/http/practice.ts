/** Who comes to Gebruikersbeheer, and the practice as it is at that moment: never one that a request names. */
import { Refusal } from '../errors.ts'
import { zorgsoortOf } from '../identity/agb-code.ts'
import type { Identity, Soort } from '../identity/identity.ts'
import { notOpenTexts } from '../pages/beheer-messages.ts'
import type { Named } from '../pages/frame.ts'
import type { Beleid } from '../policy/policy-set.ts'
import { contactpersonenOf, findHouder, houderKey } from '../policy/policy.ts'
import type { Dienst, Houder, Instantie, Policy } from '../policy/policy.ts'
import { overlaidPractice } from '../store/beheer-overlay.ts'
import type { SeenCertificate } from '../store/beheer.ts'
import type { Exchange } from './exchange.ts'
import type { Gateway } from './gateway.ts'
import { identityOf, judge, requireAllowed } from './judge.ts'
import type { Judged } from './judged.ts'

/** What Gebruikersbeheer asks of who comes. */
export const askedBeheer = {
  dienst: undefined,
  autorisatie: undefined,
  contactpersoon: true,
} as const

/** A practice, in the eyes of one of its contact persons. */
export interface Practice {
  readonly judged: Judged
  readonly policy: Policy
  readonly beleid: Beleid
  readonly instantie: Instantie
  readonly self: Identity
  /** `beheer: bestand`: nothing can be changed here. */
  readonly readOnly: boolean
  /** What a change must be made on. */
  readonly version: number
  readonly changedAt: number
  /** By `houderKey`. */
  readonly houders: ReadonlyMap<string, Houder>
  readonly contactpersonen: readonly string[]
  /** The certificates seen, by `houderKey`. */
  readonly seen: ReadonlyMap<string, SeenCertificate>
}

/** The practice of who asks, with what was changed up to now. Throws SL209 for who is no contact person. */
export async function enterPractice(gateway: Gateway, exchange: Exchange): Promise<Practice> {
  requireAllowed(gateway, exchange, await judge(gateway, exchange, { asked: askedBeheer }))
  await gateway.beheer.refresh()
  const judged = await judge(gateway, exchange, { asked: askedBeheer })
  requireAllowed(gateway, exchange, judged)
  const seen = await gateway.beheer.store.seen(identityOf(judged).agbCode)
  return practiceOf(judged, seen)
}

function practiceOf(judged: Judged, seen: readonly SeenCertificate[]): Practice {
  const { policy, beleid } = judged.set
  const self = identityOf(judged)
  const instantie = policy.instanties.get(self.agbCode)
  if (instantie === undefined) throw new Refusal('SL201')
  const { version, changedAt } = overlaidPractice(policy, self.agbCode)
  return {
    judged,
    policy,
    beleid,
    instantie,
    self,
    readOnly: instantie.beheer === 'bestand',
    version,
    changedAt: version === 0 ? judged.question.at : changedAt,
    houders: houdersOf(policy, instantie),
    contactpersonen: contactpersonenOf(policy, instantie),
    seen: new Map(seen.map((one) => [houderKey(one.soort, one.gebruikersnummer), one])),
  }
}

/** The holders as a decision finds them, in order of kind and number. */
function houdersOf(policy: Policy, instantie: Instantie): ReadonlyMap<string, Houder> {
  const { houders } = overlaidPractice(policy, instantie.agbCode)
  const keys = [...new Set([...instantie.houders.keys(), ...houders.keys()])].sort()
  const found = keys.map((key) => {
    const [soort = '', gebruikersnummer = ''] = key.split('/')
    return findHouder(policy, instantie, { soort: soort as Soort, gebruikersnummer })
  })
  return new Map(
    found
      .filter((houder) => houder !== undefined)
      .map((houder) => [houderKey(houder.soort, houder.gebruikersnummer), houder]),
  )
}

/** A holder by number, with the name given here or else the one in the certificate last seen. */
export function namedOf(practice: Practice, soort: Soort, gebruikersnummer: string): Named {
  const key = houderKey(soort, gebruikersnummer)
  const naam = practice.houders.get(key)?.naam ?? practice.seen.get(key)?.naam ?? undefined
  return { gebruikersnummer, naam }
}

/** Why no autorisatie for a dienst can be given to anyone of the practice; undefined: it can. */
export function whyNotOpen({ instantie }: Practice, dienst: Dienst): string | undefined {
  if (!instantie.diensten.has(dienst.naam)) return notOpenTexts.dienst
  if (!dienst.soorten.has(instantie.soort)) return notOpenTexts.soort
  if (dienst.zorgsoorten?.has(zorgsoortOf(instantie.agbCode)) === false)
    return notOpenTexts.zorgsoort
  return undefined
}

/** How many systeemcertificaten the practice has. */
export const systemCount = ({ houders }: Practice): number =>
  [...houders.values()].filter(({ soort }) => soort === 'systeem').length

/** Whether of these contact persons one is left who may come in. */
export const anyUsable = (
  contactpersonen: readonly string[],
  isBlocked: (gebruikersnummer: string) => boolean,
): boolean => contactpersonen.some((nummer) => !isBlocked(nummer))

/** Whether a contact person is blocked in Gebruikersbeheer. */
export const isBlockedIn =
  ({ houders }: Practice) =>
  (gebruikersnummer: string): boolean =>
    houders.get(houderKey('persoonlijk', gebruikersnummer))?.geblokkeerd === true
