/** How a message comes out, step by step, without a request: for the operators' commands. */
import type { AgbCodeOrNone } from '../identity/agb-code.ts'
import { dutchToday } from '../base/today.ts'
import type { Dienst } from '../decision/dienst.ts'
import type { MessageReader } from '../policy/test-cases.ts'
import { readInstroom } from './read.ts'
import type { MessageReading } from './read.ts'
import { messageCheck, messageRules } from './schema.ts'
import { judgeZorgverlener } from './zorgverlener.ts'
import type { RegisterLookup } from './zorgverlener.ts'

export type { RegisterLookup } from './zorgverlener.ts'

/** Reads the messages of a policy's own cases as the listener does. */
export const messageReader =
  (register: RegisterLookup | undefined): MessageReader =>
  async ({ bericht, dienst, agbCode, at }) =>
    (await messageSteps(Buffer.from(JSON.stringify(bericht)), { dienst, agbCode, at, register })) ??
    {}

interface About {
  readonly dienst: Dienst
  readonly agbCode: AgbCodeOrNone
  readonly at: number
  readonly register: RegisterLookup | undefined
}

/** The steps of {@link judgeMessage}. */
export const messageSteps = async (
  bytes: Uint8Array,
  about: About,
): Promise<MessageReading['steps'] | undefined> => (await judgeMessage(bytes, about))?.steps

/**
 * The steps of a message for a dienst and every wrong field; undefined when the dienst takes none. Without a
 * register the zorgverlener is not judged.
 */
export async function judgeMessage(
  bytes: Uint8Array,
  about: About,
): Promise<Pick<MessageReading, 'steps' | 'fouten'> | undefined> {
  const { instroom } = about.dienst
  if (instroom === undefined) return undefined
  const { register } = about
  const today = dutchToday(about.at)
  const { steps, fouten } = await readInstroom(
    { contentType: 'application/json', contentEncoding: undefined, bytes },
    {
      check: messageCheck(instroom.schema),
      rules: messageRules(instroom.schema),
      agbCode: about.agbCode,
      alleenTestpersonen: instroom.alleenTestpersonen,
      judgeZorgverlener: (agbCode) =>
        register === undefined
          ? Promise.resolve(null)
          : judgeZorgverlener(register, agbCode, today),
    },
  )
  if (register !== undefined) return { steps, fouten }
  const judged = Object.entries(steps).filter(([stap]) => stap !== 'bericht-zorgverlener')
  return { steps: Object.fromEntries(judged), fouten }
}
