/**
 * Who is asking, from the one header a portal behind Sluis may trust: `Sluis-Identiteit`, a JWT signed with
 * the gateway's key. Everything else about a person (cookies, other headers, form fields) proves nothing.
 */
import { createRemoteJWKSet, jwtVerify } from 'jose'
import type { JWK, JWTPayload } from 'jose'

/** The person or system behind a forwarded request. */
export interface Caller {
  /** The practice: nobody sees anything of another one. */
  readonly agb: string
  readonly instantieNaam: string
  readonly gebruikersnummer: string
  readonly naam: string | undefined
  /** With what they include: `indienen` comes with `raadplegen`. */
  readonly autorisaties: readonly string[]
  /** The machtigingen that count now. */
  readonly gemachtigd: readonly string[]
  /** Until when the secured session lasts, milliseconds since the epoch; undefined: there is none. */
  readonly beveiligdTot: number | undefined
  /** Thumbprint of the account's key, and the public key itself; undefined: it has none. */
  readonly sleutel: string | undefined
  readonly sleutelPubliek: JWK | undefined
  /** Which request it is: the same as in `Sluis-Sleutel`. */
  readonly jti: string | undefined
}

export interface IdentityOptions {
  /** The name of the dienst in the gateway's policy: a token is for that one alone (`aud`). */
  readonly audience: string
  /** The gateway's `/jwks.json`, on its operator port. */
  readonly jwksUrl: string
  /** The gateway's public portal URL. */
  readonly issuer: string
  readonly now: () => number
}

/** Makes the check: from the header to a caller, or undefined when it is missing, false, old or not for us. */
export function createIdentityCheck(
  options: IdentityOptions,
): (header: string | undefined) => Promise<Caller | undefined> {
  // Fetches the keys when it first needs them, keeps them, and asks again for a key id it has not seen.
  const keys = createRemoteJWKSet(new URL(options.jwksUrl))
  return async (header) => {
    if (header === undefined) return undefined
    try {
      const { payload } = await jwtVerify(header, keys, {
        algorithms: ['EdDSA'],
        issuer: options.issuer,
        audience: options.audience,
        requiredClaims: ['exp', 'iat'],
        currentDate: new Date(options.now()),
      })
      return readCaller(payload)
    } catch {
      return undefined
    }
  }
}

function readCaller(claims: JWTPayload): Caller | undefined {
  const { agb, gebruikersnummer, naam, autorisaties, instantie_naam: instantieNaam } = claims
  if (typeof agb !== 'string' || typeof gebruikersnummer !== 'string') return undefined
  return {
    agb,
    gebruikersnummer,
    instantieNaam: typeof instantieNaam === 'string' ? instantieNaam : agb,
    naam: typeof naam === 'string' ? naam : undefined,
    autorisaties: textsOf(autorisaties),
    ...keyOf(claims),
  }
}

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

/** What an account in VIPLive comes with; of others it is absent. */
function keyOf({
  gemachtigd,
  beveiligd_tot: tot,
  sleutel,
  sleutel_publiek: publiek,
  jti,
}: JWTPayload) {
  return {
    gemachtigd: textsOf(gemachtigd),
    beveiligdTot: typeof tot === 'number' ? tot * 1000 : undefined,
    sleutel: typeof sleutel === 'string' ? sleutel : undefined,
    sleutelPubliek: typeof publiek === 'object' && publiek !== null ? (publiek as JWK) : undefined,
    jti,
  }
}
