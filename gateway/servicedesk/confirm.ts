/** What becomes of a proposal: confirmed by a second person, rejected, or taken back. */
import { parseGebruikersnummer } from '../identity/gebruikersnummer.ts'
import { askedForDesk } from '../decision/asked.ts'
import { decide } from '../decision/decide.ts'
import { imagine } from '../decision/imagined.ts'
import { dutchToday } from '../base/today.ts'
import type { AllowedDienst } from '../http/judge/allow.ts'
import { page, seeOther } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { putInForce } from '../http/put-in-force.ts'
import { judgeSeen } from '../http/judge/judge-connection.ts'
import { changing } from '../http/outcome.ts'
import type { Changed, Outcome } from '../http/outcome.ts'
import { oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import type { BeheerChange } from '../store/beheer.ts'
import type { ConfirmResult, Ending, Voorstel } from '../store/servicedesk.ts'
import { voorstelTexts } from './pages/desk-texts.ts'
import { voorstelPath } from './paths.ts'
import type { DeskPractice } from './practice.ts'
import {
  aboutIt,
  candidateProblem,
  deskPerson,
  deskLooked,
  personOf,
  voorstelReason,
} from './voorstel.ts'
import { readVoorstel, voorstelStaat, voorstelHtml, voorstelObject } from './show-voorstel.ts'
import type { ReadVoorstel } from './show-voorstel.ts'

const { problems } = voorstelTexts

/** What its form sends. */
export const beslisFields = ['actie', 'gebeld']

/** `POST /servicedesk/voorstel/:voorstel`. */
export async function decideVoorstel(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
  form: FormValues,
): Promise<Outcome> {
  const read = await readVoorstel(gateway, visit, allowed)
  if (read === undefined) return { barred: 'SL512' }
  const { voorstel, practice } = read
  const actie = `${voorstelStaat(voorstel, allowed)} ${oneOf(form, 'actie')}`
  if (actie === 'eigen intrekken') return endIt(gateway, allowed, voorstel, 'ingetrokken')
  if (actie === 'wacht afwijzen') return endIt(gateway, allowed, voorstel, 'afgewezen')
  const wrong = await whyNot(gateway, allowed, read, actie)
  if (wrong === undefined && oneOf(form, 'gebeld') === 'ja' && practice !== undefined)
    return confirm(gateway, visit, allowed, { voorstel, practice })
  const html = voorstelHtml(gateway, visit, allowed, { ...read, melding: wrong ?? problems.gebeld })
  return {
    answer: { ...page(html), status: wrong === undefined ? 422 : 409 },
    told: { ...deskLooked, object: voorstelObject(voorstel) },
  }
}

/** Why it cannot be confirmed by whoever asks; nothing of what was filled in. */
async function whyNot(
  gateway: Gateway,
  allowed: AllowedDienst,
  { voorstel, practice }: ReadVoorstel,
  actie: string,
): Promise<string | undefined> {
  if (actie === 'eigen bevestigen') return problems.zelfdePersoon
  if (actie !== 'wacht bevestigen') return problems.nietOpen
  if (practice === undefined) return problems.weg
  if (!(await isStillDesk(gateway, allowed, voorstel.door))) return problems.voorsteller
  return candidateProblem(allowed, practice)
}

/** Whether who proposed it still is of the service desk, with a certificate that is in order: as of now. */
async function isStillDesk(
  gateway: Gateway,
  { at, judged: { set } }: AllowedDienst,
  { agbCode, gebruikersnummer: noted }: Voorstel['door'],
): Promise<boolean> {
  const gebruikersnummer = parseGebruikersnummer(noted)
  if (gebruikersnummer === undefined) return false
  const [seen] = await gateway.beheer.store.seenBytes(agbCode, [gebruikersnummer])
  if (seen?.der !== undefined && (await judgeSeen(gateway, set, seen.der)) !== null) return false
  const certificate = { soort: 'persoonlijk', agbCode, gebruikersnummer } as const
  const presented = imagine(
    { ...certificate, publicKeySha256: undefined, toestand: 'goed' },
    set.profiles,
  )
  const { allowed } = decide(
    {
      at,
      today: dutchToday(at),
      middel: 'certificaat',
      presented,
      revocation: 'goed',
      soorten: undefined,
      address: undefined,
      asked: askedForDesk(set.beleid),
      quotaUsedUp: undefined,
    },
    set.policy,
  )
  return allowed
}

function endIt(
  gateway: Gateway,
  allowed: AllowedDienst,
  voorstel: Voorstel,
  afloop: Ending['afloop'],
): Changed {
  const ending = { id: voorstel.id, afloop, door: deskPerson(allowed), at: allowed.at }
  return changing<boolean>({
    told: { ...aboutIt(voorstel), actie: 'D' },
    make: (audit) => gateway.servicedesk.end(ending, audit),
    outcomeOf: (ended) => ({
      told: {
        toelichting: ended ? voorstelReason(afloop, voorstel) : 'het voorstel wachtte niet meer',
      },
    }),
    answerOf: () => seeOther(voorstelPath(voorstel.id)),
  })
}

/** Those who can no longer act make room. */
const stepOf = (practice: DeskPractice) => ({
  soort: 'contactpersonen' as const,
  van: practice.contactpersonen.map(personOf),
  naar: practice.others.map(personOf),
  basis: practice.instantie.contactpersonen,
})

/** The change as Gebruikersbeheer makes it. */
function changeOf(
  allowed: AllowedDienst,
  { voorstel, practice }: { readonly voorstel: Voorstel; readonly practice: DeskPractice },
): BeheerChange {
  const { naam, gebruikersnummer } = deskPerson(allowed)
  return {
    agbCode: voorstel.agbCode,
    version: practice.version,
    at: allowed.at,
    door: { gebruikersnummer, naam: `${naam ?? ''} (servicedesk)`.trim() },
    stappen: [stepOf(practice)],
    overBlijvers: [voorstel.persoon.gebruikersnummer],
  }
}

const notDone: Readonly<Record<Exclude<ConfirmResult, 'opgeslagen'>, string>> = {
  verouderd: problems.verouderd,
  niemand: problems.nooit,
  'niet-open': problems.nietOpen,
  'zelfde-persoon': problems.zelfdePersoon,
}

function confirm(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
  read: { readonly voorstel: Voorstel; readonly practice: DeskPractice },
): Changed {
  const { voorstel } = read
  const change = changeOf(allowed, read)
  const step = stepOf(read.practice)
  const confirmed = { id: voorstel.id, door: deskPerson(allowed), at: allowed.at, change }
  return changing<ConfirmResult>({
    told: aboutIt(voorstel),
    make: (audit) => gateway.servicedesk.confirm(confirmed, audit),
    outcomeOf: (kind) => ({
      told:
        kind === 'opgeslagen'
          ? {
              wijziging: { van: step.van, naar: step.naar },
              toelichting: voorstelReason('bevestigd', voorstel),
            }
          : { toelichting: `niet bevestigd: ${kind}` },
    }),
    answerOf: async (kind) => {
      if (kind === 'opgeslagen') {
        await putInForce(gateway, visit, 'beheer')
        return seeOther(voorstelPath(voorstel.id))
      }
      const html = voorstelHtml(gateway, visit, allowed, { ...read, melding: notDone[kind] })
      return { ...page(html), status: 409 }
    },
  })
}
