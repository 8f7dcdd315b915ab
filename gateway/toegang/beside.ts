import { logTexts } from '../base/log-texts.ts'
import type { Gateway } from '../http/exchange/gateway.ts'

/** Beside the answer: how long it takes would tell whether an address has an account. */
export function beside({ log }: Gateway, work: Promise<void>): void {
  work.catch((fout: unknown) => {
    log.error({ fout }, logTexts.besideFailed)
  })
}
