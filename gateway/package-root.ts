import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of this package: where `schemas/` lies, whether run from the sources or from `dist/`. */
export const packageRoot = findUp(import.meta.dirname)

/** As package.json has it. */
export const packageVersion = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    readonly version: string
  }
).version

function findUp(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from
  const parent = dirname(from)
  if (parent === from) throw new Error('the package folder of sluis was not found')
  return findUp(parent)
}
