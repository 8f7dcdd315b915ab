/** What `sluis doctor` finds in revocation lists, and by them in the clock. */
import type { SourceStatus } from '../revocation/revocation.ts'
import { bad, date, good, warning } from './finding.ts'
import type { Finding } from './finding.ts'
import type { DoctorInputs } from './doctor-inputs.ts'

/** How far this clock may be from the one a list was made by. */
const clockToleranceMs = 300_000

export function checkRevocation({
  revocation,
  hardProfielen,
  now,
}: DoctorInputs): readonly Finding[] {
  return revocation.map((source) => {
    const name = `intrekkingslijst ${source.source}`
    const isHard = source.profielen.some((profiel) => hardProfielen.has(profiel))
    const missing = isHard && source.kind === 'crl' ? bad : warning
    if (source.nextUpdate === undefined)
      return source.kind === 'ocsp' && source.problem === undefined
        ? good(name, 'OCSP, nog niets gevraagd')
        : missing(name, `niet geladen: ${source.problem ?? 'nog geen lijst'}`)
    if (!(source.nextUpdate > now()))
      return missing(
        name,
        `verouderd sinds ${date(source.nextUpdate)}; ${source.problem ?? 'er is geen nieuwere'}`,
      )
    if (source.problem !== undefined)
      return warning(
        name,
        `de nieuwste versie is geweigerd: ${source.problem}; de vorige geldt nog`,
      )
    return freshness(name, source, now())
  })
}

/** Warns in the last quarter of a list's life: its successor should have been there. */
function freshness(name: string, source: SourceStatus, now: number): Finding {
  const { thisUpdate = now, nextUpdate = now, entries } = source
  const hours = Math.max(0, Math.floor((nextUpdate - now) / 3_600_000))
  const text = `${entries} ingetrokken, ${Math.floor((now - thisUpdate) / 3_600_000)} uur oud, nog ${hours} uur geldig`
  return nextUpdate - now < (nextUpdate - thisUpdate) / 4
    ? warning(name, `${text}; ga na waarom er nog geen opvolger is`)
    : good(name, text)
}

/** A list from the future means that this clock, or the issuer's, is wrong. */
export function checkClock({ revocation, now }: DoctorInputs): readonly Finding[] {
  const made = revocation.flatMap(({ thisUpdate }) => thisUpdate ?? [])
  if (made.length === 0)
    return [warning('klok', 'niet te controleren: er is geen intrekkingslijst')]
  const ahead = Math.max(...made) - now()
  return ahead > clockToleranceMs
    ? [
        bad(
          'klok',
          `loopt ${Math.ceil(ahead / 60_000)} minuten achter op een intrekkingslijst; stel de klok gelijk`,
        ),
      ]
    : [good('klok', `niet achter op de intrekkingslijsten (${new Date(now()).toISOString()})`)]
}
