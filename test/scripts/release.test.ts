import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { packageRoot } from '../../gateway/package-root.ts'

const dir = mkdtempSync(join(tmpdir(), 'sluis-release-'))
afterAll(() => {
  rmSync(dir, { recursive: true })
})

const release = (cwd: string, ...args: readonly string[]) => {
  const script = join(packageRoot, 'scripts/release.mjs')
  return spawnSync(process.execPath, [script, ...args], { cwd, encoding: 'utf8' })
}

const check = (cwd: string) => release(cwd, '--check')

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

test('what an image carries names every shipped package with its licence, and is the same each time', () => {
  const [sbom, again] = ['een', 'twee'].map((name) => {
    const to = join(dir, name)
    expect(release(packageRoot, '--beeld', to)).toMatchObject({ status: 0, stderr: '' })
    return readFileSync(join(to, 'sbom.cdx.json'), 'utf8')
  })
  expect(again).toBe(sbom)
  const { bomFormat, serialNumber, metadata, components } = JSON.parse(sbom ?? '') as {
    readonly bomFormat: string
    readonly serialNumber: string
    readonly metadata: { readonly component: { readonly name: string } }
    readonly components: readonly { readonly name: string; readonly version: string }[]
  }
  expect(bomFormat).toBe('CycloneDX')
  expect(serialNumber).toMatch(/^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-/)
  expect(metadata.component.name).toBe('sluis')
  const lines = readFileSync(join(dir, 'een/licenties.txt'), 'utf8').trimEnd().split('\n')
  expect(lines).toEqual(expect.arrayContaining([expect.stringMatching(/^express .*: MIT$/)]))
  expect(lines.filter((line) => line.endsWith('ONBEKEND'))).toEqual([])
  const licensed = new Set(lines.map((line) => line.split(':')[0]))
  expect(components.filter(({ name, version }) => !licensed.has(`${name} ${version}`))).toEqual([])
})
