/** `sluis audit …`: what operators do with the audit. */
import type { Command } from 'commander'
import { auditCheckpoint } from './checkpoint.ts'
import { auditExport } from './export.ts'
import { auditPrune } from './prune.ts'
import { auditVerify } from './verify.ts'
import { dataKeyOf, onDatabase, retentionOf } from '../environment.ts'
import type { CommandEnvironment } from '../environment.ts'

interface AuditCommands extends CommandEnvironment {
  readonly program: Command
  /** Epoch ms. */
  readonly now: () => number
}

/** Puts them in the program. */
export function addAuditCommands(parts: AuditCommands): void {
  const audit = parts.program
    .command('audit')
    .description('de audit (NEN 7513): controleren, bewaren, uitvoeren, opschonen')
    .addHelpText('after', '\nVoorbeeld:\n  sluis audit verify')
  addVerify(audit, parts)
  addCheckpoint(audit, parts)
  addPrune(audit, parts)
  addExport(audit, parts)
}

function addVerify(audit: Command, parts: AuditCommands): void {
  audit
    .command('verify')
    .description('controleer de hashketens en de ondertekende controlepunten')
    .option('--checkpoint <bestand>', 'vergelijk met een controlepunt dat elders is bewaard')
    .option('--json', 'als JSON')
    .addHelpText(
      'after',
      '\nMet SLUIS_DATA_KEY worden ook de handtekeningen gecontroleerd.\n\nVoorbeeld:\n  sluis audit verify --checkpoint audit-2026-11.json',
    )
    .action(
      onDatabase(parts, (database, options: { checkpoint?: string; json?: boolean }) => {
        const dataKey = dataKeyOf(parts, { needed: false })
        return dataKey === undefined
          ? Promise.resolve(2)
          : auditVerify(
              { database, ...options, dataKey: dataKey === '' ? undefined : dataKey },
              parts.streams,
            )
      }),
    )
}

function addCheckpoint(audit: Command, parts: AuditCommands): void {
  const { streams, now } = parts
  audit
    .command('checkpoint')
    .description('schrijf een ondertekend controlepunt (JSON), om buiten de database te bewaren')
    .option('--publieke-sleutel', 'schrijf alleen de publieke sleutel (PEM)')
    .addHelpText('after', '\nVoorbeeld:\n  sluis audit checkpoint > audit-2026-11.json')
    .action(
      onDatabase(parts, (database, { publiekeSleutel }: { publiekeSleutel?: boolean }) => {
        const dataKey = dataKeyOf(parts, { needed: true })
        const publicKeys = publiekeSleutel === true
        return dataKey === undefined
          ? Promise.resolve(2)
          : auditCheckpoint({ database, dataKey, publicKeys, now }, streams)
      }),
    )
}

function addPrune(audit: Command, parts: AuditCommands): void {
  const { streams, now } = parts
  audit
    .command('prune')
    .description('verwijder auditregels waarvan de bewaartermijn voorbij is')
    .option(
      '--jaren <aantal>',
      'hoe lang regels worden bewaard; standaard SLUIS_AUDIT_BEWAARTERMIJN',
    )
    .option('--json', 'als JSON')
    .addHelpText('after', '\nVoorbeeld:\n  sluis audit prune --jaren 5')
    .action(
      onDatabase(parts, (database, options: { jaren?: string; json?: boolean }) => {
        const dataKey = dataKeyOf(parts, { needed: true })
        const jaren = options.jaren ?? retentionOf(parts)
        return dataKey === undefined || jaren === undefined
          ? Promise.resolve(2)
          : auditPrune({ database, dataKey, ...options, jaren, now }, streams)
      }),
    )
}

interface ExportFlags {
  readonly formaat: string
  readonly scheiding?: string
  readonly agb?: string
  readonly van?: string
  readonly tot?: string
}

function addExport(audit: Command, parts: AuditCommands): void {
  const { streams, now } = parts
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
      `
Voorbeelden:
  sluis audit export --agb 12000001 --van 2026-11-01 > audit.ndjson
  sluis audit export --formaat csv --scheiding puntkomma > audit.csv`,
    )
    .action(
      onDatabase(parts, (database, options: ExportFlags) =>
        auditExport({ database, now, ...options }, streams),
      ),
    )
}
