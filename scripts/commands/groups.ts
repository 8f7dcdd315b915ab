/**
 * What adds each group of commands. A command loads what it works with and no more: a loop in a shell or a hook
 * before a commit feels every module.
 */
import type { Command } from 'commander'
import type { Streams } from './with-database.ts'

export interface ProgramParts {
  readonly streams: Streams
  readonly env: NodeJS.ProcessEnv
  /** Epoch ms. */
  readonly now: () => number
}

/** What starts a gateway, and what it needs to start. */
export function addOwn(program: Command, { streams, env, now }: ProgramParts): void {
  program
    .command('serve')
    .description('start de toegangspoort, ingesteld door de omgeving (SLUIS_...)')
    .addHelpText('after', '\nVoorbeeld:\n  set -a; . /etc/sluis/sluis.env; set +a; sluis serve')
    .action(async () => {
      const { serve } = await import('./serve.ts')
      await serve({ env, demo: false })
    })
  program
    .command('demo')
    .description('start de toegangspoort met een demoportaal, ontwikkelcertificaten en SQLite')
    .addHelpText('after', '\nVoorbeeld:\n  sluis demo')
    .action(async () => {
      const { demo } = await import('./demo/demo.ts')
      await demo(env)
    })
  program
    .command('certs')
    .description('maak de ontwikkelcertificaten in certs-dev/ (opnieuw)')
    .addHelpText('after', '\nVoorbeeld:\n  sluis certs')
    .action(async () => {
      const { makeDevelopmentPki } = await import('../certs/development-pki.ts')
      const log = (line: string): void => {
        streams.stdout.write(`${line}\n`)
      }
      makeDevelopmentPki('certs-dev', { now: now(), log })
    })
}

type AddGroup = (program: Command, parts: ProgramParts) => Promise<void>

const policyFolder = (env: ProgramParts['env']): string => env['SLUIS_POLICY'] ?? 'policy'

const addService: AddGroup = async (program, { env, ...parts }) => {
  const { addServiceCommands } = await import('./service-commands.ts')
  addServiceCommands({ program, ...parts, env, policy: policyFolder(env) })
}

/** By the first word of the command line: what adds its commands. */
const groups: Readonly<Record<string, AddGroup>> = {
  proef: async (program) => {
    const { addProefCommand } = await import('./proef.ts')
    addProefCommand(program)
  },
  policy: async (program, { env, streams, now }) => {
    const { addPolicyCommands } = await import('./policy/policy.ts')
    const { databaseOf, policyKeysOf, ownHostsOf } = await import('./environment.ts')
    const database = (): string | undefined => databaseOf({ env, streams })
    const own = { keys: policyKeysOf(env), ownHosts: ownHostsOf(env) }
    addPolicyCommands({ program, streams, dir: policyFolder(env), database, ...own, now })
  },
  register: async (program, parts) => {
    const { addRegisterCommands } = await import('./register/register.ts')
    addRegisterCommands({ program, ...parts })
  },
  keys: async (program, parts) => {
    const { addKeysCommands } = await import('./keys.ts')
    addKeysCommands({ program, ...parts })
  },
  clock: async (program, parts) => {
    const { addClockCommands } = await import('./clock.ts')
    addClockCommands({ program, ...parts })
  },
  aflevering: async (program, parts) => {
    const { addAfleveringCommands } = await import('./aflevering.ts')
    addAfleveringCommands({ program, ...parts })
  },
  bericht: async (program, parts) => {
    const { addBerichtCommand } = await import('./bericht.ts')
    addBerichtCommand({ program, ...parts })
  },
  organisatie: async (program, parts) => {
    const { addOrganisatieCommands } = await import('./organisatie.ts')
    addOrganisatieCommands({ program, ...parts })
  },
  account: addService,
  link: addService,
  overdracht: addService,
  audit: async (program, parts) => {
    const { addAuditCommands } = await import('./audit/audit.ts')
    addAuditCommands({ program, ...parts })
  },
  dienst: async (program, { env, streams, now }) => {
    const { addDienstCommands } = await import('./dienst/dienst.ts')
    addDienstCommands({ program, streams, dir: policyFolder(env), now })
  },
  doctor: async (program, parts) => {
    const { addDoctorCommand } = await import('./doctor/doctor.ts')
    addDoctorCommand({ program, ...parts })
  },
}

/** What adds the commands of this first word; of a word that is none, all. */
export function wantedGroups(word: string): Iterable<AddGroup> {
  const group = Object.hasOwn(groups, word) ? groups[word] : undefined
  return new Set(group === undefined ? Object.values(groups) : [group])
}
