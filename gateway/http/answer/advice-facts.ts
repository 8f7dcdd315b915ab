/** What the advice on a refusal may rest on, from a request as it was judged: only of the reader's own practice. */
import type { Leaf } from '../../identity/identity.ts'
import { nobody } from '../../pages/advice.ts'
import type { AdviceFacts } from '../../pages/advice.ts'
import { findHouder, isContactpersoon } from '../../decision/policy.ts'
import { hasEnded } from '../../decision/granted.ts'
import type { Instantie } from '../../decision/instantie.ts'
import type { Policy } from '../../decision/policy.ts'
import { identityIn } from '../../decision/question.ts'
import type { InstroomRow } from '../../store/store.ts'
import type { Trail, Visit } from '../exchange/exchange.ts'
import type { Judged } from '../exchange/judged.ts'
import { hasPassed, addresseeOf } from './addressee.ts'
import type { Addressee } from './addressee.ts'

/** The facts of a refusal. What follows the block is told only to who passed it. */
export function adviceFactsOf({
  judged,
  instroom,
}: Pick<Trail, 'judged' | 'instroom'>): AdviceFacts {
  if (judged?.question.middel !== 'certificaat') return nobody
  const geldig = validityOf(judged.question.presented?.leaf)
  const identity = identityIn(judged.question)
  if (identity === undefined || !hasPassed(judged, 'soort')) return { ...nobody, geldig }
  const known = addresseeOf(judged, identity)
  if (!hasPassed(judged, 'blokkade'))
    return {
      ...nobody,
      geldig,
      geblokkeerdDoor: isBlockedByPractice(known) ? 'praktijk' : 'beheerder',
    }
  return {
    isContactpersoon: isContactpersoon(known.policy, known.instantie, identity),
    gebruikersnummer: identity.gebruikersnummer,
    instantie: known.instantie,
    ...askedFor(judged),
    autorisatieTot: endedOf(known, judged),
    vraag: askableOf(known, judged),
    geldig,
    today: judged.question.today,
    instroom: instroomFacts(known, instroom, judged.question.at),
  }
}

/** The same, of a request as it came in. */
export const adviceFactsHere = ({
  listener,
  trail,
}: Pick<Visit, 'listener' | 'trail'>): AdviceFacts => ({
  ...adviceFactsOf(trail),
  zonderCertificaat: listener === 'toegang',
})

function askedFor({
  question: { asked },
  set,
}: Judged): Pick<AdviceFacts, 'dienst' | 'autorisatie'> {
  const dienst = set.policy.diensten.get(asked?.dienst ?? '')
  const autorisatie = asked?.autorisatie
  return {
    dienst: dienst?.titel,
    autorisatie: dienst?.autorisaties.get(autorisatie ?? '')?.omschrijving ?? autorisatie,
  }
}

/** What an employee may ask the contact person for: not what an interface alone can have. */
function askableOf({ identity, instantie }: Addressee, { question }: Judged): AdviceFacts['vraag'] {
  const { dienst, autorisatie } = question.asked ?? {}
  if (identity.soort !== 'persoonlijk' || instantie?.beheer !== 'contactpersoon') return undefined
  return dienst === undefined || autorisatie === undefined ? undefined : { dienst, autorisatie }
}

/** The last day of what the reader had for the dienst, once it is past. */
function endedOf(
  { policy, identity, instantie }: Addressee,
  { question }: Judged,
): string | undefined {
  const { asked, today } = question
  const houder = instantie && findHouder(policy, instantie, identity)
  if (houder === undefined || asked?.dienst === undefined) return undefined
  return hasEnded(houder, asked.dienst, today) ? houder.tot?.get(asked.dienst) : undefined
}

/** Of a certificate that a listed issuer signed; a stranger's says nothing. */
function validityOf(leaf: Leaf | undefined): AdviceFacts['geldig'] {
  if (leaf?.issuer === undefined) return undefined
  return {
    van: Math.max(leaf.validFrom, leaf.issuer.validFrom),
    tot: Math.min(leaf.validTo, leaf.issuer.validTo),
  }
}

const isBlockedByPractice = ({ policy, identity, instantie }: Addressee): boolean =>
  instantie !== undefined &&
  !policy.blokkades.gebruikersnummers.has(identity.gebruikersnummer) &&
  !policy.blokkades.agbCodes.has(identity.agbCode) &&
  findHouder(policy, instantie, identity)?.geblokkeerd === true

/** Only of the reader's own practice. */
function instroomFacts(
  { policy, identity, instantie }: Addressee,
  row: InstroomRow | undefined,
  at: number,
): AdviceFacts['instroom'] {
  if (row === undefined || instantie === undefined || row.agbCode !== identity.agbCode)
    return undefined
  return {
    validUntil: row.validUntil,
    openedAt: row.openedAt,
    openedBy: row.openedBy === null ? undefined : nameOf(policy, instantie, row.openedBy),
    canBeFreed: canBeFreed(row, at),
  }
}

const nameOf = (policy: Policy, instantie: Instantie, gebruikersnummer: string): string =>
  findHouder(policy, instantie, { soort: 'persoonlijk', gebruikersnummer })?.naam ??
  `gebruikersnummer ${gebruikersnummer}`

/** Opened, not delivered, and of use to another person. */
export const canBeFreed = (row: InstroomRow, at: number): boolean =>
  row.openedBy !== null &&
  row.deliveredAt === null &&
  row.withdrawnAt === null &&
  at < row.validUntil
