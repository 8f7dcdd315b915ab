/** The diensten of the example policy, as their files say them. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { packageRoot } from '../../gateway/package-root.ts'
import type { DienstFile } from '../../gateway/policy/diensten/dienst-file.ts'

/** By the names of their files; what they hold is checked by `sluis policy check`, not here. */
export function exampleDiensten(): readonly DienstFile[] {
  const folder = join(packageRoot, 'policy', 'diensten')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => parse(readFileSync(join(folder, name), 'utf8')) as DienstFile)
}
