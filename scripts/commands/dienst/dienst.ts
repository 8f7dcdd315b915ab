/** `sluis dienst nieuw`: a new dienst with its cases, that passes `policy check` and `policy test` at once. */
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { meantHint } from '../../../gateway/base/nearest.ts'
import { reservedNames } from '../../../gateway/decision/route-pattern.ts'
import { packageRoot } from '../../../gateway/package-root.ts'
import { casesText, dienstText, listedIn } from './files.ts'
import type { CaseHolders, NewDienst } from './files.ts'
import { openFor } from './instantie.ts'
import type { OpenedInstantie } from './instantie.ts'
import { isFolder, loadOrTell } from '../policy-set.ts'
import { writeJson } from '../with-database.ts'
import type { Streams } from '../with-database.ts'

export interface DienstOptions extends NewDienst {
  readonly policy: string
  readonly json?: boolean
  readonly now: () => number
}

/** Gives the exit code: 0 when it is written and the set is good, 1 when something was found, 2 on wrong use. */
export async function dienstNieuw(options: DienstOptions, streams: Streams): Promise<number> {
  const { policy, dienst, instantie, now } = options
  if (!isFolder(policy, streams)) return 2
  const faults = faultsOf(options)
  for (const fault of faults) streams.stderr.write(`${fault}\n`)
  if (faults.length > 0) return 2
  if ((await loadOrTell(policy, streams, now)) === undefined) return 1
  const opened = openFor(policy, instantie, dienst)
  if ('problem' in opened) {
    streams.stderr.write(`${opened.problem}\n`)
    return 1
  }
  return writeAll(options, opened, streams)
}

/** The message schemas of the package. */
const schemas = (): readonly string[] =>
  readdirSync(join(packageRoot, 'schemas'))
    .filter((name) => name.startsWith('instroom-'))
    .map((name) => name.replace('.schema.json', ''))

const placesOf = ({ policy, dienst }: DienstOptions): readonly [string, string] => [
  join(policy, 'diensten', `${dienst}.yaml`),
  join(policy, 'cases', `${dienst}.yaml`),
]

/** What is wrong with what was given; Dutch, with what was probably meant. */
function faultsOf(options: DienstOptions): readonly string[] {
  const { dienst, url, schema, instantie, titel } = options
  const faults: string[] = []
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(dienst))
    faults.push(
      `${dienst}: een naam begint met een kleine letter en heeft verder kleine letters, cijfers en streepjes`,
    )
  else if (reservedNames.includes(dienst))
    faults.push(`${dienst}: dit is een adres van Sluis zelf; kies een andere naam`)
  else
    for (const file of placesOf(options))
      if (existsSync(file))
        faults.push(`${file}: bestaat al en wordt niet overschreven; kies een andere naam`)
  if (!/^[^\p{Cc}]{1,200}$/u.test(titel)) faults.push('--titel: een naam is 1 tot 200 tekens')
  if (!/^http:\/\/[a-z0-9.-]+(:\d{1,5})?$/i.test(url))
    faults.push(
      `--url: ${url} is geen adres als http://127.0.0.1:8090, zonder pad; https heeft ook upstream.ca nodig, zet dat daarna in het bestand`,
    )
  if (!schemas().includes(schema))
    faults.push(
      `--schema: ${schema} is er niet; ${meantHint(schema, schemas()).hint ?? `kies uit ${schemas().join(', ')}`}`,
    )
  if (!/^\d{8}$/.test(instantie))
    faults.push(`--instantie: ${instantie} is geen AGB-code van acht cijfers`)
  return faults
}

/** All of it or nothing: what turns out not to load is taken back. */
async function writeAll(
  options: DienstOptions,
  opened: OpenedInstantie,
  streams: Streams,
): Promise<number> {
  const [dienst, cases] = placesOf(options)
  const list = join(options.policy, 'DIENSTEN.md')
  const listed = existsSync(list) ? readFileSync(list, 'utf8') : undefined
  for (const file of [dienst, cases]) mkdirSync(dirname(file), { recursive: true })
  writeFileSync(dienst, dienstText(options), { flag: 'wx' })
  writeFileSync(cases, casesText(options, opened.holders), { flag: 'wx' })
  writeFileSync(opened.file, opened.after)
  writeFileSync(list, listedIn(listed, options))
  if ((await loadOrTell(options.policy, streams, options.now)) !== undefined) {
    tell(options, { files: [dienst, cases, opened.file, list], holders: opened.holders }, streams)
    return 0
  }
  for (const file of [dienst, cases]) rmSync(file)
  writeFileSync(opened.file, opened.before)
  if (listed === undefined) rmSync(list)
  else writeFileSync(list, listed)
  streams.stderr.write('er is niets veranderd\n')
  return 1
}

