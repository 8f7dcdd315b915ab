import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { Refusal } from '../../gateway/errors.ts'
import { keepUndeliveredMs } from '../../gateway/instroom/store.ts'
import type { OpenStore } from '../../gateway/start/store/open-store.ts'
import type { InstroomRow, InstroomStore, NewInstroom } from '../../gateway/store/store.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { auditEvent, minute, newInstroom, noon, openTestStore } from './fixtures.ts'

const audit = () => auditEvent()
const person = { gebruikersnummer: gebruikersnr('10000001'), at: noon + minute }

eachDatabase('instromen on %s', (engine) => {
  const fresh = useDatabases(engine)
  let store: OpenStore
  let instromen: InstroomStore

  beforeAll(async () => {
    store = await openTestStore(await fresh())
    instromen = store.instromen
  })
  afterAll(() => store.close())

  const posted = async (change: Partial<NewInstroom> = {}): Promise<NewInstroom> => {
    const row = newInstroom(change)
    expect(await instromen.post(row, audit)).toEqual({ kind: 'nieuw' })
    return row
  }
  const opened = async (change: Partial<NewInstroom> = {}): Promise<NewInstroom> => {
    const row = await posted(change)
    await instromen.open(row.id, person, audit)
    return row
  }
  const rowOf = async (id: string): Promise<InstroomRow> => {
    const row = await instromen.find(id)
    if (row === undefined) throw new Error('no such instroom')
    return row
  }

  test('what was posted is found as it was, and nothing else is set', async () => {
    const row = await posted()
    expect(await instromen.find(row.id)).toEqual({
      ...row,
      withdrawnAt: null,
      openedBy: null,
      openedAt: null,
      deliveredAt: null,
      location: null,
      medewerker: null,
    })
  })

  test('an id that is unknown is not found', async () => {
    expect(await instromen.find('00000000-0000-4000-8000-000000000000')).toBeUndefined()
  })

  test.each([
    ['a backslash', 'a\\b'],
    ['a backslash and what looks like an escape', 'a\\u0000b'],
    ['NUL', 'a\0b'],
    ['a lone surrogate', 'a\ud800b'],
    ['another lone surrogate', 'a\ud801b'],
    ['quotes and SQL', `'; drop table instroom; --"`],
    ['question marks', 'a ? b ?? c'],
    ['emoji', '🦷'],
    ['newlines', 'a\r\nb'],
  ])('a referentie with %s is its own and comes back as it was', async (_, referentie) => {
    const row = await posted({ referentie })
    expect((await rowOf(row.id)).referentie).toBe(referentie)
    expect(await instromen.post(newInstroom({ referentie }), audit)).toMatchObject({
      kind: 'bestaand',
      row: { id: row.id, referentie },
    })
  })

  test.each<[string, Partial<NewInstroom>, string]>([
    ['the same dienst, AGB-code and referentie finds the first', {}, 'bestaand'],
    ['another dienst is new', { dienst: 'declaratieportaal' }, 'nieuw'],
    ['another AGB-code is new', { agbCode: agb('12000002') }, 'nieuw'],
    ['another referentie is new', { referentie: 'anders' }, 'nieuw'],
  ])('a second post with %s', async (_, change, kind) => {
    const first = await posted()
    const second = newInstroom({ referentie: first.referentie, ...change })
    expect((await instromen.post(second, audit)).kind).toBe(kind)
  })

  test('a repeated post shows what is there and stores nothing', async () => {
    const first = await posted()
    const second = newInstroom({ referentie: first.referentie, contentHash: '0'.repeat(64) })
    const result = await instromen.post(second, audit)
    expect(result).toMatchObject({ kind: 'bestaand', row: { id: first.id, sealed: first.sealed } })
    expect(await instromen.find(second.id)).toBeUndefined()
  })

  test('of 200 posts at once with 50 referenties 50 are new, and the others get the row of the new one', async () => {
    const rows = Array.from({ length: 200 }, (_, index) =>
      newInstroom({ referentie: `samen-${index % 50}` }),
    )
    const results = await Promise.all(rows.map((row) => instromen.post(row, audit)))
    const made = rows.filter((_, index) => results[index]?.kind === 'nieuw')
    const idOf = new Map(made.map(({ referentie, id }) => [referentie, id]))
    expect(made).toHaveLength(50)
    expect(idOf.size).toBe(50)
    const repeated = results.filter((result) => result.kind === 'bestaand')
    for (const { row } of repeated) expect(row.id).toBe(idOf.get(row.referentie))
  })

  test('opening binds the first person, and shows him to the second', async () => {
    const { id } = await posted()
    const first = await instromen.open(id, person, audit)
    const second = await instromen.open(
      id,
      { gebruikersnummer: gebruikersnr('10000002'), at: noon + 2 * minute },
      audit,
    )
    expect(first).toMatchObject({ openedBy: '10000001', openedAt: noon + minute })
    expect(second).toEqual(first)
  })

  test('of 50 persons at once one opens it', async () => {
    const { id } = await posted()
    const rows = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        instromen.open(
          id,
          { gebruikersnummer: gebruikersnr(String(10000100 + index)), at: noon },
          audit,
        ),
      ),
    )
    expect(new Set(rows.map(({ openedBy }) => openedBy)).size).toBe(1)
  })

  test.each<[string, number, string | null]>([
    ['in the last millisecond binds', noon + 15 * minute - 1, '10000001'],
    ['at the end of its time does not', noon + 15 * minute, null],
  ])('opening %s', async (_, at, openedBy) => {
    const { id } = await posted()
    expect(
      (await instromen.open(id, { gebruikersnummer: gebruikersnr('10000001'), at }, audit))
        .openedBy,
    ).toBe(openedBy)
  })

  test('withdrawing deletes the content, keeps the record, and is final', async () => {
    const { id } = await posted()
    const row = await instromen.withdraw(id, noon, audit)
    expect(row).toMatchObject({ withdrawnAt: noon, sealed: null })
    expect((await instromen.open(id, person, audit)).openedBy).toBeNull()
    expect((await instromen.withdraw(id, noon + 1, audit)).withdrawnAt).toBe(noon)
  })

  test('what was opened cannot be withdrawn', async () => {
    const { id, sealed } = await opened()
    expect(await instromen.withdraw(id, noon + minute, audit)).toMatchObject({
      withdrawnAt: null,
      sealed,
    })
  })

  test('what is released may be opened by a colleague', async () => {
    const { id } = await opened()
    expect(await instromen.release(id, noon, audit)).toMatchObject({
      openedBy: null,
      openedAt: null,
    })
    const again = await instromen.open(
      id,
      { ...person, gebruikersnummer: gebruikersnr('10000002') },
      audit,
    )
    expect(again.openedBy).toBe('10000002')
  })

  test('what is being delivered or was delivered cannot be released', async () => {
    const { id } = await opened()
    await instromen.claimDelivery(id, { by: 'a', at: noon, until: noon + minute })
    expect((await instromen.release(id, noon, audit)).openedBy).toBe('10000001')
    await instromen.delivered(id, noon, '/formulier/1')
    expect((await instromen.release(id, noon + minute, audit)).openedBy).toBe('10000001')
  })

  test('a change of an unknown instroom is SL401 and leaves no audit row', async () => {
    const unknown = '00000000-0000-4000-8000-000000000001'
    const never = () => {
      throw new Error('no audit row is to be made')
    }
    const changes = [
      instromen.open(unknown, person, never),
      instromen.withdraw(unknown, noon, never),
      instromen.release(unknown, noon, never),
    ]
    for (const change of changes) await expect(change).rejects.toMatchObject({ code: 'SL401' })
  })

  test('one process at a time may deliver, until its time is up or it gives the right back', async () => {
    const { id } = await opened()
    const claim = (by: string, at: number) =>
      instromen.claimDelivery(id, { by, at, until: at + minute })
    const together = await Promise.all(Array.from({ length: 50 }, (_, i) => claim(`p${i}`, noon)))
    expect(together.filter(Boolean)).toHaveLength(1)
    expect(await claim('late', noon + minute - 1)).toBe(false)
    expect(await claim('late', noon + minute)).toBe(true)
    await instromen.releaseDelivery(id, 'someone else')
    expect(await claim('third', noon + minute)).toBe(false)
    await instromen.releaseDelivery(id, 'late')
    expect(await claim('third', noon + minute)).toBe(true)
  })

  test('the claims of a process that is gone end together, those of others stay', async () => {
    const [one, other] = [await opened(), await opened()]
    for (const [{ id }, by] of [
      [one, 'gone'],
      [other, 'lives'],
    ] as const)
      await instromen.claimDelivery(id, { by, at: noon, until: noon + minute })
    expect(await instromen.releaseClaims('gone')).toBe(1)
    const claims = [one, other].map(({ id }) =>
      instromen.claimDelivery(id, { by: 'next', at: noon + 1, until: noon + minute }),
    )
    expect(await Promise.all(claims)).toEqual([true, false])
  })

  test('what a process that is gone was delivering is not released to a colleague before its time', async () => {
    const { id } = await opened()
    await instromen.claimDelivery(id, { by: 'gone', at: noon, until: noon + minute })
    await instromen.releaseClaims('gone')
    expect((await instromen.release(id, noon + minute - 1, audit)).openedBy).toBe('10000001')
    expect((await instromen.release(id, noon + minute, audit)).openedBy).toBe(null)
  })

  test('what waits cannot be delivered', async () => {
    const { id } = await posted()
    expect(await instromen.claimDelivery(id, { by: 'a', at: noon, until: noon + 1 })).toBe(false)
  })

  test('delivery deletes the content, keeps the first address, and ends the right to deliver', async () => {
    const { id } = await opened()
    await instromen.claimDelivery(id, { by: 'a', at: noon, until: noon + minute })
    await instromen.delivered(id, noon + 1, '/formulier/1')
    await instromen.delivered(id, noon + 2, '/formulier/2')
    expect(await rowOf(id)).toMatchObject({
      deliveredAt: noon + 1,
      location: '/formulier/1',
      sealed: null,
      openedBy: '10000001',
    })
    expect(await instromen.claimDelivery(id, { by: 'b', at: noon + 2, until: noon + 3 })).toBe(
      false,
    )
  })

  test('the sweep takes the content of what expired, and of what was opened a day later', async () => {
    const before = noon - 10 * minute
    const over = await posted({ validUntil: before })
    const kept = await opened({ validUntil: noon + 2 * minute })
    const current = await posted()
    expect(await instromen.sweep(before)).toBeGreaterThanOrEqual(1)
    expect((await rowOf(over.id)).sealed).toBeNull()
    await instromen.sweep(noon + 2 * minute)
    expect((await rowOf(kept.id)).sealed).not.toBeNull()
    expect((await rowOf(current.id)).sealed).not.toBeNull()
    await instromen.sweep(noon + 2 * minute + keepUndeliveredMs)
    expect((await rowOf(kept.id)).sealed).toBeNull()
    expect(await instromen.sweep(noon + 2 * minute + keepUndeliveredMs)).toBe(0)
  })

  test('the sweep takes more than it can at once', async () => {
    const rows = Array.from({ length: 1_100 }, () => newInstroom({ validUntil: noon - 1 }))
    await Promise.all(rows.map((row) => instromen.post(row, audit)))
    expect(await instromen.sweep(noon)).toBe(1_100)
  })

  test('what waits is listed for its own practice, newest first', async () => {
    const agbCode = agb('12000077')
    const at = (createdAt: number) => posted({ agbCode, createdAt })
    const [oldest, newest, middle] = [await at(noon), await at(noon + 2), await at(noon + 1)]
    await posted({ agbCode: agb('12000078') })
    await instromen.withdraw((await at(noon)).id, noon, audit)
    await opened({ agbCode })
    await posted({ agbCode, validUntil: noon + 5 })
    const ids = async (limit: number) =>
      (await instromen.waiting(agbCode, noon + 5, limit)).map(({ id }) => id)
    expect(await ids(10)).toEqual([newest.id, middle.id, oldest.id])
    expect(await ids(2)).toEqual([newest.id, middle.id])
  })

  test('what was opened is listed from a moment on, newest first', async () => {
    const agbCode = agb('12000088')
    const at = async (openedAt: number) => {
      const { id } = await posted({ agbCode })
      await instromen.open(id, { gebruikersnummer: gebruikersnr('10000001'), at: openedAt }, audit)
      return id
    }
    const [, second, third] = [await at(noon), await at(noon + 1), await at(noon + 2)]
    await posted({ agbCode })
    const ids = (await instromen.opened(agbCode, noon + 1, 10)).map(({ id }) => id)
    expect(ids).toEqual([third, second])
  })

  test('a refusal that the store gives is documented', async () => {
    const refusal = await instromen.withdraw('none', noon, audit).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(Refusal)
  })
})
