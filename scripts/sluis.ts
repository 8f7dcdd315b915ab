#!/usr/bin/env node
/**
 * `sluis`: every command of the gateway. Each exits 0 on success, 1 on a finding, 2 on wrong use; problems go to
 * stderr.
 */
import { Command, CommanderError } from 'commander'
import { readSettings } from '../gateway/config.ts'
import { auditCheckpoint } from './commands/audit-checkpoint.ts'
import { auditExport } from './commands/audit-export.ts'
import { auditPrune } from './commands/audit-prune.ts'
import { auditVerify } from './commands/audit-verify.ts'
import { demo } from './commands/demo.ts'
import { addKeysCommands } from './commands/keys.ts'
import { addPolicyCommands } from './commands/policy.ts'
import { portOption, proef } from './commands/proef.ts'
import { registerImport } from './commands/register-import.ts'
import { serve } from './commands/serve.ts'
import { makeDevelopmentPki } from './certs/development-pki.ts'

const streams = { stdout: process.stdout, stderr: process.stderr }

/** The database of the environment; undefined after telling what is wrong with it. */
function databaseOf(): string | undefined {
  const read = readSettings(process.env, ['database'], { demo: false })
  if ('config' in read) return read.config.database
  for (const problem of read.problems) process.stderr.write(`${problem}\n`)
  process.exitCode = 2
  return undefined
}

/** The data key of the environment, empty when there is none; undefined after telling what is wrong. */
function dataKeyOf({ needed }: { readonly needed: boolean }): string | undefined {
  const read = readSettings(process.env, ['dataKey'], { demo: !needed })
  if ('config' in read) return read.config.dataKey ?? ''
  for (const problem of read.problems) process.stderr.write(`${problem}\n`)
  return undefined
}

/** Who may sign the policy; what is wrong with it is told by the command that needs it. */
function policyKeysOf(): readonly string[] | undefined {
  const read = readSettings(process.env, ['policyKeys'], { demo: false })
  return 'config' in read ? read.config.policyKeys : ['']
}

/** Runs a command that needs the database; its result is the exit code. */
const withDatabase =
  <T>(run: (database: string, options: T) => Promise<number>) =>
  async (options: T): Promise<void> => {
    const database = databaseOf()
    if (database !== undefined) process.exitCode = await run(database, options)
  }

const program = new Command('sluis')
  .description('Toegangspoort met wederzijdse TLS voor zorgportalen')
  .showHelpAfterError('(sluis --help toont wat er kan)')
  .exitOverride()
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })

program
  .command('serve')
  .description('start de toegangspoort, ingesteld door de omgeving (SLUIS_...)')
  .addHelpText('after', '\nVoorbeeld:\n  SLUIS_DATA_KEY=$(openssl rand -base64 32) sluis serve')
  .action(async () => {
    await serve({ env: process.env, demo: false })
  })

program
  .command('demo')
  .description('start de toegangspoort met een demoportaal, ontwikkelcertificaten en SQLite')
  .addHelpText('after', '\nVoorbeeld:\n  sluis demo')
  .action(() => demo(process.env))

program
  .command('proef')
  .option(
    '--map <map>',
    'map voor certificaten en gegevens, om te bewaren; standaard een tijdelijke',
  )
  .option('--poort <nummer>', 'poort voor het pakket; 0 kiest een vrije', portOption, 8543)
  .option('--portaalpoort <nummer>', 'poort voor startlinks; 0 kiest een vrije', portOption, 9543)
  .option('--json', 'een JSON-object per regel', false)
  .option('--volledig', 'sluit af met 1 zolang er iets niet is ontmoet', false)
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
    makeDevelopmentPki('certs-dev', { now: Date.now(), log })
  })

const now = (): number => Date.now()

addPolicyCommands({
  program,
  streams,
  dir: process.env['SLUIS_POLICY'] ?? 'policy',
  database: databaseOf,
  keys: policyKeysOf(),
  now,
})

const register = program.command('register').description('het AGB-register')

