import { expect, test } from '@jest/globals'
import { beheerPage } from '../../gateway/gebruikersbeheer/pages/beheer-page.tsx'
import { certificatePage } from '../../gateway/portal/pages/certificate-page.tsx'
import { contactpersonenPage } from '../../gateway/gebruikersbeheer/pages/contactpersonen-page.tsx'
import type { Frame } from '../../gateway/pages/frame.ts'
import { historyPage } from '../../gateway/gebruikersbeheer/pages/history-page.tsx'
import { homePage } from '../../gateway/portal/pages/home-page.tsx'
import { houderPage } from '../../gateway/gebruikersbeheer/pages/houder-page.tsx'
import { newHouderPage } from '../../gateway/gebruikersbeheer/pages/new-houder-page.tsx'
import { instromenPage } from '../../gateway/instroom/pages/instromen-page.tsx'
import { houderPath } from '../../gateway/pages/paths.ts'
import { previewPage } from '../../gateway/gebruikersbeheer/pages/preview-page.tsx'
import { refusalPage } from '../../gateway/pages/refusal-page.tsx'
import {
  beheer,
  beheerExamples,
  contactpersonen,
  form,
  exampleNewForm,
} from '../../scripts/pages/beheer-examples.ts'
import {
  exampleCertificate,
  examplePages,
  exampleRefusal,
  instromen,
} from '../../scripts/pages/examples.ts'
import { exampleNow } from '../../scripts/pages/example-people.ts'
import { hostileNames, testFrame } from '../support/pages.ts'

/** Every page, with one stranger's text wherever a page shows one. */
const pagesNaming = (naam: string): Record<string, string> => {
  const named = { naam, gebruikersnummer: naam }
  const frame: Frame = { ...testFrame, viewer: { ...named, instantieNaam: naam } }
  const values = { ...form.values, naam, ipAdressen: naam, gebruikersnummer: naam }
  const summary = { referentie: naam, prestatiecode: naam, toelichting: naam, geboortedatum: naam }
  const changes = [{ wat: 'Naam', van: naam, naar: naam }]
  const problems = [{ veld: 'naam', melding: naam }]
  return {
    refusal: refusalPage(
      { ...frame, isContactpersoon: false },
      exampleRefusal('SL204', 'autorisatie', { contactpersonen: [named], path: `/${naam}` }),
    ),
    home: homePage(frame, { verdict: null, waiting: 0, diensten: [] }),
    certificate: certificatePage(frame, {
      ...exampleCertificate,
      ...named,
      instantieNaam: naam,
      contactpersonen: [named],
    }),
    instromen: instromenPage(frame, {
      ...instromen,
      waiting: instromen.waiting.map((row) => ({ ...row, ...summary })),
      opened: instromen.waiting.map((row) => ({
        ...row,
        ...summary,
        openedBy: named,
        openedAt: 0,
        hasArrived: false,
        mayRelease: true,
      })),
    }),
    beheer: beheerPage(frame, {
      ...beheer,
      instantieNaam: naam,
      houders: beheer.houders.map((row) => ({ ...row, ...named })),
    }),
    houder: houderPage(frame, { ...form, values: { ...values, soort: 'systeem' }, problems }),
    newHouder: newHouderPage(frame, { ...exampleNewForm, values, problems }),
    preview: previewPage(frame, {
      guard: { csrf: naam, versie: naam },
      action: houderPath('persoonlijk', naam),
      fields: [['naam', naam]],
      warnings: [naam],
      cancelHref: houderPath('persoonlijk', naam),
      canAmend: true,
      meanwhile: [{ at: 0, door: named, wat: null }],
      changes: [{ houder: named, soort: 'gewijzigd', veranderingen: changes }],
    }),
    contactpersonen: contactpersonenPage(frame, {
      ...contactpersonen,
      candidates: [
        { ...named, chosen: true, holds: true, isSelf: true, status: 'actief', disabled: false },
      ],
      problems: [{ veld: 'contactpersoon', melding: naam }],
    }),
    history: historyPage(frame, {
      readOnly: false,
      olderHref: undefined,
      entries: [
        {
          at: 0,
          door: named,
          houder: named,
          samenvatting: naam,
          soort: 'gewijzigd',
          veranderingen: changes,
        },
      ],
    }),
  }
}

/** A page without the values of attributes: those are in double quotes, and hold none. */
const withoutValues = (page: string): string => page.replace(/="[^"]*"/g, '')
/** All tags of a page with the names of their attributes. */
const markup = (page: string): string => (withoutValues(page).match(/<[^>]*>/g) ?? []).join('')

const ordinary = pagesNaming('Jansen')

test.each(hostileNames)('shows %s as text on every page', (_, name, raw) => {
  const pages = pagesNaming(name)
  // A textarea gives a value back as it was, escaped: what is not changed must stay unchanged.
  const shown = (page: string): string =>
    withoutValues(page.replace(/<textarea[\s\S]*?<\/textarea>/g, ''))
  const names = Object.keys(ordinary)
  expect(names.filter((page) => shown(pages[page] ?? '').includes(raw))).toEqual([])
  expect(
    names.filter((page) => markup(pages[page] ?? '') !== markup(ordinary[page] ?? '')),
  ).toEqual([])
})

