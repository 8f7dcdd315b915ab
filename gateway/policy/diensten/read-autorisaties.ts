/** The autorisaties of a dienst: which there are, and what each includes. */
import type { DienstFile } from './dienst-file.ts'
import { meantHint } from '../../base/nearest.ts'
import type { Autorisatie } from '../../decision/dienst.ts'
import type { Fault, Path } from '../../decision/problem.ts'

/** A fault when `naam` is no autorisatie of the dienst. */
export function unknownAutorisatie(file: DienstFile, naam: string, path: Path): readonly Fault[] {
  if (Object.hasOwn(file.autorisaties, naam)) return []
  const melding = `de dienst \`${file.dienst}\` heeft geen autorisatie \`${naam}\``
  return [{ path, melding, ...meantHint(naam, Object.keys(file.autorisaties)) }]
}

/** All that an autorisatie includes, without itself unless it is reached again. */
function includedBy(file: DienstFile, naam: string): ReadonlySet<string> {
  const reached = new Set<string>()
  const waiting = [naam]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const omvat = Object.hasOwn(file.autorisaties, next)
      ? file.autorisaties[next]?.omvat
      : undefined
    for (const other of omvat ?? [])
      if (!reached.has(other)) {
        reached.add(other)
        waiting.push(other)
      }
  }
  return reached
}

export const includesItself = (file: DienstFile, naam: string): boolean =>
  includedBy(file, naam).has(naam)

export function toAutorisaties(file: DienstFile): ReadonlyMap<string, Autorisatie> {
  return new Map(
    Object.entries(file.autorisaties).map(([naam, { omschrijving }]) => [
      naam,
      {
        naam,
        omschrijving,
        omvat: new Set([naam, ...includedBy(file, naam)]),
        toekennen: grantable(file, [naam, ...includedBy(file, naam)]),
      },
    ]),
  )
}

/** What who holds these may grant: `toekennen` follows `omvat`. */
const grantable = ({ autorisaties }: DienstFile, names: readonly string[]): ReadonlySet<string> =>
  new Set(names.flatMap((naam) => autorisaties[naam]?.toekennen ?? []))
