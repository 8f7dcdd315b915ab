/** What goes along of the key pair of an account: to who may encrypt to it, and in a secured session to who may decrypt. */
import { privateJwk } from '../account/key-pair.ts'
import { Refusal } from '../errors.ts'
import type { TokenSubject } from '../forward/identity-token.ts'
import { keyTokenOf } from '../forward/key-token.ts'
import type { PolicyRoute } from '../decision/dienst.ts'
import type { AllowedAnyDienst } from '../http/judge/allow.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { pairOfCookie } from '../http/sign-in/secured-key.ts'
import type { PublicKey } from '../account/key-pair.ts'

interface Asker {
  readonly allowed: AllowedAnyDienst & { readonly route: PolicyRoute }
  readonly subject: TokenSubject
}

/** What a forwarded request carries of it. */
interface Keys {
  /** Whom the identity JWT speaks of, with his key. */
  readonly subject?: TokenSubject
  /** `Sluis-Sleutel`. */
  readonly key?: string
}

/** Of who may have none. */
const noKeys: Keys = {}

/** The private key on a route of a secured session alone. */
export async function keysFor(gateway: Gateway, visit: Visit, asker: Asker): Promise<Keys> {
  const { allowed, subject } = asker
  const isSecured = allowed.route.beveiligd === true && allowed.dienst.sleutel !== undefined
  if (!isSecured && subject.gemachtigd.length === 0) return noKeys
  if (isSecured) return privateKeyFor(gateway, visit, asker)
  const row = await gateway.toegang.store.sleutelpaar(subject.gebruikersnummer)
  if (row === undefined) return noKeys
  const publiek = { ...(JSON.parse(row.publiek) as PublicKey) }
  return { subject: { ...subject, sleutel: { thumbprint: row.thumbprint, publiek } } }
}

/** SL211: it was closed since it was decided, or this cookie does not open it. */
async function privateKeyFor(gateway: Gateway, visit: Visit, asker: Asker): Promise<Keys> {
  const { allowed, subject } = asker
  const pair = await pairOfCookie(gateway, subject.gebruikersnummer, visit)
  const { sleutel } = allowed.dienst
  if (pair === undefined || sleutel === undefined) throw new Refusal('SL211')
  const { thumbprint, publiek } = pair
  const key = await keyTokenOf({
    publiek: sleutel.publiek,
    jwk: privateJwk(pair),
    ...{ sub: subject.gebruikersnummer, agb: subject.agbCode, aud: subject.dienst },
    ...{ jti: visit.id, at: gateway.now() },
  })
  const sleutelpaar = { thumbprint, publiek: { ...publiek } }
  return { subject: { ...subject, sleutel: sleutelpaar, jti: visit.id }, key }
}
