/** `cases/*.yaml`: the operator's own tests, one at a time. */
import { isIP } from 'node:net'
import { isCode } from '../errors.ts'
import { parseAgbCode } from '../identity/agb-code.ts'
import type { CertificateSoort, SignInSoort } from '../identity/identity.ts'
import { quote } from './files/faults.ts'
import { meantHint } from '../base/nearest.ts'
import type { Dienst } from '../decision/dienst.ts'
import type { Factor } from '../decision/dienst-toegang.ts'
import type { AanmeldingToestand, PolicyCase, Toestand } from '../decision/policy-set.ts'
import type { Fault, Path } from '../decision/problem.ts'
import { keyHash } from './read-blokkades.ts'
import { parsePath } from '../decision/route-pattern.ts'

/** An item of the list as its schema allows it. */
export interface RawCase {
  readonly naam: string
  readonly certificaat?: {
    readonly soort: CertificateSoort
    readonly gebruikersnummer: string
    readonly agbCode: string
    readonly publiekeSleutel?: string
    readonly toestand?: Toestand
  }
  readonly aanmelding?: {
    readonly soort: SignInSoort
    readonly gebruikersnummer?: string
    readonly agbCode: string
    readonly rollen?: readonly string[]
    readonly machtigingen?: readonly string[]
    readonly beveiligd?: boolean
    readonly factor?: Factor
    readonly toestand?: AanmeldingToestand
  }
  readonly dienst?: string
  readonly autorisatie?: string
  readonly verzoek?: { readonly methode: string; readonly pad: string; readonly agbCode?: string }
  readonly bericht?: object
  readonly gebruikersbeheer?: boolean
  readonly luisteraar?: 'instroom' | 'portaal' | 'toegang'
  readonly adres?: string
  readonly datum?: string
  readonly quotumVerbruikt?: boolean
  readonly verwacht: string
}

/** What a case is read against. */
export interface CaseContext {
  readonly diensten: ReadonlyMap<string, Dienst>
  readonly allDiensten: boolean
}

/** What is wrong with a case besides its schema. */
export function caseFaults(raw: RawCase, context: CaseContext): readonly Fault[] {
  return [
    ...askerFaults(raw),
    ...askedFaults(raw),
    ...nameFaults(raw, context),
    ...memberFaults(raw, context),
    ...valueFaults(raw),
  ]
}

/** One means asks: a certificate on its own listeners, or a sign-in on toegang. */
function askerFaults({ certificaat, aanmelding, luisteraar }: RawCase): readonly Fault[] {
  if (certificaat === undefined && aanmelding === undefined)
    return [{ path: [], melding: '`certificaat` ontbreekt', hint: 'of noem een `aanmelding`' }]
  if (certificaat !== undefined && aanmelding !== undefined)
    return [
      {
        path: ['aanmelding'],
        atKey: true,
        melding: '`certificaat` en `aanmelding` gaan niet samen',
      },
    ]
  const isToegang = luisteraar === 'toegang'
  return luisteraar === undefined || isToegang === (aanmelding !== undefined)
    ? []
    : [
        {
          path: ['luisteraar'],
          melding: 'een aanmelding vraagt op toegang, een certificaat op instroom of portaal',
        },
      ]
}

/** The roles and machtigingen of a sign-in are names of the dienst. */
function memberFaults(
  { aanmelding, dienst: naam = '' }: RawCase,
  { diensten }: CaseContext,
): readonly Fault[] {
  const dienst = diensten.get(naam)
  if (aanmelding === undefined || dienst === undefined) return []
  const { rollen = [], machtigingen = [] } = aanmelding
  return [
    ...unknownIn(['aanmelding', 'rollen'], rollen, {
      known: dienst.autorisaties,
      what: `de dienst \`${naam}\` heeft geen autorisatie`,
    }),
    ...unknownIn(['aanmelding', 'machtigingen'], machtigingen, {
      known: dienst.machtigingen ?? new Map<string, never>(),
      what: `de dienst \`${naam}\` heeft geen machtiging`,
    }),
  ]
}

const unknownIn = (
  path: Path,
  names: readonly string[],
  { known, what }: { readonly known: ReadonlyMap<string, unknown>; readonly what: string },
): readonly Fault[] =>
  names.flatMap((name, index) =>
    known.has(name)
      ? []
      : [
          {
            path: [...path, index],
            melding: `${what} ${quote(name)}`,
            ...meantHint(name, known.keys()),
          },
        ],
  )

