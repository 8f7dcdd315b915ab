/** Puts the store together: database, tables, this process as audit writer, and the queue in front of it. */
import { randomUUID } from 'node:crypto'
import type { Keyring } from '../../secrets/keys.ts'
import type { AuditEvent } from '../../audit/event.ts'
import { makeServicedeskStore } from '../../servicedesk/store.ts'
import type { ServicedeskStore } from '../../store/servicedesk.ts'
import { makeAfleveringStore } from '../../delivery/store.ts'
import { directly, each } from '../../store/batch.ts'
import { makeBeheerStore } from '../../gebruikersbeheer/store/store.ts'
import type { BeheerStore } from '../../store/beheer.ts'
import { makeCheckpoints } from '../../audit/store/checkpoints.ts'
import type { Checkpoints } from '../../audit/store/checkpoints.ts'
import { makeClockStore } from '../../store/clock-store.ts'
import type { ClockStore } from '../../store/clock-store.ts'
import { makeCommitQueue } from '../../store/commit.ts'
import type { BatchReport, CommitQueue } from '../../store/commit.ts'
import { openDatabase } from '../../store/database.ts'
import { withoutValues } from '../../store/database-faults.ts'
import type { Database, DatabaseLimits } from '../../store/database.ts'
import { makeInstroomStore } from '../../instroom/store.ts'
import { makeLedenStore } from '../../leden/store.ts'
import { makeOverdrachtStore } from '../../leden/store-overdracht.ts'
import { makeMeldcodeStore } from '../../meldcodes/store.ts'
import { makeAanmeldingStore } from '../../organisaties/store.ts'
import { makeZonderLidStore } from '../../organisaties/store-zonder-lid.ts'
import { makeLedenFeed } from '../../store/leden/feed.ts'
import type { LedenFeed } from '../../store/leden/changes.ts'
import type { OrganisatieStores } from '../../store/leden/stores.ts'
import { makeToegangStore } from '../../toegang/store/store.ts'
import type { ToegangStore } from '../../store/toegang/toegang.ts'
import { makeKeyStore } from '../../store/key-store.ts'
import type { KeyStore } from '../../store/key-store.ts'
import { migrateAt } from '../../store/migrate.ts'
import { pruneAudit } from '../../audit/store/prune.ts'
import type { Pruned } from '../../audit/store/prune.ts'
import { makePolicyStore } from '../../store/policy-store.ts'
import type { PolicyStore } from '../../store/policy-store.ts'
import { answering } from '../../store/reading.ts'
import { findDetails } from '../../register/details.ts'
import { makeRegisterStore } from '../../register/store.ts'
import { firstOf } from '../../store/rows.ts'
import type { AuditStore, Store } from '../../store/store.ts'
import { registerWriter } from '../../store/writers.ts'

export interface StoreOptions {
  /** `sqlite:<path>` or `postgres://…`. */
  readonly url: string
  /** Names this start of this process in the audit; never used twice. */
  readonly writerId: string
  readonly keyring: Keyring
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly onBatch?: (report: BatchReport) => void
  readonly limits?: Partial<DatabaseLimits>
}

/** The store, with what only the parts around it need. */
export interface OpenStore extends Store {
  readonly keys: KeyStore
  readonly beheer: BeheerStore
  readonly servicedesk: ServicedeskStore
  readonly policies: PolicyStore
  readonly organisaties: OrganisatieStores
  readonly ledenFeed: LedenFeed
  readonly clock: ClockStore
  readonly toegang: ToegangStore
  /** For further changes, and for metrics. */
  readonly queue: CommitQueue
  readonly checkpoints: Checkpoints & {
    /** How many changes this process committed since it last signed. */
    behind(): number
  }
  /** Removes audit rows of before a moment (epoch ms). */
  prune(before: number): Promise<Pruned>
}

/** Opens and migrates the database. Rejects with an Error without values when it cannot be used. */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  const { url, writerId, now } = options
  const database = openDatabase(url, options.limits)
  try {
    await migrateAt(url, options.limits)
    await registerWriter(database, writerId, now())
  } catch (error) {
    await database.close()
    throw withoutValues(error)
  }
  return build(database, options)
}

