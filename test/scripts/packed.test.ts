import { expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../gateway/package-root.ts'

const read = (name: string): unknown => JSON.parse(readFileSync(join(packageRoot, name), 'utf8'))

test('what breaks a gateway on purpose, or measures or draws it, is neither built into the product nor packed', () => {
  const { exclude } = read('tsconfig.build.json') as { readonly exclude: readonly string[] }
  const { files } = read('package.json') as { readonly files: readonly string[] }
  expect(exclude).toEqual(expect.arrayContaining(['scripts/bench', 'scripts/crash']))
  expect(exclude.map((name) => `!dist/${name.replace(/[.]ts$/, '.*')}`).sort()).toEqual(
    files.filter((name) => name.startsWith('!dist/scripts/')).sort(),
  )
})
