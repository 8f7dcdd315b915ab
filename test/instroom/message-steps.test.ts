import { describe, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { messageReader, messageSteps } from '../../gateway/instroom/message-steps.ts'
import { messageCheck } from '../../gateway/instroom/schema.ts'
import { judgeZorgverlener } from '../../gateway/instroom/zorgverlener.ts'
import type { RegisterLookup } from '../../gateway/instroom/zorgverlener.ts'
import type { Dienst } from '../../gateway/decision/dienst.ts'

const message = {
  referentie: 'HIS-2026-000123',
  instantie: { agbCode: agb('12000001') },
  zorgverlener: { agbCode: agb('12100001') },
  verzekerde: { bsn: '999990019', geboortedatum: '1980-01-31', uzovi: '3332' },
  verstrekking: { prestatiecodelijst: '010', prestatiecode: 'F492A' },
}

const dienst = {
  naam: 'portaal',
  instroom: {
    schema: 'instroom-machtiging',
    autorisatie: { systeem: 'indienen', persoonlijk: 'indienen' },
    geldigMs: 900_000,
    alleenTestpersonen: true,
  },
} as unknown as Dienst

const entries = new Map([
  ['12100001', { soort: 'zorgverlener', aanvang: '2020-01-01', einde: null }],
  ['12100002', { soort: 'zorgverlener', aanvang: '2020-01-01', einde: '2026-11-21' }],
  ['12000001', { soort: 'praktijk', aanvang: '2020-01-01', einde: null }],
])
const register: RegisterLookup = (agbCode) => Promise.resolve(entries.get(agbCode))

const about = {
  dienst,
  agbCode: agb('12000001'),
  at: Date.parse('2026-11-21T12:00:00Z'),
  register,
}
const bytesOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

describe('the zorgverlener of a message', () => {
  test.each([
    ['is one', '12100001', '2026-11-21', null],
    ['is one to the last day', '12100002', '2026-11-21', null],
    ['is none any more the day after', '12100002', '2026-11-22', 'SL306'],
    ['is one from the first day', '12100001', '2020-01-01', null],
    ['is none the day before', '12100001', '2019-12-31', 'SL306'],
    ['is not in the register', '12100009', '2026-11-21', 'SL306'],
    ['is a practice', '12000001', '2026-11-21', 'SL307'],
  ])('%s', async (_, agbCode, today, code) => {
    expect(await judgeZorgverlener(register, agbCode, today)).toBe(code)
  })
})

describe('a message without a request', () => {
  test('passes every step when it is good', async () => {
    const steps = await messageSteps(bytesOf(message), about)
    expect(Object.values(steps ?? {})).toEqual(Array.from({ length: 7 }, () => null))
    expect(steps).toHaveProperty('bericht-zorgverlener')
  })

  test('fails the step that it fails at the listener', async () => {
    const other = { ...message, zorgverlener: { agbCode: agb('12000001') } }
    expect(await messageSteps(bytesOf(other), about)).toMatchObject({
      'bericht-zorgverlener': 'SL307',
    })
    expect(await messageSteps(Buffer.from('{'), about)).toMatchObject({ 'bericht-json': 'SL301' })
  })

  test('is not judged by a register that is not there', async () => {
    const steps = await messageSteps(bytesOf(message), { ...about, register: undefined })
    expect(steps).not.toHaveProperty('bericht-zorgverlener')
    expect(steps).toMatchObject({ 'bericht-schema': null })
  })

  test('has no steps for a dienst that takes no instroom', async () => {
    const none = { ...dienst, instroom: undefined }
    expect(await messageSteps(bytesOf(message), { ...about, dienst: none })).toBeUndefined()
  })
})

test('the messages of cases are read the same way', async () => {
  const asked = { bericht: message, dienst, agbCode: agb('12000009'), at: about.at }
  expect(await messageReader(register)(asked)).toMatchObject({ 'bericht-agbcode': 'SL305' })
  const none = { ...dienst, instroom: undefined }
  expect(await messageReader(undefined)({ ...asked, dienst: none })).toEqual({})
})

test('a schema is compiled once', () => {
  expect(messageCheck('instroom-machtiging')).toBe(messageCheck('instroom-machtiging'))
})
