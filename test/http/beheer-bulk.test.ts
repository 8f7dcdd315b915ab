/** Gebruikersbeheer for many at once: what is ticked, and the list as a file. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import {
  formTo,
  fromOwnPage,
  getPage,
  postTo,
  saveForm,
  sendTo,
  shownText,
  withFields,
} from '../support/own-forms.ts'
import { ask, startTestGateway } from '../support/running.ts'
import type { PageForm } from '../support/own-forms.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'

const beheer = '/gebruikersbeheer'
const meer = `${beheer}/meer`
const inlezen = `${beheer}/inlezen`
const csv = `${beheer}/certificaathouders.csv`
const place = (nummer: string): string => `${beheer}/houders/persoonlijk/${nummer}`
const grant = 'autorisatie.machtigingenportaal'

let gateway: TestGateway

/** Each test has its own of them. */
const people = Array.from({ length: 10 }, (_, n) => String(20_000_001 + n))
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
}, 60_000)
afterAll(() => gateway.stop())

const list = async (query = ''): Promise<string> =>
  shownText(await getPage(gateway, 'contactpersoon', `${beheer}${query}`))

/** The form under the list with these ticked. */
const tick = async (nummers: readonly string[], deed: Readonly<Record<string, string>>) => {
  const form = formTo(await getPage(gateway, 'contactpersoon', beheer), meer)
  return [
    ...withFields(form, deed),
    ...nummers.map((nummer) => ['houder', `persoonlijk/${nummer}`] as const),
  ]
}
const check = (fields: PageForm['fields']): Promise<Answered> =>
  postTo(gateway, 'contactpersoon', meer, { fields })
const confirm = (preview: Answered, path = meer): Promise<Answered> =>
  sendTo(gateway, 'contactpersoon', path, formTo(preview, path))

const indienen = { actie: 'geven', autorisatie: 'machtigingenportaal:indienen' }

test('P11: what is ticked gets an autorisatie with a preview of each, and is undone together', async () => {
  const preview = await check(
    await tick(['20000005', '20000006'], { ...indienen, tot: '2099-12-31' }),
  )
  const text = shownText(preview)
  for (const nummer of ['20000005', '20000006'])
    expect(text).toMatch(
      new RegExp(
        `Zoë nr. ${nummer} \\( ${nummer} \\) Machtigingenportaal: was geen autorisatie, wordt Machtigingen indienen en raadplegen, tot en met 31 december 2099`,
      ),
    )
  expect((await confirm(preview)).headers['location']).toBe(beheer)
  const page = await getPage(gateway, 'contactpersoon', beheer)
  expect(shownText(page)).toContain(
    'De wijzigingen zijn opgeslagen en gelden meteen. Zoë nr. 20000005 ( 20000005 ) , Zoë nr. 20000006',
  )
  const history = shownText(await getPage(gateway, 'contactpersoon', `${beheer}/geschiedenis`))
  for (const nummer of ['20000005', '20000006'])
    expect(history).toMatch(new RegExp(`${nummer} [^(]*wordt Machtigingen indienen`))
  const undo = `${beheer}/ongedaan-maken`
  const back = await postTo(gateway, 'contactpersoon', undo, formTo(page, undo))
  expect((await confirm(back, undo)).status).toBe(303)
  expect(await list('?zoek=20000005')).not.toContain('indienen en raadplegen Wacht')
})

test('P11: withdrawing takes what includes it, and a block is lifted for all', async () => {
  await confirm(await check(await tick(['20000007', '20000008'], indienen)))
  const withdrawn = await check(
    await tick(['20000007', '20000008', '20000009'], {
      actie: 'intrekken',
      autorisatie: 'machtigingenportaal:raadplegen',
    }),
  )
  expect(shownText(withdrawn).match(/wordt geen autorisatie/g)).toHaveLength(2)
  expect(shownText(withdrawn)).not.toContain('20000009')
  await confirm(withdrawn)
  await confirm(await check(await tick(['20000007', '20000008'], { actie: 'blokkeren' })))
  expect(await list('?status=geblokkeerd')).toMatch(/20000007.*20000008/)
  await confirm(await check(await tick(['20000007', '20000008'], { actie: 'deblokkeren' })))
  // The first page after it names them.
  await list()
  expect(await list('?status=geblokkeerd')).not.toContain('20000007')
})

