/** What Gebruikersbeheer tells on home: to a contact person what there is to do, to who is none any more that it is so. */
import { findInstantie, isContactpersoon } from '../../decision/policy.ts'
import type { Allowed, AllowedInstantie } from '../../http/judge/allow.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { atHome } from '../pages/todo.tsx'
import { doorOf, practiceOf } from '../practice/practice.ts'
import { removedNow, strangersOf } from './strangers.ts'
import { todoOf } from './todo.ts'

type AtHome = ReturnType<typeof atHome>

/** Undefined: nothing. */
export async function tellAtHome(
  gateway: Gateway,
  { request }: Visit,
  allowed: Allowed,
): Promise<AtHome | undefined> {
  const { policy, identity, judged } = allowed
  const instantie = findInstantie(policy, identity.agbCode)
  if (instantie === undefined || request.method !== 'GET') return undefined
  if (identity.soort !== 'persoonlijk' || !judged.decision.allowed) return undefined
  const entered = { ...allowed, instantie }
  return isContactpersoon(policy, instantie, identity)
    ? toDo(gateway, entered)
    : noMore(gateway, entered)
}

async function toDo(gateway: Gateway, allowed: AllowedInstantie): Promise<AtHome> {
  const seen = await gateway.beheer.store.seen(allowed.identity.agbCode)
  const practice = practiceOf(allowed, seen)
  const removals = practice.readOnly ? [] : await removedNow(gateway, practice)
  const strangers = strangersOf(practice, removals)
  return atHome({ todo: await todoOf(gateway, practice, strangers.length) })
}

async function noMore({ beheer }: Gateway, allowed: AllowedInstantie): Promise<AtHome | undefined> {
  const { agbCode, gebruikersnummer } = allowed.identity
  const taken = await beheer.store.takeMeldingen(agbCode, gebruikersnummer, ['kwijt', 'gedaan'])
  const melding = taken.find(({ wat }) => wat === 'kwijt') ?? taken[0]
  if (melding === undefined) return undefined
  const { wat, op, door } = melding
  const practice = practiceOf(allowed, [])
  const by = wat === 'kwijt' && door !== undefined ? doorOf(practice, door) : undefined
  return atHome({ kwijt: { op, door: by } })
}
