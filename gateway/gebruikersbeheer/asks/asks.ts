/** What employees ask for, beside what they have. Pure. */
import { grantedFor } from '../../decision/granted.ts'
import type { Policy } from '../../decision/policy.ts'
import type { BeheerWhat, HouderValue, Vraag, VraagRef } from '../../store/beheer.ts'
import { toHouder } from '../practice/overlay.ts'

/** What is asked for and not decided. */
const isOpen = ({ besluit }: Vraag): boolean => besluit === undefined

/** Of what is asked for, what these changes give. */
export const givenBy = (
  policy: Policy,
  vragen: readonly Vraag[],
  stappen: readonly BeheerWhat[],
): readonly VraagRef[] =>
  vragen.filter(
    (vraag) =>
      isOpen(vraag) &&
      stappen.some((what) => what.soort === 'houder' && gives(policy, vraag, what.naar)),
  )

/** Whether a holder, as it becomes, has what is asked for; until when it has, is for who gives it. */
function gives(
  policy: Policy,
  { soort, gebruikersnummer, dienst, autorisatie }: Vraag,
  naar: HouderValue | null,
): boolean {
  const known = policy.diensten.get(dienst)
  if (naar?.soort !== soort || naar.gebruikersnummer !== gebruikersnummer) return false
  const anyDay = ''
  return (
    known !== undefined && grantedFor(toHouder(naar), known, undefined, anyDay).has(autorisatie)
  )
}
