/** Members, invitations and links of organisations in the database. */
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import type { LedenStore } from '../store/leden/leden.ts'
import { lidStore } from './store-lid.ts'
import { organisatielinkStore } from './store-organisatielink.ts'
import { uitnodigingStore } from './store-uitnodiging.ts'

export const makeLedenStore = (database: Database, queue: CommitQueue): LedenStore => ({
  ...lidStore(database, queue),
  ...uitnodigingStore(database, queue),
  ...organisatielinkStore(database, queue),
})
