/** Gebruikersbeheer of every day: autorisaties that end, and what comes of them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openDatabase } from '../../gateway/store/database.ts'
import { formTo, getPage, postTo, saveForm, shownText, withFields } from '../support/own-forms.ts'
import { ask, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'

const beheer = '/gebruikersbeheer'
const place = (nummer: string): string => `${beheer}/houders/persoonlijk/${nummer}`
const lezer = place('10000002')
const grant = 'autorisatie.machtigingenportaal'
const until = 'tot.machtigingenportaal'
const day = 86_400_000

/** A day from now, as a form sends it. */
const dayFromNow = (days: number): string =>
  new Date(Date.now() + days * day).toISOString().slice(0, 10)

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway({
    policy: {
      'instanties/voorbeeld.yaml': (text) =>
        text.replace('beheer: bestand', 'beheer: contactpersoon'),
    },
  })
}, 60_000)
afterAll(() => gateway.stop())

const list = async (query = ''): Promise<string> =>
  shownText(await getPage(gateway, 'contactpersoon', `${beheer}${query}`))

/** Runs a statement on the database, as time itself would have it. */
async function turnBack(act: (db: ReturnType<typeof openDatabase>['writer']) => Promise<unknown>) {
  const opened = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '')
  try {
    await act(opened.writer)
  } finally {
    await opened.close()
  }
}

test('point 5: an autorisatie gets a last day, which is previewed, listed and found', async () => {
  const page = await getPage(gateway, 'contactpersoon', lezer)
  const preview = await postTo(gateway, 'contactpersoon', lezer, {
    fields: withFields(formTo(page, lezer), { [grant]: 'indienen', [until]: dayFromNow(10) }),
  })
  expect(shownText(preview)).toMatch(
    /wordt Machtigingen indienen en raadplegen, tot en met \d+ \w+ \d{4}/,
  )
  expect((await postTo(gateway, 'contactpersoon', lezer, formTo(preview, lezer))).status).toBe(303)
  expect(await list('?status=einddatum')).toMatch(/10000002 .*Tot en met \d+ \w+ \d{4}/)
  expect(await list('?status=verloopt')).toContain('10000002')
  expect(await list('?status=afgelopen')).not.toContain('10000002')
})

test.each([
  ['31-02-2030', 'Schrijf de einddatum als dag, maand en jaar'],
  ['volgende week', 'Schrijf de einddatum als dag, maand en jaar'],
  ['2020-01-01', 'De einddatum is al voorbij'],
])('point 5: %s is no last day', async (tot, melding) => {
  const answer = await saveForm(gateway, 'contactpersoon', { page: lezer }, { [until]: tot })
  expect(answer.status).toBe(422)
  expect(shownText(answer)).toContain(melding)
})

test('point 5: once the day is past, the one decision refuses, and the page says why', async () => {
  const use = () =>
    ask(gateway, {
      listener: 'portaal',
      client: 'lezer',
      path: '/machtigingenportaal/',
      headers: { accept: 'text/html' },
    })
  await saveForm(
    gateway,
    'contactpersoon',
    { page: lezer },
    { [grant]: 'raadplegen', [until]: dayFromNow(0) },
  )
  expect((await use()).text).not.toContain('SL204')
  await turnBack(async (db) => {
    await db('beheer_houder')
      .where('gebruikersnummer', '10000002')
      .update({ tot: JSON.stringify({ machtigingenportaal: dayFromNow(-2) }) })
    await db('beheer_practice').update({ counter: 900 })
    await db('beheer_counter').update({ counter: 900 })
  })
  // Looking reads what changed.
  expect(await list('?status=afgelopen')).toMatch(/10000002 .*Afgelopen op \d+ \w+ \d{4}/)
  const refused = await use()
  expect(refused.text).toContain('SL204')
  expect(shownText(refused)).toMatch(
    /Uw autorisatie voor Machtigingenportaal gold tot en met \d+ \w+ \d{4}/,
  )
})
