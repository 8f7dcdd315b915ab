/** Accounts, sign-ins, attempts and links in the database. */
import type { CommitQueue } from '../store/commit.ts'
import type { Database } from '../store/database.ts'
import type { ToegangStore } from '../store/toegang.ts'
import { accountStore } from './store-account.ts'
import { doorgangStore } from './store-doorgang.ts'
import { limitStore } from './store-limits.ts'
import { linkStore } from './store-link.ts'
import { sessieStore } from './store-sessie.ts'
import { sleutelpaarStore } from './store-sleutelpaar.ts'

export const makeToegangStore = (database: Database, queue: CommitQueue): ToegangStore => ({
  ...accountStore(database, queue),
  ...sessieStore(database, queue),
  ...linkStore(database, queue),
  ...sleutelpaarStore(database),
  ...doorgangStore(database, queue),
  ...limitStore(queue),
})
