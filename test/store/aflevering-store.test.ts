import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import type { NewAflevering } from '../../gateway/store/aflevering.ts'
import type { AfleveringStore } from '../../gateway/store/store.ts'
import type { OpenStore } from '../../gateway/start/store/open-store.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { auditEvent, minute, newInstroom, noon, openTestStore } from './fixtures.ts'

const audit = () => auditEvent()
const newAflevering = (change: Partial<NewAflevering> = {}): NewAflevering => ({
  id: randomUUID(),
  soort: 'melding',
  doel: 'incident-melden',
  agbCode: agb('12000001'),
  sealed: randomBytes(300),
  createdAt: noon,
  validUntil: noon + 60 * minute,
  ...change,
})
const one = { by: 'one', at: noon, until: noon + minute }

eachDatabase('deliveries on %s', (engine) => {
  const fresh = useDatabases(engine)
  let store: OpenStore
  let queue: AfleveringStore
  beforeAll(async () => {
    store = await openTestStore(await fresh())
    queue = store.afleveringen
  })
  afterAll(() => store.close())

  const queued = async (change: Partial<NewAflevering> = {}): Promise<string> => {
    const row = newAflevering(change)
    await queue.queue(row, audit)
    return row.id
  }
  const dead = async (change: Partial<NewAflevering> = {}): Promise<string> => {
    const id = await queued(change)
    const at = change.createdAt ?? noon
    await queue.claim(id, { by: 'one', at, until: at + minute })
    const settlement = { kind: 'dood', code: 'SL506' } as const
    await queue.settle({ id, by: 'one', attempt: 1, at, settlement }, audit)
    return id
  }

  test('what was queued is due at once, and found as it was', async () => {
    const row = newAflevering()
    await queue.queue(row)
    expect(await queue.find(row.id)).toEqual({
      ...row,
      nextAt: noon,
      attempts: 0,
      lastCode: null,
      lastAt: null,
      doneAt: null,
      deadAt: null,
      withdrawnAt: null,
    })
    expect((await queue.due(noon, 100)).map(({ id }) => id)).toContain(row.id)
    expect(await queue.due(noon - 1, 100)).toEqual([])
  })

  test('is queued with its instroom, and not when that was there already', async () => {
    const [first, second] = [newAflevering(), newAflevering()]
    const row = { ...newInstroom({ id: first.id, persoon: '' }), sealed: null, aflevering: first }
    expect(await store.instromen.post(row, audit)).toEqual({ kind: 'nieuw' })
    const again = { ...row, id: second.id, aflevering: second }
    expect(await store.instromen.post(again, audit)).toMatchObject({ kind: 'bestaand' })
    expect(await queue.find(first.id)).toMatchObject({ attempts: 0, agbCode: agb('12000001') })
    expect(await queue.find(second.id)).toBeUndefined()
    expect(await store.instromen.waiting(agb('12000001'), noon, 10)).toEqual([])
  })

  test('T19: of two processes one claims it, and the attempt is counted before it is sent', async () => {
    const id = await queued()
    const claims = await Promise.all([
      queue.claim(id, one),
      queue.claim(id, { ...one, by: 'other' }),
    ])
    expect(claims.filter((claim) => claim !== undefined)).toHaveLength(1)
    expect(await queue.find(id)).toMatchObject({ attempts: 1, nextAt: noon + minute })
  })

  test('T19: a claim that ran out is taken over, and then ends nothing', async () => {
    const id = await queued()
    await queue.claim(id, one)
    expect(
      await queue.claim(id, { by: 'other', at: noon + 1, until: noon + minute }),
    ).toBeUndefined()
    const after = { by: 'other', at: noon + minute, until: noon + 2 * minute }
    expect(await queue.claim(id, after)).toMatchObject({ attempts: 2 })
    const settlement = { kind: 'dood', code: 'SL506' } as const
    const late = { id, by: 'one', attempt: 1, at: noon + minute, settlement }
    expect(await queue.settle(late, audit)).toBe(false)
    expect(await queue.find(id)).toMatchObject({ deadAt: null, attempts: 2 })
  })

  test('the claims of a process that is gone are due at once', async () => {
    const id = await queued()
    await queue.claim(id, { ...one, by: 'gone' })
    expect(await queue.releaseClaims('gone', noon + 5)).toBe(1)
    expect(await queue.find(id)).toMatchObject({ nextAt: noon + 5, attempts: 1 })
  })

  test('what is delivered keeps its row and not its content', async () => {
    const id = await queued()
    await queue.claim(id, one)
    const settlement = { kind: 'afgeleverd' } as const
    expect(await queue.settle({ id, by: 'one', attempt: 1, at: noon + 9, settlement }, audit)).toBe(
      true,
    )
    expect(await queue.find(id)).toMatchObject({ sealed: null, nextAt: null, doneAt: noon + 9 })
  })

  test('it is withdrawn before the first attempt alone', async () => {
    const [early, late] = [await queued(), await queued()]
    await queue.claim(late, one)
    expect(await queue.withdraw(early, noon, audit)).toMatchObject({
      withdrawnAt: noon,
      sealed: null,
    })
    expect(await queue.withdraw(late, noon, audit)).toMatchObject({ withdrawnAt: null })
    expect(await queue.claim(early, one)).toBeUndefined()
    await expect(queue.withdraw(randomUUID(), noon, audit)).rejects.toMatchObject({ code: 'SL401' })
  })

  test('T20: a dead one goes back with the same id and bytes', async () => {
    const sealed = randomBytes(64)
    const id = await dead({ sealed })
    expect(await queue.again(id, noon + minute, noon + 100 * minute, audit)).toBe(true)
    const claim = { by: 'two', at: noon + minute, until: noon + 2 * minute }
    expect(await queue.claim(id, claim)).toMatchObject({ id, sealed, attempts: 2, deadAt: null })
    expect(await queue.again(id, noon, noon, audit)).toBe(false)
  })

  test('T20: what waits and what is dead is counted by doel', async () => {
    const doel = `telling-${randomUUID()}`
    await queued({ doel, createdAt: noon - minute })
    await queued({ doel })
    const id = await dead({ doel })
    const mine = async () => (await queue.counts()).filter((count) => count.doel === doel)
    expect(await mine()).toEqual([
      { soort: 'melding', doel, waiting: 2, dead: 1, oldest: noon - minute },
    ])
    expect(await queue.dead(doel, 10)).toEqual([id])
    expect(await queue.discard(id, noon, audit)).toBe(true)
    expect(await mine()).toEqual([expect.objectContaining({ waiting: 2, dead: 0 })])
    expect(await queue.again(id, noon, noon + minute, audit)).toBe(false)
  })

  test('the content of the dead is deleted when its time is over, and mails that were sent go', async () => {
    const id = await dead()
    const mail = await queued({ soort: 'mail', doel: 'uitnodiging' })
    await queue.claim(mail, one)
    const settlement = { kind: 'afgeleverd' } as const
    await queue.settle({ id: mail, by: 'one', attempt: 1, at: noon, settlement })
    expect(await queue.sweep({ dead: noon - 1, mail: noon - 1 })).toBe(0)
    expect(await queue.sweep({ dead: noon, mail: noon })).toBeGreaterThanOrEqual(2)
    expect(await queue.find(id)).toMatchObject({ sealed: null, deadAt: noon })
    expect(await queue.find(mail)).toBeUndefined()
  })

  test('the list has the newest first, and what waits alone when asked', async () => {
    const id = await queued({ createdAt: noon + 50 * minute })
    const over = await dead({ createdAt: noon + 51 * minute })
    expect((await queue.list({ waiting: false, limit: 2 })).map((row) => row.id)).toEqual([
      over,
      id,
    ])
    expect((await queue.list({ waiting: true, limit: 1 })).map((row) => row.id)).toEqual([id])
  })
})
