/** Gebruikersbeheer of every day: autorisaties that end, and what comes of them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { selectAudit } from '../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import {
  formTo,
  formsOf,
  getPage,
  postTo,
  saveForm,
  sendTo,
  shownText,
  withFields,
} from '../support/own-forms.ts'
import { ask, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'

type Fields = readonly (readonly [string, string])[]

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

/** As the policy has it: what another test gave is undone. */
const asBefore = () =>
  saveForm(gateway, 'contactpersoon', { page: lezer }, { [grant]: 'raadplegen', [until]: '' })

test('point 5: an autorisatie gets a last day, which is previewed, listed and found', async () => {
  await asBefore()
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
  expect(await list('?status=afgelopen')).toContain('Er is niemand gevonden')
})

test.each([
  ['31-02-2030', 'Schrijf de einddatum als dag, maand en jaar'],
  ['volgende week', 'Schrijf de einddatum als dag, maand en jaar'],
  ['2020-01-01', 'De einddatum is al voorbij'],
])('point 5: %s is no last day', async (tot, melding) => {
  await asBefore()
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

describe('point 5: an employee asks for an autorisatie', () => {
  const asks = '/mijn-certificaat/autorisaties'
  const asker = 'sl204-zonder-autorisatie'
  const meer = `${beheer}/meer`
  const page = async (path: string) => shownText(await getPage(gateway, asker, path))

  /** The address that the refusal leads to. */
  async function whereToAsk(): Promise<string> {
    const refused = await getPage(gateway, asker, '/machtigingenportaal/')
    expect(refused.text).toContain('SL204')
    const [, href = ''] = /href="([^"]*)"[^>]*>Vraag deze autorisatie aan</.exec(refused.text) ?? []
    return href.replaceAll('&amp;', '&')
  }
  const askNow = async () => {
    const form = formTo(await getPage(gateway, asker, await whereToAsk()), asks)
    return postTo(gateway, asker, asks, form)
  }

  // Of what another test asked or was given nothing is left.
  beforeEach(async () => {
    await saveForm(gateway, 'contactpersoon', { page: place('10000003') }, { [grant]: '' })
    await turnBack((db) => db('autorisatie_vraag').delete())
  })

  test('by a button on the refusal, once, and sees that it waits', async () => {
    expect((await askNow()).status).toBe(200)
    expect(await page(asks)).toMatch(
      /Machtigingen raadplegen \d+ \w+ \d{4} Wacht op de contactpersoon/i,
    )
    // What waits is not asked twice: there is no form for it.
    const again = await getPage(gateway, asker, await whereToAsk())
    expect(again.text).not.toContain(`action="${asks}"`)
  })

  test('the contact person sees it, on home too, with who was refused, and gives it by the usual preview', async () => {
    await askNow()
    expect(shownText(await getPage(gateway, 'contactpersoon', '/'))).toContain(
      '1 medewerker vraagt een autorisatie',
    )
    const shown = await getPage(gateway, 'contactpersoon', beheer)
    expect(shownText(shown)).toMatch(/Te doen .*1 medewerker vraagt .* M\. Hendriks \( 10000003 \)/)
    expect(shownText(shown)).toMatch(/deze week geweigerd .* Geen autorisatie[^(]* \(SL204\)/)
    const grant = formsOf(shown).find(
      ({ action, fields }) => action === meer && new Map(fields).get('actie') === 'geven',
    )
    const preview = await postTo(gateway, 'contactpersoon', meer, grant ?? { fields: [] })
    expect(shownText(preview)).toContain('wordt Machtigingen raadplegen')
    await postTo(gateway, 'contactpersoon', meer, formTo(preview, meer))
    expect(await list()).not.toContain('vraagt een autorisatie')
    expect(await page(asks)).toMatch(/Gegeven \d+ \w+ \d{4}, door C\. Bakker/)
    expect((await getPage(gateway, asker, '/machtigingenportaal/')).text).not.toContain('SL204')
  })

  test('what is refused is told, and not asked again at once', async () => {
    await askNow()
    const decline = `${beheer}/afwijzen`
    const form = formTo(await getPage(gateway, 'contactpersoon', beheer), decline)
    expect((await postTo(gateway, 'contactpersoon', decline, form)).headers['location']).toBe(
      beheer,
    )
    expect(await page(asks)).toMatch(/Afgewezen \d+ \w+ \d{4}, door C\. Bakker/)
    await askNow()
    expect(await page(asks)).toContain('Afgewezen')
    expect(await list()).not.toContain('vraagt een autorisatie')
    await turnBack((db) => db('autorisatie_vraag').update({ besloten_op: Date.now() - 8 * day }))
    await askNow()
    expect(await page(asks)).toContain('Wacht op de contactpersoon')
  })

  test('nobody asks in the name of another, from another site, or for what is not open', async () => {
    await saveForm(gateway, 'contactpersoon', { page: lezer }, { [grant]: '' })
    const address = await whereToAsk()
    const theirs = formTo(await getPage(gateway, 'lezer', address), asks)
    expect((await sendTo(gateway, asker, asks, theirs)).text).toContain('SL511')
    const form = formTo(await getPage(gateway, 'lezer', address), asks)
    const foreign = {
      ...form,
      headers: { 'sec-fetch-site': 'cross-site', origin: 'https://x.example' },
    }
    expect((await sendTo(gateway, 'lezer', asks, foreign)).text).toContain('SL511')
    const odd = withFields(form, { autorisatie: 'alles' })
    expect((await sendTo(gateway, 'lezer', asks, { fields: odd })).status).toBe(303)
    expect(shownText(await getPage(gateway, 'lezer', asks))).toContain('U hebt nog niets gevraagd')
  })
})

describe('point 5: the yearly review is signed off', () => {
  const jaarcontrole = `${beheer}/jaarcontrole`
  const form = async (client = 'contactpersoon') =>
    formTo(await getPage(gateway, client, jaarcontrole), jaarcontrole)
  const shown = async () => shownText(await getPage(gateway, 'contactpersoon', jaarcontrole))
  const signatures = async () =>
    [...(await shown()).matchAll(/\d{4} \d+ \w+ \d{4}, \d\d:\d\d uur ([A-Z]\. [\w ]+?) \(/g)].map(
      ([, who]) => who,
    )
  const sign = async (client: string) => sendTo(gateway, client, jaarcontrole, await form(client))

  // Nobody signed: what another test did is undone.
  beforeEach(() => turnBack((db) => db('beheer_history').where({ soort: 'jaarcontrole' }).delete()))

  test('point 5: the yearly review has everyone, with its date, to print and to sign', async () => {
    const text = await shown()
    expect(text).toMatch(/Stand op \d+ \w+ \d{4} Certificaathouders \d+ Met een autorisatie \d+/)
    for (const nummer of ['10000001', '10000002', '90000001']) expect(text).toContain(nummer)
    expect(text).toContain('Dit jaar heeft nog niemand de lijst afgetekend.')
  })

  test('by nobody from another site, without the token, or who is no contact person', async () => {
    const good = await form()
    const foreign = { 'sec-fetch-site': 'cross-site', origin: 'https://x.example' }
    for (const sent of [{ ...good, headers: foreign }, { fields: withFields(good, { csrf: 'x' }) }])
      expect((await sendTo(gateway, 'contactpersoon', jaarcontrole, sent)).text).toContain('SL511')
    expect((await sendTo(gateway, 'lezer', jaarcontrole, good)).text).toContain('SL209')
    expect(await signatures()).toEqual([])
  })

  test('not when the list became another one since it was shown', async () => {
    const old = await form()
    await saveForm(gateway, 'contactpersoon', { page: lezer }, { naam: 'L. Anders' })
    const answer = await sendTo(gateway, 'contactpersoon', jaarcontrole, old)
    expect(answer.status).toBe(409)
    expect(shownText(answer)).toContain('De lijst is intussen veranderd')
    expect(await signatures()).toEqual([])
  })

  test('dated and by name, once for each press, and again by a colleague in the same year', async () => {
    const first = await form()
    for (let pressed = 0; pressed < 2; pressed++) {
      const answer = await sendTo(gateway, 'contactpersoon', jaarcontrole, first)
      expect([answer.status, answer.headers['location']]).toEqual([303, jaarcontrole])
    }
    expect(await signatures()).toEqual(['C. Bakker'])
    expect(await shown()).not.toContain('nog niemand')
    await sign('indiener')
    expect(await signatures()).toEqual(['A. de Vries', 'C. Bakker'])
  })

  /** What the audit has of reviews. */
  async function recorded(): Promise<readonly Record<string, unknown>[]> {
    const opened = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '')
    const rows: string[] = []
    for await (const { line } of selectAudit(opened, {})) rows.push(line)
    await opened.close()
    return rows
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ wijziging, gebeurtenis }) => {
        const isReview = JSON.stringify(wijziging ?? null).includes('"jaar"')
        return isReview && gebeurtenis === 'beheer-wijzigen'
      })
  }

  test('and it is in the history, in the CSV and in the audit', async () => {
    const before = await recorded()
    await sign('contactpersoon')
    await sign('indiener')
    expect(shownText(await getPage(gateway, 'contactpersoon', `${beheer}/geschiedenis`))).toMatch(
      /C\. Bakker \( ?10000005 ?\) Jaarcontrole De lijst is gecontroleerd en afgetekend\./,
    )
    const csv = await getPage(gateway, 'contactpersoon', `${beheer}/certificaathouders.csv`)
    expect(csv.text).toMatch(/;"jaarcontrole op";"jaarcontrole door"\r\n/)
    expect(csv.text).toMatch(/;"\d{4}-\d\d-\d\d, \d{4}-\d\d-\d\d";"C\. Bakker, A\. de Vries"\r\n/)
    const signed = (await recorded()).slice(before.length)
    expect(signed).toHaveLength(2)
    expect(signed[0]).toMatchObject({ object: { soort: 'beleid', id: 'jaarcontrole' } })
  })
})

test('P20: who is contact person no more is told so at the next login, once, with by whom', async () => {
  const contactpersonen = `${beheer}/contactpersonen`
  const formNow = async () =>
    formTo(await getPage(gateway, 'contactpersoon', contactpersonen), contactpersonen)
  const save = async (fields: Fields) => {
    const preview = await postTo(gateway, 'contactpersoon', contactpersonen, { fields })
    await postTo(gateway, 'contactpersoon', contactpersonen, formTo(preview, contactpersonen))
  }
  await getPage(gateway, 'indiener', '/')
  const { fields } = await formNow()
  const [box] = fields.filter(([, value]) => value === '10000001')
  await save(fields.filter((field) => field !== box))
  expect(shownText(await getPage(gateway, 'indiener', '/'))).toMatch(
    /U bent sinds \d+ \w+ \d{4} geen contactpersoon meer\. Dat is gewijzigd door C\. Bakker/,
  )
  expect(shownText(await getPage(gateway, 'indiener', '/'))).not.toContain(
    'geen contactpersoon meer',
  )
  // For whichever test comes after this one.
  const now = await formNow()
  await save(box === undefined ? now.fields : [...now.fields, box])
})
