import type { Dienst } from '../../decision/dienst.ts'
import type { Beleid } from '../../decision/policy-set.ts'
import type { Fault } from '../../decision/problem.ts'
import type { InstantieContext, RawHouder, RawInstantie } from './raw-instantie.ts'

/** What is probably not meant, in an instantie without faults. */
export function instantieWarnings(raw: RawInstantie, context: InstantieContext): readonly Fault[] {
  return [
    ...contactWarnings(raw, context.beleid),
    ...systemWarnings(raw, context.beleid),
    ...admissionWarnings(raw, context.diensten),
    ...grantWarnings(raw, context),
  ]
}

function contactWarnings(
  { contactpersonen = [], certificaten }: RawInstantie,
  { contactpersonenPerAgb: most }: Beleid,
): readonly Fault[] {
  if (contactpersonen.length === 0)
    return [
      {
        path: [],
        melding: 'deze instantie heeft geen contactpersoon',
        hint: 'noem er een bij `contactpersonen`',
      },
    ]
  const warnings: Fault[] = contactpersonen.flatMap((nummer, index) =>
    certificaten.some(
      ({ soort, gebruikersnummer }) => soort === 'persoonlijk' && gebruikersnummer === nummer,
    )
      ? []
      : [
          {
            path: ['contactpersonen', index],
            melding: `contactpersoon ${nummer} staat niet bij de persoonlijke certificaten van deze instantie`,
          },
        ],
  )
  if (contactpersonen.length > most)
    warnings.push({
      path: ['contactpersonen'],
      atKey: true,
      melding: `er zijn ${contactpersonen.length} contactpersonen; de regel is hoogstens ${most}`,
    })
  return warnings
}

function systemWarnings(
  { certificaten }: RawInstantie,
  { systeemcertificatenPerAgb: most }: Beleid,
): readonly Fault[] {
  let systems = 0
  let first: number | undefined
  for (let index = 0; index < certificaten.length; index += 1) {
    if (certificaten[index]?.soort !== 'systeem') continue
    if (systems === most) first = index
    systems += 1
  }
  return first === undefined
    ? []
    : [
        {
          path: ['certificaten', first],
          melding: `er zijn ${systems} systeemcertificaten; de regel is hoogstens ${most} per AGB-code`,
        },
      ]
}

function admissionWarnings(
  { agbCode, soort, diensten }: RawInstantie,
  known: ReadonlyMap<string, Dienst>,
): readonly Fault[] {
  const zorgsoort = agbCode.slice(0, 2)
  return diensten.flatMap((naam, index) => {
    const dienst = known.get(naam)
    const path = ['diensten', index]
    if (dienst?.soorten.has(soort) === false)
      return [
        {
          path,
          melding: `de dienst \`${naam}\` laat geen instantie van de soort \`${soort}\` toe`,
        },
      ]
    return dienst?.zorgsoorten?.has(zorgsoort) === false
      ? [{ path, melding: `de dienst \`${naam}\` laat zorgsoort ${zorgsoort} niet toe` }]
      : []
  })
}

/** Grants that do nothing: for a dienst that is not open to the instantie, or after its agreement. */
function grantWarnings(raw: RawInstantie, { today, diensten }: InstantieContext): readonly Fault[] {
  const { tot } = raw.overeenkomst
  const ended = tot !== undefined && tot < today
  const granted = (): boolean =>
    raw.certificaten.some(({ autorisaties }) =>
      Object.values(autorisaties).some(({ length }) => length > 0),
    )
  const late: Fault[] =
    ended && granted()
      ? [
          {
            path: ['overeenkomst', 'tot'],
            melding: `de overeenkomst is voorbij (${tot}); de autorisaties hieronder doen niets meer`,
          },
        ]
      : []
  for (let index = 0; index < raw.certificaten.length; index += 1) {
    const houder = raw.certificaten[index]
    if (houder !== undefined && hasClosed(raw, houder))
      late.push(...closedGrants(raw, houder, { index, known: diensten }))
  }
  return late
}

function hasClosed({ diensten }: RawInstantie, { autorisaties }: RawHouder): boolean {
  for (const naam in autorisaties) if (!diensten.includes(naam)) return true
  return false
}

function closedGrants(
  { diensten }: RawInstantie,
  { autorisaties }: RawHouder,
  { index, known }: { readonly index: number; readonly known: ReadonlyMap<string, Dienst> },
): Fault[] {
  return Object.keys(autorisaties).flatMap((naam) =>
    diensten.includes(naam) || autorisaties[naam]?.length === 0
      ? []
      : [
          {
            path: ['certificaten', index, 'autorisaties', naam],
            atKey: true,
            melding:
              known.get(naam)?.aanmelden === undefined
                ? `de dienst \`${naam}\` staat niet open voor deze instantie; deze autorisatie doet niets`
                : `de dienst \`${naam}\` staat niet bij \`diensten\` van deze instantie; deze autorisatie telt alleen zolang de organisatie zich er zelf voor heeft aangemeld`,
          },
        ],
  )
}