test('P11: what is wrong is said, and what was ticked stays ticked', async () => {
  expect(shownText(await check(await tick([], indienen)))).toContain('Vink minstens één')
  const none = await check(await tick(['20000001'], {}))
  expect(none.status).toBe(422)
  expect(shownText(none)).toContain('Kies wat er moet gebeuren')
  expect(formTo(none, meer).fields).toContainEqual(['houder', 'persoonlijk/20000001'])
  const past = await check(await tick(['20000001'], { ...indienen, tot: '2020-01-01' }))
  expect(shownText(past)).toContain('De einddatum is al voorbij')
})

test('P1, P11: all contact persons cannot be blocked together', async () => {
  const answer = await check(await tick(['10000001', '10000005'], { actie: 'blokkeren' }))
  expect(answer.status).toBe(422)
  expect(shownText(answer)).toContain('Dan is er geen contactpersoon meer die iets kan wijzigen')
})

test('P2, P11: what a colleague changed otherwise is asked, what he changed besides stays', async () => {
  const form = await tick(['20000001', '20000002'], indienen)
  await saveForm(gateway, 'indiener', { page: place('20000001') }, { naam: 'Andere Naam' })
  await saveForm(gateway, 'indiener', { page: place('20000002') }, { [grant]: 'raadplegen' })
  const clash = await check(form)
  expect(clash.status).toBe(409)
  expect(shownText(clash)).toMatch(
    /Zoë nr\. 20000002: U en een collega hebben dit allebei gewijzigd\. Nu geldt: Machtigingenportaal Machtigingen raadplegen/,
  )
  // Sent again, knowing that, it is done; the name stays.
  const preview = await check(formTo(clash, meer).fields)
  expect((await confirm(preview)).status).toBe(303)
  expect(await list('?autorisatie=machtigingenportaal:indienen')).toMatch(
    /Andere Naam 20000001.*20000002/,
  )
})

/** Sends a file as a browser does. */
async function upload(text: string | Buffer): Promise<Answered> {
  const page = await getPage(gateway, 'contactpersoon', `${inlezen}?opnieuw`)
  const data = new FormData()
  for (const [name, value] of formTo(page, inlezen).fields)
    if (name !== 'bestand') data.append(name, value)
  data.append('bestand', new Blob([new Uint8Array(Buffer.from(text))]), 'lijst.csv')
  const encoded = new Response(data)
  const sent = await ask(gateway, {
    listener: 'portaal',
    client: 'contactpersoon',
    path: inlezen,
    method: 'POST',
    headers: {
      accept: 'text/html',
      'content-type': encoded.headers.get('content-type') ?? '',
      ...fromOwnPage,
    },
    body: Buffer.from(await encoded.arrayBuffer()),
  })
  if (sent.status !== 303) return sent
  return getPage(gateway, 'contactpersoon', String(sent.headers['location']))
}

test('P11: the list goes out as CSV, harmless for a spreadsheet, and comes in again unchanged', async () => {
  await saveForm(gateway, 'contactpersoon', { page: place('20000004') }, { naam: '=1+1' })
  await saveForm(gateway, 'contactpersoon', { page: place('20000010') }, { [grant]: 'indienen' })
  const file = await getPage(gateway, 'contactpersoon', csv)
  expect(file.headers['content-type']).toBe('text/csv; charset=utf-8')
  expect(file.headers['content-disposition']).toMatch(
    /attachment; filename="certificaathouders-12000001-\d{4}-\d\d-\d\d\.csv"/,
  )
  const [header = '', ...lines] = file.text.replace('\ufeff', '').trim().split('\r\n')
  expect(header).toContain('"autorisatie.machtigingenportaal";"tot.machtigingenportaal"')
  expect(lines.find((line) => line.includes('20000004'))).toContain(`"'=1+1"`)
  expect(lines.find((line) => line.includes('20000010'))).toContain('"indienen"')
  const same = await upload(file.text)
  expect(same.status).toBe(200)
  expect(shownText(same)).toContain('U hebt niets veranderd')
})

