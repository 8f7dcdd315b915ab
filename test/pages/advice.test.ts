import { describe, expect, test } from '@jest/globals'
import { codes, errorEntry } from '../../gateway/errors.ts'
import { adviceOf } from '../../gateway/pages/advice.ts'
import type { AdviceFacts } from '../../gateway/pages/advice.ts'
import { meaningOf } from '../../gateway/decision/meaning.ts'

const noon = Date.UTC(2026, 10, 28, 11)
const practice = {
  naam: 'Tandartspraktijk Het Verlaat',
  agbCode: '12000002',
  beheer: 'contactpersoon' as const,
  overeenkomst: { van: '2026-01-01', tot: '2026-10-31' },
}
const employee: AdviceFacts = {
  isContactpersoon: false,
  gebruikersnummer: '10000002',
  instantie: practice,
  dienst: 'Machtigingenportaal',
  autorisatie: 'Machtigingen indienen en raadplegen',
  today: '2026-11-28',
}
const contact = { ...employee, isContactpersoon: true }
const fromFile = { ...practice, beheer: 'bestand' as const }

/** What an employee or contact person cannot do or does not know. */
const operatorWords =
  /database|logging|intrekkingslijst|CRL|Retry-After|Herstel de dienst|in het softwarepakket|Sluit de instantie/

test.each(codes.map((code) => [code]))('P15: %s speaks to the reader', (code) => {
  expect(adviceOf(code).voorU).not.toMatch(operatorWords)
  expect(adviceOf(code).actie).toBe(errorEntry(code).actie)
})

describe.each(['SL204', 'SL205'] as const)(
  'P5: %s in a practice whose autorisaties are in the file',
  (code) => {
    test('sends an employee by way of the contact person to the operator', () => {
      const advice = adviceOf(code, { ...employee, instantie: fromFile })
      expect(advice.wie).toBe('beheerder')
      expect(advice.voorU).toBe('Vraag uw contactpersoon om dit bij de beheerder aan te vragen.')
      expect(`${advice.voorU} ${advice.actie}`).not.toContain('Gebruikersbeheer')
    })

    test('gives a contact person a text to send', () => {
      const advice = adviceOf(code, { ...contact, instantie: fromFile })
      expect(advice.wie).toBe('beheerder')
      for (const part of ['10000002', '12000002', 'Machtigingenportaal', 'indienen'])
        expect(advice.brief).toContain(part)
      expect(advice.link).toBeUndefined()
    })
  },
)

test.each(codes.map((code) => [code]))(
  'P8: %s never tells a contact person to ask himself',
  (code) => {
    const { voorU, link } = adviceOf(code, contact)
    if (['SL202', 'SL203', 'SL204', 'SL205'].includes(code))
      expect(voorU).not.toContain('Vraag uw contactpersoon')
    // Where nothing can be done in Gebruikersbeheer it is not offered.
    if (['SL201', 'SL202', 'SL203', 'SL206', 'SL207'].includes(code)) expect(link).toBeUndefined()
  },
)

const instroom = { validUntil: noon, openedAt: noon, openedBy: 'A. de Vries', canBeFreed: false }

test.each([
  ['SL103', { geldig: { van: 0, tot: noon } }, 'was geldig tot 28 november 2026, 12:00 uur'],
  ['SL104', { geldig: { van: noon, tot: noon } }, 'is geldig vanaf 28 november 2026'],
  ['SL202', {}, 'liep tot en met 31 oktober 2026'],
  ['SL109', { geblokkeerdDoor: 'praktijk' }, 'contactpersoon van uw praktijk'],
  ['SL109', { geblokkeerdDoor: 'beheerder' }, 'beheerder van Sluis'],
  ['SL402', { instroom }, 'tot 28 november 2026, 12:00 uur'],
  ['SL403', {}, 'ingelogd voor Tandartspraktijk Het Verlaat (12000002)'],
] as const)('P17, P18: %s names what would end the question', (code, change, expected) => {
  expect(adviceOf(code, { ...employee, ...change }).feit).toContain(expected)
})

test.each([
  [false, false, 'Is uw collega er niet? Zet de aanvraag opnieuw klaar'],
  [true, false, 'vraag uw contactpersoon de aanvraag vrij te geven'],
  [true, true, 'geef de aanvraag vrij'],
])(
  'P6: SL404 names the colleague, and freeing only where that can be (%p, contact person %p)',
  (canBeFreed, isContactpersoon, expected) => {
    const advice = adviceOf('SL404', {
      ...employee,
      isContactpersoon,
      instroom: { ...instroom, canBeFreed },
    })
    expect(advice.feit).toBe(
      'De aanvraag is geopend door A. de Vries op 28 november 2026, 12:00 uur.',
    )
    expect(advice.voorU).toContain(expected)
    if (!canBeFreed) expect(advice.voorU).not.toContain('vrij te geven')
  },
)

/** What nobody meets on the toegang listener, or what does have to do with a certificate there. */
const ofCertificates = /^SL(?:10[1-7]|110|210|407)$/

test.each(codes.filter((code) => !ofCertificates.test(code)))(
  'P9: %s says nothing of a certificate or of Gebruikersbeheer to who came in without one',
  (code) => {
    const reader = { isContactpersoon: false, zonderCertificaat: true }
    const { title, detail } = meaningOf(code, reader)
    const { actie, voorU } = adviceOf(code, reader)
    const told = [title.nl, title.en, detail.nl, detail.en, actie, voorU].join(' ')
    expect(told).not.toMatch(/certifica|gebruikersbeheer|user administration/i)
  },
)
