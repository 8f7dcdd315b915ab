/**
 * Faults that are planted on purpose, each a promise broken behind the back of the gateway. A check that
 * does not find every one of them is no check.
 */
import type { Database } from '../../gateway/store/database.ts'
import { firstOf } from '../../gateway/store/rows.ts'
import { withBooks } from './books.ts'
import { jsonOfText } from './ledger.ts'
import type { AnsweredPost } from './ledger.ts'
import type { Run, Since } from './run.ts'
import { deliveryPath } from './upstream.ts'
import type { CrashReceived } from './upstream.ts'

/** Breaks one thing of what was done since a moment; gives what a finding must then say. */
type Plant = (run: Run, since: Since, database: Database) => Promise<string>

/** An instroom that was acknowledged is gone. */
const loseInstroom: Plant = async (run, since, { writer }) => {
  const { seen } = run.random.pick(acknowledged(run, since))
  await writer('instroom')
    .where('id', String(jsonOfText(seen.text)['instroomId']))
    .delete()
  return `(201, request ${seen.requestId}) is not in the store`
}

/** The row of the decision that a delivery was made by is gone. */
const loseDeliveryRow: Plant = async (run, since, { writer }) => {
  const { requestId } = run.random.pick(deliveriesOf(run, since))
  await writer('audit').where('line', 'like', rowsOf(requestId)).delete()
  return `(request ${requestId}) has no audit row`
}

/** The last rows of a chain are gone, and its head says that they never were: no chain shows that. */
const cutTail: Plant = async (run, since, { writer }) => {
  const { requestId } = run.random.pick(acknowledged(run, since)).seen
  const row = await firstOf(writer('audit').where('line', 'like', rowsOf(requestId)).first())
  const [id, nr] = [String(row?.['writer']), Number(row?.['nr'])]
  const chain = writer('audit').where('writer', id)
  const before = await firstOf(
    chain
      .clone()
      .where('nr', nr - 1)
      .first(),
  )
  await chain.clone().where('nr', '>=', nr).delete()
  await writer('audit_writer')
    .where('id', id)
    .update({ head_nr: nr - 1, head_hash: String(before?.['hash']) })
  return `(201, request ${requestId}) has no audit row`
}

/** A checkpoint is signed by who does not have the key. */
const forgeCheckpoint: Plant = async (_run, _since, { writer }) => {
  const last = await firstOf(writer('audit_checkpoint').orderBy('seq', 'desc').first())
  const seq = Number(last?.['seq'])
  const signature = Buffer.alloc(64).toString('base64url')
  await writer('audit_checkpoint').where('seq', seq).update({ signature })
  return `audit verify: checkpoint ${String(seq)}: handtekening`
}

/** A delivery that was made is made once more, under another Idempotency-Key. */
const deliverTwice: Plant = async (run, since) => {
  const { requestId, body } = run.random.pick(deliveriesOf(run, since))
  await fetch(`${run.upstream.url}${deliveryPath}`, {
    method: 'POST',
    headers: { 'x-request-id': requestId, 'idempotency-key': `${requestId}-2` },
    body,
  }).catch(() => undefined)
  const { referentie } = jsonOfText(body)['bericht'] as { readonly referentie: string }
  return `${referentie} was delivered in more than one way`
}

const rowsOf = (requestId: string): string => `%"verzoek":"${requestId}"%`

const plants: readonly Plant[] = [
  cutTail,
  loseInstroom,
  loseDeliveryRow,
  forgeCheckpoint,
  deliverTwice,
]

/** Plants every fault in what was done since a moment; gives what the findings must say, one of each. */
export const plantFaults = (run: Run, since: Since): Promise<readonly string[]> =>
  withBooks(run.ground, async (database) => {
    const wanted: string[] = []
    for (const plant of plants) wanted.push(await plant(run, since, database))
    return wanted
  })

/** Whether enough was done since a moment to plant every fault in. */
export const hasRoom = (run: Run, since: Since): boolean =>
  acknowledged(run, since).length > 0 && deliveriesOf(run, since).length > 0

const acknowledged = ({ ledger }: Run, since: Since): readonly AnsweredPost[] =>
  ledger.answered
    .slice(since.answered)
    .filter(({ act, seen }) => act === 'post' && seen.status === 201 && seen.text !== undefined)

const deliveriesOf = ({ upstream }: Run, since: Since): readonly CrashReceived[] =>
  upstream.received.slice(since.received).filter(({ path }) => path === deliveryPath)
