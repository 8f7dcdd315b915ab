/** What is said to and of who has no certificate: by every code, in every place that tells one. */
import { describe, expect, test } from '@jest/globals'
import { renderToString } from 'preact-render-to-string'
import { h } from 'preact'
import { codes, Refusal } from '../../gateway/errors.ts'
import type { Code } from '../../gateway/errors.ts'
import { meaningOf, readerAt } from '../../gateway/decision/meaning.ts'
import { mendingOf } from '../../gateway/decision/mender.ts'
import type { Question } from '../../gateway/decision/question.ts'
import { listed } from '../../gateway/decision/steps.ts'
import type { Control } from '../../gateway/decision/steps.ts'
import { nothingJudgedAt, problemOf } from '../../gateway/http/answer/problem.ts'
import { adviceOf, nobody } from '../../gateway/pages/advice.ts'
import { Controls } from '../../gateway/pages/controls.tsx'
import { readOut } from '../../gateway/servicedesk/pages/read-out.ts'
import { changesText, explainText } from '../../gateway/workbench/explain-text.ts'
import type { Explanation } from '../../gateway/workbench/explain.ts'

const everything = {
  ...{ dienst: 'viplive', autorisatie: 'lezen', machtiging: 'patientdata', beveiligd: true },
} as const

const stepsOf = (middel: Question['middel']) => listed(middel, everything)
const codesOf = (middel: Question['middel']): ReadonlySet<Code> =>
  new Set(stepsOf(middel).flatMap(({ codes: own }) => own))

/** Of the steps of a certificate alone: nobody meets them who signed in. */
const ofCertificatesOnly = [...codesOf('certificaat')].filter(
  (code) => !codesOf('aanmelding').has(code),
)

/** These speak of another certificate than one of the asker: the one that is needed, and that of the practice's system. */
const ofAnother: readonly Code[] = ['SL210', 'SL407']

const controlsWith = (middel: Question['middel'], failed: Code): readonly Control[] =>
  stepsOf(middel).map(({ stap, titel, codes: own }) => {
    const fails = own.includes(failed)
    return { stap, titel, uitkomst: fails ? 'mislukt' : 'geslaagd', code: fails ? failed : null }
  })

const explanation = (middel: Question['middel'], code: Code | null): Explanation => ({
  ...{ uitkomst: code === null ? 'toegestaan' : 'geweigerd', code, beleid: 'v1' },
  controles: controlsWith(middel, code ?? 'SL504'),
  ...(code !== null && mendingOf(code, undefined, { zonderCertificaat: middel === 'aanmelding' })),
})

const without = { ...nobody, ...readerAt('toegang') }

const places: readonly (readonly [string, (code: Code) => string])[] = [
  [
    'a problem document',
    (code) =>
      JSON.stringify(
        ['nl' as const, 'en' as const].map((language) =>
          problemOf(new Refusal(code), {
            ...{ requestId: 'x', controls: controlsWith('aanmelding', code), language },
            ...{ advice: adviceOf(code, without), meaning: meaningOf(code, without) },
          }),
        ),
      ),
  ],
  ['the advice of a page', (code) => Object.values(adviceOf(code, without)).join(' ')],
  [
    'the check steps of a page',
    (code) => renderToString(h(Controls, { controls: controlsWith('aanmelding', code) })),
  ],
  ['what the service desk reads out', (code) => readOut(code, without).join(' ')],
  ['policy explain', (code) => explainText(explanation('aanmelding', code))],
  [
    'policy explain of what changed',
    (code) =>
      changesText(explanation('aanmelding', null), explanation('aanmelding', code)) ?? 'nothing',
  ],
]

describe.each(places)('P9: %s says nothing of a certificate to who has none', (_, textOf) => {
  test.each(
    codes.filter((code) => !ofCertificatesOnly.includes(code) && !ofAnother.includes(code)),
  )('at %s', (code) => {
    expect(textOf(code).length).toBeGreaterThan(20)
    expect(textOf(code)).not.toMatch(/certifica|gebruikersbeheer|user administration/i)
  })
})

test('the codes that nobody meets who signed in are those of the certificate itself', () => {
  expect(ofCertificatesOnly).toEqual([
    ...['SL101', 'SL102', 'SL103', 'SL104', 'SL105', 'SL106', 'SL107', 'SL110'],
  ])
})

test('P9: the steps are of the means, also when nothing could be judged', () => {
  const titles = (controls: readonly Control[]) => controls.map(({ titel }) => titel).join(' ')
  expect(titles(nothingJudgedAt('toegang'))).not.toMatch(/certifica/i)
  for (const listener of ['instroom', 'portaal'] as const)
    expect(titles(nothingJudgedAt(listener))).toMatch(/^Certificaat aanwezig .*Juiste soort cert/)
})

test.each(codes)('%s says to and of who has a certificate what it always said', (code) => {
  const text = explainText(explanation('certificaat', code))
  const { title, detail } = meaningOf(code, readerAt('portaal'))
  expect([meaningOf(code, {}), text.includes(title.nl), text.includes(detail.nl)]).toEqual([
    ...[{ title, detail }, true, true],
  ])
})
