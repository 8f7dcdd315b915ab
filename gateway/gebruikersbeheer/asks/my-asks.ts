/** `/mijn-certificaat/autorisaties`: an employee asks the contact person for an autorisatie, and sees what came of it. */
import { grantedFor } from '../../decision/granted.ts'
import { findHouder } from '../../decision/policy.ts'
import type { Dienst } from '../../decision/dienst.ts'
import { anyone } from '../../http/judge/allow.ts'
import type { AllowedInstantie } from '../../http/judge/allow.ts'
import { page, seeOther } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { changing } from '../../http/outcome.ts'
import type { Outcome } from '../../http/outcome.ts'
import { guardOf, oneOf } from '../../http/form/own-form.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import { readFormAlone } from '../../http/form/form-alone.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import type { Reading } from '../../http/perform.ts'
import { paths } from '../../pages/paths.ts'
import type { Vraag, VraagResult } from '../../store/beheer.ts'
import { asksPage } from '../pages/asks-page.tsx'
import type { AskRow, AskedFor } from '../pages/asks-page.tsx'
import { whyNotOpen } from '../practice/practice.ts'

/** An autorisatie of a dienst. */
interface Wanted {
  readonly dienst: Dienst
  readonly autorisatie: string
}

/** What is named, as far as the practice can have it and the asker has it not. */
function wantedOf(
  { policy, instantie, identity, judged }: AllowedInstantie,
  naam: string,
  autorisatie: string,
): Wanted | undefined {
  const dienst = policy.diensten.get(naam)
  if (instantie.beheer !== 'contactpersoon' || dienst?.autorisaties.has(autorisatie) !== true)
    return undefined
  if (whyNotOpen({ instantie }, dienst) !== undefined) return undefined
  const houder = findHouder(policy, instantie, identity)
  const { today } = judged.question
  const has = houder && grantedFor(houder, dienst, instantie, today).has(autorisatie)
  return has === true ? undefined : { dienst, autorisatie }
}

/** `GET`: what the asker asked for, and the form for what the address names. */
export async function showAsks(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedInstantie,
): Promise<Outcome> {
  const query = new URLSearchParams(visit.target?.query ?? '')
  const wanted = wantedOf(allowed, query.get('dienst') ?? '', query.get('autorisatie') ?? '')
  return { answer: page(await htmlOf(gateway, visit, allowed, { wanted, isFull: false })) }
}

interface Shown {
  readonly wanted: Wanted | undefined
  readonly isFull: boolean
}

async function htmlOf(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedInstantie,
  { wanted, isFull }: Shown,
): Promise<string> {
  const { identity } = allowed
  const all = await gateway.beheer.store.vragen(identity.agbCode)
  const own = all.filter(
    ({ soort, gebruikersnummer }) =>
      soort === identity.soort && gebruikersnummer === identity.gebruikersnummer,
  )
  const waits = own.some(
    ({ besluit, dienst, autorisatie }) =>
      besluit === undefined && dienst === wanted?.dienst.naam && autorisatie === wanted.autorisatie,
  )
  return asksPage(frameOf(gateway, visit), {
    guard: guardOf(gateway, allowed, { purpose: 'autorisatie-vragen', versie: '' }),
    vragen: own.map((vraag) => rowOf(allowed, vraag)),
    gevraagd: wanted === undefined || waits ? undefined : askedFor(wanted),
    isFull,
  })
}

const askedFor = ({ dienst, autorisatie }: Wanted): AskedFor => ({
  dienst: dienst.naam,
  autorisatie,
  titel: dienst.titel,
  omschrijving: dienst.autorisaties.get(autorisatie)?.omschrijving ?? autorisatie,
})

function rowOf({ policy }: AllowedInstantie, vraag: Vraag): AskRow {
  const dienst = policy.diensten.get(vraag.dienst)
  return {
    titel: dienst?.titel ?? vraag.dienst,
    omschrijving: dienst?.autorisaties.get(vraag.autorisatie)?.omschrijving ?? vraag.autorisatie,
    gevraagdOp: vraag.gevraagdOp,
    besluit: vraag.besluit && {
      wat: vraag.besluit.wat,
      op: vraag.besluit.op,
      door: {
        gebruikersnummer: vraag.besluit.door.gebruikersnummer,
        naam: vraag.besluit.door.naam ?? undefined,
      },
    },
  }
}

/** Reads what is asked for. */
export const readAsk = (
  gateway: Gateway,
  visit: Visit,
  asker: AllowedInstantie,
): Promise<Reading<AllowedInstantie, FormValues>> =>
  readFormAlone(gateway, visit, asker, {
    asking: anyone,
    purpose: 'autorisatie-vragen',
    fields: ['dienst', 'autorisatie'],
  })

/** `POST`: asks for it. What cannot be asked for any more leads to the page that says so. */
export function postAsk(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedInstantie,
  form: FormValues,
): Outcome {
  const wanted = wantedOf(allowed, oneOf(form, 'dienst'), oneOf(form, 'autorisatie'))
  if (wanted === undefined) return { answer: seeOther(paths.vragen) }
  const { identity, at } = allowed
  const { soort, gebruikersnummer, naam = null } = identity
  const vraag = { soort, gebruikersnummer, dienst: wanted.dienst.naam, naam }
  return changing<VraagResult>({
    told: { actie: 'C', object: { soort: 'houder', id: gebruikersnummer } },
    make: (audit) =>
      gateway.beheer.store.ask(
        identity.agbCode,
        { ...vraag, autorisatie: wanted.autorisatie, gevraagdOp: at },
        audit,
      ),
    outcomeOf: (result) => ({
      told: { toelichting: `autorisatie ${askedAs(wanted)}: ${told[result]}` },
    }),
    answerOf: async (result) => {
      if (result !== 'vol') return seeOther(paths.vragen)
      const html = await htmlOf(gateway, visit, allowed, { wanted, isFull: true })
      return { ...page(html), status: 409 }
    },
  })
}

const askedAs = ({ dienst, autorisatie }: Wanted): string => `${dienst.naam}:${autorisatie}`

const told = {
  gevraagd: 'gevraagd',
  'te-vroeg': 'niet gevraagd: de vraag staat al open of is kort geleden afgewezen',
  vol: 'niet gevraagd: er staan te veel vragen open',
} as const satisfies Record<VraagResult, string>
