/** `sluis organisatie`: organisations that register themselves, for the service desk (contract part two, 15). */
import type { ProgramPlace } from './environment.ts'
import { parseAgbCode } from '../../gateway/identity/agb-code.ts'
import { randomUUID } from 'node:crypto'
import { ownEvent } from '../../gateway/audit/retention.ts'
import type { AuditEvent } from '../../gateway/audit/event.ts'
import { isWaiting, staatAt } from '../../gateway/organisaties/life.ts'
import type { AanmeldingStaat } from '../../gateway/organisaties/life.ts'
import { makeAanmeldingStore } from '../../gateway/organisaties/store.ts'
import type { AanmeldingRow, AanmeldingStore } from '../../gateway/store/leden/aanmelding.ts'
import { allOf, textOf } from '../../gateway/store/rows.ts'
import type { Database } from '../../gateway/store/database.ts'
import { databaseOf } from './environment.ts'
import { recordLook } from './service.ts'
import { withQueue, writeJson } from './with-database.ts'
import type { Streams } from './with-database.ts'

interface Options {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Epoch ms. */
  readonly now: () => number
  readonly agb?: string
  readonly dienst?: string
  readonly json?: boolean
  /** Who does it, as the audit names them. */
  readonly door?: string
}

const maxListed = 100_000

const staatOf = ({ staat, validUntil }: AanmeldingRow, at: number): AanmeldingStaat =>
  staatAt({ staat: staat as AanmeldingStaat, validUntil }, at)

const toJson = (row: AanmeldingRow, at: number) => ({
  agbCode: row.agbCode,
  dienst: row.dienst,
  staat: staatOf(row, at),
  naam: row.naam,
  gebruikersnummer: row.door,
  begonnenOp: new Date(row.createdAt).toISOString(),
  actiefSinds: row.activeAt === null ? null : new Date(row.activeAt).toISOString(),
})

export const organisatieLijst = (options: Options, streams: Streams): Promise<number> =>
  withStore(options, streams, async (store, database) => {
    const at = options.now()
    const rows = await store.list({ dienst: options.dienst, limit: maxListed })
    await recordLook(database, options, `aanmeldingen bekeken: ${rows.length}`)
    const told = rows.map((row) => toJson(row, at))
    if (options.json === true) streams.stdout.write(`${JSON.stringify(told)}\n`)
    else if (told.length === 0) streams.stdout.write('Er zijn geen aanmeldingen.\n')
    else
      for (const { agbCode, dienst, staat, naam } of told)
        streams.stdout.write(`${[agbCode, dienst, staat, naam ?? ''].join('  ').trimEnd()}\n`)
    return 0
  })

/** Confirms in the place of a mailbox, when exactly one waits with its data chosen. */
export const organisatieBevestig = (options: Options, streams: Streams): Promise<number> =>
  acting(options, streams, 'bevestigd', async (store, rows, database) => {
    const at = options.now()
    const [row, other] = rows.filter((one) => staatOf(one, at) === 'bevestiging-gevraagd')
    if (row === undefined || other !== undefined) return undefined
    const [account] = await allOf(database.reader('account').where('nummer', row.door))
    const naam = textOf(account, 'naam') ?? row.door
    const result = await store.bevestig({ id: row.id, at, hoe: 'operator', naam }, ({ kind }) =>
      eventOf(row, options, kind === 'gedaan' ? 'bevestigd' : `niet bevestigd: ${kind}`),
    )
    return result.kind === 'gedaan' ? row : undefined
  })

/** Ends the active one, or all that wait. */
export const organisatieTrekIn = (options: Options, streams: Streams): Promise<number> =>
  acting(options, streams, 'ingetrokken', async (store, rows) => {
    const at = options.now()
    let done: AanmeldingRow | undefined
    for (const row of rows) {
      const staat = staatOf(row, at)
      if (staat !== 'actief' && !isWaiting(staat)) continue
      const result = await store.eindig({ id: row.id, at, daad: 'intrekken' }, () =>
        eventOf(row, options, 'ingetrokken'),
      )
      if (result.kind === 'gedaan') done = row
    }
    return done
  })

const acting = (
  options: Options,
  streams: Streams,
  what: string,
  act: (
    store: AanmeldingStore,
    rows: readonly AanmeldingRow[],
    database: Database,
  ) => Promise<AanmeldingRow | undefined>,
): Promise<number> => {
  const { agb = '', dienst = '' } = options
  const agbCode = parseAgbCode(agb)
  return withStore(options, streams, async (store, database) => {
    // A code that is none has no aanmelding.
    const rows = agbCode ? await store.list({ agbCode, dienst, limit: maxListed }) : []
    const row = await act(store, rows, database)
    if (row === undefined)
      streams.stderr.write(`${agb}: geen aanmelding voor ${dienst} die kan worden ${what}\n`)
    else if (options.json === true) writeJson(streams, { agbCode: agb, dienst, [what]: true })
    else streams.stdout.write(`${agb} voor ${dienst}: ${what}\n`)
    return row === undefined ? 1 : 0
  })
}

const eventOf = (
  { agbCode, dienst }: AanmeldingRow,
  { now, door }: Options,
  what: string,
): AuditEvent => ({
  ...ownEvent(
    { at: now(), id: randomUUID() },
    {
      gebeurtenis: 'organisatie-aanmelden',
      actie: 'U',
      object: { soort: 'organisatie', id: agbCode },
      toelichting: `${what}${door === undefined ? '' : `, door ${door}`}`,
    },
  ),
  dienst,
})

async function withStore(
  { env, now }: Options,
  streams: Streams,
  run: (store: AanmeldingStore, database: Database) => Promise<number>,
): Promise<number> {
  const url = databaseOf({ env, streams })
  if (url === undefined) return 2
  return withQueue({ url, table: 'aanmelding', now }, streams.stderr, (database, queue) =>
    run(makeAanmeldingStore(database, queue), database),
  )
}

/** Puts `sluis organisatie …` in the program. */
export function addOrganisatieCommands({ program, streams, ...given }: ProgramPlace): void {
  const group = program
    .command('organisatie')
    .description('organisaties die zich zelf aanmelden voor een dienst')
    .addHelpText('after', '\nVoorbeeld:\n  sluis organisatie lijst --dienst gli-register')
  group
    .command('lijst')
    .option('--dienst <naam>', 'alleen van deze dienst')
    .option('--door <naam>', 'wie dit doet, voor het auditlog')
    .option('--json', 'als JSON')
    .description('toon de aanmeldingen met hun status')
    .addHelpText('after', '\nVoorbeeld:\n  sluis organisatie lijst --json')
    .action(async (flags: Partial<Options>) => {
      process.exitCode = await organisatieLijst({ ...given, ...flags }, streams)
    })
  for (const [name, text, act] of [
    ['bevestig', 'bevestig de aanmelding in plaats van de mailbox', organisatieBevestig],
    ['trek-in', 'trek de aanmelding van een organisatie in', organisatieTrekIn],
  ] as const)
    group
      .command(name)
      .requiredOption('--agb <code>', 'de AGB-code van de organisatie')
      .requiredOption('--dienst <naam>', 'de dienst')
      .option('--door <naam>', 'wie dit doet, voor het auditlog')
      .option('--json', 'als JSON')
      .description(text)
      .addHelpText(
        'after',
        `\nVoorbeeld:\n  sluis organisatie ${name} --agb 02000001 --dienst gli-register --door "J. Smit"`,
      )
      .action(async (flags: Partial<Options>) => {
        process.exitCode = await act({ ...given, ...flags }, streams)
      })
}
