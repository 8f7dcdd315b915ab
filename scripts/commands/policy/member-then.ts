/** A member or a meldcode as it was at a moment: for a decision on record under the policy of then. */
import { doerIn } from '../../../gateway/store/doer.ts'
import { overlayKey } from '../../../gateway/decision/overlay-key.ts'
import type { PolicySet } from '../../../gateway/decision/policy-set.ts'
import { LedenOverlay } from '../../../gateway/leden/overlay.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { toMeldcode } from '../../../gateway/store/leden/rows.ts'
import type { LidRow } from '../../../gateway/store/leden/lid.ts'
import type { MeldcodeRow } from '../../../gateway/store/leden/meldcode.ts'
import { agbIn, allOf, nummerIn } from '../../../gateway/store/rows.ts'
import type { Stored } from '../../../gateway/store/rows.ts'
import type { SignInAsker } from '../../../gateway/workbench/recorded-row.ts'
import { withStored } from '../service-policy.ts'

type Who = Pick<SignInAsker, 'gebruiker' | 'at'>

/** The set with what the store adds to it, and who asked as he was then. */
export async function withMemberThen(
  set: PolicySet,
  database: Database,
  { gebruiker, at }: Who,
): Promise<PolicySet> {
  const stored = await withStored(set, database)
  const { policy } = stored
  const { soort, agbCode } = gebruiker
  const overlay = new LedenOverlay()
  overlay.setDiensten(policy.diensten)
  if (soort === 'account') overlay.take(await lidThen(database, { gebruiker, at }), [])
  else overlay.take([], await meldcodeThen(database, { gebruiker, at }))
  const key = overlayKey(agbCode, gebruiker)
  const others = [...(policy.overlay.leden ?? [])].filter(([one]) => one !== key)
  const leden = new Map([...others, ...overlay.houders])
  return { ...stored, policy: { ...policy, overlay: { ...policy.overlay, leden } } }
}

/** By the history of every dienst: what its last change before that moment made of the member. */
async function lidThen({ reader }: Database, { gebruiker, at }: Who): Promise<readonly LidRow[]> {
  const { agbCode, gebruikersnummer: nummer } = gebruiker
  const rows = await allOf(
    reader('leden_history')
      .where({ agb_code: agbCode, nummer })
      .where('at', '<=', at)
      .orderBy('counter'),
  )
  return [...new Map(rows.map((row) => [String(row['dienst']), lidOf(row)])).values()]
}

/** What a history has of a member (leden/store). */
type Was = Pick<LidRow, 'staat' | 'rollen' | 'machtigingen'>

function lidOf(row: Stored): LidRow {
  const { naar } = JSON.parse(String(row['wat'])) as { naar: Was }
  const changedAt = Number(row['at'])
  return {
    ...{ agbCode: agbIn(row), dienst: String(row['dienst']) },
    ...{ nummer: nummerIn(row, 'nummer'), naam: '', via: '', door: doerIn(row) },
    ...{ createdAt: changedAt, changedAt, version: 0 },
    ...naar,
  }
}

/** One that was withdrawn later was good then. */
async function meldcodeThen(
  { reader }: Database,
  { gebruiker, at }: Who,
): Promise<readonly MeldcodeRow[]> {
  const { agbCode, gebruikersnummer: id } = gebruiker
  const rows = await allOf(reader('meldcode').where({ id, agb_code: agbCode }))
  return rows
    .map(toMeldcode)
    .map((row) =>
      row.revokedAt !== null && row.revokedAt > at ? { ...row, revokedAt: null } : row,
    )
}