/** One thing is asked: an autorisatie, a request, a message, or Gebruikersbeheer. */
function askedFaults(raw: RawCase): readonly Fault[] {
  const asked = (['autorisatie', 'verzoek', 'bericht', 'gebruikersbeheer'] as const).filter(
    (key) => raw[key] !== undefined,
  )
  const [first, second] = asked
  if (first === undefined)
    return [{ path: [], melding: 'dit geval vraagt niets', hint: 'noem `dienst` en `autorisatie`' }]
  if (second !== undefined)
    return [
      { path: [second], atKey: true, melding: `\`${first}\` en \`${second}\` gaan niet samen` },
    ]
  const needsDienst = first !== 'gebruikersbeheer'
  return needsDienst && raw.dienst === undefined
    ? [{ path: [], melding: '`dienst` ontbreekt' }]
    : []
}

function nameFaults(
  { dienst: naam, autorisatie, bericht }: RawCase,
  context: CaseContext,
): readonly Fault[] {
  if (naam === undefined || !context.allDiensten) return []
  const dienst = context.diensten.get(naam)
  if (dienst === undefined)
    return [
      {
        path: ['dienst'],
        melding: `de dienst ${quote(naam)} bestaat niet`,
        ...meantHint(naam, context.diensten.keys()),
      },
    ]
  if (bericht !== undefined && dienst.instroom === undefined)
    return [{ path: ['dienst'], melding: `de dienst \`${naam}\` neemt geen instroom aan` }]
  if (autorisatie === undefined || dienst.autorisaties.has(autorisatie)) return []
  const melding = `de dienst \`${naam}\` heeft geen autorisatie ${quote(autorisatie)}`
  return [{ path: ['autorisatie'], melding, ...meantHint(autorisatie, dienst.autorisaties.keys()) }]
}

function valueFaults({ verwacht, adres, verzoek }: RawCase): readonly Fault[] {
  const faults: Fault[] = []
  if (verwacht !== 'toegestaan' && !isCode(verwacht))
    faults.push({ path: ['verwacht'], melding: `de code ${quote(verwacht)} bestaat niet` })
  if (adres !== undefined && isIP(adres) === 0)
    faults.push({ path: ['adres'], melding: `${quote(adres)} is geen IP-adres` })
  if (verzoek !== undefined && parsePath(verzoek.pad) === undefined)
    faults.push({ path: ['verzoek', 'pad'], melding: 'het pad is niet goed gevormd' })
  return faults
}

/** The case; `plaats` is where it is written. With a fault it must not be used. */
export function toCase(raw: RawCase, plaats: PolicyCase['plaats']): PolicyCase {
  const { verzoek, verwacht } = raw
  return {
    naam: raw.naam,
    wie: whoOf(raw),
    dienst: raw.dienst,
    autorisatie: raw.autorisatie,
    verzoek: verzoek && {
      methode: verzoek.methode,
      segments: parsePath(verzoek.pad) ?? [],
      agbCode: verzoek.agbCode,
    },
    bericht: raw.bericht,
    gebruikersbeheer: raw.gebruikersbeheer === true,
    luisteraar: raw.luisteraar,
    adres: raw.adres,
    datum: raw.datum,
    quotumVerbruikt: raw.quotumVerbruikt,
    verwacht: isCode(verwacht) ? verwacht : 'toegestaan',
    plaats,
  }
}

/** Numbers of the case's own, where it names none: any will do. */
const ownNumbers = { account: '700000000000', meldcode: '600000000000' } as const

function whoOf({ certificaat, aanmelding }: RawCase): PolicyCase['wie'] {
  if (aanmelding !== undefined) return signInOf(aanmelding)
  return certificaat === undefined ? nobody : certificateOf(certificaat)
}

/** Of a case that names neither, which has a fault. */
const nobody: PolicyCase['wie'] = {
  soort: 'persoonlijk',
  gebruikersnummer: '',
  agbCode: '',
  publicKeySha256: undefined,
  toestand: 'afwezig',
}

const certificateOf = ({
  soort,
  gebruikersnummer,
  agbCode,
  publiekeSleutel,
  toestand = 'goed',
}: NonNullable<RawCase['certificaat']>): PolicyCase['wie'] => ({
  soort,
  gebruikersnummer,
  agbCode: parseAgbCode(agbCode) ?? '',
  publicKeySha256: keyHash(publiekeSleutel),
  toestand,
})

const signInOf = ({
  soort,
  gebruikersnummer = ownNumbers[soort],
  agbCode,
  rollen = [],
  machtigingen = [],
  beveiligd = false,
  factor,
  toestand = 'goed',
}: NonNullable<RawCase['aanmelding']>): PolicyCase['wie'] => ({
  soort,
  gebruikersnummer,
  agbCode: parseAgbCode(agbCode) ?? '',
  rollen,
  machtigingen,
  beveiligd,
  factor,
  toestand,
})
