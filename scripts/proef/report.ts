/** What `sluis proef` tells: a line per answer, and what was met and what not. */
import { errorEntry } from '../../gateway/errors.ts'
import { packageCodes } from '../../gateway/openapi/package-codes.ts'
import type { PackageCode } from '../../gateway/openapi/package-codes.ts'
import { kit } from './kit.ts'
import { goodParts } from './standing.ts'
import type { ProefAnswer, GoodPart, ProefStanding } from './standing.ts'

/** The report, as `--json` prints it. */
export interface Report {
  readonly gebeurtenis: 'verslag'
  readonly volledig: boolean
  readonly ontmoet: readonly {
    readonly code: PackageCode
    readonly titel: string
    readonly aantal: number
  }[]
  readonly nogNiet: readonly {
    readonly code: PackageCode
    readonly titel: string
    /** How to meet it. */
    readonly hoe: string
  }[]
  readonly goedeWeg: Readonly<Record<GoodPart, boolean>>
}

const titleOf = (code: PackageCode): string => errorEntry(code).title.nl

export function reportOf({ met, good }: ProefStanding): Report {
  const goedeWeg = Object.fromEntries(
    Object.keys(goodParts).map((part) => [part, good.has(part as GoodPart)]),
  ) as Record<GoodPart, boolean>
  return {
    gebeurtenis: 'verslag',
    volledig: met.size === packageCodes.length && Object.values(goedeWeg).every(Boolean),
    ontmoet: packageCodes.flatMap((code) => {
      const aantal = met.get(code)
      return aantal === undefined ? [] : [{ code, titel: titleOf(code), aantal }]
    }),
    nogNiet: packageCodes
      .filter((code) => !met.has(code))
      .map((code) => ({ code, titel: titleOf(code), hoe: kit[code].uitleg })),
    goedeWeg,
  }
}

/** The report for people. */
export function reportText(report: Report): string {
  const count = `${report.ontmoet.length} van ${packageCodes.length} codes ontmoet`
  const met = report.ontmoet.map(
    ({ code, titel, aantal }) => `  ${code}  ${titel}${aantal > 1 ? ` (${aantal} keer)` : ''}`,
  )
  const open = report.nogNiet.map(({ code, titel, hoe }) => `  ${code}  ${titel}\n         ${hoe}`)
  const parts = Object.entries(goodParts).map(
    ([part, text]) => `  ${report.goedeWeg[part as GoodPart] ? 'ja ' : 'nee'}  ${text}`,
  )
  return [
    '',
    `Verslag: ${count}.`,
    ...section('De goede weg', parts),
    ...section('Ontmoet', met),
    ...section('Nog niet ontmoet, en hoe dat kan', open),
    ...(report.volledig ? ['', 'Alles is ontmoet.'] : []),
    '',
  ].join('\n')
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `${title}:`, ...lines]

/** One answer as it is given. */
export function answerText(answered: ProefAnswer, isNew: boolean, standing: ProefStanding): string {
  const { methode, pad, status, code } = answered
  const what = code === undefined ? 'toegestaan' : `${code} ${titleOf(code)}`
  const news = isNew ? `  << nieuw (${standing.met.size} van ${packageCodes.length} codes)` : ''
  return `${methode.padEnd(6)} ${pad}  ${status}  ${what}${news}`
}
