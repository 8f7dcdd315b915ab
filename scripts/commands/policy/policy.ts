/** `sluis policy …`: what operators do with the policy. */
import { Option } from 'commander'
import type { Command } from 'commander'
import { policyCheck, policyTest } from './check.ts'
import { policyDiff } from './diff.ts'
import type { DiffOptions } from './diff.ts'
import { policyExplain } from './explain.ts'
import type { ExplainOptions } from './explain-subject.ts'
import { policyHistory, policyHistoryRestore, policyHistoryShow } from './history.ts'
import { policySign } from './sign.ts'
import type { Streams } from '../with-database.ts'

export interface PolicyCommands {
  readonly program: Command
  readonly streams: Streams
  /** The policy folder of the environment. */
  readonly dir: string
  /** The database of the environment; undefined after telling what is wrong with it. */
  readonly database: () => string | undefined
  /** SLUIS_BELEID_SLEUTELS, or undefined. */
  readonly keys?: readonly string[] | undefined
  /** Host names of Sluis itself, by the environment. */
  readonly ownHosts?: ReadonlyMap<string, string> | undefined
  readonly now: () => number
}

type Flags = { readonly json?: boolean; readonly sarif?: boolean; readonly junit?: boolean }

/** Puts them in the program. */
export function addPolicyCommands(parts: PolicyCommands): void {
  const policy = parts.program
    .command('policy')
    .description('het beleid: controleren, testen, uitleggen, vergelijken, terugzien')
    .addHelpText('after', '\nVoorbeeld:\n  sluis policy check /etc/sluis/policy')
  addCheckAndTest(policy, parts)
  addExplain(policy, parts)
  addDiff(policy, parts)
  addHistory(policy, parts)
  addSign(policy, parts)
}

function addSign(policy: Command, { dir: standard, streams, now }: PolicyCommands): void {
  policy
    .command('sign')
    .argument('[map]', 'map met het beleid', standard)
    .requiredOption('--key <pem>', 'bestand met een Ed25519-sleutel')
    .option('--json', 'als JSON')
    .description('onderteken het beleid, in handtekening.json')
    .addHelpText(
      'after',
      `
Voorbeeld:
  openssl genpkey -algorithm ed25519 -out beleid.key
  sluis policy sign policy --key beleid.key`,
    )
    .action(async (dir: string, flags: { readonly key: string } & Flags) => {
      process.exitCode = await policySign({ dir, ...flags, now }, streams)
    })
}

/** Runs a command that needs the database; its result is the exit code. */
async function withDatabase(
  { database }: PolicyCommands,
  run: (database: string) => Promise<number>,
): Promise<void> {
  const url = database()
  if (url !== undefined) process.exitCode = await run(url)
}

function addCheckAndTest(policy: Command, parts: PolicyCommands): void {
  const { streams, now } = parts
  policy
    .command('check')
    .argument('[map]', 'map met het beleid', parts.dir)
    .option('--json', 'als JSON')
    .addOption(new Option('--sarif', 'als SARIF, voor CI').conflicts('json'))
    .description('noem elk probleem als bestand:regel:kolom: melding')
    .addHelpText(
      'after',
      '\nVoorbeelden:\n  sluis policy check policy\n  sluis policy check --sarif > beleid.sarif',
    )
    .action(async (dir: string, flags: Flags) => {
      process.exitCode = await policyCheck(
        { dir, now, keys: parts.keys, ownHosts: parts.ownHosts, ...flags },
        streams,
      )
    })
  policy
    .command('test')
    .argument('[map]', 'map met het beleid', parts.dir)
    .option('--json', 'als JSON')
    .addOption(new Option('--junit', 'als JUnit-XML, voor CI').conflicts('json'))
    .description('voer de gevallen in cases/ uit')
    .addHelpText(
      'after',
      '\nVoorbeelden:\n  sluis policy test policy\n  sluis policy test --junit > beleid.xml',
    )
    .action((dir: string, flags: Flags) =>
      withDatabase(parts, (database) => policyTest({ dir, database, now, ...flags }, streams)),
    )
}

