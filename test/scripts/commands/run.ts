import { PassThrough } from 'node:stream'
import type { Streams } from '../../../scripts/commands/with-database.ts'

/** Runs a command with streams of its own; gives its exit code and what it wrote. */
export async function run(
  command: (streams: Streams) => Promise<number>,
  { isTTY = false } = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY })]
  const written = [stdout, stderr].map(async (stream) => {
    const parts: Buffer[] = []
    for await (const part of stream) parts.push(part as Buffer)
    return Buffer.concat(parts).toString()
  })
  const code = await command({ stdout, stderr })
  stdout.end()
  stderr.end()
  const [out = '', err = ''] = await Promise.all(written)
  return { code, stdout: out, stderr: err }
}
