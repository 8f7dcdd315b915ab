/** After a change of what decisions rest on: here at once, and elsewhere when it is told. */
import { logTexts } from '../base/log-texts.ts'
import type { Visit } from './exchange/exchange.ts'
import type { Gateway } from './exchange/gateway.ts'

/** It is saved, and the poll puts it in force too: failing here is no reason to say otherwise. */
export async function putInForce(
  gateway: Gateway,
  visit: Visit,
  what: 'beheer' | 'organisaties',
): Promise<void> {
  try {
    await gateway[what].refresh()
  } catch (fout) {
    gateway.log.warn({ verzoek: visit.id, fout }, logTexts.beheerByPoll)
  }
}
