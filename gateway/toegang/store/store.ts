/** Accounts, sign-ins, attempts and links in the database. */
import type { CommitQueue } from '../../store/commit.ts'
import type { Database } from '../../store/database.ts'
import type { ToegangStore } from '../../store/toegang/toegang.ts'
import { accountStore } from './account.ts'
import { doorgangStore } from './doorgang.ts'
import { limitStore } from './limits.ts'
import { linkStore } from './link.ts'
import { sessieStore } from './sessie.ts'
import { sleutelpaarStore } from './sleutelpaar.ts'
import { uitdagingStore } from './uitdaging.ts'

export const makeToegangStore = (database: Database, queue: CommitQueue): ToegangStore => ({
  ...accountStore(database, queue),
  ...sessieStore(database, queue),
  ...uitdagingStore(database, queue),
  ...linkStore(database, queue),
  ...sleutelpaarStore(database),
  ...doorgangStore(database, queue),
  ...limitStore(queue),
})