test('P11: a file shows what each line does, and is saved as a whole', async () => {
  const preview = await upload(
    [
      'gebruikersnummer;naam;autorisatie.machtigingenportaal;tot.machtigingenportaal',
      '20000003;"Jansen; Zoë";raadplegen;31-12-2099',
      '30000001;N. Nieuw;indienen;',
    ].join('\r\n'),
  )
  const text = shownText(preview)
  expect(text).toContain('Jansen; Zoë ( 20000003 )')
  expect(text).toContain('Nieuw: N. Nieuw ( 30000001 )')
  expect((await confirm(preview, inlezen)).status).toBe(303)
  expect(await list('?zoek=jansen')).toContain('Tot en met 31 december 2099')
  expect(await list('?zoek=30000001')).toContain('N. Nieuw')
  // The file is gone with it: the same confirmation again asks for a file.
  expect(shownText(await confirm(preview, inlezen))).toContain('Kies een bestand')
})

test('P11: a file of a spreadsheet in Windows is read too', async () => {
  const text = Buffer.from('gebruikersnummer;naam\r\n30000009;Zo\u00eb\r\n', 'latin1')
  expect(shownText(await upload(text))).toContain('Nieuw: Zoë ( 30000009 )')
})

test.each([
  ['a column nobody knows', 'gebruikersnummer;rol\n1;x', 'De kolom ‘rol’ is niet bekend'],
  ['no column of numbers', 'naam\nx', 'De kolom ‘gebruikersnummer’ ontbreekt'],
  [
    'a number twice',
    'gebruikersnummer\n40000001\n40000001',
    'Regel 3: Dit gebruikersnummer staat al',
  ],
  ['a number that is none', 'gebruikersnummer;naam\n1,2E+07;x', 'Regel 2: Gebruik alleen cijfers'],
  [
    'an autorisatie nobody knows',
    'gebruikersnummer;autorisatie.machtigingenportaal\n40000001;alles',
    'Regel 2: Kies een autorisatie uit de lijst',
  ],
  ['a quotation mark too many', 'gebruikersnummer;naam\n40000001;"x', 'Regel 2 is niet te lezen'],
  ['more fields than columns', 'gebruikersnummer\n40000001,x', 'Regel 2 is niet te lezen'],
  [
    'a second system',
    'soort;gebruikersnummer;ipAdressen\nsysteem;41;192.0.2.1',
    'Regel 2: Er is al',
  ],
  ['nothing', '', 'Kies een bestand'],
])('P11: a file with %s changes nothing', async (_, text, melding) => {
  const answer = await upload(text)
  expect(answer.status).toBe(422)
  expect(shownText(answer)).toContain(melding)
  expect(await list('?zoek=40000001')).toContain('Er is niemand gevonden')
})

test('point 5: a successor takes over the autorisaties of who leaves, who is blocked, in one go', async () => {
  const opvolgen = `${beheer}/opvolgen`
  await saveForm(
    gateway,
    'contactpersoon',
    { page: place('20000001') },
    { [grant]: 'indienen', 'tot.machtigingenportaal': '2099-12-31' },
  )
  await saveForm(gateway, 'contactpersoon', { page: place('20000004') }, { [grant]: '' })
  const take = async (vertrekt: string, opvolger: string) => {
    const page = await getPage(gateway, 'contactpersoon', `${opvolgen}?opnieuw`)
    const fields = withFields(formTo(page, opvolgen), { vertrekt, opvolger })
    return postTo(gateway, 'contactpersoon', opvolgen, { fields })
  }
  expect(shownText(await take('10000005', '20000004'))).toContain('Kies eerst bij Contactpersonen')
  expect(shownText(await take('20000001', '20000001'))).toContain('Kies iemand anders')
  expect(shownText(await take('20000001', '999'))).toContain('staat niet in de lijst')
  const preview = await take('20000001', '20000004')
  expect(shownText(preview)).toMatch(/Toegang: was toegestaan, wordt geblokkeerd/)
  expect(shownText(preview)).toMatch(/wordt Machtigingen indienen en raadplegen, tot en met 31/)
  expect((await confirm(preview, opvolgen)).status).toBe(303)
  await list()
  expect(await list('?status=geblokkeerd')).toContain('20000001')
  expect(await list('?autorisatie=machtigingenportaal:indienen')).toContain('20000004')
})
