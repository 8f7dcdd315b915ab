/** Writes the generated tables of README.md from the code; with --check only compares. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { variables } from '../gateway/config.ts'
import { codes, errorEntry } from '../gateway/errors.ts'
import { packageRoot } from '../gateway/package-root.ts'
import { format } from 'prettier'

const tables = { configuration: configurationTable, errors: errorTable }

function configurationTable(): string {
  const rows = Object.values(variables).map(
    ({ naam, standaard, zin }) =>
      `| \`${naam}\` | ${standaard ? `\`${standaard}\`` : ''} | ${zin} |`,
  )
  return ['| variable | default | meaning |', '| --- | --- | --- |', ...rows].join('\n')
}

function errorTable(): string {
  const rows = codes.map((code) => {
    const { status, title, detail, wie } = errorEntry(code)
    return `| ${code} | ${String(status)} | **${title.nl}.** ${detail.nl} | ${wie} |`
  })
  return ['| code | status | meaning | who mends it |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  )
}

function withTables(text: string): string {
  return Object.entries(tables).reduce((all, [name, table]) => {
    const begin = `<!-- begin: ${name} -->`
    const end = `<!-- end: ${name} -->`
    const [before, rest] = all.split(begin)
    const after = rest?.split(end)[1]
    if (before === undefined || after === undefined)
      throw new Error(`README has no place for ${name}`)
    return `${before}${begin}\n\n${table()}\n\n${end}${after}`
  }, text)
}

const path = join(packageRoot, 'README.md')
const now = readFileSync(path, 'utf8')
const wanted = await format(withTables(now), { parser: 'markdown' })
if (process.argv.includes('--check')) {
  if (now !== wanted) {
    console.error('README.md: the generated tables are out of date; run npm run docs')
    process.exitCode = 1
  } else console.log('README.md: the generated tables are current')
} else writeFileSync(path, wanted)
