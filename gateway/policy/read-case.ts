/** `cases/*.yaml`: the operator's own tests, one at a time. */
import { isIP } from 'node:net'
import { isCode } from '../errors.ts'
import type { CertificateSoort } from '../identity/identity.ts'
import { quote } from './faults.ts'
import { meantHint } from './nearest.ts'
import type { Dienst } from './policy.ts'
import type { PolicyCase, Toestand } from './policy-set.ts'
import type { Fault } from './problem.ts'
import { keyHash } from './read-blokkades.ts'
import { parsePath } from './route-pattern.ts'

/** An item of the list as its schema allows it. */
export interface RawCase {
  readonly naam: string
  readonly certificaat: {
    readonly soort: CertificateSoort
    readonly gebruikersnummer: string
    readonly agbCode: string
    readonly publiekeSleutel?: string
    readonly toestand?: Toestand
  }
  readonly dienst?: string
  readonly autorisatie?: string
  readonly verzoek?: { readonly methode: string; readonly pad: string; readonly agbCode?: string }
  readonly bericht?: object
  readonly gebruikersbeheer?: boolean
  readonly luisteraar?: 'instroom' | 'portaal'
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
  return [...askedFaults(raw), ...nameFaults(raw, context), ...valueFaults(raw)]
}

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
  const { certificaat, verzoek, verwacht } = raw
  return {
    naam: raw.naam,
    certificaat: {
      soort: certificaat.soort,
      gebruikersnummer: certificaat.gebruikersnummer,
      agbCode: certificaat.agbCode,
      publicKeySha256: keyHash(certificaat.publiekeSleutel),
      toestand: certificaat.toestand ?? 'goed',
    },
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
