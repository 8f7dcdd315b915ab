/** A few rounds of `npm run test:crash`, so that every run of the tests has them; the command runs hundreds. */
import { beforeAll, describe, expect, test } from '@jest/globals'
import { existsSync } from 'node:fs'
import { accountOfBooks, account } from '../scripts/crash/account.ts'
import type { Books } from '../scripts/crash/account.ts'
import { sluisProgram } from '../scripts/crash/gateway-process.ts'
import { newLedger, practices } from '../scripts/crash/ledger.ts'
import type { AnsweredPost } from '../scripts/crash/ledger.ts'
import { crashRounds } from '../scripts/crash/rounds.ts'
import { placePki } from './support/development-pki.ts'
import { startPostgres } from './support/postgres.ts'

const minute = 60_000

beforeAll(() => {
  if (!existsSync(sluisProgram))
    throw new Error('run `npm run build` first: the built gateway is killed')
})

test(
  'T19: nothing acknowledged is lost when a gateway on SQLite is killed',
  async () => {
    const report = await crashRounds({ rounds: 4, seed: 20261121, pki: placePki })
    expect(report.findings).toEqual([])
    expect(report.deliveries).toBeGreaterThan(0)
    expect(report.tally.get('post 201')).toBeGreaterThan(4)
    expect(report.tally.get('open 303')).toBeGreaterThan(0)
    expect(report.meldingen).toBeGreaterThan(0)
  },
  5 * minute,
)

test(
  'T19: nothing acknowledged is lost when a gateway on PostgreSQL is killed',
  async () => {
    const shared = process.env['SLUIS_TEST_POSTGRES']
    const own = shared === undefined ? await startPostgres() : undefined
    try {
      const postgres = shared ?? own?.url
      const report = await crashRounds({ rounds: 2, seed: 20261122, postgres, pki: placePki })
      expect(report.findings).toEqual([])
      expect(report.tally.get('post 201')).toBeGreaterThan(2)
    } finally {
      await own?.remove()
    }
  },
  5 * minute,
)

describe('the accounting finds', () => {
  const [practice] = practices
  if (practice === undefined) throw new Error('no practice')
  const known = {
    referentie: 'C-1-1',
    practice,
    message: '{"referentie":"C-1-1"}',
    id: 'id-1',
    startUrl: undefined,
    created: 1,
    opened: undefined,
    openTried: false,
    withdrawn: false,
    withdrawTried: false,
  }
  const seen = {
    status: 201,
    requestId: 'request-1',
    location: undefined,
    text: '{"instroomId":"id-1"}',
    lost: undefined,
    sentAt: 0,
    endedAt: 1,
  }
  const answered: AnsweredPost = {
    round: 1,
    act: 'post',
    agbCode: practice.agbCode,
    seen,
    known,
    path: undefined,
    mark: undefined,
  }
  const delivery = {
    round: 1,
    life: 1,
    at: 0,
    method: 'POST',
    path: '/machtigingenportaal/instroom',
    mark: undefined,
    requestId: 'request-2',
    idempotencyKey: 'id-1',
    body: '{"instroomId":"id-1","bericht":{"referentie":"C-1-1"},"persoon":{"gebruikersnummer":"1"}}',
    behaviour: 'answer',
    accepted: true,
  } as const
  const empty: Books = { audit: new Map(), instromen: new Map() }
  const row = { id: 'id-1', referentie: 'C-1-1', openedAt: null, withdrawnAt: null }
  const withRow = { ...empty, instromen: new Map([['id-1', row]]) } as unknown as Books

  const findingsOf = (books: Books, received: readonly (typeof delivery)[] = []) => {
    const ledger = { ...newLedger(), instromen: [known] }
    account(ledger, books, { answered: received.length === 0 ? [answered] : [], received })
    return ledger.findings.join('\n')
  }

  test('an answer without an audit row', () => {
    expect(findingsOf(withRow)).toContain('(201, request request-1) has no audit row')
  })

  test('an answer without an instroom in the store', () => {
    expect(findingsOf(empty)).toContain('is not in the store')
  })

  test('a delivery without an audit row', () => {
    expect(findingsOf(withRow, [delivery])).toContain('has no audit row')
  })

  test('a delivery to another person, or under another key', () => {
    const again = { ...delivery, idempotencyKey: 'id-2' } as unknown as typeof delivery
    expect(findingsOf(withRow, [delivery, again])).toContain('delivered in more than one way')
  })

  test('a delivery after somebody was sent to the form', () => {
    const open = { ...answered, act: 'open' as const, seen: { ...seen, status: 303, endedAt: 1 } }
    const findings = (at: number): string => {
      const ledger = { ...newLedger(), instromen: [known] }
      account(ledger, withRow, { answered: [open], received: [{ ...delivery, at }] })
      return ledger.findings.join('\n')
    }
    expect(findings(5_000)).toContain('was delivered after its form was opened')
    expect(findings(0)).not.toContain('was delivered after')
  })

  test('an instroom without the row of the decision that stored it', () => {
    const findings: string[] = []
    accountOfBooks(withRow, (what) => findings.push(what))
    expect(findings).toEqual([expect.stringContaining('without an audit row instroom-aanbieden')])
  })
})
