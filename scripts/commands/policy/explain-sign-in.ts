/**
 * `sluis policy explain --soort account|meldcode`: what the gateway would decide now about somebody who signs in, from
 * what the store has of him: his account or code, his roles and machtigingen.
 */
import type { Factor } from '../../../gateway/decision/dienst-toegang.ts'
import type { PolicySet } from '../../../gateway/decision/policy-set.ts'
import type { Aanmelding } from '../../../gateway/decision/question.ts'
import { parseAgbCode } from '../../../gateway/identity/agb-code.ts'
import type { AgbCode } from '../../../gateway/identity/agb-code.ts'
import type { SignInSoort } from '../../../gateway/identity/identity.ts'
import { nummerIn, allOf, textOf } from '../../../gateway/store/rows.ts'
import type { Database } from '../../../gateway/store/database.ts'
import { explainSignIn } from '../../../gateway/workbench/explain.ts'
import { asksAll, signInNow } from '../../../gateway/workbench/sign-in-now.ts'
import { explainText } from '../../../gateway/workbench/explain-text.ts'
import { onlyAccounts, onlySystems, subjectNameProblem, readAsked } from './explain-subject.ts'
import type { ExplainAsked, ExplainOptions, ExplainProblem } from './explain-subject.ts'
import { isFolder, loadOrTell } from '../policy-set.ts'
import { withStored } from '../service-policy.ts'
import { refuse } from '../service.ts'
import { hasTable, withExisting } from '../with-database.ts'
import type { Streams } from '../with-database.ts'

/** Who is meant; undefined: options of another question. */
export function signInOf({
  soort,
  gebruikersnummer,
  certificate,
  verzoek,
}: ExplainOptions): { readonly soort: SignInSoort; readonly nummer: string } | undefined {
  if (soort !== 'account' && soort !== 'meldcode') return undefined
  if (gebruikersnummer === undefined) return undefined
  return certificate === undefined && verzoek === undefined
    ? { soort, nummer: gebruikersnummer }
    : undefined
}

type Who = NonNullable<ReturnType<typeof signInOf>> & {
  readonly agbCode: AgbCode
  readonly factor: Factor | undefined
}

/** Gives the exit code: 0 `toegestaan`, 1 with the code, 2 on wrong use or without a database. */
export async function explainSignInNow(
  options: ExplainOptions,
  who: Pick<Who, 'soort' | 'nummer'>,
  streams: Streams,
): Promise<number> {
  const asked = readSignIn(options, who)
  if ('problem' in asked) return refuse(streams, asked.problem, 2)
  const { agbCode, factor } = asked
  const loaded = isFolder(options.policy, streams)
    ? await loadOrTell(options.policy, streams, options.now)
    : undefined
  if (loaded === undefined) return 2
  const problem = subjectNameProblem(asked, loaded)
  if (problem !== undefined) return refuse(streams, problem, 2)
  return withExisting(options.database, streams.stderr, async (database) => {
    if (!(await hasTable(database, 'lidmaatschap')))
      return refuse(streams, 'deze database is van een oudere versie; start Sluis eerst', 2)
    const set = await withStored(loaded, database)
    return told(options, streams, {
      set,
      aanmelding: await signedInAs(database, options, { ...who, agbCode, factor }),
    })
  })
}

/** What is asked, about whom. */
function readSignIn(
  options: ExplainOptions,
  { soort }: Pick<Who, 'soort'>,
): (ExplainAsked & Pick<Who, 'agbCode' | 'factor'>) | ExplainProblem {
  const asked = readAsked(options)
  if ('problem' in asked) return asked
  if (asked.address !== undefined) return { problem: onlySystems }
  const factor = readFactor(options.factor)
  if (factor !== undefined && soort !== 'account') return { problem: onlyAccounts }
  if (factor === 'anders') return { problem: '--factor: noem app of sms' }
  const agbCode = parseAgbCode(options.agb ?? '')
  if (agbCode === undefined)
    return { problem: '--agb: noem de AGB-code (8 cijfers) van de organisatie' }
  return { ...asked, agbCode, factor }
}

const readFactor = (text: string | undefined): Factor | 'anders' | undefined =>
  text === undefined || text === 'app' || text === 'sms' ? text : 'anders'

function told(
  options: ExplainOptions,
  { stdout, stderr }: Streams,
  { set, aanmelding }: { readonly set: PolicySet; readonly aanmelding: Aanmelding | undefined },
): number {
  const { dienst = '', autorisatie } = options
  const soort = options.soort === 'meldcode' ? 'meldcode' : 'account'
  const { first: asked, others } = asksAll(set.policy, dienst, { autorisatie, soort })
  const explanation = explainSignIn({ set, at: options.now(), aanmelding, asked })
  stdout.write(
    `${options.json === true ? JSON.stringify(explanation) : explainText(explanation)}\n`,
  )
  if (aanmelding === undefined)
    stderr.write(
      `--gebruikersnummer: er is geen ${options.soort ?? ''} met nummer ${options.gebruikersnummer ?? ''}\n`,
    )
  const note = factorNote(options, set)
  if (note !== undefined) stderr.write(`${note}\n`)
  if (others > 0)
    stderr.write(
      `uitgelegd is de eerste route met deze autorisatie; ${String(others)} andere vragen iets anders\n`,
    )
  return explanation.code === null ? 0 : 1
}

/** That it matters with which factor somebody signs in, where that was not told; only the data key opens which he has. */
function factorNote(
  { dienst: name = '', soort, factor }: ExplainOptions,
  { policy }: PolicySet,
): string | undefined {
  const taken = policy.diensten.get(name)?.tweedeFactor
  const other = (['app', 'sms'] as const).find((one) => taken?.has(one) === false)
  if (soort !== 'account' || factor !== undefined || other === undefined) return undefined
  return `de tweede factor is niet beoordeeld: wie met ${factorName[other]} aanmeldt, krijgt hier SL210; zie --factor`
}

const factorName = { app: 'een app', sms: 'een sms' } as const

/** Where the table of each has its number. */
const numberColumn = { account: 'nummer', meldcode: 'id' } as const

/** A sign-in of this moment, with the state the store has of it; undefined: there is no such account or code. */
async function signedInAs(
  { reader }: Database,
  { now, beveiligd = false }: ExplainOptions,
  { soort, nummer, agbCode, factor }: Who,
): Promise<Aanmelding | undefined> {
  const isAccount = soort === 'account'
  const [row] = await allOf(reader(soort).where(numberColumn[soort], nummer))
  if (row === undefined) return undefined
  const staat = isAccount ? textOf(row, 'staat') : 'actief'
  const isOver = !isAccount && (row['revoked_at'] !== null || now() >= Number(row['valid_until']))
  return signInNow({
    ...{ soort, agbCode, gebruikersnummer: nummerIn(row, numberColumn[soort]) },
    account: staat === 'geblokkeerd' || staat === 'factor-ontbreekt' ? staat : 'bruikbaar',
    ...{ factor, beveiligd, beeindigd: isOver },
  })
}
