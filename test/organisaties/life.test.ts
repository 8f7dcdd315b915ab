/** The lives of aanmeldingen and lidmaatschappen, and what managers may do: every way, tried at random. */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Autorisatie } from '../../gateway/decision/dienst.ts'
import {
  aanmeldingAfter,
  aanmeldingDaden,
  aanmeldingStaten,
  isWaiting,
  staatAt,
} from '../../gateway/organisaties/life.ts'
import {
  actiesFor,
  isHolder,
  lidAfter,
  lidStaten,
  onAccepting,
  statusActies,
} from '../../gateway/leden/life.ts'
import type { LidDaad } from '../../gateway/leden/life.ts'
import { grantable, managersOf, lidRefusalOf } from '../../gateway/leden/manage.ts'
import type { RuledLid } from '../../gateway/leden/manage.ts'

describe('an aanmelding', () => {
  test('S1-09: becomes active by a confirmation alone, and only when its data were chosen', () => {
    for (const staat of aanmeldingStaten)
      for (const daad of aanmeldingDaden)
        if (aanmeldingAfter(staat, daad) === 'actief')
          expect([staat, daad]).toEqual(['bevestiging-gevraagd', 'bevestigen'])
  })

  test('that was refused, ran out or was withdrawn stays so', () => {
    for (const staat of ['geweigerd', 'verlopen', 'ingetrokken'] as const)
      for (const daad of aanmeldingDaden) expect(aanmeldingAfter(staat, daad)).toBeUndefined()
  })

  test('T17: that is never confirmed makes way when its time is over, to the millisecond', () => {
    for (const staat of aanmeldingStaten) {
      expect(staatAt({ staat, validUntil: 1000 }, 999)).toBe(staat)
      expect(staatAt({ staat, validUntil: 1000 }, 1000)).toBe(isWaiting(staat) ? 'verlopen' : staat)
    }
  })
})

describe('a lidmaatschap', () => {
  test('S1-40, S1-50: can be approved or refused while it waits, and be stopped and started again after that', () => {
    expect(lidStaten.map((staat) => [staat, actiesFor(staat)])).toEqual([
      ['uitgenodigd', []],
      ['aangemeld', ['activeren', 'afkeuren']],
      ['actief', ['stopzetten']],
      ['stopgezet', ['activeren']],
      ['afgekeurd', []],
      ['verlopen', []],
      ['ingetrokken', []],
    ])
  })

  test('S1-39: waits for a manager whoever invited, or only for who came by the link', () => {
    expect(onAccepting({ goedkeuring: 'altijd' }, 'uitnodiging')).toBe('aanvaarden')
    expect(onAccepting({ goedkeuring: 'altijd' }, 'link')).toBe('aanvaarden')
    expect(onAccepting({ goedkeuring: 'bij-link' }, 'uitnodiging')).toBe('toelaten')
    expect(onAccepting({ goedkeuring: 'bij-link' }, 'link')).toBe('aanvaarden')
  })

  test('that is no holder never becomes one but by accepting and, where it is asked, a manager', () => {
    const daden: readonly LidDaad[] = [
      'aanvaarden',
      'toelaten',
      ...statusActies,
      'verlopen',
      'intrekken',
    ]
    for (const staat of lidStaten)
      for (const daad of daden) {
        const naar = lidAfter(staat, daad)
        if (naar !== undefined && isHolder(naar) && !isHolder(staat))
          expect(['toelaten', 'activeren']).toContain(daad)
      }
  })
})

const rollen = ['beheerder', 'halve', 'lezer', 'buiten'] as const
const autorisatie = (naam: string, toekennen: readonly string[]): [string, Autorisatie] => [
  naam,
  { naam, omschrijving: naam, omvat: new Set([naam]), toekennen: new Set(toekennen) },
]
const dienst = {
  autorisaties: new Map([
    autorisatie('beheerder', ['beheerder', 'halve', 'lezer']),
    autorisatie('halve', ['halve', 'lezer']),
    autorisatie('lezer', []),
    autorisatie('buiten', []),
  ]),
}

const someRollen = fc.subarray([...rollen], { minLength: 1 })
const lid = (nummer: string): fc.Arbitrary<RuledLid> =>
  fc.record({
    nummer: fc.constant(gebruikersnr(nummer)),
    rollen: someRollen,
    staat: fc.constantFrom(...lidStaten),
  })
const leden = fc
  .integer({ min: 1, max: 5 })
  .chain((count) =>
    fc.tuple(...Array.from({ length: count }, (_, index) => lid(`70000000000${String(index)}`))),
  )
const asked = leden.chain((all) =>
  fc.record({
    leden: fc.constant(all),
    actor: fc.constantFrom(...all),
    target: fc.constantFrom(...all),
    actie: fc.constantFrom(...statusActies, 'wijzigen' as const),
    rollen: fc.option(someRollen, { nil: undefined }),
  }),
)

type One = typeof asked extends fc.Arbitrary<infer T> ? T : never

const afterIt = ({ target, actie, rollen: chosen, leden: all }: One): readonly RuledLid[] =>
  all.map((one) =>
    one.nummer === target.nummer
      ? {
          ...target,
          rollen: chosen ?? target.rollen,
          staat:
            actie === 'wijzigen' ? target.staat : (lidAfter(target.staat, actie) ?? target.staat),
        }
      : one,
  )

describe('T16: whatever a manager tries', () => {
  test('he gives, changes and takes only what he may grant', () => {
    fc.assert(
      fc.property(asked, (one) => {
        if (lidRefusalOf({ dienst, ...one }) !== undefined) return
        const covered = grantable(dienst, one.actor.rollen)
        for (const rol of [...one.target.rollen, ...(one.rollen ?? [])])
          expect(covered.has(rol)).toBe(true)
      }),
    )
  })

  test('the last manager stays one', () => {
    fc.assert(
      fc.property(asked, (one) => {
        if (lidRefusalOf({ dienst, ...one }) !== undefined) return
        const before = managersOf(dienst, one.leden).length
        if (before > 0) expect(managersOf(dienst, afterIt(one)).length).toBeGreaterThan(0)
      }),
    )
  })

  test('he does not stop himself', () => {
    fc.assert(
      fc.property(asked, (one) => {
        if (one.actie !== 'stopzetten' || one.actor.nummer !== one.target.nummer) return
        expect(lidRefusalOf({ dienst, ...one })).toBeDefined()
      }),
    )
  })
})