test('isolates the direction of every name', () => {
  for (const page of Object.values(pagesNaming('Jansen')))
    expect(page).toMatch(/<bdi>Jansen<\/bdi>/)
})

test('makes no link of an address that is none', () => {
  const page = homePage(testFrame, {
    verdict: null,
    waiting: 0,
    diensten: [
      {
        naam: 'x',
        titel: 'X',
        href: 'javascript:alert(1)',
        autorisaties: [],
        failed: [],
      },
    ],
  })
  expect(page).not.toContain('javascript:')
})

test.each(Object.entries(examplePages))('%s is a Dutch page that runs nothing', (_, render) => {
  const page = render(testFrame)
  expect(page).toMatch(/^<!doctype html><html lang="nl"/)
  expect(page.match(/<h1/g)).toHaveLength(1)
  expect(page).not.toMatch(/<script|<style| style=| on\w+="|javascript:/)
  // The operator's own pages are linked to; nothing is loaded from there.
  expect(page.replace(/<a [^>]*href="https:[^>]*>/g, '')).not.toMatch(/https?:\/\//)
})

test.each(Object.entries(beheerExamples))('%s posts only with its guard', (_, render) => {
  const page = render(testFrame)
  const forms = page.match(/<form (?!method="get")[\s\S]*?<\/form>/g) ?? []
  for (const one of forms) {
    expect(one).toMatch(
      /^<form method="post" action="\/(?:gebruikersbeheer|mijn-certificaat\/autorisaties)/,
    )
    expect(one).toContain('<input type="hidden" name="csrf" value="voorbeeld"')
    expect(one).toContain('<input type="hidden" name="versie" value="7"')
  }
})

test('shows three digits of a BSN and no more', () => {
  const page = instromenPage(testFrame, {
    ...instromen,
    opened: instromen.waiting.map((row) => ({
      ...row,
      openedBy: { naam: undefined, gebruikersnummer: '10000002' },
      openedAt: exampleNow,
      hasArrived: false,
      mayRelease: true,
    })),
  })
  expect(page).toContain('BSN eindigt op 019')
  for (const { bsn } of instromen.waiting) expect(page).not.toContain(bsn.slice(0, 7))
})

test('shows nothing of a BSN that is none', () => {
  const waiting = instromen.waiting.map((row) => ({ ...row, bsn: '12345' }))
  expect(instromenPage(testFrame, { ...instromen, waiting })).not.toMatch(/12345|345/)
})

test.each([
  ['31 days before', 31, undefined],
  ['30 days before', 30, 'Uw certificaat verloopt over 30 dagen'],
  ['the day before', 1, 'Uw certificaat verloopt morgen'],
  ['on the day', 0.01, 'Uw certificaat verloopt vandaag'],
  ['at the moment itself', 0, 'Uw certificaat is verlopen'],
])('warns of the end of a certificate %s', (_, days, text) => {
  const page = certificatePage(testFrame, {
    ...exampleCertificate,
    geldigTot: exampleNow + days * 86_400_000,
  })
  if (text === undefined) expect(page).not.toMatch(/verloopt|is verlopen/)
  else expect(page).toContain(text)
})

test('links only to what is served', () => {
  const page = homePage(
    { ...testFrame, sections: ['home', 'certificaat'] },
    { verdict: null, waiting: 0, diensten: [] },
  )
  expect([...page.matchAll(/<li><a href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
    '/',
    '/mijn-certificaat',
  ])
})

test('shows only to a contact person what was opened, and Gebruikersbeheer', () => {
  const employee = instromenPage({ ...testFrame, isContactpersoon: false }, instromen)
  expect(employee).not.toMatch(/Alle geopende aanvragen|Gebruikersbeheer/)
  expect(instromenPage(testFrame, { ...instromen, opened: [] })).toMatch(
    /Gebruikersbeheer[\s\S]*Alle geopende aanvragen/,
  )
})

test('offers nothing to change where the file decides', () => {
  const page = beheerPage(testFrame, { ...beheer, readOnly: true })
  expect(page).not.toMatch(/Wijzigen|toevoegen|contactpersonen"|<form/)
  expect(page).toContain('U kunt hier alleen kijken')
})

test('ties an error to its field, and the summary to the field', () => {
  const page = newHouderPage(testFrame, {
    ...exampleNewForm,
    problems: [{ veld: 'gebruikersnummer', melding: 'Geef 8 cijfers.' }],
  })
  expect(page).toContain('<title>Fout: ')
  expect(page).toContain('href="#veld-gebruikersnummer">Geef 8 cijfers.')
  expect(page).toMatch(
    /<input id="veld-gebruikersnummer"[^>]*aria-invalid="true"[^>]*aria-describedby="veld-gebruikersnummer-uitleg veld-gebruikersnummer-fout"/,
  )
})

test('keeps a service that is not open to the practice out of the choices', () => {
  const page = houderPage(testFrame, form)
  expect(page).toContain('Autorisatie voor Declaratieportaal')
  expect(page).not.toContain('name="autorisatie.declaraties"')
})

test('does not let nothing be saved', () => {
  const page = beheerExamples['voorbeeld-niets']?.(testFrame)
  expect(page).toContain('U hebt niets veranderd.')
  expect(page).not.toContain('Opslaan</button>')
})
