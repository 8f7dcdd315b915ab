/** How a message comes out, step by step, without a request: for the operators' commands. */
import { dutchDate } from '../base/today.ts'
import type { Dienst } from '../decision/policy.ts'
import type { MessageReader } from '../policy/test-cases.ts'
import { readInstroom } from './read.ts'
import type { Reading } from './read.ts'
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

/**
 * The steps of a message for a dienst; undefined when the dienst takes none. Without a register the
 * zorgverlener is not judged.
 */
export async function messageSteps(
  bytes: Uint8Array,
  about: {
    readonly dienst: Dienst
    readonly agbCode: string
    readonly at: number
    readonly register: RegisterLookup | undefined
  },
): Promise<Reading['steps'] | undefined> {
  const { instroom } = about.dienst
  if (instroom === undefined) return undefined
  const { register } = about
  const today = dutchDate(about.at)
  const { steps } = await readInstroom(
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
  if (register !== undefined) return steps
  return Object.fromEntries(
    Object.entries(steps).filter(([stap]) => stap !== 'bericht-zorgverlener'),
  )
}
