/** Who mends a refusal, and what that person does: by its code, and by who decides on autorisaties in the practice. */
import { errorEntry } from '../errors.ts'
import type { Code, Mender } from '../errors.ts'
import { instead } from './meaning.ts'
import type { CodeReader } from './meaning.ts'
import type { Instantie } from './instantie.ts'

/** As the problem document and `sluis policy explain` tell it; Dutch. */
export interface Mending {
  readonly wie: Mender
  readonly actie: string
}

/** With `beheer: bestand` nobody of the practice can change an autorisatie. */
const atOperator: Mending = {
  wie: 'beheerder',
  actie:
    'Vraag uw contactpersoon om dit bij de beheerder aan te vragen. De beheerder geeft het certificaat de autorisatie in het beleid.',
}

/** Who mends what was refused with this code; `instantie` is the practice it was refused to, where it is known. */
export function mendingOf(
  code: Code,
  instantie: Pick<Instantie, 'beheer'> | undefined,
  reader: CodeReader,
): Mending {
  const own = instead(code, reader)
  if (own !== undefined) return { wie: own.wie, actie: own.actie }
  if (isOfGrant(code) && instantie?.beheer === 'bestand') return atOperator
  const { wie, actie } = errorEntry(code)
  return { wie, actie }
}

const isOfGrant = (code: Code): boolean => code === 'SL204' || code === 'SL205'
