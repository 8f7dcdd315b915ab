/** The service desk about who signs in: organisations and members, accounts, a leaked link, a take-over. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { selectAudit } from '../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { formTo, getPage, sendTo, shownText, withFields } from '../support/own-forms.ts'
import { startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { waitFor } from '../support/serving.ts'
import { browse, signIn, submit } from '../support/signed-in.ts'
import type { Person } from '../support/signed-in.ts'
import { linkIn, makeOutbox } from '../support/visitor.ts'

const desk = '/servicedesk/toegang'
const oever = '57000001'
const organisatie = `${desk}/${oever}/gli-register`
const manage = `/organisaties/${oever}/gli-register`
const outbox = makeOutbox()
let gateway: TestGateway
let contact: Person
let brouwer: Person

const withDesk = {
  'beleid.yaml': (text: string) =>
    text.replace(
      'servicedesk: { dienst: servicedesk }',
      'servicedesk: { dienst: machtigingenportaal }',
    ),
  'diensten/machtigingenportaal.yaml': (text: string) =>
    text.replace('autorisaties:\n', 'autorisaties:\n  servicedesk: { omschrijving: Desk }\n'),
  'instanties/voorbeeld.yaml': (text: string) =>
    text.replace(
      'naam: A. de Vries, autorisaties: { machtigingenportaal: [indienen] }',
      'naam: A. de Vries, autorisaties: { machtigingenportaal: [indienen, servicedesk] }',
    ),
}

beforeAll(async () => {
  gateway = await startTestGateway({
    ...{ policy: withDesk, env: { SLUIS_TOEGANG_PORT: '0' } },
    start: { scrypt: { N: 2 ** 10, r: 8, p: 1 }, notifier: outbox },
  })
  contact = await signIn(gateway, { email: 'info@de-oever.example', naam: 'C. Pol' })
  const fields = Object.entries({ dienst: 'gli-register', agbCode: oever })
  const begun = await submit(gateway, contact, { page: '/organisaties/nieuw', fields })
  await submit(gateway, contact, {
    page: String(begun.headers['location']),
    fields: Object.entries({
      ...{ naam: 'De Oever', adres: 'Oever 7, 1234 AE Sluisstad', epd: 'Medicom' },
      ...{ email: 'info@de-oever.example', rol: 'contactpersoon' },
    }),
  })
  brouwer = await member('S. Brouwer', '57100001')
  await member('T. de Wit', '57100002')
}, 60_000)
afterAll(() => gateway.stop())

const database = () => openDatabase(gateway.env['SLUIS_DATABASE'] ?? '', { busyMs: 5_000 })

/** A member with a personal AGB-code on his account. */
async function member(naam: string, agbCode: string): Promise<Person> {
  const person = await signIn(gateway, { email: `a${agbCode}@de-oever.example`, naam })
  const opened = database()
  await opened
    .writer('account')
    .where('nummer', person.nummer)
    .update({ agb_zorgverlener: agbCode })
  await opened.writer('lidmaatschap').insert({
    ...{ agb_code: oever, dienst: 'gli-register', nummer: person.nummer, naam, staat: 'actief' },
    ...{ rollen: '["behandelaar"]', machtigingen: '[]', door: contact.nummer, via: 'link' },
    ...{ version: 1, created_at: 1, changed_at: 1, counter: 0 },
  })
  await opened.close()
  return person
}

async function lastRow(): Promise<Record<string, unknown>> {
  const opened = database()
  let last = '{}'
  for await (const { line } of selectAudit(opened, {})) if (!line.includes('"bericht"')) last = line
  await opened.close()
  return JSON.parse(last) as Record<string, unknown>
}

const look = (path: string, client = 'indiener'): Promise<Answered> =>
  getPage(gateway, client, path)
const send = async (path: string, change: Readonly<Record<string, string>>): Promise<Answered> =>
  sendTo(gateway, 'indiener', path, {
    fields: withFields(formTo(await look(path), path), change),
  })