register
  .command('import')
  .argument('<bestand>', 'CSV met kop agbCode,soort,naam,aanvang,einde')
  .description('vervang het AGB-register door dat van een bestand, helemaal of niet')
  .addHelpText('after', '\nVoorbeeld:\n  sluis register import policy/register/agb.csv')
  .option('--proef', 'toon alleen wat er zou veranderen')
  .option(
    '--toegestaan-verlies <deel>',
    'hoeveel van de codes mag verdwijnen (10% vanaf 1000 codes)',
  )
  .action((file: string, options: { proef?: boolean; toegestaanVerlies?: string }) =>
    withDatabase((database) => registerImport({ file, database, now, ...options }, streams))({}),
  )

addKeysCommands(program, streams)

const audit = program.command('audit').description('de audit (NEN 7513)')

audit
  .command('verify')
  .description('controleer de hashketens en de ondertekende controlepunten')
  .option('--checkpoint <bestand>', 'vergelijk met een controlepunt dat elders is bewaard')
  .addHelpText(
    'after',
    '\nMet SLUIS_DATA_KEY worden ook de handtekeningen gecontroleerd.\n\nVoorbeeld:\n  sluis audit verify --checkpoint audit-2026-11.json',
  )
  .action(
    withDatabase((database, options: { checkpoint?: string }) => {
      const dataKey = dataKeyOf({ needed: false })
      return dataKey === undefined
        ? Promise.resolve(2)
        : auditVerify(
            { database, ...options, dataKey: dataKey === '' ? undefined : dataKey },
            streams,
          )
    }),
  )

audit
  .command('checkpoint')
  .description('schrijf een ondertekend controlepunt, om buiten de database te bewaren')
  .option('--publieke-sleutel', 'schrijf alleen de publieke sleutel (PEM)')
  .addHelpText('after', '\nVoorbeeld:\n  sluis audit checkpoint > audit-2026-11.json')
  .action(
    withDatabase((database, { publiekeSleutel }: { publiekeSleutel?: boolean }) => {
      const dataKey = dataKeyOf({ needed: true })
      const publicKeys = publiekeSleutel === true
      return dataKey === undefined
        ? Promise.resolve(2)
        : auditCheckpoint({ database, dataKey, publicKeys, now }, streams)
    }),
  )

audit
  .command('prune')
  .description('verwijder auditregels waarvan de bewaartermijn voorbij is')
  .option('--jaren <aantal>', 'hoe lang regels worden bewaard', '5')
  .addHelpText('after', '\nVoorbeeld:\n  sluis audit prune --jaren 5')
  .action(
    withDatabase((database, { jaren }: { jaren: string }) => {
      const dataKey = dataKeyOf({ needed: true })
      return dataKey === undefined
        ? Promise.resolve(2)
        : auditPrune({ database, dataKey, jaren, now }, streams)
    }),
  )

audit
  .command('export')
  .description('schrijf auditregels als NDJSON, CSV of FHIR (AuditEvent, R4)')
  .option('--formaat <naam>', 'ndjson, csv of fhir', 'ndjson')
  .option('--scheiding <teken>', 'van CSV: komma, of puntkomma voor een Nederlandse Excel')
  .option('--agb <code>', 'alleen van deze AGB-code')
  .option('--van <moment>', 'vanaf deze dag (2026-01-31) of dit tijdstip')
  .option('--tot <moment>', 'tot en met deze dag, of tot dit tijdstip')
  .addHelpText(
    'after',
    '\nVoorbeeld:\n  sluis audit export --agb 12000001 --van 2026-11-01 > audit.ndjson\n  sluis audit export --formaat csv --scheiding puntkomma > audit.csv',
  )
  .action(
    withDatabase((database, options: ExportFlags) =>
      auditExport({ database, now, ...options }, streams),
    ),
  )

interface ExportFlags {
  readonly formaat: string
  readonly scheiding?: string
  readonly agb?: string
  readonly van?: string
  readonly tot?: string
}

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  // Help and version are no mistakes; everything else that commander ends with is wrong use.
  process.exitCode = error.exitCode === 0 ? 0 : 2
}
