/** The generated tables of the Markdown files, and how they are put in their places. */
import { variables } from '../../gateway/config/variables.ts'
import { codes, errorEntry } from '../../gateway/errors.ts'
import type { Mender } from '../../gateway/errors.ts'
import { packageCodes } from '../../gateway/openapi/package-codes.ts'
import type { PackageCode } from '../../gateway/openapi/package-codes.ts'
import { kit } from '../proef/kit.ts'
import { commandReference } from './commands.ts'
import { fieldRows } from './fields.ts'
import { policyReference } from './policy-keys.ts'

type Table = () => string | Promise<string>

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

const quoted = (text: string): string => (text === '' ? '' : `\`${text}\``)

const configurationTable: Table = () =>
  table(
    ['variabele', 'standaard', 'betekenis'],
    Object.values(variables).map(({ naam, standaard, zin }) => [
      quoted(naam),
      quoted(standaard ?? ''),
      zin,
    ]),
  )

const errorTable: Table = () =>
  table(
    ['code', 'status', 'betekenis', 'wie lost het op'],
    codes.map((code) => {
      const { status, title, detail, wie } = errorEntry(code)
      return [code, String(status), `**${title.nl}.** ${detail.nl}`, wie]
    }),
  )

const fieldTable: Table = () =>
  table(
    ['veld', 'verplicht', 'vorm', 'betekenis'],
    fieldRows('instroom-machtiging').map(({ pad, verplicht, vorm, betekenis }) => [
      quoted(pad),
      verplicht,
      vorm,
      betekenis,
    ]),
  )

/** What a package does with a refusal, by who can mend it; what comes after it is the table's own `actie`. */
const reactions: Readonly<Record<Mender, string>> = {
  softwareleverancier: 'Fout in het pakket: meld het bij uzelf, niet aan de gebruiker.',
  contactpersoon: 'Toon de code en deze tekst; de contactpersoon van de praktijk lost het op.',
  medewerker: 'Toon de code en deze tekst; de gebruiker (of wie het pakket inricht) lost het op.',
  beheerder: 'Toon dat het even niet kan; het ligt niet aan de praktijk.',
}

const again = (code: PackageCode): string => {
  const { herhalen, status } = errorEntry(code)
  if (!herhalen) return 'nee'
  return status === 401 ? 'later' : 'ja'
}

const packageTable: Table = () =>
  table(
    ['code', 'status', 'betekenis', 'opnieuw proberen', 'wat het pakket doet'],
    packageCodes.map((code) => {
      const { status, title, detail, wie, actie } = errorEntry(code)
      return [
        code,
        String(status),
        `**${title.nl}.** ${detail.nl}`,
        again(code),
        `${reactions[wie]} ${actie}`,
      ]
    }),
  )

const kitTable: Table = () =>
  table(
    ['code', 'zo ontmoet u hem'],
    packageCodes.map((code) => [code, kit[code].uitleg]),
  )

const policyTables: Table = () =>
  policyReference()
    .map(({ titel, uitleg, sleutels }) => {
      const rows = sleutels.map(({ pad, verplicht, betekenis }) => [
        quoted(pad),
        verplicht ? 'ja' : '',
        betekenis.replaceAll('|', '\\|').replaceAll('<', '\\<'),
      ])
      return `## ${titel}\n\n${uitleg.replaceAll('<', '\\<')}\n\n${table(['sleutel', 'verplicht', 'betekenis'], rows)}`
    })
    .join('\n\n')

/** The tables each file has a place for. */
export const tablesOf: Readonly<Record<string, Readonly<Record<string, Table>>>> = {
  'docs/beleid.md': { sleutels: policyTables },
  'docs/commandos.md': { commandos: commandReference },
  'docs/naslag.md': { configuration: configurationTable, errors: errorTable },
  'docs/leveranciers.md': { velden: fieldTable, codes: packageTable, proef: kitTable },
}

/** The text of a file with its tables as they are now. Throws when it lacks a place for one. */
export async function withTables(path: string, text: string): Promise<string> {
  let all = text
  for (const [name, make] of Object.entries(tablesOf[path] ?? {})) {
    const begin = `<!-- begin: ${name} -->`
    const end = `<!-- end: ${name} -->`
    const [before, rest] = all.split(begin)
    const after = rest?.split(end)[1]
    if (before === undefined || after === undefined)
      throw new Error(`${path} has no place for ${name}`)
    all = `${before}${begin}\n\n${await make()}\n\n${end}${after}`
  }
  return all
}
