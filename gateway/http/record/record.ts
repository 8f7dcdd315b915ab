/** Makes the audit row of a request from its trail, and writes it before anything is answered. */
import { nobodysNumber } from '../../identity/gebruikersnummer.ts'
import { isoTime } from '../../base/iso-time.ts'
import { logTexts } from '../../base/log-texts.ts'
import type { AuditEvent, Gebruiker } from '../../audit/event.ts'
import type { Code } from '../../errors.ts'
import { Refusal } from '../../errors.ts'
import type { Identity, Leaf } from '../../identity/identity.ts'
import { identityIn, subjectOf } from '../../decision/question.ts'
import type { Question } from '../../decision/question.ts'
import { writeMarks } from '../../decision/step-marks.ts'
import type { Dienst } from '../../decision/dienst.ts'
import type { Control } from '../../decision/steps.ts'
import type { Exchange, Trail, Visit } from '../exchange/exchange.ts'
import type { Gateway } from '../exchange/gateway.ts'
import { takeOf, withQuotaUsedUp } from '../judge/quota.ts'
import type { Judged } from '../exchange/judged.ts'

/** The row of a decision. `code` overrides the decision's own where the request failed after it. */
export function eventOf(
  exchange: Visit,
  judged: Judged,
  code: Code | null = judged.decision.code,
): AuditEvent {
  const { decision, question } = judged
  const { gebeurtenis, actie, object, softwarepakket, toelichting } = exchange.trail
  const { gebruiker, certificaat } = whoOf(question)
  // Written out, as copying one object into another costs more than all the rest.
  const event = {
    tijd: isoTime(question.at),
    gebeurtenis,
    actie,
    uitkomst: code === null ? ('toegestaan' as const) : ('geweigerd' as const),
    code,
    controles: writeMarks(decision.controls),
    mislukt: decision.allowed ? noCodes : failedCodes(decision.controls),
    beleid: decision.policy,
    verzoek: exchange.id,
    gebruiker,
    certificaat,
    adres: exchange.address,
    luisteraar: exchange.listener,
    dienst: question.asked?.dienst ?? null,
    autorisatie: question.asked?.autorisatie ?? null,
    object,
  }
  return softwarepakket === undefined && toelichting === undefined
    ? event
    : { ...event, ...besides(exchange.trail) }
}

const noCodes: readonly Code[] = []

const besides = ({
  softwarepakket,
  toelichting,
}: Readonly<Trail>): Pick<AuditEvent, 'softwarepakket' | 'toelichting'> => ({
  ...(softwarepakket !== undefined && { softwarepakket }),
  ...(toelichting !== undefined && { toelichting }),
})

type Who = Pick<AuditEvent, 'gebruiker' | 'certificaat'>

/** Of a leaf, which never changes: its rows share these, and so the text they are written as. */
const byLeaf = new WeakMap<Leaf, Who>()

/** Who asks, by the means of the question; with the certificate where that is one. */
function whoOf(question: Question): Who {
  const leaf = question.middel === 'certificaat' ? question.presented?.leaf : undefined
  const known = leaf && byLeaf.get(leaf)
  if (known !== undefined) return known
  const identity = identityIn(question)
  const who: Who = {
    gebruiker: identity === undefined ? null : Object.freeze(gebruikerOf(identity)),
    certificaat: leaf === undefined ? null : Object.freeze(certificaatOf(leaf)),
  }
  if (leaf !== undefined) byLeaf.set(leaf, who)
  return who
}

const failedCodes = (controls: readonly Control[]): readonly Code[] =>
  controls.flatMap(({ code }) => (code === null ? [] : [code]))

const gebruikerOf = (identity: Identity): Gebruiker => ({
  soort: identity.soort,
  gebruikersnummer: identity.gebruikersnummer,
  naam: identity.naam ?? null,
  agbCode: identity.agbCode,
  instantieNaam: identity.instantieNaam ?? null,
})

const certificaatOf = (leaf: Leaf): AuditEvent['certificaat'] => ({
  vingerafdruk: leaf.fingerprint,
  publiekeSleutel: leaf.publicKeySha256,
  serienummer: leaf.serial,
  uitgever: leaf.issuer?.fingerprint ?? '',
  profiel: leaf.identity?.profiel ?? null,
})

/** A stranger's refusal (SL101, SL102, SL121, or the cookie of no sign-in) is counted in metrics only: anyone can make those without end. */
const isStranger = ({ decision: { code }, question }: Judged): boolean =>
  code === 'SL101' ||
  code === 'SL102' ||
  code === 'SL121' ||
  (code === 'SL122' && question.aanmelding?.identity.gebruikersnummer === nobodysNumber)

/** What has its row, cannot have one, or would let strangers and floods fill the audit, gets none. */
const isRecorded = ({ trail }: Exchange, judged: Judged, { code }: Refusal): boolean =>
  !trail.recorded && !isStranger(judged) && code !== 'SL503' && code !== 'SL505'

/**
 * Records a refusal unless it has its row already, and gives the refusal to answer: the same one, SL505
 * when it cannot be recorded, or SL503 when this certificate has been refused too often to go on.
 */
export async function recordRefused(
  gateway: Gateway,
  exchange: Exchange,
  refusal: Refusal,
): Promise<Refusal> {
  const { judged } = exchange.trail
  if (judged === undefined || !isRecorded(exchange, judged, refusal)) return refusal
  const event = eventOf(exchange, judged, refusal.code)
  const admitted = gateway.repeated.admit(event, subjectOf(judged.question))
  if (!admitted.recorded)
    return new Refusal('SL503', { retryAfterSeconds: admitted.retryAfterSeconds })
  const failed = await writeRefused(gateway, exchange, event)
  if (failed?.code !== 'SL208') return failed ?? refusal
  // The quota was used up before what this request was refused for was judged.
  const usedUp = withQuotaUsedUp(judged)
  exchange.trail.judged = usedUp
  return (await writeRefused(gateway, exchange, eventOf(exchange, usedUp))) ?? failed
}

/** Gives why it could not be written. */
async function writeRefused(
  gateway: Gateway,
  exchange: Exchange,
  event: AuditEvent,
): Promise<Refusal | undefined> {
  try {
    await gateway.store.audit.write(event, takeOf(exchange))
    exchange.trail.recorded = true
    return undefined
  } catch (cause) {
    return cause instanceof Refusal ? cause : new Refusal('SL505', { cause })
  }
}

/** A delivery that failed is a row of its own: the row of the decision was written before it. */
export async function noteFailure(
  gateway: Gateway,
  visit: Visit,
  failure: { readonly judged: Judged; readonly dienst: Dienst; readonly thrown: unknown },
): Promise<void> {
  const { judged, dienst, thrown } = failure
  const code = thrown instanceof Refusal ? thrown.code : 'SL504'
  gateway.metrics.upstreamFault(dienst.naam, code)
  gateway.log.warn(
    { dienst: dienst.naam, code, verzoek: visit.id, fout: thrown },
    logTexts.upstreamFault,
  )
  const toelichting = code === 'SL502' ? 'afloop onbekend' : 'niet bezorgd'
  await gateway.store.audit
    .write({ ...eventOf(visit, judged, code), gebeurtenis: 'doorsturen-mislukt', toelichting })
    .catch((error: unknown) => {
      gateway.log.error({ verzoek: visit.id, fout: error }, logTexts.failureNotRecorded)
    })
}