function addExplain(policy: Command, parts: PolicyCommands): void {
  const { streams, now } = parts
  policy
    .command('explain')
    .option('--certificate <pem>', 'bestand met het certificaat')
    .option('--gebruikersnummer <nummer>', 'in plaats daarvan: een houder, met --agb en --soort')
    .option('--agb <code>', 'AGB-code van de houder')
    .option('--soort <soort>', 'soort van de houder: persoonlijk, systeem, account of meldcode')
    .option('--beveiligd', 'bij een account: in een beveiligde sessie')
    .option('--factor <factor>', 'bij een account: aangemeld met app of sms')
    .option('--verzoek <uuid>', 'in plaats daarvan: een verzoek waarover al is besloten')
    .option(
      '--log <bestand>',
      'logging waarin een verzoek wordt gezocht dat geen besluit heeft; `-`: standaardinvoer',
    )
    .option('--dienst <naam>', 'de dienst die gevraagd wordt')
    .option('--autorisatie <naam>', 'wat ervoor nodig is')
    .option('--adres <ip>', 'bij een systeemcertificaat: het IP-adres waarvandaan het komt')
    .option('--instroom <json>', 'bestand met een bericht, of de JSON zelf')
    .option('--policy <map>', 'map met het beleid', parts.dir)
    .option('--json', 'als JSON')
    .description('leg een besluit uit, met elke controlestap')
    .addHelpText(
      'after',
      `
Voorbeelden:
  sluis policy explain --certificate certs-dev/clients/lezer.pem --dienst machtigingenportaal --autorisatie indienen
  sluis policy explain --gebruikersnummer 10000002 --agb 12000001 --soort persoonlijk --dienst machtigingenportaal --autorisatie indienen
  sluis policy explain --gebruikersnummer 712345678901 --agb 01000007 --soort account --dienst viplive --autorisatie samenwerken --beveiligd
  sluis policy explain --verzoek 6f1c1c52-6a5e-4a39-9a11-5b7e5b1f2c90
  journalctl -u sluis -o cat | sluis policy explain --verzoek 6f1c1c52-6a5e-4a39-9a11-5b7e5b1f2c90 --log -`,
    )
    .action((flags: Omit<ExplainOptions, 'database' | 'now'>) =>
      withDatabase(parts, (database) => policyExplain({ ...flags, database, now }, streams)),
    )
}

function addDiff(policy: Command, parts: PolicyCommands): void {
  const { streams, now } = parts
  policy
    .command('diff')
    .argument('<nieuw>', 'map met het nieuwe beleid')
    .option('--policy <map>', 'map met het beleid van nu', parts.dir)
    .option('--agb <code>', 'alleen besluiten over en rechten van deze AGB-code')
    .option('--van <moment>', 'besluiten vanaf deze dag of dit tijdstip')
    .option('--tot <moment>', 'besluiten tot en met deze dag, of tot dit tijdstip')
    .option('--json', 'als JSON')
    .description(
      'toon wat er verandert: vastgelegde besluiten die anders uitvallen, rechten die wijzigen',
    )
    .addHelpText('after', '\nVoorbeeld:\n  sluis policy diff nieuw-beleid --van 2026-11-01')
    .action((newPolicy: string, flags: Omit<DiffOptions, 'database' | 'now' | 'newPolicy'>) =>
      withDatabase(parts, (database) =>
        policyDiff({ ...flags, newPolicy, database, now }, streams),
      ),
    )
}

function addHistory(policy: Command, parts: PolicyCommands): void {
  const { streams } = parts
  const place = { policy: parts.dir, now: parts.now }
  const history = policy
    .command('history')
    .option('--json', 'als JSON')
    .description('toon elk beleid dat heeft gegolden')
    .addHelpText('after', '\nVoorbeeld:\n  sluis policy history')
    .action((flags: Flags) =>
      withDatabase(parts, (database) => policyHistory({ database, ...flags }, streams)),
    )
  history
    .command('show')
    .argument('<versie>', 'de versie, of het begin ervan')
    .option('--file <naam>', 'schrijf dit bestand, zoals het was')
    .option('--json', 'als JSON')
    .description('toon één beleid')
    .addHelpText('after', '\nVoorbeeld:\n  sluis policy history show 3f9a1c --file blokkades.yaml')
    .action((version: string, flags: Flags & { readonly file?: string }) =>
      withDatabase(parts, (database) =>
        // `--json` is also an option of the command above, which takes it.
        policyHistoryShow({ ...history.opts<Flags>(), ...flags, database, version }, streams),
      ),
    )
  history
    .command('restore')
    .argument('<versie>', 'de versie, of het begin ervan')
    .argument('<map>', 'een map die er nog niet is')
    .option('--json', 'als JSON')
    .description('zet de bestanden van een beleid in een nieuwe map')
    .addHelpText('after', '\nVoorbeeld:\n  sluis policy history restore 3f9a1c hersteld')
    .action((version: string, dir: string, flags: Flags) =>
      withDatabase(parts, (database) =>
        policyHistoryRestore(
          { ...history.opts<Flags>(), ...flags, ...place, database, version, dir },
          streams,
        ),
      ),
    )
}
