/** All commands, as commander knows them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { packageRoot } from '../../gateway/package-root.ts'
import { findingOf, isRunnable } from './findings.ts'
import { addOwn, wantedGroups } from './groups.ts'
import type { ProgramParts } from './groups.ts'
import { inDutch } from './in-dutch.ts'
import { refuseWrongValues } from './wrong-values.ts'

/** The program with the commands of this first word; with all when it is none of them, such as `--help`. */
export async function makeProgram(parts: ProgramParts, word = '--help'): Promise<Command> {
  const program = emptyProgram()
  addOwn(program, parts)
  const isHere = word === '--version' || program.commands.some((one) => one.name() === word)
  if (!isHere) for (const add of wantedGroups(word)) await add(program, parts)
  tellExitCodes(program)
  refuseWrongValues(program)
  return program
}

function emptyProgram(): Command {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    readonly version: string
  }
  return inDutch(new Command('sluis'))
    .description('Toegangspoort met wederzijdse TLS voor zorgportalen')
    .version(version, '--version', 'toon de versie')
    .exitOverride()
    .addHelpText(
      'after',
      `
Afsluitcodes: 0 goed; 1 er is iets gevonden; 2 verkeerd gebruik, of het kon niet worden uitgevoerd.

Voorbeelden:
  sluis demo
  sluis policy check --help`,
    )
}

/** Below the help of every command that can be run: what 1 means of it. */
function tellExitCodes(command: Command): void {
  for (const one of command.commands) {
    if (isRunnable(one)) {
      const finding = findingOf(one)
      const found = finding === null ? '' : `1 ${finding}; `
      one.addHelpText(
        'after',
        `\nAfsluitcodes: 0 goed; ${found}2 verkeerd gebruik, of het kon niet`,
      )
    }
    tellExitCodes(one)
  }
}
