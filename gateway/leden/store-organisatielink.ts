/** The link that an organisation gives its own people, in the database: one at a time lives. */
import type { Knex } from 'knex'
import { queueAfleveringen } from '../delivery/store.ts'
import type { NewAflevering } from '../store/aflevering.ts'
import { each } from '../store/batch.ts'
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import { ofPlace } from '../store/leden/rows.ts'
import type { LedenStore } from '../store/leden/leden.ts'
import { answering } from '../store/reading.ts'
import { firstOf, textOf } from '../store/rows.ts'
import type { NewLink } from '../store/toegang/link.ts'
import { insertLink, liveLinks } from '../toegang/store/link.ts'

type Part = Pick<LedenStore, 'vervangLink' | 'ownLink'>

export const organisatielinkStore = ({ reader }: Database, queue: CommitQueue): Part => ({
  vervangLink: (row, audit, mails = []) => queue.commit(replace, { row, mails }, audit),
  ownLink: (agbCode, dienst, now) =>
    answering(async () => {
      const live = liveOwn(reader, { agbCode, dienst }).where('valid_until', '>', now)
      return textOf(await firstOf(live.orderBy('created_at', 'desc').first()), 'id')
    }),
})

interface Replacing {
  readonly row: NewLink
  readonly mails: readonly NewAflevering[]
}

const replace = each<Replacing, string>(async (db, { row, mails }) => {
  await liveOwn(db, row).update({ revoked_at: row.createdAt })
  await insertLink(db, row)
  await queueAfleveringen(db, mails)
  return row.id
})

const liveOwn = (db: Knex, place: Pick<NewLink, 'agbCode' | 'dienst'>) =>
  liveLinks(db).where({ ...ofPlace(place), soort: 'organisatielink' })
