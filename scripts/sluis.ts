#!/usr/bin/env node
/**
 * `sluis`: every command of the gateway. Each exits 0 on success, 1 on a finding, 2 on wrong use and when it could
 * not be carried out; problems go to stderr. A command loads what it works with and no more: a loop in a shell or a
 * hook before a commit feels every module.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { packageRoot } from '../gateway/package-root.ts'
import { inDutch } from './commands/in-dutch.ts'

// Who reads no further, such as `head`, has what he wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  void unwritten(error)
})

async function unwritten(error: Error): Promise<never> {
  const { whatFailed } = await import('./commands/what-failed.ts')
  process.stderr.write(`de uitvoer kan niet worden geschreven: ${whatFailed(error)}\n`)
  process.exit(2)
}

const streams = { stdout: process.stdout, stderr: process.stderr }
const { env } = process
const now = (): number => Date.now()

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
    const { serve } = await import('./commands/serve.ts')
    await serve({ env, demo: false })
  })

program
  .command('demo')
  .description('start de toegangspoort met een demoportaal, ontwikkelcertificaten en SQLite')
  .addHelpText('after', '\nVoorbeeld:\n  sluis demo')
  .action(async () => {
    const { demo } = await import('./commands/demo.ts')
    await demo(env)
  })

program
  .command('certs')
  .description('maak de ontwikkelcertificaten in certs-dev/ (opnieuw)')
  .addHelpText('after', '\nVoorbeeld:\n  sluis certs')
  .action(async () => {
    const { makeDevelopmentPki } = await import('./certs/development-pki.ts')
    const log = (line: string): void => {
      process.stdout.write(`${line}\n`)
    }
    makeDevelopmentPki('certs-dev', { now: now(), log })
  })

async function addService(): Promise<void> {
  const { addServiceCommands } = await import('./commands/service-commands.ts')
  addServiceCommands({ program, streams, env, now, policy: env['SLUIS_POLICY'] ?? 'policy' })
}

/** By the first word of the command line: what adds its commands. Help and a word that is none need them all. */
const groups: Readonly<Record<string, () => Promise<void>>> = {
  proef: async () => {
    const { addProefCommand } = await import('./commands/proef.ts')
    addProefCommand(program)
  },
  policy: async () => {
    const { addPolicyCommands } = await import('./commands/policy.ts')
    const { databaseOf, policyKeysOf, ownHostsOf } = await import('./commands/environment.ts')
    const dir = env['SLUIS_POLICY'] ?? 'policy'
    const database = (): string | undefined => databaseOf({ env, streams })
    const own = { keys: policyKeysOf(env), ownHosts: ownHostsOf(env) }
    addPolicyCommands({ program, streams, dir, database, ...own, now })
  },
  register: async () => {
    const { addRegisterCommands } = await import('./commands/register.ts')
    addRegisterCommands({ program, env, streams, now })
  },
  keys: async () => {
    const { addKeysCommands } = await import('./commands/keys.ts')
    addKeysCommands(program, streams)
  },
  clock: async () => {
    const { addClockCommands } = await import('./commands/clock.ts')
    addClockCommands(program, streams)
  },
  aflevering: async () => {
    const { addAfleveringCommands } = await import('./commands/aflevering.ts')
    addAfleveringCommands(program, streams)
  },
  bericht: async () => {
    const { addBerichtCommand } = await import('./commands/bericht.ts')
    addBerichtCommand(program, streams)
  },
  organisatie: async () => {
    const { addOrganisatieCommands } = await import('./commands/organisatie.ts')
    addOrganisatieCommands(program, streams)
  },
  account: addService,
  link: addService,
  overdracht: addService,
  audit: async () => {
    const { addAuditCommands } = await import('./commands/audit.ts')
    addAuditCommands({ program, env, streams, now })
  },
  dienst: async () => {
    const { addDienstCommands } = await import('./commands/dienst.ts')
    addDienstCommands({ program, streams, dir: env['SLUIS_POLICY'] ?? 'policy', now })
  },
  doctor: async () => {
    const { addDoctorCommand } = await import('./commands/doctor.ts')
    addDoctorCommand({ program, env, streams, now })
  },
}

const first = process.argv[2] ?? '--help'
const isHere = first === '--version' || program.commands.some((command) => command.name() === first)
if (!isHere) for (const add of wantedGroups(first)) await add()

function wantedGroups(word: string): Iterable<() => Promise<void>> {
  const group = Object.hasOwn(groups, word) ? groups[word] : undefined
  return new Set(group === undefined ? Object.values(groups) : [group])
}

try {
  await program.parseAsync()
} catch (error) {
  // Help and version are no mistakes; everything else that commander ends with is wrong use.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    // What the machine refuses is not worth a stack; a fault of ours is, in the place for it.
    const { codeOf } = await import('../gateway/store/database.ts')
    const { whatFailed } = await import('./commands/what-failed.ts')
    const isOurs = codeOf(error) === 'Error' || codeOf(error) === 'TypeError'
    if (isOurs && env['SLUIS_LOG_LEVEL'] === 'debug') console.error(error)
    process.stderr.write(`sluis: ${whatFailed(error)}\n`)
    process.exitCode = 2
  }
}
