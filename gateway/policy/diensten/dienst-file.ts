/** `diensten/*.yaml` as its schema allows it. */
import type { Niveau, SignInSoort } from '../../identity/identity.ts'
import type { Entiteit, Factor, Informatie, Leden } from '../../decision/dienst-toegang.ts'
import type { InstantieSoort } from '../../decision/instantie.ts'
import type { InstroomAutorisatie } from '../../decision/dienst.ts'

export interface RawRoute {
  readonly methodes: readonly string[]
  readonly pad: string
  readonly autorisatie: string
  readonly agbCode?: string
  readonly niveau?: Niveau
  readonly machtiging?: string
  readonly beveiligd?: boolean
}

export interface RawAutorisatie {
  readonly omschrijving: string
  readonly omvat?: readonly string[]
  readonly toekennen?: readonly string[]
}

/** The keys about signing in; all optional, absent as before. */
export interface ToegangKeys {
  readonly toegang?: readonly SignInSoort[]
  readonly aanmelden?: {
    readonly entiteit: readonly Entiteit[]
    readonly bevestiging: 'register-email'
    readonly eersteRol: readonly string[]
    readonly epd?: readonly string[]
    readonly vervalt: string
  }
  readonly leden?: {
    readonly goedkeuring: Leden['goedkeuring']
    readonly uitnodiging: string
    readonly link?: boolean
    readonly aanvragenZichtbaar?: string
    readonly telefoon?: Leden['telefoon']
  }
  readonly meldcode?: {
    readonly autorisatie: string
    readonly hoogstens: number
    readonly geldig: string
  }
  readonly machtigingen?: Readonly<
    Record<string, { readonly omschrijving: string; readonly voor: readonly string[] }>
  >
  /** `publiek` is a file, relative to this one. */
  readonly sleutel?: { readonly publiek: string; readonly sessie?: string }
  readonly tweedeFactor?: readonly Factor[]
  readonly informatie?: readonly (Omit<Informatie, 'link'> & { readonly link?: string })[]
}

export interface DienstFile extends ToegangKeys {
  readonly dienst: string
  readonly naam: string
  readonly autorisaties: Readonly<Record<string, RawAutorisatie>>
  readonly instanties: {
    readonly soorten: readonly InstantieSoort[]
    readonly zorgsoorten?: readonly string[]
  }
  readonly instroom?: {
    readonly schema: string
    readonly autorisatie: InstroomAutorisatie
    readonly geldig: string
    readonly alleenTestpersonen?: boolean
    readonly aflevering?: 'opening' | 'direct'
    readonly persoon?: string
    readonly machtiging?: string
  }
  readonly upstream: {
    readonly url: string
    readonly instroom?: string
    readonly termijn: string
    readonly overdracht?: string
    readonly ca?: string | readonly string[]
    readonly certificaat?: string
    readonly sleutel?: string
  }
  readonly host?: string
  readonly routes: readonly RawRoute[]
  readonly quota?: { readonly perInstantie: { readonly aantal: number; readonly per: string } }
}
