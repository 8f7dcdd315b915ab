/** Watches that each request the upstream receives has its audit row at that very moment. */
import type { Database } from '../../gateway/store/database.ts'
import { isAccepted, isRecorded } from './books.ts'
import type { Run } from './run.ts'
import { meldingPath } from './upstream.ts'

/** Begins; what is given ends it, and resolves when the last row was looked for. */
export function watch(run: Run, database: Database): { stop(): Promise<void> } {
  const { upstream, ledger } = run
  const looking = new Set<Promise<void>>()
  upstream.onReceived = ({ requestId, path, idempotencyKey = '' }) => {
    const isThere =
      path === meldingPath ? isAccepted(database, idempotencyKey) : isRecorded(database, requestId)
    const look = isThere.then((recorded) => {
      if (recorded) run.witnessed++
      else
        ledger.findings.push(
          `${path} (request ${requestId}) came in before its audit row was there`,
        )
    })
    looking.add(look)
    void look.finally(() => looking.delete(look))
  }
  return {
    stop: async () => {
      upstream.onReceived = () => undefined
      await Promise.all(looking)
    },
  }
}
