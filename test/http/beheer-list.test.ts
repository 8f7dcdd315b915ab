/** Gebruikersbeheer of a practice of hundreds: finding somebody, forms that say whom they are about, true notices. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openDatabase } from '../../gateway/store/database.ts'
import {
  formTo,
  getPage,
  postTo,
  saveForm,
  sendTo,
  shownText,
  withFields,
} from '../support/own-forms.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'

const beheer = '/gebruikersbeheer'
const lezer = `${beheer}/houders/persoonlijk/10000002`
const day = 86_400_000

let gateway: TestGateway

/** 300 people in the file, named after their number. */
const people = Array.from({ length: 300 }, (_, n) => String(20_000_000 + n))
const inFile = (nummer: string): string =>
  `    - { soort: persoonlijk, gebruikersnummer: "${nummer}", naam: "Zoë nr. ${nummer}", autorisaties: {} }`

beforeAll(async () => {
  gateway = await startTestGateway({
    policy: {
      'instanties/voorbeeld.yaml': (text) =>
        text
          .replace('beheer: bestand', 'beheer: contactpersoon')
          .replace('  certificaten:\n', `  certificaten:\n${people.map(inFile).join('\n')}\n`),
    },
  })
  const opened = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '')
  await opened
    .reader('certificaat_gezien')
    .insert([
      ...[seen('20000007', 'Anders Genoemd', 10 * day), seen('20000008', null, -day)],
      seen('AB-12', 'V. Roeger', day),
    ])
  await opened.reader('beheer_geweigerd').insert({
    ...{ agb_code: '12000001', soort: 'persoonlijk', gebruikersnummer: 'AB-12' },
    ...{ code: 'SL204', naam: 'V. Roeger', laatst: Date.now() - day },
  })
  await opened.close()
}, 60_000)
afterAll(() => gateway.stop())

const seen = (gebruikersnummer: string, naam: string | null, left: number) => ({
  agb_code: '12000001',
  soort: 'persoonlijk',
  gebruikersnummer,
  naam,
  valid_to: Date.now() + left,
  last_used_at: Date.now() - day,
})

const list = async (query = '') =>
  shownText(await getPage(gateway, 'contactpersoon', `${beheer}${query}`))
const count = (text: string): number => text.match(/Zoë nr\. \d+ \d{8}/g)?.length ?? 0

test('P11: a page has fifty holders, and leads to the next', async () => {
  const first = await getPage(gateway, 'contactpersoon', beheer)
  expect(first.text.match(/<tr/g)?.length).toBeLessThan(60)
  expect(shownText(first)).toContain('1 tot en met 50 van')
  const next = /href="(\/gebruikersbeheer\?pagina=2)"/.exec(first.text)?.[1] ?? ''
  expect(shownText(await getPage(gateway, 'contactpersoon', next))).toContain('51 tot en met 100')
  expect(await list('?pagina=999999')).toContain('Pagina 7 van 7')
})

test('P11: somebody is found by a part of the name, without accents, or by the number', async () => {
  expect(count(await list('?zoek=zoe+20000123'))).toBe(1)
  expect(count(await list('?zoek=ANDERS'))).toBe(1)
  expect(await list('?zoek=niemand')).toContain('Er is niemand gevonden')
})

test('P11: the list is filtered and sorted by its address', async () => {
  expect(count(await list('?status=verloopt'))).toBe(1)
  expect(await list('?status=verlopen')).toContain('20000008')
  expect(await list('?autorisatie=machtigingenportaal:indienen')).not.toContain('Zoë')
  const sorted = await list('?sorteer=verloopt')
  expect(sorted.indexOf('20000007')).toBeLessThan(sorted.indexOf('20000000'))
})

test('what a version of before noted of a certificate without a number keeps no list from the contact person', async () => {
  const page = await getPage(gateway, 'contactpersoon', beheer)
  expect([page.status, page.text.includes('V. Roeger')]).toEqual([200, false])
})

test('P13: another name in the certificate is shown beside the one in the list', async () => {
  expect(await list('?zoek=20000007')).toContain('Naam in certificaat: Anders Genoemd')
})

test('P14: who was never seen waits for a first use', async () => {
  expect(await list('?zoek=20000100')).toMatch(
    /20000100 .*Wacht op eerste gebruik Nog niet gebruikt/,
  )
})

test('P12, P14: the form says whom it is about, and that the operator blocks', async () => {
  const page = await getPage(gateway, 'contactpersoon', `${beheer}/houders/persoonlijk/20000007`)
  expect(page.text).toContain('<title>Zoë nr. 20000007 (20000007) wijzigen - Sluis</title>')
  const text = shownText(page)
  expect(text).toContain('Naam in certificaat Anders Genoemd')
  expect(text).toMatch(/Certificaat geldig tot \d+ \w+ \d{4} Laatst gebruikt \d+/)
  const blocked = await getPage(gateway, 'contactpersoon', `${beheer}/houders/persoonlijk/10000009`)
  expect(shownText(blocked)).toContain('Status Geblokkeerd door de beheerder')
})

