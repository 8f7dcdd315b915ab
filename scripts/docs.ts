/**
 * Writes everything in the documentation that is made from the code: tables, the picture of the whole, the OpenAPI
 * document, the Bruno collection. With --check it only compares.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { format } from 'prettier'
import { packageRoot } from '../gateway/package-root.ts'
import { makeReadme } from './certs/readme.ts'
import { brunoFiles } from './docs/bruno.ts'
import { openapiText } from './docs/openapi.ts'
import { pictureText } from './docs/picture.ts'
import { tablesOf, withTables } from './docs/tables.ts'

const bruno = 'docs/bruno'

const read = (path: string): string | undefined => {
  const file = join(packageRoot, path)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

const pretty = (text: string, parser: 'markdown' | 'json'): Promise<string> =>
  format(text, { parser, semi: false, singleQuote: true, printWidth: 100 })

/** Every generated file as it must be, by path. */
async function wantedFiles(): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, string>()
  for (const path of Object.keys(tablesOf))
    wanted.set(path, await pretty(await withTables(path, read(path) ?? ''), 'markdown'))
  wanted.set('docs/openapi.json', await pretty(openapiText(), 'json'))
  wanted.set('docs/sluis.svg', pictureText())
  wanted.set('certs-dev/README.md', makeReadme())
  for (const [path, text] of brunoFiles())
    wanted.set(`${bruno}/${path}`, path.endsWith('.json') ? await pretty(text, 'json') : text)
  return wanted
}

/** Files of the collection that are no longer made. */
const leftOver = (wanted: ReadonlyMap<string, string>): readonly string[] =>
  existsSync(join(packageRoot, bruno))
    ? readdirSync(join(packageRoot, bruno), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(packageRoot.length + 1))
        .filter((path) => !wanted.has(path) && !path.endsWith('README.md'))
    : []

const wanted = await wantedFiles()
const outdated = [...wanted].filter(([path, text]) => read(path) !== text)
const superfluous = leftOver(wanted)
if (process.argv.includes('--check')) {
  for (const path of [...outdated.map(([path]) => path), ...superfluous])
    console.error(`${path}: is not what the code makes; run npm run docs`)
  if (outdated.length + superfluous.length > 0) process.exitCode = 1
  else console.log(`${wanted.size} generated files are current`)
} else {
  for (const [path, text] of outdated) {
    mkdirSync(dirname(join(packageRoot, path)), { recursive: true })
    writeFileSync(join(packageRoot, path), text)
    console.log(`${path} written`)
  }
  for (const path of superfluous) {
    rmSync(join(packageRoot, path))
    console.log(`${path} removed`)
  }
}
