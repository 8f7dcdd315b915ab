/** What a command could not do, in one line of Dutch: never a stack, never a value of a statement. */
import { codeOf } from '../../gateway/store/database.ts'

const known: Readonly<Record<string, string>> = {
  EACCES: 'geen rechten',
  EPERM: 'geen rechten',
  ENOENT: 'bestaat niet',
  ENOTDIR: 'is geen map',
  EISDIR: 'is een map',
  EEXIST: 'bestaat al',
  ENOSPC: 'de schijf is vol',
  EROFS: 'de schijf is alleen-lezen',
  EMFILE: 'te veel open bestanden',
  EADDRINUSE: 'de poort is al in gebruik',
  ECONNREFUSED: 'de server neemt niet op',
  SQLITE_NOTADB: 'het bestand is geen SQLite-database',
  SQLITE_CANTOPEN: 'het bestand kan niet worden geopend; kijk naar map en rechten',
  SQLITE_READONLY: 'het bestand is alleen-lezen',
  SQLITE_FULL: 'de schijf is vol',
  SQLITE_BUSY: 'een ander proces is er nu mee bezig; probeer het straks opnieuw',
  '3D000': 'er is geen database met die naam',
  '28P01': 'gebruiker of wachtwoord klopt niet',
  '28000': 'deze gebruiker mag hier niet in',
  '42501': 'deze gebruiker mag dit niet',
}

/** Whether the system refused a file, and so not the database. */
export const isOfFile = (error: unknown): boolean => pathOf(error) !== undefined

const pathOf = (error: unknown): string | undefined =>
  error instanceof Error && 'path' in error && typeof error.path === 'string'
    ? error.path
    : undefined

/** `/var/lib/sluis: geen rechten (EACCES)`, or as much of it as is known. */
export function whatFailed(error: unknown): string {
  const code = codeOf(error)
  const path = pathOf(error)
  const why = known[code] ?? known[code.replace(/_[A-Z]+$/, '')] ?? 'het kon niet worden uitgevoerd'
  return `${path === undefined ? '' : `${path}: `}${why} (${code})`
}
