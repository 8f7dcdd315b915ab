/** What a form that was refused is answered: the same page with what is wrong, or the same facts to a program. */
import { Refusal } from '../errors.ts'
import { page, wantsPage } from '../http/answer/answer.ts'
import type { Answer } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { FieldProblem } from '../pages/frame.ts'

export function refusedLidForm(
  visit: Visit,
  problems: readonly FieldProblem[],
  html: () => string,
  status = 422,
): Answer {
  if (wantsPage(visit)) return { ...page(html()), status }
  throw new Refusal('SL302', {
    fouten: problems.map(({ veld, melding }) => ({ pad: `/${veld}`, code: 'SL302', melding })),
  })
}
