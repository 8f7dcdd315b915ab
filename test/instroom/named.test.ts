/** Whom an instroom is for, and what a message that must name somebody may not leave out. */
import { gebruikersnr, type Gebruikersnummer } from '../../gateway/identity/gebruikersnummer.ts'
import { describe, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import type { Dienst } from '../../gateway/decision/dienst.ts'
import { isForAnother } from '../../gateway/instroom/named.ts'
import { readInstroom } from '../../gateway/instroom/read.ts'

const nummer = gebruikersnr('700000000001')
const asks = { instroom: { persoon: ['medewerker', 'gebruikersnummer'] } } as unknown as Dienst
const asksNobody = { instroom: {} } as unknown as Dienst

const account = (gebruikersnummer: Gebruikersnummer) => ({
  soort: 'account' as const,
  gebruikersnummer,
})
const certificaat = (gebruikersnummer: Gebruikersnummer) => ({
  soort: 'persoonlijk' as const,
  gebruikersnummer,
})

describe('who an instroom is for', () => {
  test.each([
    { who: 'the account it names', medewerker: nummer, by: account(nummer), not: false },
    {
      who: 'another account',
      medewerker: nummer,
      by: account(gebruikersnr('700000000002')),
      not: true,
    },
    { who: 'a certificate of that number', medewerker: nummer, by: certificaat(nummer), not: true },
    { who: 'an account, when none is named', medewerker: null, by: account(nummer), not: true },
    {
      who: 'a certificate, then',
      medewerker: null,
      by: certificaat(gebruikersnr('10000001')),
      not: true,
    },
  ])('where one must be named: $who', ({ medewerker, by, not }) => {
    expect(isForAnother({ medewerker }, by, asks)).toBe(not)
  })

  test.each([
    { who: 'whom a message named before', medewerker: nummer, by: account(nummer) },
    {
      who: 'whoever, when it named nobody',
      medewerker: null,
      by: certificaat(gebruikersnr('10000001')),
    },
  ])('where nobody is: $who', ({ medewerker, by }) => {
    expect(isForAnother({ medewerker }, by, asksNobody)).toBe(false)
  })
})

test('T22: a message that names nobody is refused at that pointer, also where its schema lets it', async () => {
  const { fouten, message } = await readInstroom(
    {
      contentType: 'application/json',
      contentEncoding: undefined,
      bytes: Buffer.from(JSON.stringify({ referentie: 'een' })),
    },
    {
      check: () => [],
      rules: {},
      agbCode: agb('01000007'),
      alleenTestpersonen: true,
      medewerker: {
        path: ['medewerker', 'gebruikersnummer'],
        isHolder: () => Promise.resolve(true),
      },
      judgeZorgverlener: () => Promise.resolve(null),
    },
  )
  expect(message).toBeUndefined()
  expect(fouten).toMatchObject([{ pad: '/medewerker/gebruikersnummer', code: 'SL302' }])
})
