/**
 * Making an account: mailbox, password and second factor are proved before there is one. The same pages register the
 * second factor of an account anew. Here what is chosen.
 */
import { seeOther } from '../../http/answer/answer.ts'
import { maskedNumber } from '../../account/phone.ts'
import type { Answer } from '../../http/answer/answer.ts'
import type { Visit } from '../../http/exchange/exchange.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import { oneOf } from '../../http/form/own-form.ts'
import { frameOf } from '../../http/answer/page-frame.ts'
import type { FieldProblem } from '../../pages/frame.ts'
import { knownWords } from '../known-words.ts'
import { kanalenVoor, readChoice } from './choice.ts'
import { setupPage } from '../pages/setup-pages.tsx'
import { guardFor, readVisitorForm, refusedForm, shown } from '../visitor.ts'
import { setupOf, keepChoice } from './attempt.ts'
import type { Setup } from './attempt.ts'

/** `GET /inrichten`. */
export async function showSetup(gateway: Gateway, visit: Visit): Promise<Answer> {
  return setupAgain(gateway, visit, await setupOf(gateway, visit), {
    kanaal: 'app',
    telefoon: '',
    problems: [],
  })
}

function setupAgain(
  gateway: Gateway,
  visit: Visit,
  { row, link, inrichting }: Setup,
  typed: {
    readonly kanaal: string
    readonly telefoon: string
    readonly problems: readonly FieldProblem[]
  },
): Answer {
  const { csrf, cookies } = guardFor(gateway, visit)
  const html = setupPage(frameOf(gateway, visit), {
    csrf,
    email: inrichting.email,
    vast: inrichting.vast && maskedNumber(inrichting.vast),
    kanalen: kanalenVoor(gateway, link?.dienst),
    wachtwoord: row.nummer === null,
    ...typed,
  })
  return shown(html, cookies)
}

/** `POST /inrichten`. */
export async function chooseSetup(gateway: Gateway, visit: Visit): Promise<Answer> {
  const form = await readVisitorForm(gateway, visit, ['wachtwoord', 'kanaal', 'telefoon'])
  const setup = await setupOf(gateway, visit)
  const typed = {
    wachtwoord: oneOf(form, 'wachtwoord'),
    kanaal: oneOf(form, 'kanaal'),
    telefoon: oneOf(form, 'telefoon'),
  }
  const { agbCode, dienst } = setup.link ?? {}
  const bekend = knownWords(gateway, { nummer: setup.row.nummer, agbCode })
  const chosen = readChoice(
    gateway,
    { ...setup.inrichting, isNew: setup.row.nummer === null, bekend, dienst },
    typed,
  )
  if ('problems' in chosen)
    return refusedForm(visit, { code: 'SL302', problems: chosen.problems }, () =>
      setupAgain(gateway, visit, setup, { ...typed, problems: chosen.problems }),
    )
  await keepChoice(gateway, visit, setup, chosen)
  return seeOther('/inrichten/code')
}
