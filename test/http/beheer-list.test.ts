/** Gebruikersbeheer of a practice of hundreds: finding somebody, forms that say whom they are about, true notices. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openDatabase } from '../../gateway/store/database.ts'
import { formTo, getPage, postTo, saveForm, shownText, withFields } from '../support/own-forms.ts'
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
    .insert([seen('20000007', 'Anders Genoemd', 10 * day), seen('20000008', null, -day)])
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

test('P23: a notice names the person, and an address alone makes none', async () => {
  const done = 'De wijziging is opgeslagen'
  expect(await list('?melding=verwijderd')).not.toContain('is verwijderd')
  expect(await list('?melding=opgeslagen')).not.toContain(done)
  await saveForm(gateway, 'contactpersoon', { page: lezer }, { naam: 'B. Later' })
  expect(await list('?melding=opgeslagen')).toMatch(
    /De wijziging is opgeslagen en geldt meteen\. B\. Later \( 10000002 \)/,
  )
  expect(await list('?melding=verwijderd')).not.toContain('is verwijderd')
  const colleague = await getPage(gateway, 'indiener', `${beheer}?melding=opgeslagen`)
  expect(shownText(colleague)).not.toContain(done)
})
