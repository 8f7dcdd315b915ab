import { expect, test } from '@jest/globals'
import { setTimeout as wait } from 'node:timers/promises'
import { createLog } from '../../gateway/operations/log.ts'
import { onShutdown } from '../../gateway/operations/shutdown.ts'
import type { ShutdownOptions } from '../../gateway/operations/shutdown.ts'

/** A process that is signalled by hand and notes its exits. */
function setup(change: Partial<ShutdownOptions> = {}) {
  const exits: number[] = []
  const steps: string[] = []
  const signals = new Map<string, () => void>()
  const clock = { at: 0 }
  onShutdown({
    process: {
      on: (signal, listener) => signals.set(signal, listener),
      exit: (code) => exits.push(code),
    },
    log: createLog({ level: 'silent', destination: { write: () => undefined } }),
    now: () => clock.at,
    deadlineMs: 1000,
    drain: [
      async (deadlineMs) => {
        steps.push(`drain ${deadlineMs}`)
        await wait(30)
        steps.push('drained')
        return true
      },
    ],
    close: [() => void steps.push('timers'), () => Promise.resolve(void steps.push('store'))],
    ...change,
  })
  return { exits, steps, clock, signal: (name: string) => signals.get(name)?.() }
}

test.each(['SIGINT', 'SIGTERM'])(
  '%s lets requests finish, closes the store last, and exits with 0',
  async (name) => {
    const { exits, steps, signal } = setup()
    signal(name)
    expect(exits).toEqual([])
    await wait(100)
    expect(steps).toEqual(['drain 1000', 'drained', 'timers', 'store'])
    expect(exits).toEqual([0])
  },
)

test('the same Ctrl-C by way of npm counts once; a later one exits at once', async () => {
  let finish: (complete: boolean) => void = () => undefined
  const drain = () =>
    new Promise<boolean>((resolve) => {
      finish = resolve
    })
  const { exits, signal, clock } = setup({ drain: [drain] })
  signal('SIGINT')
  clock.at = 20
  signal('SIGINT')
  expect(exits).toEqual([])
  clock.at = 1500
  signal('SIGTERM')
  expect(exits).toEqual([1])
  finish(true)
  await wait(10)
})

test('requests that were cut, or a store that fails, exit with 1 after everything else is closed', async () => {
  const cut = setup({ drain: [() => Promise.resolve(false)] })
  cut.signal('SIGTERM')
  const broken = setup({
    close: [() => Promise.reject(new Error('disk')), () => void broken.steps.push('store')],
  })
  broken.signal('SIGTERM')
  await wait(100)
  expect(cut.exits).toEqual([1])
  expect(broken.exits).toEqual([1])
  expect(broken.steps).toContain('store')
})
