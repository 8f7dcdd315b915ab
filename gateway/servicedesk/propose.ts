/**
 * Giving a practice whose contact persons can no longer act another one: proposed by one holder of `servicedesk`,
 * confirmed by a second one, in force by the overlay of Gebruikersbeheer.
 */
import { parseGebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { AllowedDienst } from '../http/judge/allow.ts'
import { page, seeOther } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Changed, Outcome } from '../http/outcome.ts'
import { oneOf } from '../http/form/own-form.ts'
import type { FormValues } from '../http/form/own-form.ts'
import { frameOf } from '../http/answer/page-frame.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { NewVoorstel } from '../store/servicedesk.ts'
import { voorstelTexts } from './pages/desk-texts.ts'
import { voorstelFormPage, voorstelPreviewPage } from './pages/voorstel-form-page.tsx'
import type { Effect } from './pages/voorstel-parts.tsx'
import type { VoorstelForm } from './pages/voorstel-form-page.tsx'
import { praktijkPath, voorstelPath } from './paths.ts'
import { deskPractice, isLockedOut } from './practice.ts'
import type { DeskPractice, PersonStanding } from './practice.ts'
import { isKenmerk, redenOf, voorstelGeldigMs } from './rules.ts'

import {
  aboutIt,
  candidateProblem,
  deskPerson,
  deskGuard,
  deskLooked,
  personOf,
  voorstelReason,
} from './voorstel.ts'

const { problems: wrong } = voorstelTexts

export const voorstelFields = ['gebruikersnummer', 'reden', 'kenmerk', 'gebeld', 'bevestigd']

/** Only a practice that is locked out and managed by its contact persons has the form. */
const mayPropose = (practice: DeskPractice): boolean =>
  practice.instantie.beheer === 'contactpersoon' && isLockedOut(practice)

/** `GET /servicedesk/praktijk/:agbCode/contactpersoon`. */
export async function showVoorstelForm(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
): Promise<Outcome> {
  const practice = await deskPractice(gateway, allowed, visit.params['agbCode'] ?? '')
  if (practice === undefined) return { barred: 'SL512' }
  const { agbCode } = practice.instantie
  const told = { object: { soort: 'instantie', id: agbCode } } as const
  // Its page says why there is nothing to propose.
  if (!mayPropose(practice)) return { answer: seeOther(praktijkPath(agbCode)), told }
  const asked = new URLSearchParams(visit.target?.query ?? '').get('gebruikersnummer') ?? ''
  const form = {
    gebruikersnummer: parseGebruikersnummer(asked) ?? '',
    reden: '',
    kenmerk: '',
    gebeld: false,
  }
  const html = voorstelFormPage(frameOf(gateway, visit), {
    guard: deskGuard(gateway, allowed),
    praktijk: practice.instantie,
    form,
    problems: [],
  })
  return { answer: page(html), told }
}

const readForm = (form: FormValues): VoorstelForm => ({
  gebruikersnummer: oneOf(form, 'gebruikersnummer').trim(),
  reden: oneOf(form, 'reden'),
  kenmerk: oneOf(form, 'kenmerk').trim(),
  gebeld: oneOf(form, 'gebeld') === 'ja',
})

/** `POST /servicedesk/praktijk/:agbCode/contactpersoon`: a preview, and once that is confirmed the proposal. */
export async function proposeContact(
  gateway: Gateway,
  visit: Visit,
  allowed: AllowedDienst,
  posted: FormValues,
): Promise<Outcome> {
  const form = readForm(posted)
  const nummer = parseGebruikersnummer(form.gebruikersnummer)
  const about = nummer === undefined ? [] : [nummer]
  const practice = await deskPractice(gateway, allowed, visit.params['agbCode'] ?? '', about)
  if (practice === undefined) return { barred: 'SL512' }
  const { agbCode } = practice.instantie
  const object = { soort: 'instantie', id: agbCode } as const
  const [candidate] = practice.others
  const reden = redenOf(form.reden)
  const problems = formProblems(allowed, practice, form)
  if (problems.length > 0 || candidate === undefined || reden === undefined) {
    const view = {
      guard: deskGuard(gateway, allowed),
      praktijk: practice.instantie,
      form,
      problems,
    }
    const html = voorstelFormPage(frameOf(gateway, visit), view)
    return { answer: { ...page(html), status: 422 }, told: { ...deskLooked, object } }
  }
  const made = { agbCode, reden, kenmerk: form.kenmerk, persoon: personOf(candidate) }
  if (oneOf(posted, 'bevestigd') === 'ja') return propose(gateway, allowed, made)
  const html = voorstelPreviewPage(frameOf(gateway, visit), {
    ...made,
    guard: deskGuard(gateway, allowed),
    praktijk: practice.instantie,
    effect: effectOf(practice, candidate),
  })
  return { answer: page(html), told: { ...deskLooked, object } }
}

const effectOf = ({ contactpersonen }: DeskPractice, persoon: PersonStanding): Effect => ({
  persoon,
  weg: contactpersonen,
})

function formProblems(
  allowed: AllowedDienst,
  practice: DeskPractice,
  form: VoorstelForm,
): readonly FieldProblem[] {
  const about = parseGebruikersnummer(form.gebruikersnummer)
    ? candidateProblem(allowed, practice)
    : wrong.nummer
  const found: readonly (readonly [veld: string, melding: string | undefined])[] = [
    ['gebruikersnummer', about],
    ['reden', redenOf(form.reden) === undefined ? wrong.reden : undefined],
    ['kenmerk', isKenmerk(form.kenmerk) ? undefined : wrong.kenmerk],
    ['gebeld', form.gebeld ? undefined : wrong.gebeld],
  ]
  return found.flatMap(([veld, melding]) => (melding === undefined ? [] : [{ veld, melding }]))
}

function propose(
  gateway: Gateway,
  allowed: AllowedDienst,
  made: Pick<NewVoorstel, 'agbCode' | 'persoon' | 'reden' | 'kenmerk'>,
): Changed {
  const { at } = allowed
  const geldigTot = at + voorstelGeldigMs
  const voorstel = { ...made, id: gateway.newId(), door: deskPerson(allowed), at, geldigTot }
  return changing<boolean>({
    told: aboutIt(voorstel),
    make: (audit) => gateway.servicedesk.propose(voorstel, audit),
    outcomeOf: (isNew) => ({
      told: {
        toelichting: isNew
          ? voorstelReason('voorgesteld', voorstel)
          : 'niet voorgesteld: er wacht al een voorstel',
      },
    }),
    answerOf: (isNew) =>
      seeOther(isNew ? voorstelPath(voorstel.id) : praktijkPath(voorstel.agbCode)),
  })
}
