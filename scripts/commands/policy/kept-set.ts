/** A policy set of the history as files again: in a new folder, or for a moment to ask it something. */
import { sha256Hex } from '../../../gateway/base/hash.ts'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, normalize, relative } from 'node:path'
import { loadPolicy } from '../../../gateway/policy/load.ts'
import type { PolicySet } from '../../../gateway/decision/policy-set.ts'
import { mergeBlokkades } from '../../../gateway/policy/read-blokkades.ts'
import type { History, PolicyHistory } from '../../../gateway/store/policy-store.ts'

/** Where the policy folder goes in a new folder, so that CA files beside it (`../certs/ca.pem`) lie within too. */
export function policyPlace(names: Iterable<string>): string {
  const above = [...names].map((name) => name.split('/').filter((part) => part === '..').length)
  return [
    ...Array<string>(Math.max(0, ...above.map((count) => count - 1))).fill('map'),
    'policy',
  ].join('/')
}

/** Writes the files of a kept set into a folder that exists; gives the names that are not kept. */
export async function writeKept(
  history: PolicyHistory,
  { files }: Pick<History, 'files'>,
  dir: string,
): Promise<readonly string[]> {
  const place = policyPlace(files.keys())
  const lost: string[] = []
  for (const [name, hash] of files) {
    const path = join(dir, normalize(join(place, name)))
    if (relative(dir, path).startsWith('..')) throw new Error(`${name} lies outside of the folder`)
    const content = await history.content(hash)
    if (content === undefined || sha256Hex(content) !== hash) {
      lost.push(name)
      continue
    }
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content, { flag: 'wx' })
  }
  return lost
}

/** A kept set as it was in force, or why it cannot be asked any more (Dutch). */
export async function loadKept(
  history: PolicyHistory,
  kept: History,
  at: number,
): Promise<{ readonly set: PolicySet } | { readonly problem: string }> {
  const dir = mkdtempSync(join(tmpdir(), 'sluis-beleid-'))
  try {
    const lost = await writeKept(history, kept, dir)
    if (lost.length > 0) return { problem: `niet bewaard: ${lost.join(', ')}` }
    const loaded = await loadPolicy(join(dir, policyPlace(kept.files.keys())), {
      now: () => at,
      ignoreCases: true,
    })
    if ('problems' in loaded)
      return { problem: loaded.problems.map(({ melding }) => melding).join('; ') }
    return kept.over === undefined
      ? { set: loaded.set }
      : await withBlocksOf(history, kept, { set: loaded.set, over: kept.over, at })
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}

/** A set that came into force for its new blocks only kept the blocks of the one before it. */
async function withBlocksOf(
  history: PolicyHistory,
  { version }: History,
  { set, over, at }: { readonly set: PolicySet; readonly over: string; readonly at: number },
): Promise<{ readonly set: PolicySet } | { readonly problem: string }> {
  const [before] = await history.find(over)
  if (before === undefined) return { problem: `het beleid ${over} is niet bewaard` }
  const loaded = await loadKept(history, before, at)
  if ('problem' in loaded) return loaded
  const blokkades = mergeBlokkades(loaded.set.policy.blokkades, set.policy.blokkades)
  return { set: { ...set, version, over, policy: { ...set.policy, version, blokkades } } }
}
