/** A crash run from its ground to its report, whatever is killed in it. */
import { layGround } from './ground.ts'
import { newLedger } from './ledger.ts'
import { seededRandom } from './random.ts'
import { crashReportOf, newRun } from './run.ts'
import type { CrashOptions, CrashReport, Run } from './run.ts'
import { startUpstream } from './upstream.ts'

/** Lays the ground, has `rounds` run on it, and takes it away again. */
export async function wholeRun(
  options: CrashOptions,
  rounds: (run: Run) => Promise<void>,
): Promise<CrashReport> {
  const random = seededRandom(options.seed)
  const upstream = await startUpstream(random)
  const { postgres, pki } = options
  const ground = await layGround({ upstream: upstream.url, postgres, pki })
  const run = newRun({ ground, upstream, ledger: newLedger(), random })
  try {
    await rounds(run)
  } finally {
    await upstream.close()
    if (options.keep !== true) ground.remove()
  }
  return crashReportOf(run)
}
