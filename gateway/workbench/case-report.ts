/** `sluis policy test`: how the operator's cases came out, what they leave untouched, and the same as JUnit. */
import { counted } from '../base/counted.ts'
import type { CaseResult } from '../policy/test-cases.ts'
import { neededFor } from '../decision/dienst.ts'
import type { PolicySet } from '../decision/policy-set.ts'
import { formatProblem } from '../decision/problem.ts'
import type { Problem } from '../decision/problem.ts'

/** What no case touches. */
export interface Coverage {
  /** AGB-codes. */
  readonly instanties: readonly string[]
  /** `<dienst>: <autorisatie>` */
  readonly autorisaties: readonly string[]
  /** `<dienst>: <methodes> <pad>` */
  readonly routes: readonly string[]
}

/** The instanties, autorisaties and routes of a set that none of the cases is about. */
export function untouched(set: PolicySet, results: readonly CaseResult[]): Coverage {
  const codes = new Set(results.map(({ geval }) => geval.wie.agbCode))
  const grants = new Set(results.map((result) => grantOf(set, result)))
  const routes = new Set(results.map(({ route }) => route))
  const diensten = [...set.policy.diensten.values()]
  return {
    instanties: [...set.policy.instanties.keys()].filter((code) => !codes.has(code)),
    autorisaties: diensten.flatMap(({ naam, autorisaties }) =>
      [...autorisaties.keys()].map((one) => `${naam}: ${one}`).filter((one) => !grants.has(one)),
    ),
    routes: diensten.flatMap((dienst) =>
      dienst.routes
        .filter((route) => !routes.has(route))
        .map(({ methodes, pad }) => `${dienst.naam}: ${methodes.join(',')} ${pad}`),
    ),
  }
}

function grantOf({ policy }: PolicySet, { geval, route }: CaseResult): string {
  const { dienst = '', wie, bericht } = geval
  const ofMessage = policy.diensten.get(dienst)?.instroom
  const asked =
    bericht === undefined ? geval.autorisatie : ofMessage && neededFor(ofMessage, wie.soort)
  return `${dienst}: ${route?.autorisatie ?? asked ?? ''}`
}

/** Lines for a terminal: the cases that came out otherwise, a count, and what no case touches. */
export function caseText(results: readonly CaseResult[], coverage: Coverage): string {
  const failed = results.filter(({ geslaagd }) => !geslaagd)
  const lines = failed.map((result) => `${placeOf(result)}: ${tell(result)}`)
  const good = results.length - failed.length
  const all = counted(results.length, 'geval', 'gevallen')
  const come = good === 1 || results.length === 1 ? 'komt' : 'komen'
  lines.push(`${good} van ${all} ${come} uit zoals verwacht.`)
  const left = [
    ...leftOver('instanties', coverage.instanties),
    ...leftOver('autorisaties', coverage.autorisaties),
    ...leftOver('routes', coverage.routes),
  ]
  lines.push(
    ...(left.length > 0 ? left : ['Elke instantie, autorisatie en route heeft een geval.']),
  )
  return lines.join('\n')
}

const placeOf = ({ geval: { plaats } }: CaseResult): string =>
  `${plaats.file}:${plaats.line}:${plaats.column}`

/** What a case that failed came to, in a sentence. */
function tell({ geval, gekregen, decision }: CaseResult): string {
  if (gekregen === undefined) return `"${geval.naam}" kan hier niet worden beoordeeld`
  const step = decision?.controls.find(({ code }) => code !== null)
  const because = step === undefined ? '' : ` bij de stap "${step.titel}"`
  return `"${geval.naam}": verwacht ${geval.verwacht}, gekregen ${gekregen}${because}`
}

const shown = 10

function leftOver(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return []
  const more = names.length > shown ? ` en ${names.length - shown} andere` : ''
  return [`Zonder geval: ${what} ${names.slice(0, shown).join('; ')}${more}.`]
}

/** JUnit XML: one suite per file of cases. */
export function caseJunit(results: readonly CaseResult[]): string {
  const files = [...new Set(results.map(({ geval }) => geval.plaats.file))]
  const suites = files.map((file) =>
    junitSuite(
      file,
      results.filter(({ geval }) => geval.plaats.file === file),
    ),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('')}</testsuites>\n`
}

/** The same for a policy that cannot be used: each problem is a test that failed. */
export function problemJunit(problems: readonly Problem[]): string {
  const cases = problems.map((problem) => {
    const name = xml(`${problem.file}:${problem.line}:${problem.column}`)
    const failure = `<failure message="${xml(formatProblem(problem))}"/>`
    return `    <testcase name="${name}" classname="beleid" file="${xml(problem.file)}" line="${problem.line}">${failure}</testcase>\n`
  })
  const suite = `  <testsuite name="beleid" tests="${problems.length}" failures="${problems.length}">\n${cases.join('')}  </testsuite>\n`
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suite}</testsuites>\n`
}

function junitSuite(file: string, results: readonly CaseResult[]): string {
  const failures = results.filter(({ geslaagd }) => !geslaagd).length
  const cases = results.map((result) => junitCase(file, result)).join('')
  return `  <testsuite name="${xml(file)}" tests="${results.length}" failures="${failures}">\n${cases}  </testsuite>\n`
}

function junitCase(file: string, result: CaseResult): string {
  const { naam, plaats } = result.geval
  const open = `    <testcase name="${xml(naam)}" classname="${xml(file)}" file="${xml(file)}" line="${plaats.line}"`
  return result.geslaagd
    ? `${open}/>\n`
    : `${open}><failure message="${xml(tell(result))}"/></testcase>\n`
}

/** Text for XML 1.0; characters that it cannot hold at all become a question mark. */
const xml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
