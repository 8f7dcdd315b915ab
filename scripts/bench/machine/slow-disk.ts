/** A disk that takes 4 ms for a flush, for benchmarks on a machine whose own takes next to nothing. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../../gateway/package-root.ts'

const source = join(packageRoot, 'scripts/bench/machine/slow-disk.c')

/** The environment that slows the disk down; undefined where there is no C compiler. */
export function slowDisk(dir: string): Readonly<Record<string, string>> | undefined {
  const library = join(dir, 'slow-disk.so')
  if (!existsSync(library)) {
    const made = spawnSync('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl'])
    if (made.status !== 0) return undefined
  }
  return { LD_PRELOAD: library }
}
