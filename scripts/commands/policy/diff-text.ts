/** What `sluis policy diff` prints for people. */
import { counted } from '../../../gateway/base/counted.ts'
import type { Code } from '../../../gateway/errors.ts'
import type { RightChange } from '../../../gateway/workbench/diff.ts'
import type { Flip } from '../../../gateway/workbench/flips.ts'
import type { ReplayResult } from '../../../gateway/workbench/replay.ts'

/** Decisions that flip, by practice and certificate; then rights, by holder. */
export const diffText = (replayed: ReplayResult, rights: readonly RightChange[]): string =>
  [...flipLines(replayed), ...rightLines(rights)].join('\n')

function flipLines({ flips, beoordeeld, overgeslagen }: ReplayResult): readonly string[] {
  const practices = new Map<string, readonly Flip[]>()
  for (const flip of flips)
    practices.set(flip.agbCode, [...(practices.get(flip.agbCode) ?? []), flip])
  const skipped =
    overgeslagen === 0 ? '' : ` (${overgeslagen} overgeslagen: daarover beslist het beleid niet)`
  const by = `${holders(flips)} bij ${counted(practices.size, 'instantie', 'instanties')}`
  return [
    `Vastgelegde besluiten opnieuw beoordeeld: ${beoordeeld}${skipped}.`,
    flips.length === 0
      ? 'Geen ervan zou anders uitvallen.'
      : `Anders zouden uitvallen: ${total(flips)}, van ${by}:`,
    ...[...practices].flatMap(([agbCode, own]) => [
      `  ${agbCode}: ${total(own)}`,
      ...own.map(flipLine),
    ]),
  ]
}

function holders(flips: readonly Flip[]): string {
  const certificates = new Set(flips.flatMap(({ certificaat }) => certificaat ?? [])).size
  const others = flips.filter(({ certificaat }) => certificaat === null)
  const signedIn = new Set(others.map(({ gebruikersnummer }) => gebruikersnummer)).size
  return [
    ...(certificates === 0 ? [] : [counted(certificates, 'certificaat', 'certificaten')]),
    ...(signedIn === 0 ? [] : [counted(signedIn, 'account of meldcode', 'accounts of meldcodes')]),
  ].join(' en ')
}

const total = (flips: readonly Flip[]): string =>
  counted(
    flips.reduce((sum, { aantal }) => sum + aantal, 0),
    'besluit',
    'besluiten',
  )

function rightLines(rights: readonly RightChange[]): readonly string[] {
  if (rights.length === 0) return ['Geen recht komt erbij of vervalt.']
  const gained = rights.filter(({ naar }) => naar === null)
  const lost = rights.filter(({ naar }) => naar !== null)
  return [
    ...(gained.length === 0 ? [] : [`Rechten die erbij komen: ${gained.length}`]),
    ...gained.map(rightLine),
    ...(lost.length === 0 ? [] : [`Rechten die vervallen: ${lost.length}`]),
    ...lost.map(rightLine),
  ]
}

const shown = (code: Code | null): string => code ?? 'toegestaan'

type What = Pick<RightChange, 'dienst' | 'autorisatie' | 'machtiging'>

const what = ({ dienst, autorisatie, machtiging }: What): string => {
  if (dienst === null) return 'Gebruikersbeheer'
  return machtiging === undefined
    ? `${dienst}/${autorisatie ?? ''}`
    : `${dienst}, machtiging ${machtiging}`
}

const flipLine = (flip: Flip): string =>
  `    ${flip.soort} ${flip.gebruikersnummer}${shownCertificate(flip)} ${what(flip)}: ` +
  `${shown(flip.van)} -> ${shown(flip.naar)}, ${flip.aantal} keer`

const shownCertificate = ({ certificaat }: Flip): string =>
  certificaat === null ? '' : ` (certificaat ${certificaat.slice(0, 12)})`

const rightLine = (right: RightChange): string =>
  `  ${right.agbCode} ${right.soort} ${right.gebruikersnummer} ${what(right)}: ${shown(right.van)} -> ${shown(right.naar)}`
