import { expect, test } from '@jest/globals'
import {
  houderPath,
  registerPath,
  removePath,
  safeAddress,
  withoutSecrets,
} from '../../gateway/pages/paths.ts'

test.each([
  ['/machtigingenportaal/', true],
  ['/', true],
  ['/gebruikersbeheer/geschiedenis?voor=7', true],
  ['https://portaal.example.test/machtigingenportaal/', true],
  ['javascript:alert(1)', false],
  ['JaVaScRiPt:alert(1)', false],
  [' javascript:alert(1)', false],
  ['data:text/html,<script>', false],
  ['//elders.example.test/', false],
  ['/\\elders.example.test/', false],
  ['/\t/elders.example.test/', false],
  ['http://elders.example.test/', false],
  ['https:///elders', false],
  ['https://\\elders', false],
  ['relatief', false],
  ['', false],
])('takes %j for an address: %p', (href, safe) => {
  expect(safeAddress(href)).toBe(safe ? href : undefined)
})

test.each([
  ['/start/geheim-token', '/start/…'],
  ['/start/geheim/nog-meer', '/start/…'],
  ['/start/intrekken', '/start/intrekken'],
  ['/start/intrekken/geheim', '/start/…'],
  ['/start/\ngeheim', '/start/…'],
  ['/start', '/start'],
  ['/machtigingenportaal/aanvragen?bsn=999990019', '/machtigingenportaal/aanvragen'],
  ['/machtigingenportaal/aanvragen#geheim', '/machtigingenportaal/aanvragen'],
  ['/machtigingenportaal/999990019/', '/machtigingenportaal/…/'],
  ['/machtigingenportaal/12000001', '/machtigingenportaal/12000001'],
])('tells the help desk of %j: %j', (path, told) => {
  expect(withoutSecrets(path)).toBe(told)
})

test('makes the addresses of a holder', () => {
  expect(houderPath('persoonlijk', '10000002')).toBe(
    '/gebruikersbeheer/houders/persoonlijk/10000002',
  )
  expect(removePath('systeem', 'a/../b')).toBe(
    '/gebruikersbeheer/houders/systeem/a%2F..%2Fb/verwijderen',
  )
  expect(registerPath('systeem', '1&soort=x')).toBe(
    '/gebruikersbeheer/nieuw?soort=systeem&gebruikersnummer=1%26soort%3Dx',
  )
})
