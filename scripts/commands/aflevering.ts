/**
 * `sluis aflevering`: what is delivered without a person, and what could not be (contract part two, 13 and 15). Shows
 * no content; what is put back keeps its key and its bytes.
 */
import type { ProgramPlace } from './environment.ts'
import { randomUUID } from 'node:crypto'
import { Option } from 'commander'
import { ownEvent } from '../../gateway/audit/retention.ts'
import type { AuditEvent } from '../../gateway/audit/event.ts'
import { staatOf } from '../../gateway/delivery/life.ts'
import type { AfleveringRow } from '../../gateway/store/aflevering.ts'
import { makeAfleveringStore } from '../../gateway/delivery/store.ts'
import type { Database } from '../../gateway/store/database.ts'
import type { AfleveringStore } from '../../gateway/store/store.ts'
import { databaseOf } from './environment.ts'
import { recordLook } from './service.ts'
import { withQueue, writeJson } from './with-database.ts'
import type { Streams } from './with-database.ts'

interface Options {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Epoch ms. */
  readonly now: () => number
  readonly json?: boolean
  /** Who does it, as the audit names them. */
  readonly door?: string
}

/** Most that are listed. */
const maxListed = 10_000

export const afleveringLijst = (
  { wachtend = false, ...options }: Options & { readonly wachtend?: boolean },
  streams: Streams,
): Promise<number> =>
  withAfleveringen(options, streams, async (queue, database) => {
    const rows = await queue.list({ waiting: wachtend, limit: maxListed })
    await recordLook(database, options, `afleveringen bekeken: ${rows.length}`)
    if (options.json === true) streams.stdout.write(`${JSON.stringify(rows.map(toJson))}\n`)
    else if (rows.length === 0) streams.stdout.write('Er zijn geen afleveringen.\n')
    else for (const row of rows) streams.stdout.write(`${lineOf(row)}\n`)
    return 0
  })

/** Puts a dead one, or all of a dienst, back in the queue, as long again as it was tried before. */
export const afleveringOpnieuw = (
  { id, dienst, ...options }: Options & { readonly id?: string; readonly dienst?: string },
  streams: Streams,
): Promise<number> => {
  if ((id === undefined) === (dienst === undefined)) {
    streams.stderr.write('noem een aflevering, of met --dienst alle van een dienst\n')
    return Promise.resolve(2)
  }
  return withAfleveringen(options, streams, async (queue) => {
    const ids = id === undefined ? await queue.dead(dienst ?? '', maxListed) : [id]
    const opnieuw: string[] = []
    for (const one of ids) if (await putBack(queue, one, options)) opnieuw.push(one)
    if (options.json === true) writeJson(streams, { opnieuw })
    else if (opnieuw.length > 0) streams.stdout.write(`opnieuw in de wachtrij: ${opnieuw.length}\n`)
    if (opnieuw.length === 0) streams.stderr.write(`${notDead(id, dienst)}\n`)
    return opnieuw.length === 0 ? 1 : 0
  })
}

const notDead = (id: string | undefined, dienst: string | undefined): string =>
  id === undefined
    ? `van ${dienst ?? ''} is er geen aflevering die niet lukte`
    : `${id}: er is geen aflevering met deze id die niet lukte en waarvan de inhoud nog is bewaard`

async function putBack(queue: AfleveringStore, id: string, options: Options): Promise<boolean> {
  const row = await queue.find(id)
  if (row === undefined) return false
  const at = options.now()
  const validUntil = at + (row.validUntil - row.createdAt)
  return queue.again(id, at, validUntil, eventOf(row, options, 'opnieuw in de wachtrij'))
}

/** Deletes the content of a dead one; that it was stays known. */
export const afleveringVerwijder = (
  { id, ...options }: Options & { readonly id: string },
  streams: Streams,
): Promise<number> =>
  withAfleveringen(options, streams, async (queue) => {
    const row = await queue.find(id)
    const event = row && eventOf(row, options, 'verwijderd')
    const isGone = event !== undefined && (await queue.discard(id, options.now(), event))
    if (options.json === true) writeJson(streams, { verwijderd: isGone })
    else if (isGone) streams.stdout.write(`verwijderd: ${id}\n`)
    if (!isGone) streams.stderr.write(`${notDead(id, undefined)}\n`)
    return isGone ? 0 : 1
  })