const codeOf = ({ json, text }: Answered): unknown => json['code'] ?? /SL\d{3}/.exec(text)?.[0]

test('who is not of the service desk sees none of it', async () => {
  for (const path of [desk, organisatie, `/servicedesk/account/${contact.nummer}`])
    expect(codeOf(await look(path, 'contactpersoon'))).toBe('SL204')
})

test('organisations are listed with their state, and one with its members; every look is recorded', async () => {
  expect(shownText(await look(desk))).toMatch(/De Oever 57000001 GLI-register Actief/)
  const text = shownText(await look(organisatie))
  expect(text).toMatch(/C\. Pol 7\d{11} contactpersoon actief/)
  expect(text).toMatch(/S\. Brouwer 7\d{11} behandelaar actief/)
  expect(await lastRow()).toMatchObject({
    gebeurtenis: 'servicedesk-bekijken',
    object: { soort: 'organisatie', id: oever },
    gebruiker: { gebruikersnummer: '10000001' },
  })
  expect(codeOf(await look(`${desk}/${oever}/machtigingenportaal`))).toBe('SL512')
})

test('P16: every organisation that is listed can be opened, also one that only began', async () => {
  const fields = Object.entries({ dienst: 'incident-melden', agbCode: '02000001' })
  await submit(gateway, contact, { page: '/organisaties/nieuw', fields })
  const { text } = await look(desk)
  const listed = [...text.matchAll(/href="(\/servicedesk\/toegang\/\d+\/[^"]+)"/g)]
  const paths = listed.map(([, path = '']) => path)
  expect(paths).toContain(`${desk}/02000001/incident-melden`)
  for (const path of paths) expect((await look(path)).status).toBe(200)
  expect(shownText(await look(`${desk}/02000001/incident-melden`))).toMatch(/02000001.*Begonnen/)
})

test('an account is found by number, e-mail address and part of a name, which are recorded nowhere', async () => {
  for (const zoek of [brouwer.nummer, 'A57100001@de-oever.example', 'bRÓUWER']) {
    const found = await send(desk, { zoek })
    expect(found.headers['location']).toBe(`/servicedesk/account/${brouwer.nummer}`)
  }
  const text = shownText(await look(`/servicedesk/account/${brouwer.nummer}`))
  expect(text).toContain('a57100001@de-oever.example')
  expect(text).toMatch(/Leefstijlpraktijk De Oever|De Oever/)
  expect(await lastRow()).toMatchObject({ object: { soort: 'account', id: brouwer.nummer } })
  expect((await send(desk, { zoek: oever })).text).toContain(organisatie)
  expect((await send(desk, { zoek: ' ' })).status).toBe(422)
  expect(shownText(await send(desk, { zoek: 'weg@elders.example' }))).toContain('niets gevonden')
  expect(JSON.stringify(await lastRow())).not.toContain('weg@')
})

test('what an account sees now is judged as an account, also where an address calls it a certificate', async () => {
  for (const soort of ['account', 'persoonlijk']) {
    const at = `/servicedesk/praktijk/${oever}/${soort}/${contact.nummer}`
    const text = shownText(await look(at))
    expect(text).toContain('die zich nu met dit account aanmeldt')
    expect(text).toMatch(/C\. Pol.*Status Actief/)
    expect(text).toMatch(/GLI-register Autorisatie Uitkomst .*Contactpersoon Toegestaan/)
    expect(text).not.toMatch(/SL107|Persoonlijk certificaat|Machtigingenportaal/)
  }
  const gone = ['persoonlijk/799999999999', 'persoonlijk/612345678901', 'account/10000001']
  for (const who of gone)
    expect(codeOf(await look(`/servicedesk/praktijk/${oever}/${who}`))).toBe('SL512')
})

