/**
 * Keeps every policy set that comes into force, and records that it did. Runs behind the requests: a set is in
 * force first and kept then, and what fails is tried again.
 */
import { sha256Hex } from '../../base/hash.ts'
import { logTexts } from '../../base/log-texts.ts'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { policyLoaded, policyRefused } from '../../audit/policy-events.ts'
import type { Log } from '../../operations/log.ts'
import type { PolicySet } from '../../decision/policy-set.ts'
import type { Problem } from '../../decision/problem.ts'
import type { SetInForce, PolicyStore } from '../../store/policy-store.ts'
import type { AuditStore } from '../../store/store.ts'

export interface PolicyHistoryParts {
  /** The policy folder. */
  readonly dir: string
  readonly store: { readonly policies: PolicyStore; readonly audit: AuditStore }
  /** The audit writer of this process, and where it runs. */
  readonly writerId: string
  readonly host: string
  readonly pid: number
  readonly now: () => number
  readonly newId: () => string
  readonly log: Log
}

export interface RunningHistory {
  /** A set came into force. */
  note(set: PolicySet): void
  /** The files hold a set that was refused while `set` is in force. */
  refused(problems: readonly Problem[], set: PolicySet): void
  /** When everything noted so far is kept, or given up for now. */
  settled(): Promise<void>
  /** Tries once more what failed, and ends. */
  stop(): Promise<void>
}

const retryMs = 30_000

export function startPolicyHistory(parts: PolicyHistoryParts): RunningHistory {
  const { host, pid, now, newId, writerId: writer, store } = parts
  const { add, settled, stop } = retryingQueue(parts.log)
  let before: string | null = null
  let nr = 0
  return {
    note: (set) => {
      if (set.version === before) return
      const { version, files, over } = set
      const entry = { version, files, over, writer, nr: (nr += 1), at: now(), host, pid }
      const van = before
      before = version
      add(() => keep(parts, entry, van))
    },
    refused: (problems, { version }) => {
      const when = { at: now(), id: newId() }
      const places = problems.map(({ file, line, column }) => `${file}:${line}:${column}`)
      add(() => store.audit.write(policyRefused(when, { beleid: version, places })))
    },
    settled,
    stop,
  }
}

/** Does one thing after the other; what fails holds up the rest and is tried again. */
function retryingQueue(log: Log) {
  const waiting: (() => Promise<void>)[] = []
  let working = Promise.resolve()
  const work = async (): Promise<void> => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      try {
        await next()
        waiting.shift()
      } catch (fout) {
        log.error({ fout }, logTexts.policyNotKept)
        return
      }
    }
  }
  const again = (): Promise<void> => (working = working.then(work))
  const timer = setInterval(() => void again(), retryMs)
  timer.unref()
  return {
    add: (one: () => Promise<void>): void => {
      waiting.push(one)
      void again()
    },
    settled: () => working,
    stop: async () => {
      clearInterval(timer)
      await again()
    },
  }
}

/** The files first: a version on record has its content, as far as that can be. */
async function keep(
  parts: PolicyHistoryParts,
  entry: SetInForce,
  van: string | null,
): Promise<void> {
  const { policies } = parts.store
  const names = new Map([...entry.files].map(([name, hash]) => [hash, name]))
  for (const hash of await policies.missing([...names.keys()])) {
    const content = await contentOf(join(parts.dir, names.get(hash) ?? ''), hash)
    if (content !== undefined) await policies.keep(hash, content)
    else parts.log.warn({ bestand: names.get(hash), beleid: entry.version }, logTexts.fileNotKept)
  }
  const when = { at: entry.at, id: parts.newId() }
  const { version: naar, host, pid } = entry
  await policies.inForce(entry, () => policyLoaded(when, { van, naar, host, pid }))
}

/** The bytes that were in force; undefined when they are gone, and of what holds a private key. */
async function contentOf(path: string, hash: string): Promise<Buffer | undefined> {
  try {
    const content = await readFile(path)
    const same = sha256Hex(content) === hash
    return same && !content.includes('PRIVATE KEY-----') ? content : undefined
  } catch {
    return undefined
  }
}
