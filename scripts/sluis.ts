#!/usr/bin/env node
/**
 * `sluis`: every command of the gateway. Each exits 0 on success, 1 on a finding, 2 on wrong use and when it could
 * not be carried out; problems go to stderr.
 */
import { CommanderError } from 'commander'
import { makeProgram } from './commands/program.ts'

/** A gateway goes on when nobody can read what it says: requests are not lost for a line about them. */
const goesOn = ['serve', 'demo', 'proef'].includes(process.argv[2] ?? '')

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (goesOn) return
  // Who reads no further, such as `head`, has what he wanted.
  if (error.code === 'EPIPE') process.exit(0)
  void unwritten(error)
})
process.stderr.on('error', () => {
  // Nothing was found that can be told of: not the exit code of a finding.
  if (!goesOn) process.exit(2)
})

async function unwritten(error: Error): Promise<never> {
  const { whatFailed } = await import('./commands/what-failed.ts')
  process.stderr.write(`de uitvoer kan niet worden geschreven: ${whatFailed(error)}\n`)
  process.exit(2)
}

const streams = { stdout: process.stdout, stderr: process.stderr }
const { env } = process
const program = await makeProgram({ streams, env, now: () => Date.now() }, process.argv[2])

try {
  await program.parseAsync()
} catch (error) {
  // Help and version are no mistakes; everything else that commander ends with is wrong use.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
  else {
    // What the machine refuses is not worth a stack; a fault of ours is, in the place for it.
    const { codeOf } = await import('../gateway/store/database-faults.ts')
    const { whatFailed } = await import('./commands/what-failed.ts')
    const isOurs = codeOf(error) === 'Error' || codeOf(error) === 'TypeError'
    if (isOurs && env['SLUIS_LOG_LEVEL'] === 'debug') console.error(error)
    process.stderr.write(`sluis: ${whatFailed(error)}\n`)
    process.exitCode = 2
  }
}
