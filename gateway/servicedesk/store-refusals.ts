/** What the service desk looks up in the audit: newest first, in parts, so that others get their turn. */
import type { Knex } from 'knex'
import { setImmediate } from 'node:timers/promises'
import type { AuditRow } from '../audit/chain.ts'
import type { AgbCode } from '../identity/agb-code.ts'
import type { Database } from '../store/database.ts'
import { answering } from '../store/reading.ts'
import type { Stored } from '../store/rows.ts'
import { allOf, firstOf, toAuditRow } from '../store/rows.ts'
import type { AskedRefusals, ServicedeskStore } from '../store/servicedesk.ts'

type Part = Pick<ServicedeskStore, 'refusals' | 'ofRequest'>

export const refusalStore = ({ reader }: Database): Part => ({
  refusals: (asked) => answering(() => refusals(reader, asked)),
  ofRequest: (verzoek, since) => answering(() => ofRequest(reader, verzoek, since)),
})

const refusals = (
  db: Knex,
  { agbCode, gebruikersnummer, since, limit }: AskedRefusals,
): Promise<readonly AuditRow[]> =>
  newest(db, {
    agbCode,
    since,
    limit,
    parts: 10,
    texts: [
      '"uitkomst":"geweigerd"',
      ...(gebruikersnummer === undefined ? [] : [`"gebruikersnummer":"${gebruikersnummer}"`]),
    ],
  })

const ofRequest = (db: Knex, verzoek: string, since: number): Promise<readonly AuditRow[]> =>
  newest(db, { since, limit: 10, parts: 400, texts: [`"verzoek":${JSON.stringify(verzoek)}`] })

interface Search {
  readonly agbCode?: AgbCode
  readonly since: number
  readonly limit: number
  /** How many parts are looked through at most. */
  readonly parts: number
  /** What a line holds; no wildcards. */
  readonly texts: readonly string[]
}

const partSize = 5_000

/** The newest rows whose line holds these texts. In parts: others get their turn in between. */
async function newest(db: Knex, search: Search): Promise<readonly AuditRow[]> {
  const found: AuditRow[] = []
  let before: Stored | undefined
  for (let part = 0; part < search.parts && found.length < search.limit; part += 1) {
    const here = (): Knex.QueryBuilder => partOf(db, search, before)
    const query = db.with('deel', here().select('*').limit(partSize)).from('deel')
    for (const text of search.texts) void query.whereLike('line', `%${text}%`)
    const rows = await allOf(query.orderBy(newestFirst).limit(search.limit - found.length))
    found.push(...rows.map(toAuditRow))
    before = await firstOf(
      here()
        .select('tijd', 'writer', 'nr')
        .offset(partSize - 1)
        .first(),
    )
    if (before === undefined) break
    await setImmediate()
  }
  return found
}

const newestFirst = ['tijd', 'writer', 'nr'].map((column) => ({ column, order: 'desc' as const }))

function partOf(db: Knex, { agbCode, since }: Search, before: Stored | undefined) {
  const query = db('audit').where('tijd', '>=', since).orderBy(newestFirst)
  if (agbCode !== undefined) void query.where('agb_code', agbCode)
  if (before !== undefined) {
    const place = ['tijd', 'writer', 'nr'].map((column) => String(before[column]))
    void query.whereRaw('(tijd, writer, nr) < (cast(? as bigint), ?, cast(? as bigint))', place)
  }
  return query
}
