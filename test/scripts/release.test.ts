import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../gateway/package-root.ts'

const dir = mkdtempSync(join(tmpdir(), 'sluis-release-'))
afterAll(() => {
  rmSync(dir, { recursive: true })
})

const check = (cwd: string) => {
  const script = join(packageRoot, 'scripts/release.mjs')
  return spawnSync(process.execPath, [script, '--check'], { cwd, encoding: 'utf8' })
}

test('version, lock file, changelog and tag of this commit agree', () => {
  expect(check(packageRoot)).toMatchObject({ status: 0, stderr: '' })
})

test.each([
  ['1.2.0', '1.1.0', 'Unreleased', 'package-lock.json: 1.1.0 is niet 1.2.0'],
  ['1.2.0', '1.2.0', '[1.1.0]', 'CHANGELOG.md: begint met 1.1.0'],
  ['next', 'next', 'Unreleased', 'package.json: next is geen versie'],
])('version %s, lock %s and changelog %s are told apart', (version, locked, heading, text) => {
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ version }))
  writeFileSync(join(dir, 'package-lock.json'), JSON.stringify({ version: locked, packages: {} }))
  writeFileSync(join(dir, 'CHANGELOG.md'), `# Changelog\n\n## ${heading}\n`)
  const { status, stderr } = check(dir)
  expect(status).toBe(1)
  expect(stderr).toContain(text)
})
