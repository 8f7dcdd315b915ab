import { randomUUID } from 'node:crypto'
import { afterEach, expect, test } from '@jest/globals'
import type { Knex } from 'knex'
import { Refusal } from '../../gateway/errors.ts'
import { verifyAudit } from '../../gateway/audit/store/audit-rows.ts'
import { each } from '../../gateway/store/batch.ts'
import type { BatchChange } from '../../gateway/store/batch.ts'
import { makeCommitQueue } from '../../gateway/store/commit.ts'
import type { BatchReport, CommitOptions, CommitQueue } from '../../gateway/store/commit.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import type { Database } from '../../gateway/store/database.ts'
import { migrate } from '../../gateway/store/migrate.ts'
import { registerWriter } from '../../gateway/store/writers.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { auditEvent, noon } from './fixtures.ts'

interface Opened {
  readonly database: Database
  readonly queue: CommitQueue
  readonly reports: readonly BatchReport[]
  /** What the table of these tests holds. */
  readonly notes: () => Promise<readonly string[]>
  /** How many audit rows there are; each is verified. */
  readonly audited: () => Promise<number>
}

/** Writes a note; a change that a batch may run twice. */
const note = each(async (db, text: string) => {
  await db('note').insert({ text })
  return text
})

/** Writes a note, unless its text begins with a fault. */
const faulty: BatchChange<string, string> = each(async (db, text) => {
  await db('note').insert({ text })
  if (text.startsWith('throws')) throw new Error('a mistake in the change')
  if (text.startsWith('sql')) await db.raw('select * from no_such_table')
  return text.startsWith('refused') ? new Refusal('SL401') : text
})

const audit = () => auditEvent()

