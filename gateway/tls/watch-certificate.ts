/** Reads the server certificate again when its files change; the last good one stays in force. */
import type { Fingerprint } from '../base/fingerprint.ts'
import { judgeServerCertificate } from './server-certificate.ts'
import { readCertificateSource } from './certificate-source.ts'
import type { CertificateFiles, CertificateSource } from './certificate-source.ts'
import type { CertificateRules, ServerCertificate } from './server-certificate.ts'

export interface CertificateStatus {
  /** End of what is served; milliseconds since the epoch. */
  readonly validTo: number
  readonly fingerprint: Fingerprint
  readonly loadedAt: number
  /** Why what lies on disk now is not served; empty when it is. */
  readonly problems: readonly string[]
}

export interface CertificateWatch {
  current(): ServerCertificate
  status(): CertificateStatus
  /** Looks at once (SIGHUP, tests); resolves when what it found is applied or refused. */
  check(): Promise<void>
  close(): void
}

export interface WatchOptions {
  readonly files: CertificateFiles
  readonly rules: CertificateRules
  /** How often the files are looked at; milliseconds. */
  readonly intervalMs?: number
  /** Puts a new certificate in force for new handshakes; open connections keep theirs. */
  readonly apply: (certificate: ServerCertificate) => void
  /** A change that was refused, once per change; Dutch. */
  readonly refused: (problems: readonly string[]) => void
}

/**
 * Watches by reading: a Kubernetes symlink swap and a rename are missed by the file system's own events
 * (libs.md: chokidar and fs.watch both missed them). A wrong pair or half a file is first looked at twice,
 * because certificate and key are never replaced in the same moment.
 */
export function watchServerCertificate(
  initial: ServerCertificate,
  options: WatchOptions,
): CertificateWatch {
  const state: State = { current: initial, loadedAt: options.rules.now(), problems: [] }
  const loop = repeat(() => look(state, options), options.intervalMs ?? 500)
  return {
    current: () => state.current,
    status: () => ({
      validTo: state.current.validTo,
      fingerprint: state.current.fingerprint,
      loadedAt: state.loadedAt,
      problems: state.problems,
    }),
    check: loop.now,
    close: loop.stop,
  }
}

interface State {
  current: ServerCertificate
  loadedAt: number
  problems: readonly string[]
  /** Version of what was read last, and of what was last told to be refused. */
  seen?: string
  told?: string
}

async function look(state: State, options: WatchOptions): Promise<void> {
  const source = await readCertificateSource(options.files)
  const again = source.version === state.seen
  if (again && state.problems.length === 0) return
  state.seen = source.version
  state.problems = take(state, options, source)
  if (state.problems.length === 0 || !again || state.told === state.seen) return
  state.told = state.seen
  options.refused(state.problems)
}

/** Puts it in force when it is good and new; gives what is wrong with it otherwise. */
function take(state: State, options: WatchOptions, source: CertificateSource): readonly string[] {
  const judged = judgeServerCertificate(source, options.rules)
  if ('problems' in judged) return judged.problems
  if (isSame(judged.certificate, state.current)) return []
  try {
    options.apply(judged.certificate)
  } catch {
    return [`${source.cert.path}: het certificaat kon niet in gebruik worden genomen`]
  }
  state.current = judged.certificate
  state.loadedAt = options.rules.now()
  return []
}

const isSame = (a: ServerCertificate, b: ServerCertificate): boolean =>
  a.cert === b.cert && a.key === b.key

/** Runs `task` every `intervalMs`, and when asked, never twice at the same time. */
function repeat(task: () => Promise<void>, intervalMs: number) {
  let running = Promise.resolve()
  const now = (): Promise<void> => {
    running = running.then(task, task)
    return running
  }
  let busy = false
  const timer = setInterval(() => {
    if (busy) return
    busy = true
    now().then(
      () => (busy = false),
      () => (busy = false),
    )
  }, intervalMs)
  timer.unref()
  return {
    now,
    stop: (): void => {
      clearInterval(timer)
    },
  }
}
