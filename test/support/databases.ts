/** The databases that store tests run on: each test runs on both engines, always. */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe } from '@jest/globals'
import knexPackage from 'knex'
import type { Engine } from '../../gateway/store/database.ts'
import { startPostgres } from './postgres.ts'
import type { PostgresServer } from './postgres.ts'

const { knex } = knexPackage

/** `describe.each` over both engines. */
export const eachDatabase = describe.each<Engine>(['sqlite', 'postgres'])

/** Makes an empty database and gives its URL; all are gone when the tests of this `describe` are over. */
export function useDatabases(engine: Engine): () => Promise<string> {
  return engine === 'sqlite' ? useSqlite() : usePostgres()
}

function useSqlite(): () => Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sluis-sqlite-'))
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return () => Promise.resolve(`sqlite:${join(folder, `${randomUUID()}.db`)}`)
}

/** The server of the whole run when the global set-up started one, and otherwise one of these tests' own. */
function usePostgres(): () => Promise<string> {
  let own: PostgresServer | undefined
  let server = process.env['SLUIS_TEST_POSTGRES']
  beforeAll(async () => {
    if (server !== undefined) return
    own = await startPostgres()
    server = own.url
  })
  afterAll(async () => {
    await own?.stop()
  })
  return async () => {
    const name = `t${randomUUID().replaceAll('-', '')}`
    const admin = knex({ client: 'pg', connection: `${server ?? ''}/postgres` })
    try {
      await admin.raw('create database ??', [name])
    } finally {
      await admin.destroy()
    }
    return `${server ?? ''}/${name}`
  }
}
