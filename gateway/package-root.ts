import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** The folder of this package: where `schemas/` lies, whether run from the sources or from `dist/`. */
export const packageRoot = findUp(import.meta.dirname)

/** As package.json has it. */
export const packageVersion = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    readonly version: string
  }
).version

/** A compiled module of this program: beside the one that asks in `dir`, or, from the sources, in `dist/`. */
export function compiledFile(dir: string, path: string): string {
  const beside = join(dir, basename(path))
  return existsSync(beside) ? beside : join(packageRoot, 'dist', 'gateway', path)
}

function findUp(from: string): string {
  if (existsSync(join(from, 'package.json'))) return from
  const parent = dirname(from)
  if (parent === from) throw new Error('the package folder of sluis was not found')
  return findUp(parent)
}