test('P19: Aanpassen gives the form back with what was typed', async () => {
  const form = formTo(await getPage(gateway, 'contactpersoon', lezer), lezer)
  const preview = await postTo(gateway, 'contactpersoon', lezer, {
    fields: withFields(form, { naam: 'B. Getypt' }),
  })
  expect(preview.text).toMatch(/name="aanpassen" value="ja"[^>]*>Aanpassen</)
  const again = await postTo(gateway, 'contactpersoon', lezer, {
    fields: [...formTo(preview, lezer).fields, ['aanpassen', 'ja']],
  })
  expect(again.status).toBe(200)
  expect(new Map(formTo(again, lezer).fields).get('naam')).toBe('B. Getypt')
})

test('P23: a notice names the person, comes once to who saved, and no address makes one', async () => {
  const done = 'De wijziging is opgeslagen'
  await list()
  await saveForm(gateway, 'contactpersoon', { page: lezer }, { naam: 'B. Later' })
  const colleague = await getPage(gateway, 'indiener', beheer)
  expect(shownText(colleague)).not.toContain(done)
  expect(await list()).toMatch(
    /De wijziging is opgeslagen en geldt meteen\. B\. Later \( 10000002 \)/,
  )
  expect(await list()).not.toContain(done)
  for (const asked of ['?melding=opgeslagen', '?melding=verwijderd', '?melding=ongewijzigd'])
    expect(await list(asked)).not.toMatch(/is opgeslagen|is verwijderd/)
})

test('P23: what was saved is undone from its notice, through a preview, unless it was changed since', async () => {
  const undo = `${beheer}/ongedaan-maken`
  await saveForm(gateway, 'contactpersoon', { page: lezer }, { naam: 'B. Vergissing' })
  const notice = formTo(await getPage(gateway, 'contactpersoon', beheer), undo)
  const preview = await postTo(gateway, 'contactpersoon', undo, notice)
  expect(shownText(preview)).toContain('was ‘ B. Vergissing ’, wordt ‘ B. Later ’')
  const saved = await postTo(gateway, 'contactpersoon', undo, formTo(preview, undo))
  expect([saved.status, saved.headers['location']]).toEqual([303, beheer])
  expect(await list('?zoek=10000002')).toContain('B. Later')
  const again = await postTo(gateway, 'contactpersoon', undo, notice)
  expect(again.status).toBe(422)
  expect(shownText(again)).toContain('kan niet meer ongedaan worden gemaakt')
})

test('P12: the form says who changed the holder last', async () => {
  expect(shownText(await getPage(gateway, 'contactpersoon', lezer))).toMatch(
    /Laatst gewijzigd \d+ \w+ \d{4}, \d\d:\d\d uur, door .*10000005/,
  )
})

test('P19: the first POST leads to a preview of its own, and going back shows what was typed', async () => {
  const form = formTo(await getPage(gateway, 'contactpersoon', lezer), lezer)
  const sent = await sendTo(gateway, 'contactpersoon', lezer, {
    fields: withFields(form, { naam: 'B. Onderweg' }),
  })
  expect([sent.status, sent.headers['location']]).toEqual([303, `${lezer}?controleren`])
  const preview = await getPage(gateway, 'contactpersoon', `${lezer}?controleren`)
  expect(shownText(preview)).toContain('wordt ‘ B. Onderweg ’')
  const back = await getPage(gateway, 'contactpersoon', lezer)
  expect(new Map(formTo(back, lezer).fields).get('naam')).toBe('B. Onderweg')
  expect(shownText(back)).toContain('Dit hebt u nog niet opgeslagen')
  // It is of who typed it alone.
  const other = await getPage(gateway, 'contactpersoon', `${beheer}/nieuw`)
  expect(new Map(formTo(other, `${beheer}/nieuw`).fields).get('naam')).toBe('')
  const begun = await getPage(gateway, 'contactpersoon', `${lezer}?opnieuw`)
  expect(new Map(formTo(begun, lezer).fields).get('naam')).toBe('B. Later')
  const none = await getPage(gateway, 'contactpersoon', `${lezer}?controleren`)
  expect([none.status, none.headers['location']]).toEqual([303, lezer])
})

test('P19: what is wrong comes back at an address that can be gone back to', async () => {
  const form = formTo(
    await getPage(gateway, 'contactpersoon', `${beheer}/nieuw`),
    `${beheer}/nieuw`,
  )
  const sent = await postTo(gateway, 'contactpersoon', `${beheer}/nieuw`, {
    fields: withFields(form, { gebruikersnummer: 'abc', naam: 'N. Nieuw' }),
  })
  expect(sent.status).toBe(422)
  const back = await getPage(gateway, 'contactpersoon', `${beheer}/nieuw`)
  expect(new Map(formTo(back, `${beheer}/nieuw`).fields).get('naam')).toBe('N. Nieuw')
})

test('P11: Vervangen finds somebody, and takes the place of a contact person', async () => {
  const place = `${beheer}/contactpersonen`
  const first = await getPage(gateway, 'contactpersoon', place)
  expect(first.text.match(/type="checkbox"/g)?.length).toBeLessThan(5)
  const found = await getPage(gateway, 'contactpersoon', `${place}?vervang=10000005&zoek=2000012`)
  expect(shownText(found)).toContain('U vervangt C. Bakker ( 10000005 )')
  const { fields } = formTo(found, place)
  expect(fields.filter(([name]) => name === 'contactpersoon')).not.toContainEqual([
    'contactpersoon',
    '10000005',
  ])
  expect(found.text).toContain('value="20000123"')
})
