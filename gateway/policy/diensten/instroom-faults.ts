/** What is wrong with what a dienst says of its instromen. */
import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DienstFile } from './dienst-file.ts'
import { meantHint } from '../../base/nearest.ts'
import type { Fault, Path } from '../../decision/problem.ts'
import { schemaFile } from '../files/schemas.ts'
import { unknownAutorisatie } from './read-autorisaties.ts'

export function instroomFaults(file: DienstFile): readonly Fault[] {
  const { instroom, upstream } = file
  if (instroom === undefined)
    return upstream.instroom === undefined
      ? []
      : [
          {
            path: ['upstream', 'instroom'],
            atKey: true,
            melding: 'er is een adres voor de instroom, maar geen `instroom`',
          },
        ]
  const faults: Fault[] = [
    ...unknownAutorisatie(file, instroom.autorisatie.systeem, [
      'instroom',
      'autorisatie',
      'systeem',
    ]),
    ...openingFaults(file, instroom),
  ]
  if (!existsSync(schemaFile(instroom.schema)))
    faults.push({
      path: ['instroom', 'schema'],
      melding: `het schema schemas/${instroom.schema}.schema.json is er niet`,
      ...knownSchemas(instroom.schema),
    })
  if (upstream.instroom === undefined)
    faults.push({
      path: ['upstream'],
      melding: '`upstream.instroom` ontbreekt',
      hint: 'noem het pad waarop de instroom wordt afgeleverd',
    })
  return faults
}

/** Which there are: the one that was meant, or all. */
function knownSchemas(wanted: string): { readonly hint?: string } {
  const names = readdirSync(dirname(schemaFile(wanted))).flatMap(
    (name) => /^(?!policy-)(.*)\.schema\.json$/.exec(name)?.[1] ?? [],
  )
  return { hint: `er zijn: ${names.sort().join(', ')}`, ...meantHint(wanted, names) }
}

/** Who opens must hold something; what is delivered without a person asks it of nobody. */
function openingFaults(
  file: DienstFile,
  { aflevering, autorisatie }: NonNullable<DienstFile['instroom']>,
): readonly Fault[] {
  const path: Path = ['instroom', 'autorisatie', 'persoonlijk']
  const { persoonlijk } = autorisatie
  if (aflevering === 'direct')
    return persoonlijk === undefined
      ? []
      : [
          {
            path,
            atKey: true,
            melding: 'bij `aflevering: direct` opent niemand, dus `persoonlijk` kan hier niet',
            hint: 'laat `persoonlijk` weg',
          },
        ]
  return persoonlijk === undefined
    ? [{ path: ['instroom', 'autorisatie'], melding: '`persoonlijk` ontbreekt' }]
    : unknownAutorisatie(file, persoonlijk, path)
}
