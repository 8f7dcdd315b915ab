/** A practice in the eyes of the service desk, and how its contact persons stand as of now. */
import type { Instantie } from '../decision/instantie.ts'
import type { Policy } from '../decision/policy.ts'
import { contactpersonenOf, findHouder, findInstantie } from '../decision/policy.ts'
import type { PolicySet } from '../decision/policy-set.ts'
import { overlaidPractice } from '../gebruikersbeheer/practice/overlay.ts'
import { canAct, statusByCode, statusOf } from '../gebruikersbeheer/practice/status.ts'
import type { HouderStatus } from '../gebruikersbeheer/practice/status.ts'
import type { Allowed } from '../http/judge/allow.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { judgeSeen } from '../http/judge/judge-connection.ts'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import { readLeaf } from '../identity/trust.ts'
import type { Named } from '../pages/frame.ts'
import type { SeenBytes } from '../store/beheer.ts'

/** A person and how he stands. */
export interface PersonStanding extends Named {
  readonly gebruikersnummer: Gebruikersnummer
  readonly status: HouderStatus
  /** Whether he can act as a contact person: seen, valid now, blocked by nobody. */
  readonly kan: boolean
}

export interface DeskPractice {
  readonly instantie: Instantie
  /** What a change must be made on. */
  readonly version: number
  readonly contactpersonen: readonly PersonStanding[]
  /** Of `alsoAbout`. */
  readonly others: readonly PersonStanding[]
}

/** Undefined: no such practice is connected. */
export async function deskPractice(
  gateway: Gateway,
  allowed: Allowed,
  code: string,
  alsoAbout: readonly Gebruikersnummer[] = [],
): Promise<DeskPractice | undefined> {
  const { policy, judged } = allowed
  const instantie = findInstantie(policy, code)
  if (instantie === undefined) return undefined
  const { agbCode } = instantie
  const contacts = contactpersonenOf(policy, instantie)
  const bytes = await gateway.beheer.store.seenBytes(agbCode, [...contacts, ...alsoAbout])
  const seen = new Map(bytes.map((one) => [one.gebruikersnummer, one]))
  const of = (nummers: readonly Gebruikersnummer[]): Promise<readonly PersonStanding[]> =>
    Promise.all(
      nummers.map((nummer) =>
        standingOf(gateway, judged.set, {
          instantie,
          nummer,
          seen: seen.get(nummer),
          at: allowed.at,
        }),
      ),
    )
  return {
    instantie,
    version: overlaidPractice(policy, agbCode).version,
    contactpersonen: await of(contacts),
    others: await of(alsoAbout),
  }
}

interface About {
  readonly instantie: Instantie
  readonly nummer: Gebruikersnummer
  readonly seen: SeenBytes | undefined
  readonly at: number
}

/** By a decision about the certificate last seen. Who is a contact person need not be in the list. */
async function standingOf(
  gateway: Gateway,
  set: PolicySet,
  { instantie, nummer, seen, at }: About,
): Promise<PersonStanding> {
  const { policy } = set
  const houder = findHouder(policy, instantie, { soort: 'persoonlijk', gebruikersnummer: nummer })
  const byList = statusOf({
    at,
    geblokkeerd: houder?.geblokkeerd ?? false,
    byOperator: policy.blokkades.gebruikersnummers.has(nummer),
    validTo: seen?.validTo,
  })
  const code = seen?.der === undefined ? null : await judgeSeen(gateway, set, seen.der)
  const status = statusByCode(byList, code)
  const naam = houder?.naam ?? nameIn(set, seen)
  return { gebruikersnummer: nummer, naam, status, kan: canAct(status) }
}

const nameIn = ({ trust }: PolicySet, seen: SeenBytes | undefined): string | undefined =>
  seen?.der === undefined ? undefined : readLeaf(trust, seen.der).identity?.naam

/** Whether nobody of the practice can mend anything in Gebruikersbeheer. */
export const isLockedOut = ({ contactpersonen }: Pick<DeskPractice, 'contactpersonen'>): boolean =>
  !contactpersonen.some(({ kan }) => kan)

/** A holder by name where the policy has one. */
export const namedIn = (
  policy: Policy,
  instantie: Instantie | undefined,
  gebruikersnummer: string,
): Named => ({
  gebruikersnummer,
  naam:
    instantie && findHouder(policy, instantie, { soort: 'persoonlijk', gebruikersnummer })?.naam,
})