eachDatabase('group commit on %s', (engine) => {
  const fresh = useDatabases(engine)
  const closing: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const close of closing.splice(0)) await close()
  })

  async function openQueue(change: Partial<CommitOptions> = {}): Promise<Opened> {
    const database = openDatabase(await fresh(), { statementMs: 2_000 })
    await migrate(database)
    await database.writer.schema.createTable('note', (table) => {
      table.increments('id')
      table.text('text')
    })
    const writer = randomUUID()
    await registerWriter(database, writer, noon)
    const reports: BatchReport[] = []
    const onBatch = (report: BatchReport) => void reports.push(report)
    const queue = makeCommitQueue({ database, writer, onBatch, ...change })
    closing.push(async () => {
      await queue.close()
      await database.close()
    })
    const notes = async () =>
      ((await database.reader('note').orderBy('id')) as { text: string }[]).map(({ text }) => text)
    const audited = async () => {
      const { rows, findings } = await verifyAudit(database)
      expect(findings).toEqual([])
      return rows
    }
    return { database, queue, reports, notes, audited }
  }

  const settle = async (promises: readonly Promise<unknown>[]): Promise<readonly string[]> =>
    (await Promise.allSettled(promises)).map((result) => {
      if (result.status === 'fulfilled') return String(result.value)
      return result.reason instanceof Refusal ? result.reason.code : 'no refusal'
    })

  test('a batch that is expected to double in a moment waits for it; a change that comes alone does not', async () => {
    let at = 0
    let pauses = 0
    const late: Promise<string>[] = []
    const pause = (): Promise<void> => {
      pauses++
      late.push(queue.commit(note, 'late', audit))
      return Promise.resolve()
    }
    const { queue, reports } = await openQueue({ clock: () => at, pause })
    for (const text of ['alone', 'and again']) {
      at += 10
      await queue.commit(note, text, audit)
    }
    expect(pauses).toBe(0)
    await Promise.all(
      Array.from({ length: 100 }, (_, index) => queue.commit(note, `${index}`, audit)),
    )
    await Promise.all(late)
    expect(reports.map(({ size }) => size)).toEqual([1, 1, 101])
  })

  test('a batch that is full waits for nobody', async () => {
    let pauses = 0
    const pause = (): Promise<void> => {
      pauses++
      return Promise.resolve()
    }
    const { queue, reports } = await openQueue({ clock: () => 0, pause })
    const made = Array.from({ length: 256 }, (_, index) => queue.commit(note, `${index}`, audit))
    await Promise.all(made)
    expect([pauses, reports.map(({ size }) => size)]).toEqual([0, [256]])
  })

  test('what comes together is one transaction, in order, with an audit row each', async () => {
    const { queue, reports, notes, audited } = await openQueue()
    const texts = Array.from({ length: 100 }, (_, index) => `note ${index}`)
    expect(await settle(texts.map((text) => queue.commit(note, text, audit)))).toEqual(texts)
    await queue.close()
    expect(reports.map(({ size }) => size)).toEqual([100])
    expect(await notes()).toEqual(texts)
    expect(await audited()).toBe(100)
  })

  test('what comes while a transaction runs is the next one', async () => {
    const { queue, reports } = await openQueue()
    const slow: BatchChange<string, string> = async (_db, inputs) => {
      await new Promise((resolve) => setTimeout(resolve, 100))
      return inputs
    }
    const first = queue.commit(slow, 'slow')
    await new Promise((resolve) => setTimeout(resolve, 30))
    await settle([first, queue.commit(note, 'a'), queue.commit(note, 'b')])
    await queue.close()
    expect(reports.map(({ size }) => size)).toEqual([1, 2])
  })

  test('a promise resolves after the commit: another connection sees it then', async () => {
    const { queue, notes } = await openQueue()
    for (const text of ['a', 'b', 'c']) {
      await queue.commit(note, text)
      expect((await notes()).at(-1)).toBe(text)
    }
  })

  test.each(['throws', 'sql'])(
    'one change that %s does not take the others with it',
    async (fault) => {
      const { queue, notes, audited } = await openQueue()
      const texts = ['a', `${fault} 1`, 'b', `${fault} 2`, 'c']
      expect(await settle(texts.map((text) => queue.commit(faulty, text, audit)))).toEqual([
        'a',
        'SL505',
        'b',
        'SL505',
        'c',
      ])
      expect(await notes()).toEqual(['a', 'b', 'c'])
      expect(await audited()).toBe(3)
    },
  )

  test('an audit row that cannot be made undoes its change alone', async () => {
    const { queue, notes, audited } = await openQueue()
    const broken = () => {
      throw new Error('no event')
    }
    const made = [queue.commit(note, 'a', audit), queue.commit(note, 'b', broken)]
    expect(await settle(made)).toEqual(['a', 'SL505'])
    expect(await notes()).toEqual(['a'])
    expect(await audited()).toBe(1)
  })

  test('a refusal of one is its answer, without an audit row and without a second try', async () => {
    const { queue, reports, audited } = await openQueue()
    const texts = ['a', 'refused', 'b']
    const codes = await settle(texts.map((text) => queue.commit(faulty, text, audit)))
    expect(codes).toEqual(['a', 'SL401', 'b'])
    await queue.close()
    expect(reports).toHaveLength(1)
    expect(await audited()).toBe(2)
  })

  test('changes of different kinds each get their own outcome', async () => {
    const { queue } = await openQueue()
    const length = each((_db: Knex, text: string) => Promise.resolve(text.length))
    const made = [
      queue.commit(note, 'one'),
      queue.commit(length, 'three'),
      queue.commit(note, 'two'),
      queue.commit(length, 'seven..'),
    ]
    expect(await settle(made)).toEqual(['one', '5', 'two', '7'])
  })

  test('a change that forgets an outcome is SL505, never someone else’s outcome', async () => {
    const { queue } = await openQueue()
    const forgetful: BatchChange<string, string> = (_db, inputs) => Promise.resolve(inputs.slice(1))
    expect(await settle(['a', 'b'].map((text) => queue.commit(forgetful, text)))).toEqual([
      'SL505',
      'SL505',
    ])
  })

  test('when waiting would cost more than a second it is SL503 with Retry-After', async () => {
    let now = 0
    const { queue } = await openQueue({ clock: () => now })
    const stuck: { release: () => void } = { release: () => undefined }
    const wait: BatchChange<string, string> = async (_db, inputs) => {
      await new Promise<void>((resolve) => (stuck.release = resolve))
      return inputs
    }
    const first = queue.commit(wait, 'first')
    await new Promise((resolve) => setTimeout(resolve, 100))
    const second = queue.commit(note, 'second')
    now = 1_100
    const refused = await queue.commit(note, 'third').catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'SL503', retryAfterSeconds: 1 })
    expect(queue.load()).toMatchObject({ waiting: 1 })
    stuck.release()
    expect(await settle([first, second])).toEqual(['first', 'second'])
    // The average remembers the slow batch, and forgets it.
    while (queue.load().estimatedMs > 500) {
      now += 1
      await queue.commit(note, 'later')
    }
    expect(await queue.commit(note, 'again')).toBe('again')
  })

  test('closing finishes what waits and refuses what comes later', async () => {
    const { queue, notes } = await openQueue()
    const made = settle(['a', 'b'].map((text) => queue.commit(note, text)))
    await queue.close()
    expect(await made).toEqual(['a', 'b'])
    expect(await notes()).toEqual(['a', 'b'])
    expect(await settle([queue.commit(note, 'c')])).toEqual(['SL505'])
  })

  test('the cause of SL505 holds no values', async () => {
    const { queue } = await openQueue()
    const leaking = each(async (db, secret: string) => {
      await db('no_such_table').insert({ secret })
      return secret
    })
    const refusal = (await queue
      .commit(leaking, 'geheim 999990019')
      .catch((error: unknown) => error)) as Refusal
    expect(refusal.code).toBe('SL505')
    expect(String((refusal.cause as Error).stack)).not.toContain('geheim')
  })

  test('two processes on one database chain their rows apart', async () => {
    const { database, queue, audited, notes } = await openQueue()
    const other = randomUUID()
    await registerWriter(database, other, noon)
    const second = openDatabase(urlOf(database))
    closing.push(() => second.close())
    const queues = [queue, makeCommitQueue({ database: second, writer: other })]
    const made = Array.from({ length: 200 }, (_, index) =>
      (queues[index % 2] ?? queue).commit(note, `note ${index}`, audit),
    )
    expect(new Set(await settle(made)).size).toBe(200)
    expect(await notes()).toHaveLength(200)
    expect(await audited()).toBe(200)
  })
})

/** The URL a database was opened with. */
function urlOf(database: Database): string {
  const { config } = database.reader.client as {
    readonly config: { connection: { filename?: string; connectionString?: string } }
  }
  const { connection } = config
  return connection.connectionString ?? `sqlite:${connection.filename ?? ''}`
}
