/** What `sluis doctor` finds in certificates and files. */
import { readOtherwise } from './second-reading.ts'
import { bad, date, good, warning } from './finding.ts'
import type { Finding } from './finding.ts'
import type { DoctorInputs } from './doctor-inputs.ts'

const day = 86_400_000
const soonDays = 30

export function checkFiles({ files, now }: DoctorInputs): readonly Finding[] {
  return files.map(({ soort, bestand, validTo }) => {
    const days = Math.floor((validTo - now()) / day)
    const name = `${soort} ${bestand}`
    if (!(validTo > now())) return bad(name, `is verlopen op ${date(validTo)}; vervang dit bestand`)
    if (days < soonDays)
      return warning(
        name,
        `verloopt over ${days} dagen, op ${date(validTo)}; vraag een opvolger aan`,
      )
    return good(name, `geldig tot ${date(validTo)}`)
  })
}

/** As bad as none: every client refuses the connection. */
export function checkNames({ uncovered }: DoctorInputs): readonly Finding[] {
  return uncovered.map((host) =>
    bad(
      'servercertificaat',
      `geldt niet voor ${host} (SLUIS_PORTAAL_URL of \`host\` van een dienst): elke client weigert de verbinding; vraag een certificaat met die naam aan`,
    ),
  )
}

/** Two readers of the same bytes: nobody should have to believe one of them. */
export function checkReading({ certificates }: DoctorInputs): readonly Finding[] {
  const name = 'lezing van certificaten'
  const other = certificates.flatMap(({ naam, der }) => {
    const what = readOtherwise(der)
    return what.length === 0
      ? []
      : [
          bad(
            name,
            `${naam} wordt door een tweede programma anders gelezen (${what.join(', ')}); laat de uitgever het certificaat nakijken en meld dit aan de makers van Sluis`,
          ),
        ]
  })
  return other.length > 0 ? other : [good(name, `${certificates.length} tweemaal gelezen, gelijk`)]
}

export function checkPermissions({ privateFiles, demo }: DoctorInputs): readonly Finding[] {
  return privateFiles.map(({ bestand, mode }) => {
    const name = `rechten ${bestand}`
    if (mode === undefined) return warning(name, 'de rechten van dit bestand zijn niet te lezen')
    const shown = (mode & 0o777).toString(8)
    if ((mode & 0o077) === 0) return good(name, `alleen voor de eigenaar (${shown})`)
    const melding = `leesbaar of te wijzigen voor anderen (${shown}); herstel met: chmod 600 ${bestand}`
    return demo ? warning(name, melding) : bad(name, melding)
  })
}
