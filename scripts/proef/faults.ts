/**
 * Two things a package cannot bring about by itself: a storage that is gone (SL505) and a fault inside (SL504).
 * The store of the proof gateway fails on purpose, the first time for each referentie of the dienst that is
 * for it; everything around it is the gateway as it is.
 */
import type { Gateway } from '../../gateway/http/exchange/gateway.ts'
import { Refusal } from '../../gateway/errors.ts'
import { diensten } from './kit-request.ts'

const faults: Readonly<Record<string, () => Error>> = {
  [diensten.opslag]: () => new Refusal('SL505', { cause: new Error('proef: opslag weg') }),
  [diensten.fout]: () => new Error('proef: fout met opzet'),
}

/** Puts the faults in the store of a gateway that runs. */
export function failOnPurpose({ store: { instromen } }: Gateway): void {
  const real = instromen.post.bind(instromen)
  const failed = new Set<string>()
  const post: typeof instromen.post = async (row, ...rest) => {
    const fault = faults[row.dienst]
    const key = JSON.stringify([row.dienst, row.agbCode, row.referentie])
    if (fault === undefined || failed.has(key)) return real(row, ...rest)
    failed.add(key)
    throw fault()
  }
  Object.assign(instromen, { post })
}
