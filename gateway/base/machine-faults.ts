/** Codes by which the system and the databases refuse, in Dutch: what it is that an operator can mend. */
const faults: Readonly<Record<string, string>> = {
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

/** The fault of a code, by its family where it is not known itself; undefined when neither is. */
export const machineFault = (code: string): string | undefined =>
  faults[code] ?? faults[code.replace(/_[A-Z]+$/, '')]
