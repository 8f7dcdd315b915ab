/** An explanation in lines for a terminal. */
import { errorEntry } from '../errors.ts'
import { meaningOf } from '../decision/meaning.ts'
import type { CodeReader } from '../decision/meaning.ts'
import { areOfSignIn } from '../decision/steps.ts'
import type { Control } from '../decision/steps.ts'
import type { Explanation } from './explain.ts'

const marks = { geslaagd: '✓', mislukt: '✗', 'niet-uitgevoerd': '·' } as const

/** Lines for a terminal: the outcome, every step, and what to do about the first that failed. */
export const explainText = (told: Explanation): string =>
  toText(told, { zonderCertificaat: areOfSignIn(told.controles) })

function toText(
  { uitkomst, code, controles, beleid, fouten = [], ...mender }: Explanation,
  reader: CodeReader,
): string {
  const lines = [
    code === null ? uitkomst : `${uitkomst}: ${code} ${meaningOf(code, reader).title.nl}`,
  ]
  controles.forEach((control, index) => {
    const last = index === controles.length - 1
    lines.push(
      `${last ? '└─' : '├─'} ${marks[control.uitkomst]} ${control.titel}${noteOf(control)}`,
    )
  })
  if (code !== null) {
    const { detail, wie, actie } = { ...errorEntry(code), ...meaningOf(code, reader), ...mender }
    lines.push(
      detail.nl,
      ...fouten.map(({ pad, melding }) => `  ${pad === '' ? 'het bericht' : pad}: ${melding}`),
      `Wie: ${wie}. ${actie}`,
    )
  }
  lines.push(`Beleid: ${beleid}`)
  return lines.join('\n')
}

/** The same of what came out otherwise than in another explanation; undefined: nothing did. */
export function changesText(from: Explanation, to: Explanation): string | undefined {
  const before = new Map(
    from.controles.map(({ stap, uitkomst, code }) => [stap, `${uitkomst} ${String(code)}`]),
  )
  const controles = to.controles.filter(
    ({ stap, uitkomst, code }) => before.get(stap) !== `${uitkomst} ${String(code)}`,
  )
  return controles.length === 0 && from.code === to.code
    ? undefined
    : toText({ ...to, controles }, { zonderCertificaat: areOfSignIn(to.controles) })
}

/** What needs a listener, an address or the store. */
const notHere: ReadonlySet<string> = new Set(['soort', 'adres', 'quotum'])

function noteOf({ stap, uitkomst, code }: Control): string {
  if (code !== null) return ` (${code})`
  if (uitkomst === 'geslaagd') return ''
  return notHere.has(stap) ? ' (hier niet beoordeeld)' : ' (niet uitgevoerd)'
}