interface Written {
  readonly files: readonly string[]
  /** Who may use it from now on. */
  readonly holders: CaseHolders
}

function tell(
  { dienst, instantie, policy, json }: DienstOptions,
  { files, holders }: Written,
  streams: Streams,
): void {
  const { systeem, persoonlijk } = holders
  if (json === true)
    writeJson(streams, { dienst, bestanden: files, toegekend: { instantie, systeem, persoonlijk } })
  else
    streams.stdout.write(
      `${files.map((file) => `geschreven: ${file}`).join('\n')}
Toegekend: indienen, aan systeemcertificaat ${systeem} en medewerker ${persoonlijk} van ${instantie}. Niet de goede? Pas het bestand aan.
Controleer het: sluis policy check ${policy} && sluis policy test ${policy}
`,
    )
}

interface Flags {
  readonly titel?: string
  readonly url?: string
  readonly schema?: string
  readonly instantie?: string
  readonly json?: boolean
  readonly policy: string
}

const questions = {
  dienst: 'Korte naam, het eerste deel van elk adres (bijvoorbeeld verwijzen)',
  titel: 'Naam zoals mensen hem kennen',
  url: 'Adres van de dienst (bijvoorbeeld http://127.0.0.1:8090)',
  schema: 'Schema van het bericht (bijvoorbeeld instroom-incident)',
  instantie: 'AGB-code van de eerste praktijk of instelling die hem gebruikt',
} as const

/** Asks what was not given; undefined, and told, when there is nobody to ask. */
async function ask(given: Partial<NewDienst>, { stderr }: Streams): Promise<NewDienst | undefined> {
  const keys = Object.keys(questions) as readonly (keyof NewDienst)[]
  const missing = keys.filter((key) => given[key] === undefined)
  if (missing.length > 0 && !process.stdin.isTTY) {
    const flags = missing.map((key) => (key === 'dienst' ? '<naam>' : `--${key}`))
    stderr.write(`nog nodig: ${flags.join(', ')}\n`)
    return undefined
  }
  const lines = createInterface({ input: process.stdin, output: stderr })
  const answers: Record<keyof NewDienst, string> = {
    dienst: '',
    titel: '',
    url: '',
    schema: '',
    instantie: '',
  }
  for (const key of keys)
    answers[key] = given[key] ?? (await lines.question(`${questions[key]}: `)).trim()
  lines.close()
  return answers
}

/** Puts it in the program. */
export function addDienstCommands({
  program,
  streams,
  dir,
  now,
}: {
  readonly program: Command
  readonly streams: Streams
  /** The policy folder of the environment. */
  readonly dir: string
  readonly now: () => number
}): void {
  const example = `
Voorbeeld:
  sluis dienst nieuw verwijzen --titel Verwijzen --url http://127.0.0.1:8090 --schema instroom-incident --instantie 12000001`
  const dienst = program.command('dienst').description('de diensten achter Sluis')
  dienst.addHelpText('after', example)
  dienst
    .command('nieuw')
    .argument('[naam]', 'korte naam van de dienst')
    .option('--titel <tekst>', 'naam zoals mensen hem kennen')
    .option('--url <adres>', 'adres van de dienst')
    .option('--schema <naam>', 'schema van het bericht')
    .option('--instantie <agb-code>', 'eerste praktijk of instelling die hem gebruikt')
    .option('--policy <map>', 'map met het beleid', dir)
    .option('--json', 'als JSON')
    .description('maak een dienst met gevallen; vraagt wat u niet opgeeft')
    .addHelpText('after', example)
    .action(async (naam: string | undefined, { policy, json, ...flags }: Flags) => {
      const given = await ask({ ...flags, ...(naam !== undefined && { dienst: naam }) }, streams)
      process.exitCode =
        given === undefined
          ? 2
          : await dienstNieuw({ ...given, policy, now, ...(json === true && { json }) }, streams)
    })
}
