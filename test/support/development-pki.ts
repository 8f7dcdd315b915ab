/**
 * The development PKI for a test. Its keys and .p12 files take more than a second to make, and every gateway of the
 * tests needs one: the run makes it once (global-setup.cjs) and each takes a copy, to change as it likes.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDevelopmentPki } from '../../scripts/certs/development-pki.ts'

/** The PKI of a whole run. */
export interface SharedPki {
  readonly dir: string
  remove(): void
}

/** Makes the one that the copies are taken of, in a temporary folder. */
export function makeSharedPki(): SharedPki {
  const dir = mkdtempSync(join(tmpdir(), 'sluis-pki-'))
  make(dir)
  return {
    dir,
    remove: () => {
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Fills `dir` with the PKI of the run, or with one of its own where the run made none. */
export function placePki(dir: string): void {
  const shared = process.env['SLUIS_TEST_PKI']
  if (shared === undefined) make(dir)
  else cpSync(shared, dir, { recursive: true })
}

function make(dir: string): void {
  makeDevelopmentPki(dir, { now: Date.now(), log: () => undefined })
}
