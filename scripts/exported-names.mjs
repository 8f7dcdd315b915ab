/**
 * Part of `npm run check`: no name is exported by two files of gateway and scripts, so that who looks for a name finds
 * one thing. A migration is the exception: knex asks each for the same names.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const sources = ['gateway', 'scripts'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('migrations/'))
    .map((file) => join(folder, file)),
)

/** @type {(statement: ts.Statement) => boolean} */
const isExported = (statement) =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)

/** @type {(statement: any) => readonly string[]} */
const namesOf = (statement) =>
  ts.isVariableStatement(statement)
    ? statement.declarationList.declarations.map(({ name }) => name.getText())
    : [statement.name?.text ?? '']

/** @type {Map<string, Set<string>>} */
const homes = new Map()
for (const file of sources) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true)
  for (const name of source.statements.filter(isExported).flatMap(namesOf))
    homes.set(name, (homes.get(name) ?? new Set()).add(file))
}

const twice = [...homes].filter(([, files]) => files.size > 1)
for (const [name, files] of twice)
  console.error(`${name} is exported by ${[...files].join(' and ')}: rename one to what it is`)
process.exitCode = twice.length > 0 ? 1 : 0
