/** `sluis policy explain --verzoek`: a decision on record under the policy of then and of now. */
import { findInstantie } from '../../../gateway/decision/policy.ts'
import { explainAgain } from '../../../gateway/workbench/explain.ts'
import type { Explanation } from '../../../gateway/workbench/explain.ts'
import { changesText, explainText } from '../../../gateway/workbench/explain-text.ts'
import { dutchToday } from '../../../gateway/base/today.ts'
import { askerOf } from '../../../gateway/workbench/recorded-row.ts'
import type { Asker, RecordedDecision } from '../../../gateway/workbench/recorded-row.ts'
import type { PolicySet } from '../../../gateway/decision/policy-set.ts'
import { showMarks } from '../../../gateway/decision/step-marks.ts'
import { auditOfRequest } from '../../../gateway/audit/store/audit-rows.ts'
import { practiceAt } from '../../../gateway/gebruikersbeheer/practice/overlay.ts'
import { readHistory as beheerHistory } from '../../../gateway/gebruikersbeheer/store/history.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { makePolicyHistory } from '../../../gateway/store/policy-store.ts'
import { peopleLines, peopleOf } from './explain-people.ts'
import type { People } from './explain-people.ts'
import { fromLog } from './explain-log.ts'
import { loadKept } from './kept-set.ts'
import { withMemberThen } from './member-then.ts'
import { loadOrTell, withPractices } from '../policy-set.ts'
import { withStored } from '../service-policy.ts'
import { hasTable, withExisting } from '../with-database.ts'
import type { Streams } from '../with-database.ts'

export interface RequestOptions {
  readonly policy: string
  readonly database: string
  /** UUID, lower case. */
  readonly verzoek: string
  /** A file of log lines to look in when it is not on record; `-`: standard input. */
  readonly log?: string
  readonly json?: boolean
  readonly now: () => number
}

/** A row as it is on record, with the version that it was decided under. */
type Recorded = RecordedDecision & {
  readonly beleid: string
  readonly uitkomst: string
  readonly object: { readonly soort: string; readonly id: string } | null
}

interface Told {
  readonly row: Recorded
  /** Undefined: no policy is asked anything in such a request. */
  readonly toen: Explanation | undefined
  readonly nu: Explanation | undefined
  /** Why `toen` cannot be told; Dutch. */
  readonly problem: string | undefined
}

/** Gives the exit code: 0 when it would be allowed now, 1 when not or when it is not on record, 2 without a database. */
export const explainRequest = (options: RequestOptions, streams: Streams): Promise<number> =>
  withExisting(options.database, streams.stderr, async (database) => {
    const rows = await auditOfRequest(database, options.verzoek)
    const recorded = rows.map(({ line }) => JSON.parse(line) as Recorded)
    const row = recorded.find((one) => askerOf(one) !== undefined) ?? recorded[0]
    if (row === undefined) return tellUnrecorded(options, streams)
    const now = await loadOrTell(options.policy, streams, options.now)
    if (now === undefined) return 2
    const set = await withStored(now, database)
    const told = await tell(database, row, { set, at: options.now() })
    const people = await peopleOf(database, row, set.policy)
    const text =
      options.json === true ? toJson(options, told, people) : toText(options, told, people)
    streams.stdout.write(`${text}\n`)
    if (told.problem !== undefined) streams.stderr.write(`beleid van toen: ${told.problem}\n`)
    return told.nu?.code === null ? 0 : 1
  })

/** A stranger's refusal is no row of the audit: the log has it. */
async function tellUnrecorded(
  { verzoek, log }: RequestOptions,
  { stdout, stderr }: Streams,
): Promise<number> {
  try {
    const told = log === undefined ? undefined : await fromLog(log, verzoek)
    if (told !== undefined) stdout.write(`${told}\n`)
    else
      stderr.write(
        `${verzoek}: er is geen besluit over dit verzoek vastgelegd${log === undefined ? '' : ', en de logging noemt het niet'}. Een weigering met SL101 of SL102 staat niet in de audit, maar wel in de logging (veld verzoek): noem het bestand met --log, of geef de logging door met --log -.\n`,
      )
    return 1
  } catch (error) {
    stderr.write(`${log ?? ''}: ${error instanceof Error ? error.message : 'onleesbaar'}\n`)
    return 2
  }
}

