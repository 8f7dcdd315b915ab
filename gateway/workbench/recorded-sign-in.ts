/** A request on record of somebody who signed in: how the sign-in was, and what the same request asks under any set. */
import { parseGebruikersnummer } from '../identity/gebruikersnummer.ts'
import { askedBy, askedToOpen } from '../decision/asked.ts'
import { matchRoute } from '../decision/match-route.ts'
import type { Factor } from '../decision/dienst-toegang.ts'
import type { Dienst } from '../decision/dienst.ts'
import type { PolicySet } from '../decision/policy-set.ts'
import type { Aanmelding, Asked } from '../decision/question.ts'
import { parsePath } from '../decision/route-pattern.ts'
import { parseAgbCode } from '../identity/agb-code.ts'
import { niveauVan, reaches } from '../identity/identity.ts'
import type { SignInAsker } from './recorded-row.ts'

/** The sign-in as the record has it; undefined: it was none. */
export function aanmeldingIn(set: PolicySet, asker: SignInAsker): Aanmelding | undefined {
  const { failed, gebruiker, marks, at } = asker
  const { soort } = gebruiker
  const agbCode = parseAgbCode(gebruiker.agbCode)
  const gebruikersnummer = parseGebruikersnummer(gebruiker.gebruikersnummer)
  if (agbCode === undefined || gebruikersnummer === undefined) return undefined
  if (failed.get('aangemeld') === 'SL121') return undefined
  const names = { naam: undefined, instantieNaam: undefined }
  return {
    identity: { soort, profiel: soort, gebruikersnummer, agbCode, ...names },
    sessie: 'vastgelegd',
    eindigt: failed.has('aangemeld') ? at : Infinity,
    beeindigd: false,
    account: accountIn(failed),
    factor: factorIn(set, asker),
    // Where it was not judged nobody knows: then there was none.
    beveiligdTot: marks.get('beveiligde-sessie') === 'g' ? Infinity : undefined,
  }
}

const accountIn = (failed: SignInAsker['failed']): Aanmelding['account'] => {
  const code = failed.get('account')
  if (code === 'SL127') return 'factor-ontbreekt'
  return code === undefined ? 'bruikbaar' : 'geblokkeerd'
}

/**
 * The record does not have it. A niveau that was refused to who reaches it was refused for the factor: then it was one
 * that the dienst does not take.
 */
function factorIn(set: PolicySet, asker: SignInAsker): Factor | undefined {
  const { failed, gebruiker, row } = asker
  const niveau = askedWhenSignedIn(set, asker).niveau ?? 'certificaat'
  if (failed.get('niveau') !== 'SL210' || !reaches(niveauVan[gebruiker.soort], niveau))
    return undefined
  const taken = set.policy.diensten.get(row.dienst ?? '')?.tweedeFactor
  return (['app', 'sms'] as const).find((one) => taken?.has(one) === false)
}

/**
 * What the request asks under a set: a route may ask another autorisatie, niveau, machtiging or secured session than
 * it did. Where the set has no route for it, what it asked then.
 */
export function askedWhenSignedIn({ policy }: PolicySet, { row, gebruiker }: SignInAsker): Asked {
  const naam = row.dienst ?? ''
  const dienst = policy.diensten.get(naam)
  const found =
    dienst && (row.gebeurtenis === 'instroom-openen' ? askedToOpen(dienst) : ofPath(dienst, row))
  const niveau = niveauVan[gebruiker.soort]
  return found ?? { dienst: naam, autorisatie: row.autorisatie ?? undefined, niveau }
}

/** Of a path the record has whether it was a change, and not its method. */
const methods = { R: ['GET', 'HEAD', 'OPTIONS'], U: ['POST', 'PUT', 'PATCH', 'DELETE'] } as const

function ofPath(
  dienst: Dienst,
  { object, actie, autorisatie }: SignInAsker['row'],
): Asked | undefined {
  const segments = object?.soort === 'pad' ? parsePath(object.id) : undefined
  if (segments === undefined) return undefined
  const routes = methods[actie === 'U' ? 'U' : 'R'].flatMap((method) => {
    const match = matchRoute(dienst, method, segments)
    return 'route' in match ? [match.route] : []
  })
  const route = routes.find((one) => one.autorisatie === autorisatie) ?? routes[0]
  return route && askedBy(dienst, route)
}
