/** What the service desk reads out or mails about a code: what it means, what the caller does, who mends it. Pure. */
import { errorEntry } from '../../errors.ts'
import type { Code } from '../../errors.ts'
import { meaningOf } from '../../decision/meaning.ts'
import { adviceOf, nobody } from '../../pages/advice.ts'
import type { AdviceFacts } from '../../pages/advice.ts'
import { menderTexts } from '../../pages/texts.ts'

/** Sentences in the order in which they are said. */
export function readOut(code: Code, facts: AdviceFacts = nobody): readonly string[] {
  const { herhalen } = errorEntry(code)
  const { title, detail } = meaningOf(code, facts)
  const { wie, actie, voorU, feit } = adviceOf(code, facts)
  const own = wie === 'medewerker'
  return [
    `U ziet foutcode ${code}: ${title.nl}.`,
    detail.nl,
    ...(feit === undefined ? [] : [feit]),
    `Wat u kunt doen: ${voorU}`,
    ...(own || actie === voorU ? [] : [`Wie dit oplost: ${menderTexts[wie]}. ${actie}`]),
    ...(herhalen ? ['Opnieuw proberen kan helpen.'] : []),
  ]
}
