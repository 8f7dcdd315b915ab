/** `sluis clock`: the highest time seen, and the way out when a clock ran ahead by accident. */
import type { ProgramPlace } from './environment.ts'
import { readSettings } from '../../gateway/config/config.ts'
import { makeClockStore } from '../../gateway/store/clock-store.ts'
import { hasTable, withExisting } from './with-database.ts'
import type { Streams } from './with-database.ts'

/** Gives the exit code: 0, or 2 when there is no database to do it in. */
export async function clockReset(
  env: Readonly<Record<string, string | undefined>>,
  streams: Streams,
): Promise<number> {
  const read = readSettings(env, ['database'], { demo: false })
  if ('problems' in read) {
    for (const problem of read.problems) streams.stderr.write(`${problem}\n`)
    return 2
  }
  return withExisting(read.config.database, streams.stderr, async (database) => {
    if (await hasTable(database, 'klok')) await makeClockStore(database).reset()
    streams.stdout.write(
      'De hoogste tijd die is gezien is vergeten. Elke gateway die draait, gebruikt binnen een halve minuut de klok van zijn eigen machine.\n',
    )
    return 0
  })
}

export function addClockCommands({ program, streams, env }: ProgramPlace): void {
  program
    .command('clock')
    .description('de hoogste tijd die de gateway heeft gezien')
    .addHelpText('after', '\nVoorbeeld:\n  sluis clock reset')
    .command('reset')
    .description('vergeet die tijd, nadat een klok per ongeluk voor liep en is gelijkgezet')
    .addHelpText('after', '\nVoorbeeld:\n  sluis clock reset')
    .action(async () => {
      process.exitCode = await clockReset(env, streams)
    })
}
