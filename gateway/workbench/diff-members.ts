/**
 * What changes between two sets for who signs in: members with an account, and meldcodes. They live in the store and not
 * in the files, so both sets have the same ones over them; what their roles and machtigingen come to is policy.
 */
import { agbInKey, type OverlayKey } from '../decision/overlay-key.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import type { Code } from '../errors.ts'
import { dutchToday } from '../base/today.ts'
import { decide } from '../decision/decide.ts'
import { imagineAanmelding } from '../decision/imagined.ts'
import type { Houder } from '../decision/instantie.ts'
import type { PolicySet } from '../decision/policy-set.ts'
import type { Asked } from '../decision/question.ts'
import { isSignIn, niveauVan, soortenOp } from '../identity/identity.ts'
import type { SignInSoort } from '../identity/identity.ts'
import type { RightChange } from './diff.ts'

/** Every right of who signs in that is gained or lost, as of `at` (ms since the epoch). */
export function* diffMembers(
  before: PolicySet,
  after: PolicySet,
  at: number,
): Generator<RightChange> {
  for (const [key, houder] of new Map([...membersOf(before), ...membersOf(after)])) {
    const { soort, gebruikersnummer } = houder
    if (!isSignIn(soort)) continue
    const member = { agbCode: agbInKey(key), soort, gebruikersnummer }
    for (const right of rightsOf([before, after], houder)) {
      const [van, naar] = [codeOf(before, member, right, at), codeOf(after, member, right, at)]
      if ((van === null) !== (naar === null)) yield { ...member, ...right, van, naar }
    }
  }
}

const membersOf = ({ policy }: PolicySet): ReadonlyMap<OverlayKey, Houder> =>
  policy.overlay.leden ?? new Map<OverlayKey, Houder>()

type Right = Pick<RightChange, 'autorisatie' | 'machtiging'> & { readonly dienst: string }

/** Every autorisatie and machtiging that either set has of the diensten somebody is a member of. */
const rightsOf = (sets: readonly PolicySet[], { autorisaties }: Houder): readonly Right[] =>
  [...autorisaties.keys()].flatMap((dienst) => {
    const both = sets.flatMap(({ policy }) => policy.diensten.get(dienst) ?? [])
    const names = new Set(both.flatMap((one) => [...one.autorisaties.keys()]))
    const ticks = new Set(both.flatMap(({ machtigingen }) => [...(machtigingen?.keys() ?? [])]))
    return [
      ...[...names].map((autorisatie) => ({ dienst, autorisatie })),
      ...[...ticks].map((machtiging) => ({ dienst, autorisatie: null, machtiging })),
    ]
  })

interface Member {
  readonly agbCode: AgbCode
  readonly soort: SignInSoort
  readonly gebruikersnummer: string
}

/** By itself, as of somebody who has just signed in: only a route or an instroom names a niveau. */
function codeOf(set: PolicySet, member: Member, right: Right, at: number): Code | null {
  const wie = {
    ...member,
    rollen: [],
    machtigingen: [],
    beveiligd: true,
    toestand: 'goed',
  } as const
  const { code } = decide(
    {
      ...{ at, today: dutchToday(at), presented: undefined, revocation: 'onbekend' },
      ...{ middel: 'aanmelding', aanmelding: imagineAanmelding(wie, at) },
      ...{ soorten: soortenOp.toegang, address: undefined, quotaUsedUp: undefined },
      asked: askedFor(right, member),
    },
    set.policy,
  )
  return code
}

const askedFor = ({ dienst, autorisatie, machtiging }: Right, { soort }: Member): Asked => ({
  ...{ dienst, autorisatie: autorisatie ?? undefined, machtiging },
  niveau: niveauVan[soort],
})
