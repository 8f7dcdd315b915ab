/** A gateway in proof mode for a test, in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sluis } from '../../gateway/start/start.ts'
import { startProef } from '../../scripts/proef/start.ts'

export interface TestProef {
  readonly sluis: Sluis
  /** The folder with root.pem and clients/. */
  readonly certificates: string
  stop(): Promise<void>
}

export async function startTestProef(): Promise<TestProef> {
  const dir = mkdtempSync(join(tmpdir(), 'sluis-proef-'))
  const started = await startProef({
    dir,
    ports: { instroom: 0, portaal: 0 },
    now: Date.now,
    onAnswer: () => undefined,
  })
  if ('problems' in started) throw new Error(started.problems.join('\n'))
  return {
    sluis: started.sluis,
    certificates: join(dir, 'certs-dev'),
    stop: async () => {
      await started.sluis.drain(2_000)
      await started.close()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
