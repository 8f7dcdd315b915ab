/** `sluis policy check`: everything that is wrong or odd in a policy folder, for people and for programs. */
import { counted } from '../base/counted.ts'
import { loadPolicy } from '../policy/load.ts'
import type { LoadOptions } from '../policy/load.ts'
import type { PolicySet } from '../decision/policy-set.ts'
import { formatProblem } from '../decision/problem.ts'
import type { Problem } from '../decision/problem.ts'

/** What a check came to; `samenvatting` only when there is no problem. */
export interface CheckResult {
  readonly goed: boolean
  readonly problemen: readonly Problem[]
  readonly waarschuwingen: readonly Problem[]
  readonly samenvatting: Summary | undefined
}

export interface Summary {
  readonly versie: string
  readonly profielen: number
  readonly diensten: number
  readonly instanties: number
  readonly certificaathouders: number
  readonly blokkades: number
  readonly gevallen: number
}

/** Checks a folder. */
export async function checkPolicy(dir: string, options: LoadOptions): Promise<CheckResult> {
  const result = await loadPolicy(dir, options)
  if ('problems' in result)
    return { goed: false, problemen: result.problems, waarschuwingen: [], samenvatting: undefined }
  const { set } = result
  return {
    goed: true,
    problemen: [],
    waarschuwingen: set.warnings,
    samenvatting: summarise(set),
  }
}

function summarise({ policy, profiles, cases, version }: PolicySet): Summary {
  const { blokkades, diensten, instanties } = policy
  let certificaathouders = 0
  for (const { houders } of instanties.values()) certificaathouders += houders.size
  return {
    versie: version,
    profielen: profiles.length,
    diensten: diensten.size,
    instanties: instanties.size,
    certificaathouders,
    blokkades:
      blokkades.gebruikersnummers.size + blokkades.agbCodes.size + blokkades.publiekeSleutels.size,
    gevallen: cases.length,
  }
}

/** Lines for a terminal: problems and warnings as `file:line:column: message`, then the summary. */
export function checkText(result: CheckResult): string {
  const { problemen, waarschuwingen, samenvatting } = result
  const lines = [
    ...problemen.map(formatProblem),
    ...waarschuwingen.map((warning) =>
      formatProblem({ ...warning, melding: `waarschuwing: ${warning.melding}` }),
    ),
  ]
  lines.push(
    samenvatting === undefined
      ? `Het beleid is niet goed: ${counted(problemen.length, 'probleem', 'problemen')}.`
      : `Het beleid is goed: ${summaryText(samenvatting)}${warned(waarschuwingen.length)}.`,
  )
  return lines.join('\n')
}

const warned = (count: number): string =>
  count === 0 ? '' : `; ${counted(count, 'waarschuwing', 'waarschuwingen')}`

const summaryText = (summary: Summary): string =>
  [
    counted(summary.profielen, 'profiel', 'profielen'),
    counted(summary.diensten, 'dienst', 'diensten'),
    counted(summary.instanties, 'instantie', 'instanties'),
    counted(summary.certificaathouders, 'certificaathouder', 'certificaathouders'),
    counted(summary.blokkades, 'blokkade', 'blokkades'),
    `${counted(summary.gevallen, 'geval', 'gevallen')} (versie ${summary.versie.slice(0, 12)})`,
  ].join(', ')

/** SARIF 2.1.0, which code hosting shows beside the changed lines. */
export function checkSarif({ problemen, waarschuwingen }: CheckResult): object {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'sluis policy check', rules: sarifRules } },
        columnKind: 'utf16CodeUnits',
        results: [
          ...problemen.map((problem) => sarifResult(problem, 'error')),
          ...waarschuwingen.map((problem) => sarifResult(problem, 'warning')),
        ],
      },
    ],
  }
}

const sarifRules = [
  {
    id: 'beleid/probleem',
    shortDescription: { text: 'Een probleem: het beleid wordt niet gebruikt' },
  },
  { id: 'beleid/waarschuwing', shortDescription: { text: 'Waarschijnlijk niet zo bedoeld' } },
]

function sarifResult(
  { file, line, column, melding, hint }: Problem,
  level: 'error' | 'warning',
): object {
  return {
    ruleId: level === 'error' ? 'beleid/probleem' : 'beleid/waarschuwing',
    level,
    message: { text: hint === undefined ? melding : `${melding} (${hint})` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  }
}

/** A path as a URI reference: `#` and `?` are part of a name too. */
const uriOf = (file: string): string =>
  file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/')
