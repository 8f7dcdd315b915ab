#!/usr/bin/env node
/**
 * `sluis`: every command of the gateway. Each exits 0 on success, 1 on a finding, 2 on wrong use and when it could
 * not be carried out; problems go to stderr.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { readSettings } from '../gateway/config/config.ts'
import { packageRoot } from '../gateway/package-root.ts'
import { codeOf } from '../gateway/store/database.ts'
import { makeDevelopmentPki } from './certs/development-pki.ts'
import { addAfleveringCommands } from './commands/aflevering.ts'
import { addAuditCommands } from './commands/audit.ts'
import { demo } from './commands/demo.ts'
import { addBerichtCommand } from './commands/bericht.ts'
import { addOrganisatieCommands } from './commands/organisatie.ts'
import { addDoctorCommand } from './commands/doctor.ts'
import { databaseOf } from './commands/environment.ts'
import { inDutch } from './commands/in-dutch.ts'
import { addClockCommands } from './commands/clock.ts'
import { addKeysCommands } from './commands/keys.ts'
import { addPolicyCommands } from './commands/policy.ts'
import { portOption, proef } from './commands/proef.ts'
import { addRegisterCommands } from './commands/register.ts'
import { serve } from './commands/serve.ts'
import { addServiceCommands } from './commands/service-commands.ts'
import { whatFailed } from './commands/what-failed.ts'

// Who reads no further, such as `head`, has what he wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`de uitvoer kan niet worden geschreven: ${whatFailed(error)}\n`)
  process.exit(2)
})

const streams = { stdout: process.stdout, stderr: process.stderr }
const { env } = process
const now = (): number => Date.now()

/** Who may sign the policy; what is wrong with it is told by the command that needs it. */
function policyKeysOf(): readonly string[] | undefined {
  const read = readSettings(env, ['policyKeys'], { demo: false })
  return 'config' in read ? read.config.policyKeys : ['']
}

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
  readonly version: string
}

const program = inDutch(new Command('sluis'))
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

program
  .command('serve')
  .description('start de toegangspoort, ingesteld door de omgeving (SLUIS_...)')
  .addHelpText('after', '\nVoorbeeld:\n  set -a; . /etc/sluis/sluis.env; set +a; sluis serve')
  .action(async () => {
    await serve({ env, demo: false })
  })

program
  .command('demo')
  .description('start de toegangspoort met een demoportaal, ontwikkelcertificaten en SQLite')
  .addHelpText('after', '\nVoorbeeld:\n  sluis demo')
  .action(() => demo(env))

program
  .command('proef')
  .option(
    '--map <map>',
    'map voor certificaten en gegevens, om te bewaren; standaard een tijdelijke',
  )
  .option('--poort <nummer>', 'poort voor het pakket; 0 kiest een vrije', portOption, 8543)
  .option('--portaalpoort <nummer>', 'poort voor startlinks; 0 kiest een vrije', portOption, 9543)
  .option('--json', 'een JSON-object per regel')
  .option('--volledig', 'sluit af met 1 zolang er iets niet is ontmoet')
  .description('start een toegangspoort die bijhoudt welke codes een softwarepakket ontmoet')
  .addHelpText('after', '\nVoorbeeld:\n  sluis proef --map proef-kit')
  .action(proef)

program
  .command('certs')
  .description('maak de ontwikkelcertificaten in certs-dev/ (opnieuw)')
  .addHelpText('after', '\nVoorbeeld:\n  sluis certs')
  .action(() => {
    const log = (line: string): void => {
      process.stdout.write(`${line}\n`)
    }
    makeDevelopmentPki('certs-dev', { now: now(), log })
  })

addPolicyCommands({
  program,
  streams,
  dir: env['SLUIS_POLICY'] ?? 'policy',
  database: () => databaseOf({ env, streams }),
  keys: policyKeysOf(),
  now,
})
addRegisterCommands({ program, env, streams, now })
addKeysCommands(program, streams)
addClockCommands(program, streams)
addAfleveringCommands(program, streams)
addBerichtCommand(program, streams)
addOrganisatieCommands(program, streams)
addServiceCommands({ program, streams, env, now, policy: env['SLUIS_POLICY'] ?? 'policy' })
addAuditCommands({ program, env, streams, now })
addDoctorCommand({ program, env, streams, now })

try {
  await program.parseAsync()
} catch (error) {
  // Help and version are no mistakes; everything else that commander ends with is wrong use.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    // What the machine refuses is not worth a stack; a fault of ours is, in the place for it.
    const isOurs = codeOf(error) === 'Error' || codeOf(error) === 'TypeError'
    if (isOurs && env['SLUIS_LOG_LEVEL'] === 'debug') console.error(error)
    process.stderr.write(`sluis: ${whatFailed(error)}\n`)
    process.exitCode = 2
  }
}
