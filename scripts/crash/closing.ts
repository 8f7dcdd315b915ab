/** Holds what clients and upstream saw against the books: after each round, and at the end. */
import type { Database } from '../../gateway/store/database.ts'
import { account, accountOfBooks } from './account.ts'
import { actOpen, actPost } from './acts.ts'
import type { CrashLife } from './acts.ts'
import {
  keepOutside,
  readBooks,
  readWholeBooks,
  runAuditVerify,
  verify,
  withBooks,
} from './books.ts'
import { outcomeOf } from './ledger.ts'
import { accountMeldingen, closeMeldingen, finishMeldingen } from './meldingen.ts'
import type { Run, Since } from './run.ts'

/** Holds a round against the books, and posts again what it acknowledged and what it left in doubt. */
export async function accountFor(run: Run, life: CrashLife, since: Since): Promise<void> {
  const { ground, ledger, upstream } = run
  await withBooks(ground, async (database) => {
    ledger.findings.push(...(await auditFaults(run, database)))
    const answered = ledger.answered.slice(since.answered)
    const received = upstream.received.slice(since.received)
    account(ledger, await readBooks(database, since.at), { answered, received })
  })
  const posted = ledger.instromen.slice(since.instromen)
  for (let at = 0; at < posted.length; at += 10)
    await Promise.all(posted.slice(at, at + 10).map((known) => actPost(life, known)))
}

/** Verifies chains and checkpoints, also by what was kept of them before; and keeps how they stand now. */
async function auditFaults(run: Run, database: Database): Promise<readonly string[]> {
  const { ground, outside } = run
  const { faults, rows, checkpoints } = await verify(ground, database, outside)
  Object.assign(run, { rows, checkpoints, outside: await keepOutside(ground, database) })
  return faults
}

/** The end: what was left half done is finished by whom it is bound to, and then everything is accounted for. */
export async function closeBooks(run: Run, life: CrashLife, since: Since): Promise<void> {
  const { ground, upstream, ledger } = run
  await accountFor(run, life, since)
  await withBooks(ground, async (database) => {
    await finishOpened(life, database)
    await finishMeldingen(life, database)
    const books = await readWholeBooks(ground, database)
    ledger.findings.push(...(await auditFaults(run, database)), ...(await runAuditVerify(ground)))
    account(ledger, books, { answered: ledger.answered, received: upstream.received })
    const say = (what: string): void => {
      ledger.findings.push(what)
    }
    accountOfBooks(books, say)
    const { received } = upstream
    accountMeldingen(ledger, books, received, say)
    await closeMeldingen(ledger, database, { received, audit: books.audit }, say)
    for (const row of books.instromen.values())
      if (row.openedAt !== null && row.deliveredAt === null)
        ledger.findings.push(`${row.referentie} is opened and cannot be delivered any more`)
  })
}

/** Longer than the lease that a killed gateway leaves on a delivery. */
const finishMs = 20_000

async function finishOpened(life: CrashLife, database: Database): Promise<void> {
  const until = Date.now() + finishMs
  for (;;) {
    const books = await readBooks(database, 0)
    const left = life.ledger.instromen.filter(({ id }) => {
      const row = books.instromen.get(id ?? '')
      return row !== undefined && row.openedAt !== null && row.deliveredAt === null
    })
    if (left.length === 0) return
    const seen = await Promise.all(
      left.map((known) => {
        const holder = books.instromen.get(known.id ?? '')?.openedBy
        const person = known.practice.persons.find(
          ({ gebruikersnummer }) => gebruikersnummer === holder,
        )
        return person === undefined ? Promise.resolve(undefined) : actOpen(life, known, person)
      }),
    )
    if (Date.now() > until) {
      const last = seen.map((one) => (one === undefined ? 'nobody' : outcomeOf(one)))
      life.ledger.findings.push(`deliveries that do not come to an end: ${last.join(', ')}`)
      return
    }
  }
}
