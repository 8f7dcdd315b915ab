/** Who comes to Gebruikersbeheer, and the practice as it is at that moment: never one that a request names. */
import { zorgsoortOf } from '../../identity/agb-code.ts'
import { canAct, statusByCode, statusOf } from './status.ts'
import type { HouderStatus } from './status.ts'
import type { Gebruikersnummer } from '../../identity/gebruikersnummer.ts'
import type { Identity, Soort } from '../../identity/identity.ts'
import { notOpenTexts } from '../pages/beheer-messages.ts'
import type { Named } from '../../pages/frame.ts'
import type { Beleid } from '../../decision/policy-set.ts'
import { contactpersonenOf, findHouder } from '../../decision/policy.ts'
import { houderKey } from '../../decision/instantie.ts'
import type { Dienst } from '../../decision/dienst.ts'
import type { Houder, Instantie } from '../../decision/instantie.ts'
import type { Policy } from '../../decision/policy.ts'
import { overlaidPractice } from './overlay.ts'
import type { HistoryRow, LastChange, NotedPerson, SeenCertificate } from '../../store/beheer.ts'
import { aContactpersoon } from '../../http/judge/allow.ts'
import type { AllowedInstantie } from '../../http/judge/allow.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { judgeSeen } from '../../http/judge/judge-connection.ts'
import type { Judged } from '../../http/exchange/judged.ts'
import type { Again } from '../../http/perform.ts'

/** A practice, in the eyes of one of its contact persons. */
export interface Practice {
  readonly allowed: AllowedInstantie
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
  readonly contactpersonen: readonly Gebruikersnummer[]
  /** The certificates seen, by `houderKey`. */
  readonly seen: ReadonlyMap<string, SeenCertificate>
  /** How each contact person stands as of now, and who else was asked for. */
  readonly standings: ReadonlyMap<string, HouderStatus>
  /** What was changed since a form about several holders was made, the oldest first. */
  readonly since?: readonly HistoryRow[]
  /** Changes that were saved together, where a form is about those. */
  readonly together?: readonly HistoryRow[]
  /** The last change of the holder that a form is about. */
  readonly lastChange?: LastChange | undefined
}

/** Puts in force what was changed up to now, and reads the certificates that were seen. */
export async function readPractice(
  { beheer }: Gateway,
  _visit: Visit,
  { identity }: AllowedInstantie,
): Promise<Again<AllowedInstantie, readonly SeenCertificate[]>> {
  await beheer.refresh()
  return { asking: aContactpersoon, input: await beheer.store.seen(identity.agbCode) }
}

/** The practice of who asks, and how the contact persons stand. */
export async function enterPractice(
  gateway: Gateway,
  allowed: AllowedInstantie,
  seen: readonly SeenCertificate[],
): Promise<Practice> {
  const practice = practiceOf(allowed, seen)
  const standings = await standingsOf(gateway, practice, practice.contactpersonen)
  return { ...practice, standings }
}

/** How these persons stand, each by a decision about the certificate last seen of them. */
export async function standingsOf(
  gateway: Gateway,
  practice: Practice,
  nummers: readonly Gebruikersnummer[],
): Promise<ReadonlyMap<string, HouderStatus>> {
  const bytes = await gateway.beheer.store.seenBytes(practice.instantie.agbCode, nummers)
  const certificates = new Map(bytes.map(({ gebruikersnummer, der }) => [gebruikersnummer, der]))
  const found = new Map<string, HouderStatus>()
  for (const nummer of nummers) {
    const der = certificates.get(nummer)
    const status = personStatus(practice, nummer)
    const code = der === undefined ? null : await judgeSeen(gateway, practice.judged.set, der)
    found.set(nummer, statusByCode(status, code))
  }
  // Who asks is here now, whatever was noted of earlier visits.
  if (found.has(practice.self.gebruikersnummer)) found.set(practice.self.gebruikersnummer, 'actief')
  return found
}

/** How a person stands by the list; who is a contact person need not be in it. */
function personStatus(
  { houders, seen, policy, judged }: Practice,
  nummer: Gebruikersnummer,
): HouderStatus {
  const key = houderKey('persoonlijk', nummer)
  return statusOf({
    at: judged.question.at,
    geblokkeerd: houders.get(key)?.geblokkeerd ?? false,
    byOperator: policy.blokkades.gebruikersnummers.has(nummer),
    validTo: seen.get(key)?.validTo,
  })
}

/** The practice of who asks; how its people stand is not looked at. */
export function practiceOf(allowed: AllowedInstantie, seen: readonly SeenCertificate[]): Practice {
  const { judged, policy, identity, instantie } = allowed
  const { version, changedAt } = overlaidPractice(policy, identity.agbCode)
  return {
    allowed,
    judged,
    policy,
    beleid: judged.set.beleid,
    instantie,
    self: identity,
    readOnly: instantie.beheer === 'bestand',
    version,
    changedAt: version === 0 ? allowed.at : changedAt,
    houders: houdersOf(policy, instantie),
    contactpersonen: contactpersonenOf(policy, instantie),
    seen: new Map(seen.map((one) => [houderKey(one.soort, one.gebruikersnummer), one])),
    standings: new Map(),
  }
}

/** The holders as a decision finds them, in order of kind and number. */
export function houdersOf(policy: Policy, instantie: Instantie): ReadonlyMap<string, Houder> {
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

/** Who made a change, by the name of then or else of now. */
export const doorOf = (practice: Practice, { gebruikersnummer, naam }: NotedPerson): Named => ({
  gebruikersnummer,
  naam: naam ?? namedOf(practice, 'persoonlijk', gebruikersnummer).naam,
})

/** Why no autorisatie for a dienst can be given to anyone of the practice; undefined: it can. */
export function whyNotOpen(
  { instantie }: Pick<Practice, 'instantie'>,
  dienst: Dienst,
): string | undefined {
  if (!instantie.diensten.has(dienst.naam)) return notOpenTexts.dienst
  if (!dienst.soorten.has(instantie.soort)) return notOpenTexts.soort
  if (dienst.zorgsoorten?.has(zorgsoortOf(instantie.agbCode)) === false)
    return notOpenTexts.zorgsoort
  return undefined
}

/** Whether autorisaties for a dienst can be given to holders of the practice. */
export const canHold = (practice: Practice, dienst: Dienst): boolean =>
  whyNotOpen(practice, dienst) === undefined

/** How many systeemcertificaten the practice has. */
export const systemCount = ({ houders }: Practice): number =>
  [...houders.values()].filter(({ soort }) => soort === 'systeem').length

/** Of these persons, who can act as of now. */
export const ableOf = (
  { standings }: Practice,
  nummers: readonly Gebruikersnummer[],
): readonly Gebruikersnummer[] =>
  nummers.filter((nummer) => canAct(standings.get(nummer) ?? 'wacht'))

/** What the transaction has to see to, when these are who can act after a change. */
export const overBlijversOf = (
  { self }: Practice,
  able: readonly Gebruikersnummer[],
): readonly Gebruikersnummer[] | undefined =>
  able.includes(self.gebruikersnummer) ? undefined : able
