import type { Gebruikersnummer } from '../../gateway/identity/gebruikersnummer.ts'
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import { expect, test } from '@jest/globals'
import { renderToString } from 'preact-render-to-string'
import { chain, genesis } from '../../gateway/audit/chain.ts'
import { noOverlay } from '../../gateway/decision/policy.ts'
import { agb, type AgbCode } from '../../gateway/identity/agb-code.ts'
import type { Soort } from '../../gateway/identity/identity.ts'
import { Refusals, Who } from '../../gateway/servicedesk/pages/parts.tsx'
import { actOf } from '../../gateway/servicedesk/refusals.ts'
import { auditEvent } from '../store/fixtures.ts'

const policy = {
  version: 'v1',
  diensten: new Map(),
  instanties: new Map(),
  blokkades: {
    gebruikersnummers: new Set<Gebruikersnummer>(),
    agbCodes: new Set<AgbCode>(),
    publiekeSleutels: new Set(''),
  },
  overlay: noOverlay,
}

test.each<[Soort, string | undefined]>([
  ['persoonlijk', '/servicedesk/praktijk/12000001/persoonlijk/10000001'],
  ['systeem', '/servicedesk/praktijk/12000001/systeem/10000001'],
  ['account', '/servicedesk/account/10000001'],
  ['meldcode', undefined],
])(
  'a refusal of who came by %s is told as that, and leads to where he is looked at',
  (soort, href) => {
    const gebruiker = {
      ...{ soort, gebruikersnummer: gebruikersnr('10000001'), naam: 'N', instantieNaam: null },
      agbCode: agb('12000001'),
    }
    const [row] = chain('w1', genesis('w1'), [auditEvent({ gebruiker })]).rows
    const act = row && actOf(row, policy)
    if (act === undefined) throw new Error('no row')
    expect(act.wie?.soort).toBe(soort)
    expect(/href="([^"]*)"/.exec(renderToString(Who({ act })))?.[1]).toBe(href)
  },
)

test.each([
  ['portaal', 'Verkeerde soort certificaat'],
  ['toegang', 'Niet met deze aanmelding'],
] as const)('P9: a refusal at %s has the title that its reader saw: %s', (luisteraar, title) => {
  const event = { ...auditEvent({ code: 'SL108', uitkomst: 'geweigerd' }), luisteraar }
  const acts = chain('w1', genesis('w1'), [event]).rows.map((row) => actOf(row, policy))
  expect(renderToString(Refusals({ acts }))).toContain(`SL108 ${title}<`)
})
