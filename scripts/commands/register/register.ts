/** `sluis register …`: what operators do with the AGB register. */
import type { Command } from 'commander'
import { databaseOf } from '../environment.ts'
import type { CommandEnvironment } from '../environment.ts'
import { registerImport } from './import.ts'

interface RegisterFlags {
  readonly proef?: boolean
  readonly toegestaanVerlies?: string
  readonly json?: boolean
}

/** Puts them in the program. */
export function addRegisterCommands({
  program,
  now,
  ...environment
}: CommandEnvironment & { readonly program: Command; readonly now: () => number }): void {
  program
    .command('register')
    .description('het AGB-register')
    .addHelpText('after', '\nVoorbeeld:\n  sluis register import agb.csv')
    .command('import')
    .argument(
      '<bestand>',
      'CSV met kop agbCode,soort,naam,aanvang,einde, of met ,entiteit,namen,adressen,emails erachter',
    )
    .description('vervang het AGB-register door dat van een bestand, helemaal of niet')
    .addHelpText(
      'after',
      `
Voorbeelden:
  sluis register import policy/register/agb.csv --proef
  sluis register import policy/register/agb.csv`,
    )
    .option('--proef', 'toon alleen wat er zou veranderen')
    .option(
      '--toegestaan-verlies <deel>',
      'hoeveel van de codes mag verdwijnen (10% vanaf 1000 codes)',
    )
    .option('--json', 'als JSON')
    .action(async (file: string, flags: RegisterFlags) => {
      const database = databaseOf(environment)
      if (database !== undefined)
        process.exitCode = await registerImport(
          { file, database, now, ...flags },
          environment.streams,
        )
    })
}
