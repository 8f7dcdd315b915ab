import cluster from 'node:cluster'
import type { Worker } from 'node:cluster'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, expect, test } from '@jest/globals'
import { closeUnaccepted } from '../../gateway/start/crew/unaccepted.ts'
import type { SocketCarrier } from '../../gateway/start/crew/unaccepted.ts'

let worker: Worker | undefined

afterEach(() => {
  worker?.process.kill('SIGKILL')
})

/** Resolves when something with a connection in it was sent to the worker. */
const handedTo = (carrier: SocketCarrier): Promise<void> =>
  new Promise((resolve) => {
    const send = carrier.send.bind(carrier) as (...args: readonly unknown[]) => boolean
    carrier.send = (...args: readonly unknown[]) => {
      if (args[1] !== undefined) resolve()
      return send(...args)
    }
  })

test('a connection that a killed worker never took is closed, so that its client tries again', async () => {
  cluster.setupPrimary({ exec: join(import.meta.dirname, '../support/stuck-worker.cjs') })
  worker = cluster.fork()
  closeUnaccepted(worker.process)
  const [{ port }] = (await once(worker, 'message')) as [{ port: number }]
  worker.send('be stuck')
  await once(worker, 'message')
  const handed = handedTo(worker.process)
  const client = connect(port, '127.0.0.1')
  client.on('error', () => undefined)
  const closed = once(client, 'close')
  await handed
  worker.process.kill('SIGKILL')
  await closed
  expect(client.destroyed).toBe(true)
})
