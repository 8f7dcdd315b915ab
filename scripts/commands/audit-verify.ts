/** `sluis audit verify`: checks the hash chains and names what is wrong. */
import type { Fault, Finding } from '../../gateway/audit/verify.ts'
import { verifyAudit } from '../../gateway/store/audit-rows.ts'
import { databaseExists } from '../../gateway/store/database.ts'
import type { Database } from '../../gateway/store/database.ts'
import { withDatabase } from './with-database.ts'
import type { Streams } from './with-database.ts'

const texts: Readonly<Record<Fault, string>> = {
  gewijzigd: 'is gewijzigd',
  ontbreekt: 'ontbreekt',
  ingevoegd: 'is ingevoegd',
  verplaatst: 'is verplaatst of hernummerd',
  'staart-afgeknipt': 'en alles erna ontbreekt (de staart is afgeknipt)',
  'schrijver-ontbreekt': 'staat niet in het register van schrijvers, of is daaruit verwijderd',
}

/** Gives the exit code: 0 when every chain is whole, 1 when not, 2 when there is no database. */
export async function auditVerify(
  { database: url }: { readonly database: string },
  { stdout, stderr }: Streams,
): Promise<number> {
  return withAudit(url, stderr, async (database) => {
    const { writers, rows, findings } = await verifyAudit(database)
    for (const finding of findings) stderr.write(`${textOf(finding)}\n`)
    if (findings.length > 0) return 1
    stdout.write(`De audit klopt: ${rows} regels van ${writers} schrijvers\n`)
    return 0
  })
}

const textOf = ({ writer, nr, fault }: Finding): string =>
  nr === 0
    ? `schrijver ${writer}: ${texts[fault]}`
    : `schrijver ${writer}, regel ${nr} ${texts[fault]}`

/** Runs on a database that is there; a check does not make one. */
export async function withAudit(
  url: string,
  stderr: Streams['stderr'],
  run: (database: Database) => Promise<number>,
): Promise<number> {
  if (databaseExists(url)) return withDatabase(url, stderr, run)
  stderr.write('er is geen database op de plaats die SLUIS_DATABASE noemt\n')
  return 2
}
