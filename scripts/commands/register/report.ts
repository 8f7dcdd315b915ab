/** What an import of the AGB register would change, and whether that is too much to take. */
import { counted } from '../../../gateway/base/counted.ts'
import { visible } from '../../../gateway/base/visible.ts'
import { changes } from '../../../gateway/register/differences.ts'
import type { RegisterPart } from '../../../gateway/register/changed-parts.ts'
import type { RegisterDifferences } from '../../../gateway/register/differences.ts'

/** How many codes of each kind are named. */
export const mostNamed = 20

/** Lines for people; none at the first import, when there is nothing to compare with. */
export function reportLines({ before, differences }: RegisterDifferences): readonly string[] {
  if (before === 0) return []
  const lines = changes.flatMap((kind) => {
    const { count, first } = differences[kind]
    if (count === 0) return []
    const rest = count - first.length
    return [
      `  ${kind === 'beeindigd' ? 'beëindigd' : kind}: ${count}`,
      ...first.map(({ agbCode, naam, wat }) => `    ${agbCode} ${visible(naam)}${told(wat)}`),
      ...(rest > 0 ? [`    … en nog ${rest}`] : []),
    ]
  })
  const head = `Verschil met het register in gebruik (${before} codes):`
  return lines.length === 0 ? [`${head} geen`] : [head, ...lines]
}

const told = (parts: readonly RegisterPart[] = []): string =>
  parts.length === 0
    ? ''
    : `: ${parts.map((part) => (part === 'emails' ? 'e-mailadressen' : part)).join(', ')}`

/** A share such as `10%` or `2,5%` as a number of percents; undefined when it is none. */
export function readShare(text: string): number | undefined {
  const [, number] = /^([0-9]{1,3}(?:[.,][0-9]{1,3})?) ?%?$/.exec(text) ?? []
  const share = Number(number?.replace(',', '.') ?? NaN)
  return share <= 100 ? share : undefined
}

/** Why too many codes would vanish, in Dutch; undefined when not more than `allowed` percent would. */
export function lossProblem(
  { before, differences }: RegisterDifferences,
  allowed: number,
): string | undefined {
  const { count } = differences.verdwenen
  // Counted, not divided: exactly the share is allowed.
  if (count * 100 <= before * allowed) return undefined
  const share = Math.ceil((count * 1_000) / before) / 10
  return `er ${count === 1 ? 'zou' : 'zouden'} ${count} van de ${counted(before, 'code', 'codes')} verdwijnen, meer dan ${dutch(allowed)} %. Klopt dat, geef dan --toegestaan-verlies ${dutch(share)}%`
}

const dutch = (share: number): string => String(share).replace('.', ',')
