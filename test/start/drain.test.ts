/** A gateway that stops: what is running gets its own answer, whatever that answer needs. */
import { connect } from 'node:tls'
import type { TLSSocket } from 'node:tls'
import { afterEach, expect, test } from '@jest/globals'
import { clientTls } from '../support/client-context.ts'
import { instroom, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'

let gateway: TestGateway | undefined

afterEach(async () => {
  await gateway?.stop()
})

const connected = (port: number, dir: string): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, servername: 'localhost', ...clientTls(dir, 'systeem') }, () => {
      resolve(socket)
    })
    socket.on('error', reject)
  })

test('a post that is halfway when the gateway stops is stored and answered with its link', async () => {
  gateway = await startTestGateway()
  const { port } = new URL(gateway.sluis.addresses.instroom)
  const socket = await connected(Number(port), gateway.dir)
  const body = JSON.stringify(instroom('tijdens-het-stoppen'))
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise((resolve) => socket.once('close', resolve))
  socket.write(
    [
      'POST /v1/instroom/machtigingenportaal HTTP/1.1',
      'Host: localhost',
      'Content-Type: application/json',
      `Content-Length: ${String(Buffer.byteLength(body))}`,
      '',
      body.slice(0, 10),
    ].join('\r\n'),
  )
  await new Promise((resolve) => setTimeout(resolve, 200))
  const drained = gateway.sluis.drain(5_000)
  await new Promise((resolve) => setTimeout(resolve, 100))
  socket.write(body.slice(10))
  await ended
  const answer = Buffer.concat(chunks).toString()
  expect(answer).toMatch(/^HTTP\/1\.1 201 /)
  expect(answer).toMatch(/"startUrl":"https:\/\/localhost:\d+\/start\//)
  expect(await drained).toBe(true)
})