const eventOf =
  (row: AfleveringRow, { now, door }: Options, what: string) =>
  (isDone: boolean): AuditEvent => ({
    ...ownEvent(
      { at: now(), id: randomUUID() },
      {
        gebeurtenis: 'aflevering-beheren',
        actie: 'U',
        object: { soort: 'aflevering', id: row.id },
        toelichting: `${isDone ? what : `niet ${what}`}${door === undefined ? '' : `, door ${door}`}`,
      },
    ),
    dienst: row.soort === 'mail' ? null : row.doel,
  })

async function withAfleveringen(
  { env, now }: Options,
  streams: Streams,
  run: (store: AfleveringStore, database: Database) => Promise<number>,
): Promise<number> {
  const url = databaseOf({ env, streams })
  if (url === undefined) return 2
  return withQueue({ url, table: 'aflevering', now }, streams.stderr, (database, queue) =>
    run(makeAfleveringStore(database, queue), database),
  )
}

/** An instroom by what the contract names; what is none says what it is. */
const toJson = (row: AfleveringRow) => ({
  id: row.id,
  ...(row.soort !== 'melding' && { soort: row.soort }),
  dienst: row.doel,
  agbCode: row.agbCode,
  staat: staatOf(row),
  pogingen: row.attempts,
  code: row.lastCode,
  aangenomenOp: new Date(row.createdAt).toISOString(),
})

const lineOf = (row: AfleveringRow): string => {
  const { id, dienst, agbCode, staat, pogingen, code, aangenomenOp } = toJson(row)
  return [aangenomenOp, id, dienst, agbCode ?? '-', staat, `pogingen ${pogingen}`, code ?? '']
    .join('  ')
    .trimEnd()
}

/** Puts `sluis aflevering …` in the program. */
export function addAfleveringCommands({ program, streams, ...given }: ProgramPlace): void {
  const door = (): Option => new Option('--door <naam>', 'wie dit doet, voor het auditlog')
  const json = (): Option => new Option('--json', 'als JSON')
  const group = program
    .command('aflevering')
    .description('berichten en mails die zonder medewerker worden afgeleverd')
    .addHelpText('after', '\nVoorbeeld:\n  sluis aflevering lijst --wachtend')
  group
    .command('lijst')
    .option('--wachtend', 'alleen wat nog wordt geprobeerd')
    .addOption(door())
    .addOption(json())
    .description('toon de afleveringen, de nieuwste eerst; zonder inhoud')
    .addHelpText('after', '\nVoorbeeld:\n  sluis aflevering lijst --json')
    .action(async (flags: Flags & { wachtend?: boolean }) => {
      process.exitCode = await afleveringLijst({ ...given, ...flags }, streams)
    })
  group
    .command('opnieuw')
    .argument('[id]', 'de id van de aflevering')
    .option('--dienst <naam>', 'alle afleveringen van deze dienst die niet lukten')
    .addOption(door())
    .addOption(json())
    .description('probeer opnieuw wat niet lukte, met dezelfde sleutel en inhoud')
    .addHelpText('after', '\nVoorbeeld:\n  sluis aflevering opnieuw --dienst incident-melden')
    .action(async (id: string | undefined, flags: Flags & { dienst?: string }) => {
      const what = { ...given, ...flags, ...(id !== undefined && { id }) }
      process.exitCode = await afleveringOpnieuw(what, streams)
    })
  group
    .command('verwijder')
    .argument('<id>', 'de id van de aflevering')
    .addOption(door())
    .addOption(json())
    .description('verwijder de inhoud van een aflevering die niet lukte')
    .addHelpText(
      'after',
      '\nVoorbeeld:\n  sluis aflevering verwijder 0b9c7f1e-0000-4000-8000-000000000001',
    )
    .action(async (id: string, flags: Flags) => {
      process.exitCode = await afleveringVerwijder({ ...given, ...flags, id }, streams)
    })
}

interface Flags {
  readonly json?: boolean
  readonly door?: string
}
