/**
 * Whether anything changed, without listing folders: a folder gets another mark when a name in it comes, goes or
 * changes (POSIX), and a file when what it holds does.
 */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileClock, markOf, mayHaveChanged } from './watch.ts'
import type { Marks } from './watch.ts'

/** The marks of what a look saw, by path. */
export type Glance = ReadonlyMap<string, string>

/**
 * The marks of the folder and of all that lies in it, to be taken before it is listed; undefined when something may
 * change unseen, or cannot be told.
 */
export async function marksAround(dir: string): Promise<Glance | undefined> {
  const readAt = fileClock()
  const own = await markOf(dir)
  const names = await readdir(dir).catch(() => undefined)
  if (names === undefined) return undefined
  const inside = names.map((name) => join(dir, name))
  const marks = await Promise.all(inside.map(markOf))
  const all = new Map([
    [dir, own],
    ...inside.map((path, index) => [path, marks[index] ?? ''] as const),
  ])
  return [...all.values()].some((mark) => mayHaveChanged(mark, readAt)) ? undefined : all
}

/** With the marks of the files, by their names from the folder. */
export const withFiles = (around: Glance, dir: string, files: Marks): Glance =>
  new Map([...around, ...[...files].map(([name, mark]) => [join(dir, name), mark] as const)])

/** Whether all of it is as it was. */
export async function isStill(glance: Glance): Promise<boolean> {
  const now = await Promise.all(
    [...glance].map(async ([path, mark]) => (await markOf(path)) === mark),
  )
  return now.every((same) => same)
}