test('S1-40: a leaked link is replaced; the managers get the new one, the desk sees it nowhere', async () => {
  const done = await send(organisatie, { actie: 'vervang' })
  expect(done.headers['location']).toBe(`${organisatie}?vervangen`)
  const mail = await waitFor(() =>
    outbox.mails.find(({ subject }) => subject.includes('uitnodigingslink')),
  )
  expect(mail.to).toBe('info@de-oever.example')
  const { text } = await browse(gateway, { path: manage, person: contact })
  expect(text).toContain(linkIn(mail))
  expect((await look(`${organisatie}?vervangen`)).text).not.toContain('/link/')
  const opened = database()
  const lines: string[] = []
  for await (const { line } of selectAudit(opened, {})) lines.push(line)
  await opened.close()
  expect(lines.filter((line) => line.includes('uitnodigingslink van gli-register'))).toHaveLength(1)
})

test('S1-57: a take-over that waits is ordered once, and only while both may be named', async () => {
  const page = `${manage}/overdracht`
  const fields = Object.entries({ van: '57100001', naar: '57100002' })
  expect((await submit(gateway, brouwer, { page, fields })).status).toBe(303)
  const { overdrachten } = gateway.sluis.gateway.organisaties
  const [row] = await overdrachten.open(9)
  const path = `/servicedesk/overdracht/${row?.id ?? ''}`
  expect((await look(desk)).text).toContain(path)
  const setCode = async (agb: string) => {
    const opened = database()
    await opened.writer('account').where('nummer', brouwer.nummer).update({ agb_zorgverlener: agb })
    await opened.close()
  }
  await setCode('12100001')
  expect((await send(path, { actie: 'opdragen' })).status).toBe(409)
  await setCode('57100001')
  const form = formTo(await look(path), path)
  const order = () =>
    sendTo(gateway, 'indiener', path, { fields: withFields(form, { actie: 'opdragen' }) })
  expect((await order()).status).toBe(303)
  await order()
  expect(await overdrachten.open(9)).toEqual([])
  // Waiting or not: at the usual address of the dienst a demo may be running.
  const queue = await gateway.sluis.gateway.store.afleveringen.list({ waiting: false, limit: 99 })
  expect(queue.filter(({ soort }) => soort === 'overdracht').map(({ id }) => id)).toEqual([row?.id])
  expect(shownText(await look(path))).toContain('De opdracht is gegeven')
})

test('the desk ends sign-ins and blocks an account with the number of the call on record, and gives nothing back', async () => {
  const path = `/servicedesk/account/${brouwer.nummer}`
  const { store } = gateway.sluis.gateway.toegang
  const standing = async () => {
    const account = await store.account(brouwer.nummer)
    const open = await store.sessies(brouwer.nummer, gateway.sluis.gateway.now())
    return [account?.staat, open.length]
  }
  expect(await standing()).toEqual(['actief', 1])
  const unnamed = await send(path, { actie: 'blokkeer', kenmerk: 'mevrouw Brouwer belde' })
  expect([unnamed.status, await standing()]).toEqual([422, ['actief', 1]])
  const lifting = await send(path, { actie: 'deblokkeer', kenmerk: 'SD-1' })
  expect([lifting.status, await standing()]).toEqual([404, ['actief', 1]])
  for (const [actie, wat, after] of [
    ['beeindig', 'alle aanmeldingen beëindigd', ['actief', 0]],
    ['blokkeer', 'geblokkeerd', ['geblokkeerd', 0]],
  ] as const) {
    const done = await send(path, { actie, kenmerk: 'SD-2026-0412' })
    expect([done.status, done.headers['location']]).toEqual([303, `${path}?gedaan`])
    expect(await standing()).toEqual(after)
    expect(await lastRow()).toMatchObject({
      ...{ gebeurtenis: 'account-wijzigen', toelichting: `${wat}; melding SD-2026-0412` },
      object: { soort: 'account', id: brouwer.nummer },
      gebruiker: { gebruikersnummer: '10000001' },
    })
  }
  expect(shownText(await look(`${path}?gedaan`))).toContain('Dit is gedaan')
  expect((await look(path)).text).not.toContain('value="blokkeer"')
  const asks = await browse(gateway, {
    ...{ path: '/account', person: brouwer },
    headers: { accept: 'application/json' },
  })
  expect(asks.json['code']).toBe('SL122')
})
