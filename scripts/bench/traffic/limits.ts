/** What no program on this machine can pass: signatures, encryption and disk flushes, each by itself on one core. */
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { digits } from '../reading/spread.ts'
import type { BenchGround } from '../ground/ground.ts'
import { cores, installed, output } from '../machine/processes.ts'

/** One line: a limit, and its measure; the value is undefined where it could not be measured. */
export interface BenchLimit {
  readonly limit: string
  readonly value: number | undefined
  readonly unit: string
}

const folderOf = ({ dir }: BenchGround): string => join(dir, 'data')

export async function limits(ground: BenchGround): Promise<readonly BenchLimit[]> {
  const folder = folderOf(ground)
  const times = flushTimes(join(folder, 'flush'), 200)
  return [
    ...(await cryptoLimits()),
    { limit: 'disk flush, 4 KB, median', value: part(times, 0.5), unit: 'ms' },
    { limit: 'disk flush, 4 KB, p99', value: part(times, 0.99), unit: 'ms' },
    ...[1, 100].map((rows) => ({
      limit: `SQLite, rows of 1.5 KB, ${String(rows)} per commit`,
      value: rowsPerSecond(join(folder, 'limits.db'), rows),
      unit: 'rows/s',
    })),
  ]
}

/** `openssl speed -mr`: ECDSA P-256 as `+F4` with both rates, ECDH as `+F5`, a cipher as `+F` with bytes/s. */
async function cryptoLimits(): Promise<readonly BenchLimit[]> {
  const openssl = installed(['openssl'])
  const speed = async (...tests: readonly string[]): Promise<string> =>
    openssl === undefined
      ? ''
      : output([openssl, 'speed', '-mr', '-seconds', '1', ...tests], {
          core: cores.server,
          quiet: true,
        })
  const curves = await speed('ecdsap256', 'ecdhx25519')
  const gcm = await speed('-bytes', '1024', '-evp', 'aes-256-gcm')
  const perSecond = speedIn(gcm, /^\+F:.*:([\d.]+)$/m)
  return [
    {
      limit: 'ECDSA P-256, sign',
      value: speedIn(curves, /^\+F4:.*:256:([\d.]+):/m),
      unit: 'per s',
    },
    { limit: 'ECDSA P-256, verify', value: speedIn(curves, /^\+F4:.*:([\d.]+)$/m), unit: 'per s' },
    { limit: 'X25519', value: speedIn(curves, /^\+F5:.*:253:([\d.]+):/m), unit: 'per s' },
    {
      limit: 'AES-256-GCM, 1 KB',
      value: perSecond === undefined ? undefined : perSecond / 1e6,
      unit: 'MB/s',
    },
  ]
}

/** The number a line of `openssl speed -mr` gives; undefined when it is not there. */
export function speedIn(written: string, line: RegExp): number | undefined {
  const found = line.exec(written)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** Milliseconds of each write with its flush, in ascending order. */
function flushTimes(file: string, count: number): readonly number[] {
  const block = Buffer.alloc(4096, 1)
  const opened = openSync(file, 'w')
  try {
    return Array.from({ length: count }, () => {
      const began = performance.now()
      writeSync(opened, block)
      fdatasyncSync(opened)
      return performance.now() - began
    }).sort((one, other) => one - other)
  } finally {
    closeSync(opened)
    rmSync(file)
  }
}

const part = (sorted: readonly number[], fraction: number): number | undefined =>
  sorted[Math.floor(sorted.length * fraction)]

/** Rows that were durable within a second, with the settings of the store (WAL, FULL). */
function rowsPerSecond(file: string, rowsPerCommit: number): number {
  const database = new Database(file)
  try {
    database.pragma('journal_mode = wal')
    database.pragma('synchronous = full')
    database.exec('create table if not exists rows (id integer primary key, content blob)')
    const insert = database.prepare('insert into rows (content) values (?)')
    const content = Buffer.alloc(1_500, 1)
    const commit = database.transaction(() => {
      for (let row = 0; row < rowsPerCommit; row++) insert.run(content)
    })
    const began = performance.now()
    let rows = 0
    for (; performance.now() - began < 1_000; rows += rowsPerCommit) commit()
    return (rows * 1_000) / (performance.now() - began)
  } finally {
    database.close()
  }
}

/** The limits as rows of a table. */
export const limitRows = (
  all: readonly BenchLimit[],
): readonly Readonly<Record<string, string>>[] =>
  all.map(({ limit, value, unit }) => ({
    limit,
    value: value === undefined ? 'openssl is not installed' : digits(value),
    unit,
  }))
