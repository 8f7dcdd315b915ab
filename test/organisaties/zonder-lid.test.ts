/** Accounts that belong to no organisation: told after eleven months, removed after twelve, by a clock of the test's own. */
import type { Gebruikersnummer } from '../../gateway/identity/gebruikersnummer.ts'
import { nobodysNumber } from '../../gateway/identity/gebruikersnummer.ts'
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { selectAudit } from '../../gateway/audit/store/audit-rows.ts'
import { monthsBefore } from '../../gateway/base/months-before.ts'
import { lookAtAccounts } from '../../gateway/organisaties/zonder-lid.ts'
import { openSealed } from '../../gateway/secrets/seal.ts'
import type { OpenStore } from '../../gateway/start/store/open-store.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import type { Database } from '../../gateway/store/database.ts'
import { sealAccount } from '../../gateway/toegang/account.ts'
import { keyring, noon, openTestStore } from '../store/fixtures.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'

const day = 86_400_000

test.each([
  ['2026-03-31T12:00:00Z', 1, '2026-02-28T12:00:00Z'],
  ['2026-11-15T12:00:00Z', 11, '2025-12-15T12:00:00Z'],
  ['2026-01-31T12:00:00Z', 12, '2025-01-31T12:00:00Z'],
])('of %s, %d months before is %s', (at, months, expected) => {
  expect(monthsBefore(Date.parse(at), months)).toBe(Date.parse(expected))
})

eachDatabase('accounts without an organisation on %s', (engine) => {
  const fresh = useDatabases(engine)
  let store: OpenStore
  let other: OpenStore
  let database: Database
  let at = noon
  let nummer: Gebruikersnummer = nobodysNumber
  let made = 0

  beforeAll(async () => {
    const url = await fresh()
    store = await openTestStore(url)
    other = await openTestStore(url)
    database = openDatabase(url, { busyMs: 5_000 })
  })
  afterAll(async () => {
    await Promise.all([store.close(), other.close(), database.close()])
  })
  beforeEach(async () => {
    for (const table of ['account', 'lidmaatschap', 'aflevering', 'account_gewaarschuwd'])
      await database.writer(table).delete()
    at = noon
    nummer = gebruikersnr(String(700_000_000_000 + (made += 1)))
    const gegevens = { email: 'a.smit@elders.example', wachtwoord: { alg: 'scrypt' } as never }
    await database.writer('account').insert({
      ...{ nummer, naam: 'A. Smit', staat: 'actief', version: 1, adres_mac: randomUUID() },
      ...{ sealed: sealAccount(keyring, nummer, gegevens), created_at: noon, changed_at: noon },
    })
  })

  const look = (from = store) =>
    lookAtAccounts(
      {
        ...{ keyring, newId: randomUUID, now: () => at },
        toegang: { url: 'https://toegang.example', store: from.toegang },
      },
      from.organisaties.zonderLid,
    )
  const mails = async () => {
    const rows = await store.afleveringen.list({ waiting: true, limit: 9 })
    return rows.map(({ id, sealed }) => {
      const content = sealed && openSealed({ keyring, use: 'message' }, id, sealed)
      return JSON.parse(String(content)) as { readonly to: string }
    })
  }
  const isThere = async (): Promise<boolean> => (await store.toegang.account(nummer)) !== undefined
  const member = async (staat: string, changedAt: number): Promise<void> => {
    await database.writer('lidmaatschap').insert({
      ...{ agb_code: '57000001', dienst: 'gli-register', nummer, naam: 'A. Smit', staat },
      ...{ rollen: '[]', machtigingen: '[]', door: nummer, via: 'link', version: 1, counter: 0 },
      ...{ created_at: noon, changed_at: changedAt },
    })
  }
  const months = (count: number): number => noon + count * 31 * day

  test('the person is told once, a month before, and then the account goes; the audit says so', async () => {
    at = noon + 300 * day
    await look()
    expect(await mails()).toEqual([])
    at = months(11)
    // Two processes at once tell it once.
    await Promise.all([look(), look(other)])
    expect((await mails()).map(({ to }) => to)).toEqual(['a.smit@elders.example'])
    at += 20 * day
    await look()
    expect([await isThere(), (await mails()).length]).toEqual([true, 1])
    at += 20 * day
    await Promise.all([look(), look(other)])
    expect(await isThere()).toBe(false)
    const told: string[] = []
    for await (const { line } of selectAudit(database, {}))
      if (line.includes(nummer) && !line.includes('niet ')) told.push(line)
    expect(told).toEqual([
      expect.stringContaining('gemaild dat het account verdwijnt'),
      expect.stringContaining('een jaar bij geen organisatie'),
    ])
  })

  test('with an account go its sign-ins, their cookies on hosts of diensten and the codes that lead there, at once', async () => {
    const other = { hash: 'theirs', nummer: '700000999999' }
    for (const one of [{ hash: 'own', nummer }, other]) {
      await database.writer('sessie').insert({
        ...{ ...one, soort: 'account', agb_code: '', created_at: noon, seen_at: noon },
        ends_at: noon + day,
      })
      const at = { hash: `at-${one.hash}`, sessie: one.hash, host: 'viplive.example' }
      await database.writer('dienst_sessie').insert({ ...at, created_at: noon })
      await database.writer('doorgang').insert({ ...at, staat: 's', valid_until: noon })
    }
    at = months(40)
    await look()
    at += 32 * day
    await look()
    expect(await isThere()).toBe(false)
    for (const table of ['sessie', 'dienst_sessie', 'doorgang'])
      expect([table, (await database.reader(table).select('hash')).length]).toEqual([table, 1])
  })

  test('nobody goes who was not told a month before, however long nothing looked', async () => {
    at = months(40)
    await look()
    expect([await isThere(), (await mails()).length]).toEqual([true, 1])
    at += 32 * day
    await look()
    expect(await isThere()).toBe(false)
  })

  test.each(['actief', 'stopgezet', 'aangemeld'])('a member (%s) stays', async (staat) => {
    await member(staat, noon)
    at = months(40)
    await look()
    at += 60 * day
    await look()
    expect([await isThere(), await mails()]).toEqual([true, []])
  })

  test('who belonged to an organisation after he was told, is told again before he goes', async () => {
    at = months(11)
    await look()
    await member('ingetrokken', months(14))
    at = months(15)
    await look()
    expect([await isThere(), (await mails()).length]).toEqual([true, 1])
    at = months(26)
    await look()
    expect([await isThere(), (await mails()).length]).toEqual([true, 2])
    at += 40 * day
    await look()
    expect(await isThere()).toBe(false)
  })
})
