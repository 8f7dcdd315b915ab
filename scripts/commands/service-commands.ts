/** Puts the commands of the service desk in the program. */
import type { Command } from 'commander'
import { linkVervang, accountNodigUit } from './account-invite.ts'
import { accountActie, accountHerstel, accountVerwijder, accountZoek } from './account.ts'
import { overdracht } from './overdracht.ts'
import { withFlags } from './service.ts'
import type { Streams } from './with-database.ts'

interface ServiceParts {
  readonly program: Command
  readonly streams: Streams
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => number
  /** The policy folder of the environment. */
  readonly policy: string
}

interface Flags {
  readonly json?: boolean
  readonly door?: string
}

export function addServiceCommands(parts: ServiceParts): void {
  const account = parts.program
    .command('account')
    .description('accounts van medewerkers, voor de servicedesk')
    .addHelpText('after', '\nVoorbeeld:\n  sluis account zoek "de Boer"')
  addInvite(account, parts)
  addFind(account, parts)
  addActs(account, parts)
  addLink(parts)
  addOverdracht(parts)
}

function addInvite(account: Command, { streams, ...given }: ServiceParts): void {
  withFlags(
    account
      .command('nodig-uit')
      .requiredOption('--email <adres>', 'het eigen e-mailadres van de medewerker')
      .requiredOption('--naam <naam>', 'naam van de medewerker')
      .option('--telefoon <nummer>', 'mobiel nummer waarmee het account wordt afgemaakt')
      .requiredOption('--agb <code>', 'de AGB-code van de organisatie')
      .requiredOption('--dienst <naam>', 'de dienst')
      .requiredOption('--rol <naam>', 'de autorisatie die de medewerker krijgt'),
  )
    .description('nodig een medewerker uit, met een link in een mail')
    .addHelpText(
      'after',
      '\nVoorbeeld:\n  sluis account nodig-uit --email j.deboer@praktijk.example --naam "J. de Boer" --telefoon "06 12345678" --agb 01000001 --dienst viplive --rol huisarts --door "J. Smit"',
    )
    .action(async (flags: Flags & Record<'email' | 'naam' | 'agb' | 'dienst' | 'rol', string>) => {
      process.exitCode = await accountNodigUit({ ...given, ...flags }, streams)
    })
}

function addFind(account: Command, { streams, ...given }: ServiceParts): void {
  withFlags(
    account
      .command('zoek')
      .argument('<tekst>', 'een gebruikersnummer, een deel van een naam, of een heel e-mailadres'),
  )
    .description('zoek een account')
    .addHelpText('after', '\nVoorbeeld:\n  sluis account zoek j.deboer@praktijk.example --json')
    .action(async (tekst: string, flags: Flags) => {
      process.exitCode = await accountZoek({ ...given, ...flags, tekst }, streams)
    })
}

function addActs(account: Command, { streams, ...given }: ServiceParts): void {
  for (const [name, text, act] of acts)
    withFlags(account.command(name).argument('<nummer>', 'het gebruikersnummer'))
      .description(text)
      .addHelpText('after', `\nVoorbeeld:\n  sluis account ${name} 712345678901 --door "J. Smit"`)
      .action(async (nummer: string, flags: Flags) => {
        process.exitCode = await act({ ...given, ...flags, nummer }, streams)
      })
}

type Act = typeof accountVerwijder

const acting =
  (actie: Parameters<typeof accountActie>[0]['actie']): Act =>
  (options, streams) =>
    accountActie({ ...options, actie }, streams)

const acts: readonly (readonly [name: string, text: string, act: Act])[] = [
  ['blokkeer', 'blokkeer een account; alle aanmeldingen eindigen meteen', acting('blokkeer')],
  ['deblokkeer', 'hef de blokkade van een account op', acting('deblokkeer')],
  ['factor-herstel', 'mail een link om de tweede factor opnieuw te registreren', accountHerstel],
  ['beeindig', 'beëindig alle aanmeldingen van een account', acting('beeindig')],
  ['verwijder', 'verwijder een account; het auditlog blijft heel', accountVerwijder],
]

function addLink({ program, streams, ...given }: ServiceParts): void {
  const link = program
    .command('link')
    .description('uitnodigingslinks van organisaties')
    .addHelpText('after', '\nVoorbeeld:\n  sluis link vervang --agb 57000001 --dienst gli-register')
  withFlags(
    link
      .command('vervang')
      .requiredOption('--agb <code>', 'de AGB-code van de organisatie')
      .requiredOption('--dienst <naam>', 'de dienst'),
  )
    .description(
      'vervang een gelekte uitnodigingslink; de nieuwe staat in de mail aan de beheerders',
    )
    .addHelpText(
      'after',
      '\nVoorbeeld:\n  sluis link vervang --agb 57000001 --dienst gli-register --door "J. Smit"',
    )
    .action(async (flags: Flags & Record<'agb' | 'dienst', string>) => {
      process.exitCode = await linkVervang({ ...given, ...flags }, streams)
    })
}

function addOverdracht({ program, streams, ...given }: ServiceParts): void {
  withFlags(
    program
      .command('overdracht')
      .requiredOption('--agb <code>', 'de AGB-code van de organisatie')
      .requiredOption('--dienst <naam>', 'de dienst')
      .requiredOption('--van <agb>', 'persoonlijke AGB-code van wie overdraagt')
      .requiredOption('--naar <agb>', 'persoonlijke AGB-code van wie overneemt'),
  )
    .description('geef een dienst opdracht om deelnemers aan een collega over te dragen')
    .addHelpText(
      'after',
      '\nVoorbeeld:\n  sluis overdracht --agb 57000001 --dienst gli-register --van 57100001 --naar 57100002 --door "J. Smit"',
    )
    .action(async (flags: Flags & Record<'agb' | 'dienst' | 'van' | 'naar', string>) => {
      process.exitCode = await overdracht({ ...given, ...flags }, streams)
    })
}
