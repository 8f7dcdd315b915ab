import { expect, test } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../../gateway/package-root.ts'

const program = (name: string): string => join(packageRoot, `dist/scripts/bench/${name}.js`)

/** A benchmark that launches a server with a worker, tells their ids and then goes on by `then`. */
const script = (then: string): string => `
  import { atExit, endTidily } from ${JSON.stringify(program('machine/afterwards'))}
  import { launch } from ${JSON.stringify(program('machine/processes'))}
  endTidily()
  const running = launch({ command: ['sh', '-c', 'trap "" TERM; sleep 300 & echo $$ $!; wait'], core: '0' })
  while (!running.output().includes('\\n')) await new Promise((resolve) => setTimeout(resolve, 20))
  atExit(() => { throw new Error('what fails keeps nothing else from ending') })
  console.log(running.output().trim())
  ${then}`

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test.each([
  ['stopped by Ctrl-C', 'setInterval(() => undefined, 1000)', 'SIGINT'],
  ['stopped by SIGTERM', 'setInterval(() => undefined, 1000)', 'SIGTERM'],
  ['that fails halfway', 'throw new Error("fails")', undefined],
  ['with a promise nobody waited for', 'Promise.reject(new Error("fails")); await 0', undefined],
] as const)('a benchmark %s leaves no server and no worker', async (_, then, signal) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script(then)])
  child.stderr.resume()
  const [told] = (await once(child.stdout, 'data')) as [Buffer]
  const pids = told.toString().trim().split(' ').map(Number)
  expect(pids).toHaveLength(2)
  const ended = once(child, 'exit')
  if (signal !== undefined) child.kill(signal)
  const [code] = (await ended) as [number]
  expect(code).not.toBe(0)
  // A killed process is there until its parent, or whoever takes its place, has noticed.
  for (let tries = 0; tries < 100 && pids.some(isThere); tries++)
    await new Promise((resolve) => setTimeout(resolve, 50))
  expect(pids.filter(isThere)).toEqual([])
})
