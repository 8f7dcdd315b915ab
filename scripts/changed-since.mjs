/**
 * Whether anything of these files and folders changed after a stamp was written. By the time at which the file system
 * saw the change (ctime): what is copied or checked out over it keeps its own mtime, however old. What is added to a
 * folder or taken out of it changes the folder.
 */
import { readdirSync, statSync } from 'node:fs'

export function changedSince(stamp, paths) {
  const written = statSync(stamp, { throwIfNoEntry: false })?.mtimeMs
  if (written === undefined) return true
  const under = (path) =>
    statSync(path).isDirectory()
      ? readdirSync(path, { recursive: true }).map((name) => `${path}/${name}`)
      : []
  return paths
    .flatMap((path) => [path, ...under(path)])
    .some((path) => statSync(path).ctimeMs >= written)
}
