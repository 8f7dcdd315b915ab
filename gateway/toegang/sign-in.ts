/** Who signed in, as of the moment of the request: everything is asked of the store anew. */
import type { Aanmelding } from '../decision/question.ts'
import { Refusal } from '../errors.ts'
import type { SignIns } from '../http/gateway.ts'
import { cookieHash, sessionCookie } from '../http/cookies.ts'
import { nobodysCode, parseAgbCode } from '../identity/agb-code.ts'
import type { MeldcodeStore } from '../store/leden.ts'
import type { AccountRow, SessieRow, ToegangStore } from '../store/toegang.ts'
import { idleMs } from './limits.ts'

interface Parts {
  readonly store: Pick<ToegangStore, 'sessie' | 'account' | 'gezien'>
  readonly meldcodes: Pick<MeldcodeStore, 'byId'>
  readonly now: () => number
}

/** How often a use is written back. */
const seenMs = 60_000

export const signInsOf = (parts: Parts): SignIns => ({
  current: async ({ request }) => {
    const cookie = sessionCookie(request)
    if (cookie === undefined) return undefined
    const row = await parts.store.sessie(cookieHash(cookie))
    if (row === undefined) throw new Refusal('SL122')
    const aanmelding =
      row.soort === 'account' ? await ofAccount(parts, row) : await ofMeldcode(parts, row)
    const at = parts.now()
    if (isLive(aanmelding, at) && at - row.seenAt >= seenMs) await parts.store.gezien(row.hash, at)
    return aanmelding
  },
})

const isLive = ({ beeindigd, eindigt }: Aanmelding, at: number): boolean =>
  !beeindigd && at < eindigt

/** When a sign-in ends if nothing happens any more. */
export const endOf = ({ seenAt, endsAt }: Pick<SessieRow, 'seenAt' | 'endsAt'>): number =>
  Math.min(seenAt + idleMs, endsAt)

async function ofAccount({ store }: Parts, row: SessieRow): Promise<Aanmelding> {
  const account = await store.account(row.nummer)
  return {
    ...common(row, account?.naam),
    beeindigd: row.endedAt !== null || account === undefined || account.staat === 'beeindigd',
    account: stateOf(account),
  }
}

/** What an account can be used for. One without a second factor is of no use before it has one again. */
export function stateOf(account: AccountRow | undefined): Aanmelding['account'] {
  if (account === undefined || account.staat !== 'actief') return 'geblokkeerd'
  return account.totp === null && account.telefoon === null ? 'factor-ontbreekt' : 'bruikbaar'
}

/** It ends with its code. */
async function ofMeldcode({ meldcodes, now }: Parts, row: SessieRow): Promise<Aanmelding> {
  const code = await meldcodes.byId(row.nummer)
  const isOver = code === undefined || code.revokedAt !== null || code.validUntil <= now()
  return {
    ...common(row, undefined),
    beeindigd: row.endedAt !== null || isOver,
    account: 'bruikbaar',
  }
}

const common = (row: SessieRow, naam: string | undefined) => ({
  identity: {
    soort: row.soort,
    profiel: row.soort,
    gebruikersnummer: row.nummer,
    agbCode: parseAgbCode(row.agbCode) ?? nobodysCode,
    naam,
    instantieNaam: undefined,
  },
  sessie: row.hash,
  eindigt: endOf(row),
  beveiligdTot: row.beveiligdTot ?? undefined,
})