async function tell(
  database: Database,
  row: Recorded,
  now: { readonly set: PolicySet; readonly at: number },
): Promise<Told> {
  const asker = askerOf(row)
  if (asker === undefined) return { row, toen: undefined, nu: undefined, problem: undefined }
  const { at } = now
  const nu = explainAgain(now.set, { ...asker, at, today: dutchToday(at) })
  const then = await setOfThen(database, row.beleid, asker)
  return 'problem' in then
    ? { row, toen: undefined, nu, problem: then.problem }
    : { row, toen: explainAgain(then.set, asker), nu, problem: undefined }
}

/** The set of the history, with what Gebruikersbeheer had changed of the practice by then. */
async function setOfThen(
  database: Database,
  version: string,
  asker: Asker,
): Promise<{ readonly set: PolicySet } | { readonly problem: string }> {
  const history = makePolicyHistory(database)
  const [kept] = (await hasTable(database, 'policy_version')) ? await history.find(version) : []
  if (kept === undefined) return { problem: `${version} is niet bewaard` }
  const { at, gebruiker } = asker
  const { agbCode } = gebruiker
  const loaded = await loadKept(history, kept, at)
  if ('problem' in loaded) return loaded
  if (asker.middel === 'aanmelding')
    return { set: await withMemberThen(loaded.set, database, asker) }
  const instantie = findInstantie(loaded.set.policy, agbCode)
  if (instantie === undefined) return loaded
  const changes = await beheerHistory(database.reader, agbCode, undefined, 10_000)
  return { set: withPractices(loaded.set, [practiceAt(instantie, changes, at)]) }
}

const outcome = ({ uitkomst, code }: Pick<Recorded, 'uitkomst' | 'code'>): string =>
  code === null ? uitkomst : `${uitkomst}: ${code}`

const toJson = ({ verzoek }: RequestOptions, { row, toen, nu }: Told, people: People): string =>
  JSON.stringify({
    verzoek,
    tijd: row.tijd,
    gebeurtenis: row.gebeurtenis,
    vastgelegd: {
      uitkomst: row.uitkomst,
      code: row.code,
      controles: showMarks(row.controles),
      mislukt: row.mislukt,
      beleid: row.beleid,
    },
    ...people,
    toen: toen ?? null,
    nu: nu ?? null,
  })

function toText({ verzoek }: RequestOptions, { row, toen, nu }: Told, people: People): string {
  const { gebruiker, dienst, autorisatie } = row
  const who =
    gebruiker === null
      ? 'een certificaat zonder bekende houder'
      : `${gebruiker.soort} ${gebruiker.gebruikersnummer} van ${gebruiker.agbCode}`
  const what = [row.gebeurtenis, dienst, autorisatie].filter((part) => part !== null).join(' ')
  const lines = [
    `Verzoek ${verzoek}: ${what} door ${who}, ${row.tijd}`,
    `Vastgelegd: ${outcome(row)} (beleid ${row.beleid})`,
    ...peopleLines(people),
  ]
  return [...lines, ...decided(toen, nu)].join('\n')
}

/** The steps once: under the policy of then, and of now only what came out otherwise. */
function decided(toen: Told['toen'], nu: Told['nu']): readonly string[] {
  if (nu === undefined) return ['Over zo’n verzoek beslist het beleid niet.']
  if (toen === undefined) return ['', 'Onder het beleid van nu:', explainText(nu)]
  const changes = changesText(toen, nu)
  if (changes === undefined) return ['', 'Onder het beleid van toen en van nu:', explainText(nu)]
  return [
    '',
    'Onder het beleid van toen:',
    explainText(toen),
    '',
    'Onder het beleid van nu:',
    changes,
  ]
}
