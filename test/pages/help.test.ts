/** Who helps, and where a code is explained, on every page and refusal. */
import { expect, test } from '@jest/globals'
import { codes } from '../../gateway/errors.ts'
import { homePage } from '../../gateway/portal/pages/home-page.tsx'
import { codesPage } from '../../gateway/portal/pages/codes-page.tsx'
import { refusalPage } from '../../gateway/pages/refusal-page.tsx'
import { exampleRefusal } from '../../scripts/pages/examples.ts'
import { testFrame } from '../support/pages.ts'

const hulp = {
  naam: 'Servicedesk <Voorbeeld>',
  telefoon: '+31 (0)88 000 00 00',
  'e-mail': 'hulp+sluis@sluis.example',
  tijden: 'werkdagen van 8.00 tot 17.30 uur',
  aanmelden: 'https://sluis.example/aanmelden',
  certificaatAanvragen: 'https://sluis.example/certificaat?a=1&b=2',
  overeenkomst: 'https://sluis.example/overeenkomst',
  privacy: 'https://sluis.example/privacy',
  toegankelijkheid: 'https://sluis.example/toegankelijkheid',
}
const frame = { ...testFrame, hulp }
const home = homePage(frame, { verdict: null, diensten: [], waiting: 0 })
const foot = home.slice(home.indexOf('<footer'))

const hrefs = (html: string): readonly string[] =>
  [...html.matchAll(/ href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))

test('P16, P25: every page names the help desk and the pages of the operator in its foot', () => {
  expect(hrefs(foot)).toEqual([
    'tel:+310880000000',
    'mailto:hulp+sluis@sluis.example',
    hulp.aanmelden,
    hulp.certificaatAanvragen,
    hulp.overeenkomst,
    hulp.privacy,
    hulp.toegankelijkheid,
    expect.stringContaining(`mailto:hulp+sluis@sluis.example?subject=`),
  ])
  expect(foot).toContain('werkdagen van 8.00 tot 17.30 uur')
})

test('P16: a refusal gives a letter to the help desk with its lines filled in', () => {
  const html = refusalPage(frame, exampleRefusal('SL205', 'autorisatie'))
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main'))
  const letter = new URL(hrefs(main).find((href) => href.startsWith('mailto:')) ?? '')
  expect(letter.searchParams.get('subject')).toContain('SL205')
  expect(letter.searchParams.get('body')?.split('\r\n')).toEqual([
    'Foutcode: SL205',
    `Verzoek: ${frame.requestId}`,
    expect.stringMatching(/^Moment: /),
    expect.stringMatching(/^Adres: \//),
  ])
})

test.each([
  ['SL101', hulp.certificaatAanvragen],
  ['SL102', hulp.certificaatAanvragen],
  ['SL201', hulp.aanmelden],
  ['SL202', hulp.overeenkomst],
] as const)('P16: %s leads to where it is mended', (code, expected) => {
  const html = refusalPage(frame, exampleRefusal(code, undefined))
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main'))
  expect(hrefs(main)).toContain(expected)
})

test('P16: without a help desk nothing is promised, and the lines can be copied', () => {
  const html = refusalPage(
    { ...testFrame, hulp: undefined },
    exampleRefusal('SL205', 'autorisatie'),
  )
  expect(html).not.toContain('mailto:')
  expect(html).not.toContain('Hulp nodig?')
  expect(html).toContain(`Verzoek: ${testFrame.requestId}`)
})

test('P25: the brand is a link and names who operates it, how to leave is said, a print has its date', () => {
  expect(home).toMatch(/<p class="sluis-brand"><a href="\/">/)
  expect(home).toContain('Servicedesk &lt;Voorbeeld')
  expect(foot).toContain('Sluit alle vensters van uw browser')
  const printed = homePage(
    { ...frame, at: Date.UTC(2026, 10, 21, 21) },
    { verdict: null, diensten: [], waiting: 0 },
  )
  expect(printed).toContain('Stand van 21 november 2026, 22:00 uur')
})

test('P25: on the own host of a dienst nothing leads to pages that are not there', () => {
  const html = refusalPage({ ...frame, ownPages: false }, exampleRefusal('SL205', 'autorisatie'))
  expect(hrefs(html)).not.toContain('/')
  expect(html).not.toContain('/v1/foutcodes')
})

test('P25: a code on the page leads to its explanation, and every code has one', () => {
  const html = refusalPage(frame, exampleRefusal('SL205', 'autorisatie'))
  expect(hrefs(html)).toContain('/v1/foutcodes#SL205')
  const all = codesPage(frame, {})
  for (const code of codes) expect(all).toContain(` id="${code}"`)
})
