/** One request of the kit. `{{naam}}` in a path or body stands for a variable. */
import type { PackageCode } from '../../gateway/openapi/package-codes.ts'

/** Diensten of the proof policy; those that begin with `proef-` exist there only. */
export const diensten = {
  gewoon: 'machtigingenportaal',
  /** Delivered without a person. */
  direct: 'incident-melden',
  /** Its instromen are valid for one second. */
  kort: 'proef-kort',
  /** Two requests a minute. */
  quotum: 'proef-quotum',
  /** The first post of each referentie finds the storage gone. */
  opslag: 'proef-opslag',
  /** The first post of each referentie goes wrong inside. */
  fout: 'proef-fout',
} as const

export interface KitRequest {
  /** Status of a request that passes, or the code of one that is refused. */
  readonly verwacht: PackageCode | '200' | '201' | '204' | '303'
  /** What is done, for a file name and a title. */
  readonly naam: string
  /** Client of `certs-dev/clients`; undefined: without a certificate. */
  readonly client: string | undefined
  readonly luisteraar: 'instroom' | 'portaal'
  readonly methode: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly pad: string
  readonly kopregels: Readonly<Record<string, string>>
  readonly bericht: string | undefined
  /** Whether it begins with a fresh `{{referentie}}`. */
  readonly nieuw: boolean
  /** Seconds to wait before it. */
  readonly wacht: number
  /** How often it is made; only the last one is judged. */
  readonly maal: number
  /** Members of the answer to keep as variables of the same name. */
  readonly onthoud: readonly string[]
}

/** How to meet a code. */
export interface KitRoute {
  /** Dutch, one or two sentences for a supplier: which client, which message. */
  readonly uitleg: string
  /** In order, from nothing; the last one gets the code. */
  readonly verzoeken: readonly KitRequest[]
}

/** A message that passes; `{{referentie}}` is filled in when it is sent. */
export const message = (change: object = {}): Record<string, unknown> => ({
  referentie: '{{referentie}}',
  instantie: { agbCode: '12000001' },
  zorgverlener: { agbCode: '12100001' },
  verzekerde,
  verstrekking,
  softwarepakket: { naam: 'Proefpakket', versie: '1' },
  ...change,
})

/** A melding that passes, of the practice that has such a system. */
export const melding = (): Record<string, unknown> => ({
  referentie: '{{referentie}}',
  instantie: { agbCode: '01000007' },
  incident: {
    datum: '2026-11-28',
    soort: 'medicatie',
    omschrijving: 'Verkeerde sterkte klaargelegd',
  },
  softwarepakket: { naam: 'Proefpakket', versie: '1' },
})

export const verzekerde = { bsn: '999990019', geboortedatum: '1980-01-31', uzovi: '3332' }
export const verstrekking = { prestatiecodelijst: '010', prestatiecode: 'F492A' }

type Named = Pick<KitRequest, 'verwacht' | 'naam'>

const defaults = {
  client: 'systeem',
  luisteraar: 'instroom',
  kopregels: {},
  bericht: undefined,
  nieuw: false,
  wacht: 0,
  maal: 1,
  onthoud: [],
} as const

/** Posts a new instroom. */
export const kitPost = (
  named: Named,
  change: Partial<Omit<KitRequest, 'bericht'>> & { readonly bericht?: object | string } = {},
): KitRequest => {
  const { bericht = message(), ...rest } = change
  return {
    ...defaults,
    methode: 'POST',
    pad: `/v1/instroom/${diensten.gewoon}`,
    kopregels: { 'content-type': 'application/json' },
    nieuw: true,
    onthoud: ['instroomId', 'startUrl'],
    ...named,
    ...rest,
    bericht: typeof bericht === 'string' ? bericht : JSON.stringify(bericht, null, 2),
  }
}

/** Any other request. */
export const ask = (
  named: Named,
  change: Partial<KitRequest> & Pick<KitRequest, 'methode' | 'pad'>,
): KitRequest => ({ ...defaults, ...named, ...change })

/** Makes an instroom for the request that follows. */
export const kitPrepare = (dienst: string = diensten.gewoon): KitRequest =>
  kitPost({ verwacht: '201', naam: 'klaarzetten' }, { pad: `/v1/instroom/${dienst}` })
