/** Which dienst makes somebody work at the service desk: `servicedesk` in beleid.yaml, held against the whole set. */
import { meantHint } from '../base/nearest.ts'
import { grantedFor } from '../decision/granted.ts'
import type { Dienst } from '../decision/dienst.ts'
import type { Instantie } from '../decision/instantie.ts'
import type { Policy } from '../decision/policy.ts'
import type { Beleid } from '../decision/policy-set.ts'
import type { Fault } from '../decision/problem.ts'

interface Today {
  /** ISO date. */
  readonly today: string
}

interface Judged {
  readonly faults: readonly Fault[]
  readonly warnings: readonly Fault[]
}

const path = ['servicedesk', 'dienst'] as const

/** What is wrong with it: the autorisatie must exist, and the pages of Sluis must not be those of a dienst. */
export function judgeServicedesk(
  { servicedesk }: Beleid,
  { diensten, instanties, today }: Pick<Policy, 'diensten' | 'instanties'> & Today,
): Judged {
  if (servicedesk === undefined) return { faults: [], warnings: [] }
  const dienst = diensten.get(servicedesk.dienst)
  const faults: Fault[] = [...addressFaults(diensten.get('servicedesk'))]
  if (dienst === undefined) {
    const melding = `er is geen dienst \`${servicedesk.dienst}\``
    return {
      faults: [{ path, melding, ...meantHint(servicedesk.dienst, diensten.keys()) }, ...faults],
      warnings: [],
    }
  }
  if (!dienst.autorisaties.has('servicedesk'))
    faults.push({
      path,
      melding: `de dienst \`${dienst.naam}\` heeft geen autorisatie \`servicedesk\``,
    })
  return { faults, warnings: faults.length > 0 ? [] : holderWarnings(dienst, instanties, today) }
}

const addressFaults = (dienst: Dienst | undefined): readonly Fault[] =>
  dienst === undefined || dienst.routes.length === 0 || dienst.host !== undefined
    ? []
    : [
        {
          path,
          melding:
            'onder /servicedesk staan de bladzijden van Sluis: de dienst `servicedesk` kan daar geen routes hebben',
        },
      ]

/** What a contact person can grant is no way to the data of other practices; one alone can confirm nothing. */
function holderWarnings(
  dienst: Dienst,
  instanties: Policy['instanties'],
  today: string,
): readonly Fault[] {
  const own = [...instanties.values()].filter(({ diensten }) => diensten.has(dienst.naam))
  const managed = own.filter(({ beheer }) => beheer === 'contactpersoon')
  const holders = own
    .filter(({ beheer }) => beheer === 'bestand')
    .reduce((sum, instantie) => sum + holdersOf(dienst, instantie, today), 0)
  return [
    ...(holders < 2
      ? [
          {
            path,
            melding: `de autorisatie \`servicedesk\` heeft ${countText[holders]} certificaathouder: om een praktijk een contactpersoon te geven zijn er twee nodig`,
          },
        ]
      : []),
    ...(managed.length > 0
      ? [
          {
            path,
            melding: `\`servicedesk\` telt niet bij instanties met \`beheer: contactpersoon\` (hier ${managed.length}): wie daar de autorisatie krijgt, komt niet bij de servicedesk`,
          },
        ]
      : []),
  ]
}

const countText: Readonly<Record<number, string>> = { 0: 'geen', 1: 'maar één' }

const holdersOf = (dienst: Dienst, instantie: Instantie, today: string): number =>
  [...instantie.houders.values()].filter(
    (houder) =>
      houder.soort === 'persoonlijk' &&
      grantedFor(houder, dienst, instantie, today).has('servicedesk'),
  ).length
