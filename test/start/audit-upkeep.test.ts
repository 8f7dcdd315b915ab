import { afterEach, describe, expect, test } from '@jest/globals'
import { logTexts } from '../../gateway/base/log-texts.ts'
import type { Log } from '../../gateway/operations/log.ts'
import { startAuditUpkeep } from '../../gateway/start/upkeep/audit-upkeep.ts'
import { verifyAudit } from '../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { useDatabases } from '../support/databases.ts'
import { instroom, post, startTestGateway } from '../support/running.ts'

type Store = Parameters<typeof startAuditUpkeep>[0]['store']
type Options = Parameters<typeof startAuditUpkeep>[0]

const minute = 60_000
const day = 24 * 60 * minute
const start = Date.UTC(2031, 7, 1, 12)

const nothing = { rows: 0, findings: [], checkpoints: [] }
const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const upkeep of running.splice(0)) await upkeep.stop()
})

/** Upkeep over a store that notes what it is asked; the clock and the rows behind are set by the test. */
function upkeep(
  change: Partial<Options> = {},
  pruned: Partial<Awaited<ReturnType<Store['prune']>>> = {},
) {
  const clock = { now: start, behind: 0, fails: false }
  const asked: string[] = []
  const logged: string[] = []
  const answer = <T>(value: T): Promise<T> =>
    clock.fails ? Promise.reject(new Error('no database')) : Promise.resolve(value)
  const store: Store = {
    checkpoints: {
      behind: () => clock.behind,
      sign: (writer) => {
        asked.push(`sign ${writer ?? 'all'}`)
        return answer(1)
      },
      outside: () => Promise.reject(new Error('not asked for')),
    },
    prune: (before) => {
      asked.push(`prune ${new Date(before).toISOString()}`)
      return answer({ ...nothing, ...pruned })
    },
  }
  const note = (level: string) => (_: object, text: string) => void logged.push(`${level} ${text}`)
  const log = { info: note('info'), warn: note('warn'), error: note('error') } as unknown as Log
  const started = startAuditUpkeep({
    store,
    writerId: 'w1',
    leads: true,
    retentionYears: 5,
    now: () => clock.now,
    log,
    ...change,
  })
  running.push(started)
  return { ...started, clock, asked, logged }
}

describe('the upkeep of the audit', () => {
  test('does nothing when nothing is due', async () => {
    const { look, clock, asked } = upkeep()
    clock.behind = 999
    clock.now += 5 * minute - 1
    await look()
    expect(asked).toEqual([])
  })

  test('signs its own rows after a thousand', async () => {
    const { look, clock, asked } = upkeep()
    clock.behind = 1_000
    await look()
    expect(asked).toEqual(['sign w1'])
  })

  test('signs those of all writers every five minutes, and removes once a day', async () => {
    const { look, clock, asked } = upkeep()
    for (let i = 0; i < 3; i += 1) {
      clock.now += 5 * minute
      await look()
      await look()
    }
    expect(asked).toEqual(['sign all', 'prune 2026-08-01T12:05:00.000Z', 'sign all', 'sign all'])
    clock.now += day
    await look()
    expect(asked.slice(4)).toEqual(['sign all', 'prune 2026-08-02T12:15:00.000Z'])
  })

  test('of one of several processes signs its own only, and removes nothing', async () => {
    const { look, clock, asked } = upkeep({ leads: false })
    clock.now += day
    await look()
    expect(asked).toEqual(['sign w1'])
  })

  test('removes nothing when rows are kept for ever', async () => {
    const { look, clock, asked } = upkeep({ retentionYears: 0 })
    clock.now += day
    await look()
    expect(asked).toEqual(['sign all'])
  })

  test('goes on when the clock went back', async () => {
    const { look, clock, asked } = upkeep()
    clock.now -= day
    await look()
    expect(asked).toContain('sign all')
  })

  test('tells what was removed, and what is wrong', async () => {
    const gone = upkeep({}, { rows: 3 })
    gone.clock.now += day
    await gone.look()
    expect(gone.logged).toEqual([`info ${logTexts.auditRemoved}`])
    const wrong = upkeep({}, { findings: [{ writer: 'w1', nr: 1, fault: 'gewijzigd' }] })
    wrong.clock.now += day
    await wrong.look()
    expect(wrong.logged).toEqual([`error ${logTexts.auditBroken}`])
  })

  test('survives a database that fails, and tries again', async () => {
    const { look, clock, asked, logged } = upkeep()
    clock.fails = true
    clock.behind = 1_000
    await look()
    expect(logged).toEqual([`error ${logTexts.auditUpkeepFailed}`])
    clock.fails = false
    await look()
    expect(asked).toEqual(['sign w1', 'sign w1'])
  })

  test('looks once at a time', async () => {
    const { look, clock, asked } = upkeep()
    clock.behind = 1_000
    await Promise.all([look(), look(), look()])
    expect(asked).toEqual(['sign w1'])
  })

  test('ends with a checkpoint, also when the database fails', async () => {
    const { stop, clock, asked, logged } = upkeep()
    clock.fails = true
    await stop()
    expect(asked).toEqual(['sign w1'])
    expect(logged).toHaveLength(1)
  })
})

describe('a gateway', () => {
  const fresh = useDatabases('sqlite')

  test('that ends cleanly leaves no row of its own unsigned', async () => {
    const url = await fresh()
    const gateway = await startTestGateway({ database: url })
    expect((await post(gateway, instroom('ondertekend-1'))).status).toBe(201)
    await gateway.stop()
    const database = openDatabase(url)
    const { findings, unsigned, checkpoints } = await verifyAudit(database)
    expect({ findings, checkpoints }).toMatchObject({ findings: [], checkpoints: { count: 1 } })
    // The row of the import of the register: a command's, which a gateway signs within five minutes.
    expect(unsigned).toBe(1)
    await database.close()
  })
})
