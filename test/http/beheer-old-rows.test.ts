/**
 * Rows that another version wrote, with what is no gebruikersnummer where one is expected: every page that tells of them
 * still does, and who is no number is nobody.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openDatabase } from '../../gateway/store/database.ts'
import { getPage, shownText } from '../support/own-forms.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'

const beheer = '/gebruikersbeheer'
const day = 86_400_000
const agbCode = { agb_code: '12000001' }
const door = { door: 'AB-12', door_naam: 'V. Roeger' }
const person = (gebruikersnummer: string) => ({ gebruikersnummer, naam: null })
const houder = { soort: 'persoonlijk', gebruikersnummer: '10000088', naam: 'N. Weg' }
const empty = { autorisaties: {}, ipAdressen: [], geblokkeerd: false }

let gateway: TestGateway

/** Three changes by somebody without a number: a holder out, the yearly review, and himself as a contact person. */
const history = (at: number) => [
  {
    ...{ ...agbCode, version: 1, at, ...door },
    ...{ soort: houder.soort, gebruikersnummer: houder.gebruikersnummer },
    ...{ van: JSON.stringify({ ...houder, ...empty }), naar: 'null' },
  },
  {
    ...{ ...agbCode, version: 2, at, ...door },
    ...{ soort: 'jaarcontrole', gebruikersnummer: null, van: '[]', naar: '[]' },
  },
  {
    ...{ ...agbCode, version: 3, at, ...door, soort: null, gebruikersnummer: null },
    ...{ van: JSON.stringify([person('10000005')]) },
    ...{ naar: JSON.stringify([person('10000005'), person('AB-13')]) },
  },
]

beforeAll(async () => {
  gateway = await startTestGateway({
    policy: {
      'instanties/voorbeeld.yaml': (text) =>
        text.replace('beheer: bestand', 'beheer: contactpersoon'),
    },
  })
  const opened = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '')
  const { writer } = opened
  const at = Date.now() - day
  await writer('beheer_history').insert(history(at))
  await writer('beheer_practice').insert({
    ...{ ...agbCode, version: 3, changed_at: at, counter: 1 },
    contactpersonen: JSON.stringify(['10000005', 'AB-13']),
    contactpersonen_basis: JSON.stringify(['10000001', '10000005']),
  })
  await writer('beheer_houder').insert({
    ...{ ...agbCode, ...houder, autorisaties: '{}', ip_adressen: '[]', geblokkeerd: 0 },
    ...{ removed: 1, version: 1 },
  })
  const asked = { ...agbCode, soort: 'persoonlijk', dienst: 'machtigingenportaal' }
  const what = { autorisatie: 'indienen', gevraagd_op: at }
  await writer('autorisatie_vraag').insert([
    { ...asked, ...what, gebruikersnummer: 'AB-14', naam: 'W. Vrager' },
    {
      ...{ ...asked, ...what, gebruikersnummer: '10000002', naam: null },
      ...{ besluit: 'afgewezen', besloten_op: at, ...door },
    },
  ])
  await writer('beheer_melding').insert({
    ...{ ...agbCode, gebruikersnummer: '10000001', wat: 'kwijt', op: at, versie: 3, ...door },
  })
  await writer('beheer_counter').where('id', 1).update({ counter: 1 })
  await opened.close()
}, 60_000)
afterAll(() => gateway.stop())

const shown = async (path: string, client = 'contactpersoon'): Promise<string> => {
  const page = await getPage(gateway, client, path)
  expect(page.status).toBe(200)
  return shownText(page)
}

test('the list tells who took somebody out, and leaves out what nobody with a number asks for', async () => {
  const list = await shown(beheer)
  expect(list).toMatch(/N\. Weg .*door V\. Roeger/)
  expect(list).not.toContain('W. Vrager')
})

test('the history tells every change, as a page and as a file', async () => {
  for (const path of [`${beheer}/geschiedenis`, `${beheer}/geschiedenis.csv`]) {
    const told = await shown(path)
    expect(told).toContain('AB-12')
    expect(told).toContain('AB-13')
  }
})

test('the list as a file and the yearly review name who signed', async () => {
  for (const path of [`${beheer}/certificaathouders.csv`, `${beheer}/jaarcontrole`])
    expect(await shown(path)).toContain('V. Roeger')
})

test('who is no number is no contact person, and the others are', async () => {
  const contacts = await shown(`${beheer}/contactpersonen`)
  expect(contacts).toContain('10000005')
  expect(contacts).not.toContain('AB-13')
})

test('who asked sees who refused it, and who was put out by whom', async () => {
  expect(await shown('/mijn-certificaat/autorisaties', 'lezer')).toContain('V. Roeger')
  expect(await shown('/', 'indiener')).toContain('V. Roeger')
})
