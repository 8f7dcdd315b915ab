/** `sluis aflevering` over a database that a gateway of before left. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { agb } from '../../../gateway/identity/agb-code.ts'
import {
  afleveringLijst,
  afleveringOpnieuw,
  afleveringVerwijder,
} from '../../../scripts/commands/aflevering.ts'
import type { OpenStore } from '../../../gateway/start/store/open-store.ts'
import { selectAudit } from '../../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import { eachDatabase, useDatabases } from '../../support/databases.ts'
import { run } from './run.ts'
import { auditEvent, minute, noon, openTestStore } from '../../store/fixtures.ts'

eachDatabase('sluis aflevering on %s', (engine) => {
  const fresh = useDatabases(engine)
  let store: OpenStore
  let env: Record<string, string>
  beforeAll(async () => {
    const url = await fresh()
    store = await openTestStore(url)
    env = { SLUIS_DATABASE: url }
  })
  afterAll(() => store.close())
  const given = () => ({ env, now: () => noon + minute, json: true })
  const putBack = (what: {
    readonly id?: string
    readonly dienst?: string
    readonly door?: string
  }) => run((streams) => afleveringOpnieuw({ ...given(), ...what }, streams))
  const discard = (id: string) => run((streams) => afleveringVerwijder({ ...given(), id }, streams))
  const auditRows = async (): Promise<readonly object[]> => {
    const database = openDatabase(env['SLUIS_DATABASE'] ?? '')
    const found: object[] = []
    for await (const { line } of selectAudit(database, {})) found.push(JSON.parse(line) as object)
    await database.close()
    return found
  }

  const queued = async (doel: string): Promise<string> => {
    const id = randomUUID()
    const row = { id, soort: 'melding', doel, agbCode: agb('12000001') } as const
    const sealed = Buffer.from('content')
    const times = { createdAt: noon, validUntil: noon + 10 * minute }
    await store.afleveringen.queue({ ...row, sealed, ...times })
    return id
  }
  const mailed = async (): Promise<string> => {
    const id = randomUUID()
    const row = { id, soort: 'mail', doel: 'uitnodiging', agbCode: null } as const
    const times = { createdAt: noon, validUntil: noon + 10 * minute }
    await store.afleveringen.queue({ ...row, sealed: Buffer.from('content'), ...times })
    return id
  }
  const dead = async (doel: string): Promise<string> => {
    const id = await queued(doel)
    await store.afleveringen.claim(id, { by: 'one', at: noon, until: noon + minute })
    const settlement = { kind: 'dood', code: 'SL506' } as const
    const settled = { id, by: 'one', attempt: 1, at: noon, settlement }
    await store.afleveringen.settle(settled, () =>
      auditEvent({ gebeurtenis: 'aflevering-mislukt' }),
    )
    return id
  }

  test('the list tells of each what became of it, and no content', async () => {
    const [waits, lost] = [await queued('incident-melden'), await dead('gli-register')]
    const all = await run((streams) => afleveringLijst(given(), streams))
    expect(all.code).toBe(0)
    const listed = JSON.parse(all.stdout) as readonly { id: string }[]
    expect(listed.find(({ id }) => id === waits)).toEqual({
      id: waits,
      dienst: 'incident-melden',
      agbCode: agb('12000001'),
      staat: 'aangenomen',
      pogingen: 0,
      code: null,
      aangenomenOp: new Date(noon).toISOString(),
    })
    expect(listed.find(({ id }) => id === lost)).toMatchObject({
      staat: 'niet-afgeleverd',
      pogingen: 1,
      code: 'SL506',
    })
    const mail = await mailed()
    const { stdout } = await run((streams) =>
      afleveringLijst({ ...given(), wachtend: true }, streams),
    )
    const waiting = JSON.parse(stdout) as readonly { id: string }[]
    expect(waiting.find(({ id }) => id === mail)).toMatchObject({ soort: 'mail' })
    expect(stdout).toContain(waits)
    expect(stdout).not.toContain(lost)
  })

  test('T20: what is put back gets as long again, under its id, and the audit says who did it', async () => {
    const id = await dead('incident-melden')
    const again = await putBack({ id, door: 'Servicedesk' })
    expect([again.code, JSON.parse(again.stdout)]).toEqual([0, { opnieuw: [id] }])
    expect(await store.afleveringen.find(id)).toMatchObject({
      deadAt: null,
      sealed: Buffer.from('content'),
      nextAt: noon + minute,
      validUntil: noon + 11 * minute,
    })
    expect(await auditRows()).toContainEqual(
      expect.objectContaining({
        gebeurtenis: 'aflevering-beheren',
        object: { soort: 'aflevering', id },
        toelichting: 'opnieuw in de wachtrij, door Servicedesk',
      }),
    )
  })

  test('T20: all dead ones of a dienst are put back at once, and no other', async () => {
    const doel = `dienst-${randomUUID()}`
    const [one, two, other] = [await dead(doel), await dead(doel), await dead('gli-register')]
    const { stdout } = await putBack({ dienst: doel })
    const { opnieuw } = JSON.parse(stdout) as { readonly opnieuw: readonly string[] }
    expect([...opnieuw].sort()).toEqual([one, two].sort())
    expect(await store.afleveringen.find(other)).toMatchObject({ deadAt: noon })
  })

  test('what is deleted keeps its row alone', async () => {
    const id = await dead('incident-melden')
    expect((await discard(id)).code).toBe(0)
    expect(await store.afleveringen.find(id)).toMatchObject({ sealed: null, deadAt: noon })
    expect((await putBack({ id })).code).toBe(1)
  })

  test('what is not dead or not known is a finding, and naming nothing is wrong use', async () => {
    const waits = await queued('incident-melden')
    const told = [
      await putBack({ id: waits }),
      await discard(randomUUID()),
      await putBack({ dienst: 'niets' }),
      await putBack({}),
    ]
    expect(told.map(({ code }) => code)).toEqual([1, 1, 1, 2])
    expect(told.every(({ stderr }) => stderr.endsWith('\n'))).toBe(true)
  })

  test('there is nothing to tell of a database that is not there', async () => {
    const none = { ...given(), env: { SLUIS_DATABASE: 'sqlite:/nergens/sluis.db' } }
    expect((await run((streams) => afleveringLijst(none, streams))).code).toBe(2)
  })
})
