import { expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { carriersOf } from '../../gateway/delivery/carriers.ts'
import type { AfleveringRow } from '../../gateway/store/aflevering.ts'

const row: AfleveringRow = {
  id: '0b9c7f1e-0000-4000-8000-000000000001',
  soort: 'melding',
  doel: 'incident-melden',
  agbCode: agb('12000001'),
  sealed: null,
  createdAt: 0,
  validUntil: 1,
  nextAt: 0,
  attempts: 2,
  lastCode: null,
  lastAt: null,
  doneAt: null,
  deadAt: null,
  withdrawnAt: null,
}

const carriers = carriersOf({
  dienst: () => undefined,
  upstreams: {
    poolFor: () => {
      throw new Error('there is no such dienst')
    },
  },
  now: () => 0,
})

test.each(['melding', 'overdracht'] as const)(
  'a %s for a dienst that left the policy waits',
  async (soort) => {
    const attempt = await carriers[soort]?.send(row, Buffer.from('{}'))
    expect(attempt).toEqual({ kind: 'later', code: 'SL501' })
  },
)

test.each([
  [{ kind: 'afgeleverd' } as const, 'afgeleverd', 'poging 2'],
  [{ kind: 'dood', code: 'SL506' } as const, 'aflevering-mislukt', 'poging 2: SL506'],
])('how a melding ended is in the audit: %j', (settlement, gebeurtenis, toelichting) => {
  expect(carriers.melding?.event(row, settlement)).toMatchObject({
    gebeurtenis,
    toelichting,
    dienst: 'incident-melden',
    object: { soort: 'instroom', id: row.id },
  })
})
