/**
 * `npm run build:tools`: builds `dist`, tools included, unless nothing that it is made of changed since it was built.
 * tsc finds that out as well, by reading everything: ten seconds of a core, before every test run and every start.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { changedSince } from './changed-since.mjs'

process.chdir(new URL('..', import.meta.url).pathname)

const madeOf = [
  ...['gateway', 'scripts', 'package.json', 'package-lock.json'],
  ...['tsconfig.json', 'tsconfig.build.json', 'tsconfig.tools.json'],
]
const stamp = 'dist/tools.built'

if (changedSince(stamp, madeOf)) {
  mkdirSync('dist', { recursive: true })
  // From before the build: what changes while it runs is built again.
  const begun = `${stamp}.${String(process.pid)}`
  writeFileSync(begun, '')
  const tsc = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.tools.json', '--noCheck']
  const { status } = spawnSync(process.execPath, tsc, { stdio: 'inherit' })
  if (status === 0) renameSync(begun, stamp)
  else {
    rmSync(begun)
    process.exit(status ?? 1)
  }
}
await import('./make-executable.mjs')