/** An audit row that records something without changing anything. */
const record = directly<AuditEvent, undefined>((_session, events) =>
  Promise.resolve(new Array<undefined>(events.length).fill(undefined)),
)

/** Writes what is there already, in the row that is this process's alone: it needs the disk and changes nothing. */
const touch = each<string, number>((db, writer) =>
  db('audit_writer')
    .where('id', writer)
    .update({ started_at: db.ref('started_at') }),
)

/** How long after a batch that was written another try says nothing new; milliseconds. */
const writtenMs = 5_000

const moreStores = (
  database: Database,
  queue: CommitQueue,
): Pick<OpenStore, 'clock' | 'toegang' | 'organisaties'> => ({
  clock: makeClockStore(database),
  toegang: makeToegangStore(database, queue),
  organisaties: organisatieStores(database, queue),
})

function build(database: Database, options: StoreOptions): OpenStore {
  const { writerId: writer, keyring, now, onBatch } = options
  const counter = { behind: 0 }
  const written: Written = { at: -Infinity, failed: false }
  const queue = makeCommitQueue({
    database,
    writer,
    onBatch: (report) => {
      counter.behind += report.size - report.failed
      written.at = performance.now()
      written.failed = report.failed === report.size
      onBatch?.(report)
    },
  })
  const auditKeys = makeKeyStore(database, keyring, now, 'audit')
  const audit = auditStore(queue)
  return {
    queue,
    keys: makeKeyStore(database, keyring, now),
    checkpoints: counted(makeCheckpoints({ database, keys: auditKeys, now }), counter),
    prune: (before) =>
      pruneAudit({ database, keys: auditKeys, now, audit, newId: randomUUID }, before),
    beheer: makeBeheerStore(database, queue, options.url),
    servicedesk: makeServicedeskStore(database, queue),
    policies: makePolicyStore(database, queue),
    ledenFeed: makeLedenFeed(database),
    ...moreStores(database, queue),
    instromen: makeInstroomStore(database, queue),
    afleveringen: makeAfleveringStore(database, queue),
    register: makeRegisterStore(database, now),
    audit,
    quota: queue.quota,
    ping: () => answering(() => ping(database)),
    tryWrite: () => tryWrite(queue, writer, written),
    registerDetails: (agbCode) => answering(() => findDetails(database, agbCode)),
    registerState: () => answering(() => registerState(database)),
    close: async () => {
      await queue.close()
      await database.close()
    },
  }
}

const auditStore = (queue: CommitQueue): AuditStore => ({
  write: (event, take) => queue.commit(record, event, () => event, take),
})

const organisatieStores = (database: Database, queue: CommitQueue): OrganisatieStores => ({
  aanmeldingen: makeAanmeldingStore(database, queue),
  leden: makeLedenStore(database, queue),
  meldcodes: makeMeldcodeStore(database, queue),
  overdrachten: makeOverdrachtStore(database, queue),
  zonderLid: makeZonderLidStore(database, queue),
})

const ping = async ({ reader }: Database): Promise<void> => {
  await reader('audit_writers').where('id', 1).first()
}

/** How the last batch of this process went, and when by a clock that only goes up. */
interface Written {
  at: number
  failed: boolean
}

async function tryWrite(queue: CommitQueue, writer: string, written: Written): Promise<void> {
  if (performance.now() - written.at <= writtenMs && !written.failed) return
  await queue.commit(touch, writer)
}

async function registerState({ reader }: Database): ReturnType<OpenStore['registerState']> {
  const row = await firstOf(reader('register_version').where('id', 1).first())
  return (
    row && {
      version: String(row['version']),
      entries: Number(row['entries']),
      importedAt: Number(row['imported_at']),
    }
  )
}

/** Counts what is behind the last checkpoint from when one was last asked for. */
function counted(checkpoints: Checkpoints, counter: { behind: number }): OpenStore['checkpoints'] {
  return {
    ...checkpoints,
    behind: () => counter.behind,
    sign: async (writer) => {
      const before = counter.behind
      const signed = await checkpoints.sign(writer)
      counter.behind -= before
      return signed
    },
  }
}
