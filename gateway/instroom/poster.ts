/**
 * The systeemcertificaat that posted an instroom, judged again as of now: who opens a link has something
 * delivered in that system's name (contract 5.2).
 */
import { soortenOp } from '../identity/identity.ts'
import { dutchToday } from '../base/today.ts'
import { readLeaf } from '../identity/trust.ts'
import { decide } from '../decision/decide.ts'
import type { Decision } from '../decision/decide.ts'
import { imagine } from '../decision/imagined.ts'
import type { PolicySet } from '../decision/policy-set.ts'
import type { Presented, RevocationState } from '../decision/question.ts'
import type { InstroomRow } from '../store/store.ts'
import type { Gateway } from '../http/exchange/gateway.ts'

type Posted = Pick<InstroomRow, 'agbCode' | 'dienst' | 'systeem' | 'systeemCertificaat'>

/**
 * What it would be told if it posted now. Not judged are its dates (it was valid when it posted), its address
 * and the quota: nothing comes from it now.
 */
export async function judgePoster(gateway: Gateway, row: Posted): Promise<Decision> {
  const set = gateway.policies.current()
  const at = gateway.now()
  const presented = presentedBy(set, row)
  const instroom = set.policy.diensten.get(row.dienst)?.instroom
  const question = {
    at,
    today: dutchToday(at),
    presented,
    revocation: await revocationOf(gateway, row, presented, at),
    datesApart: true as const,
    middel: 'certificaat' as const,
    soorten: soortenOp.instroom,
    address: undefined,
    asked: { dienst: row.dienst, autorisatie: instroom?.autorisatie.systeem ?? 'indienen' },
    quotaUsedUp: undefined,
  }
  return decide(question, set.policy)
}

/**
 * The certificate, read by the policy of now. Rows from before certificates were kept have its number and its
 * practice: those are judged, its key and its revocation cannot be. Such links live for minutes after an
 * upgrade, and refusing them all would lose work.
 */
function presentedBy(set: PolicySet, row: Posted): Presented | undefined {
  if (row.systeemCertificaat !== null)
    return { chainAccepted: undefined, leaf: readLeaf(set.trust, row.systeemCertificaat) }
  return imagine(
    {
      soort: 'systeem',
      gebruikersnummer: row.systeem,
      agbCode: row.agbCode,
      publicKeySha256: undefined,
      toestand: 'goed',
    },
    set.profiles,
  )
}

async function revocationOf(
  { revocation }: Gateway,
  row: Posted,
  presented: Presented | undefined,
  at: number,
): Promise<RevocationState> {
  if (row.systeemCertificaat === null) return 'goed'
  return presented?.leaf.issuer === undefined ? 'onbekend' : revocation.state(presented.leaf, at)
}
