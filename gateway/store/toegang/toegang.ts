/**
 * Accounts, sign-ins, attempts and links, as the rest of the gateway sees them. Times are milliseconds since the
 * epoch. What is on record (an account, a sign-in) has its audit row in the same transaction.
 */
import type { AccountStore } from './account.ts'
import type { SessieStore } from './sessie.ts'
import type { DoorgangStore } from './doorgang.ts'
import type { SleutelpaarStore } from './sleutelpaar.ts'
import type { UitdagingStore } from './uitdaging.ts'
import type { LinkStore } from './link.ts'
import type { LimitStore } from './limits.ts'

export interface ToegangStore
  extends
    AccountStore,
    SessieStore,
    DoorgangStore,
    SleutelpaarStore,
    UitdagingStore,
    LinkStore,
    LimitStore {}
