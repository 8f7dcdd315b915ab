import { expect, test } from '@jest/globals'
import { codes, errorEntry } from '../../gateway/errors.ts'
import { adviceOf } from '../../gateway/pages/advice.ts'
import { refusalPage } from '../../gateway/pages/refusal-page.tsx'
import { menderTexts } from '../../gateway/pages/texts.ts'
import { listed } from '../../gateway/decision/steps.ts'
import { exampleRefusal } from '../../scripts/pages/examples.ts'
import { testFrame } from '../support/pages.ts'

const employee = { ...testFrame, isContactpersoon: false }
const practice = {
  naam: 'Tandartspraktijk De Sluis',
  agbCode: '12000001',
  beheer: 'contactpersoon',
  overeenkomst: { van: '2026-01-01', tot: undefined },
} as const
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

test.each(codes.map((code) => [code]))('tells all of %s', (code) => {
  const entry = errorEntry(code)
  const page = refusalPage(
    employee,
    exampleRefusal(code, undefined, { contactpersonen: undefined }),
  )
  for (const text of [
    code,
    entry.title.nl,
    entry.detail.nl,
    adviceOf(code).voorU,
    code === 'SL404' ? 'U of uw collega' : menderTexts[entry.wie],
  ])
    expect(page).toContain(escaped(text))
})

test('shows every check step in order, and the code at the one that failed', () => {
  const page = refusalPage(employee, exampleRefusal('SL205', 'autorisatie'))
  const list = page.slice(page.indexOf('sluis-controls'))
  const places = listed('certificaat', undefined)
    .filter(({ stap }) => stap !== 'adres')
    .map(({ titel }) => list.indexOf(titel))
  expect(places).not.toContain(-1)
  expect(places).toEqual([...places].sort((a, b) => a - b))
  expect(list).toMatch(/Niet in orde<\/span><span>Autorisatie voldoende<span[^>]*> SL205/)
  expect(list.match(/Niet in orde/g)).toHaveLength(1)
})

test.each([
  ['SL205', 'Vraag uw contactpersoon, <bdi>A. de Vries</bdi> of <bdi>C. Bakker</bdi>, om dit'],
  ['SL202', 'Vraag uw contactpersoon, <bdi>A. de Vries</bdi> of <bdi>C. Bakker</bdi>, de overeenk'],
  ['SL209', 'praktijk of instelling, <bdi>A. de Vries</bdi> of <bdi>C. Bakker</bdi>, dit te doen'],
  ['SL201', 'praktijk of instelling: <bdi>A. de Vries</bdi> of <bdi>C. Bakker</bdi>'],
] as const)('names the contact persons where %s speaks of them', (code, expected) => {
  const contactpersonen = [
    { naam: 'A. de Vries', gebruikersnummer: '10000001' },
    { naam: 'C. Bakker', gebruikersnummer: '10000005' },
  ]
  const page = refusalPage(employee, exampleRefusal(code, undefined, { contactpersonen }))
  expect(page).toContain(expected)
})

test('gives the number of a contact person without a name', () => {
  const contactpersonen = [{ naam: undefined, gebruikersnummer: '10000005' }]
  const page = refusalPage(employee, exampleRefusal('SL204', 'autorisatie', { contactpersonen }))
  expect(page).toContain('Vraag uw contactpersoon, <bdi>10000005</bdi>, om')
})

test('P8: sends a contact person to his own form instead of to himself', () => {
  const page = refusalPage(
    testFrame,
    exampleRefusal('SL204', 'autorisatie', {
      facts: { isContactpersoon: true, gebruikersnummer: '10000005', instantie: practice },
    }),
  )
  expect(page).toContain('U zelf, als contactpersoon')
  expect(page).toContain('href="/gebruikersbeheer/houders/persoonlijk/10000005"')
  expect(page).not.toMatch(/C\. Bakker|Vraag uw contactpersoon/)
})

test.each([
  ...['SL101', 'SL102', 'SL103', 'SL104', 'SL105', 'SL106', 'SL107', 'SL108', 'SL403'].map(
    (code) => [code, true] as const,
  ),
  ...['SL109', 'SL204', 'SL401', 'SL504'].map((code) => [code, false] as const),
])('explains how to choose another certificate with %s: %p', (code, shown) => {
  const page = refusalPage(employee, exampleRefusal(code as 'SL101', undefined))
  expect(page.includes('Een ander certificaat kiezen')).toBe(shown)
})

test('gives the help desk code, request, moment and address, and no more', () => {
  const page = refusalPage(
    employee,
    exampleRefusal('SL404', 'referentie', { path: '/start/geheim-token?x=1' }),
  )
  expect(/<pre[^>]*>([^<]*)<\/pre>/.exec(page)?.[1]).toBe(
    [
      'Foutcode: SL404',
      `Verzoek: ${testFrame.requestId}`,
      'Moment: 21 november 2026, 22:05 uur',
      'Adres: /start/…',
    ].join('\n'),
  )
  expect(page).not.toContain('geheim')
})

test.each([
  ['after the seconds told', { retryAfterSeconds: 5 }, 'U kunt het over 5 seconden'],
  ['after one second', { retryAfterSeconds: 1 }, 'U kunt het over 1 seconde opnieuw'],
  ['some time', {}, 'Dit kan vanzelf overgaan'],
])('says to try again %s', (_, change, expected) => {
  const page = refusalPage(employee, exampleRefusal('SL503', undefined, change))
  expect(page).toContain(expected)
  expect(page).toMatch(/<a [^>]*href(?:="")?>Opnieuw proberen/)
})

test('offers no reload of a form that was posted, nor of what stays refused', () => {
  const posted = refusalPage(employee, exampleRefusal('SL503', undefined, { mayReload: false }))
  const refused = refusalPage(employee, exampleRefusal('SL205', 'autorisatie'))
  for (const page of [posted, refused]) expect(page).not.toContain('Opnieuw proberen')
})

test('lists the wrong fields without their values', () => {
  const fouten = [
    { pad: '/verzekerde/<b>', code: 'SL302', melding: 'is <i>niet</i> goed' },
  ] as const
  const page = refusalPage(employee, exampleRefusal('SL302', 'bericht-schema', { fouten }))
  expect(page).toContain('/verzekerde/&lt;b')
  expect(page).toContain('is &lt;i')
})

test('tells a stranger nothing of a practice, and shows no menu', () => {
  const page = refusalPage(
    { ...employee, viewer: undefined },
    exampleRefusal('SL102', 'vertrouwd', { contactpersonen: undefined }),
  )
  expect(page).not.toMatch(/<nav|De Vries|Bakker|Tandartspraktijk/)
})

test('P5: the text for the operator is whole, line by line, and ready to send', () => {
  const facts = {
    isContactpersoon: true,
    gebruikersnummer: '10000001',
    instantie: { ...practice, beheer: 'bestand' },
    dienst: 'Machtigingenportaal van alle verzekeraars samen',
    autorisatie: 'Machtigingen indienen en raadplegen',
  } as const
  const page = refusalPage(testFrame, exampleRefusal('SL204', 'autorisatie', { facts }))
  expect(/<pre[^>]*>([^<]*)<\/pre>/.exec(page)?.[1]?.split('\n')).toEqual([
    'Wilt u deze autorisatie geven?',
    'Praktijk of instelling: Tandartspraktijk De Sluis (AGB-code 12000001)',
    'Gebruikersnummer: 10000001',
    'Dienst: Machtigingenportaal van alle verzekeraars samen',
    'Autorisatie: Machtigingen indienen en raadplegen',
  ])
})
