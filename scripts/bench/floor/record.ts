/** The record of the floor: a row chained and on disk in SQLite before who waits for it goes on, and nothing else. */
import { hash } from 'node:crypto'
import { fdatasync, openSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

/** One batch at a time is on its way to the disk, and meanwhile the next is gathered. */
interface Waiting {
  readonly row: string
  readonly recorded: () => void
}

/** Opens a new database in `file`; gives what records a row and then calls back. */
export function openFloorRecord(file: string): (row: string, recorded: () => void) => void {
  const waiting: Waiting[] = []
  let running = false
  const db = new Sqlite(file)
  for (const pragma of ['journal_mode = WAL', 'synchronous = NORMAL']) db.pragma(pragma)
  db.exec('create table audit (nr integer primary key, tijd text, agb text, hash text, line text)')
  db.exec('create index audit_agb on audit (agb, tijd)')
  const insert = db.prepare('insert into audit (tijd, agb, hash, line) values (?, ?, ?, ?)')
  let head = ''

  function commit(batch: readonly Waiting[]): void {
    db.exec('begin immediate')
    for (const { row } of batch) {
      head = hash('sha256', head + row)
      insert.run(new Date().toISOString(), '12000001', head, row)
    }
    db.exec('commit')
  }

  async function record(log: number): Promise<void> {
    running = true
    while (waiting.length > 0) {
      let before: number
      do {
        before = waiting.length
        await new Promise(setImmediate)
      } while (waiting.length > before)
      const batch = waiting.splice(0)
      commit(batch)
      await flush(log)
      for (const { recorded } of batch) recorded()
    }
    running = false
  }

  commit([{ row: '{}', recorded: () => undefined }])
  const log = openSync(`${file}-wal`, 'r+')
  return (row, recorded) => {
    waiting.push({ row, recorded })
    if (!running) void record(log)
  }
}

const flush = (log: number): Promise<void> =>
  new Promise((resolve, reject) => {
    fdatasync(log, (error) => {
      if (error === null) resolve()
      else reject(error)
    })
  })

/** Of the size of a real one. */
export const floorRowOf = (verzoek: string): string =>
  JSON.stringify({
    tijd: new Date().toISOString(),
    gebeurtenis: 'dienst-gebruiken',
    uitkomst: 'toegestaan',
    beleid: 'e'.repeat(64),
    verzoek,
    gebruiker: { soort: 'persoonlijk', gebruikersnummer: '10000001', naam: 'A. de Vries' },
    certificaat: { vingerafdruk: 'a'.repeat(64), publiekeSleutel: 'b'.repeat(64), profiel: 'p' },
    overig: 'c'.repeat(500),
  })
