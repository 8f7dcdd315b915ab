/** `sluis doctor`: what could be wrong with an installation, each part judged by itself and told in Dutch. */
import { counted } from '../base/counted.ts'
import { connect } from 'node:net'
import {
  checkDeliveries,
  checkHighest,
  checkPhones,
  checkReady,
  checkRefused,
  checkRooms,
} from './doctor-running.ts'
import type { RunningInputs } from './doctor-running.ts'
import type { SourceStatus } from '../revocation/revocation.ts'
import type { ExpiringFile } from './metrics.ts'
import type { PartStatus } from './operators-server.ts'
import { readOtherwise } from './second-reading.ts'
import type { SelftestResult } from './selftest.ts'

/** One finding; `melding` says what is so and, when it is not good, what to do. */
export type Finding = PartStatus & { readonly melding: string }

/** What is looked at. Functions that reject are findings too; undefined: not looked at here. */
export interface DoctorInputs extends RunningInputs {
  /** Server certificate and trust files. */
  readonly files: readonly ExpiringFile[]
  /** DER of every certificate that something rests on, by the name it is told under. */
  readonly certificates: readonly { readonly naam: string; readonly der: Buffer }[]
  readonly revocation: readonly SourceStatus[]
  /** Profiles without a current list that refuse everybody (`hard`). */
  readonly hardProfielen: ReadonlySet<string>
  /** Private files and their mode bits; undefined where the platform has none. */
  readonly privateFiles: readonly { readonly bestand: string; readonly mode: number | undefined }[]
  readonly demo: boolean
  readonly database: () => Promise<void>
  /** Problems of the policy on disk, as `file:line:column: message`. */
  readonly policy: () => Promise<readonly string[]>
  /** What is in the policy and does nothing, written the same way. */
  readonly idle: readonly string[]
  /** Hosts that people come to and the server certificate is not for. */
  readonly uncovered: readonly string[]
  readonly upstreams: readonly { readonly dienst: string; readonly url: string }[]
  /** A TCP connect that resolves, or rejects; nothing is sent. */
  readonly reach: (url: string) => Promise<void>
  /** Undefined when there is no gateway running to test. */
  readonly zelftest: (() => Promise<SelftestResult>) | undefined
}

const day = 86_400_000
const soonDays = 30
/** How far this clock may be from the one a list was made by. */
const clockToleranceMs = 300_000

type Check = (inputs: DoctorInputs) => readonly Finding[] | Promise<readonly Finding[]>

/** Every check, in the order they are told. */
const checks: readonly Check[] = [
  checkFiles,
  checkNames,
  checkReading,
  checkPermissions,
  checkRevocation,
  checkRefused,
  checkClock,
  checkHighest,
  checkDatabase,
  checkRooms,
  checkDeliveries,
  checkPhones,
  checkPolicy,
  checkUpstreams,
  checkSelftest,
  checkReady,
]

/** Runs every check at the same time; one that breaks is a finding. Never rejects. */
export async function diagnose(inputs: DoctorInputs): Promise<readonly Finding[]> {
  const found = await Promise.all(
    checks.map(async (check) => {
      try {
        return await check(inputs)
      } catch (error) {
        return [bad('controle', `kon niet worden uitgevoerd: ${messageOf(error)}`)]
      }
    }),
  )
  return found.flat()
}

const good = (onderdeel: string, melding: string): Finding => ({
  onderdeel,
  status: 'goed',
  melding,
})
const warning = (onderdeel: string, melding: string): Finding => ({
  onderdeel,
  status: 'waarschuwing',
  melding,
})
const bad = (onderdeel: string, melding: string): Finding => ({
  onderdeel,
  status: 'fout',
  melding,
})

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error)

const date = (at: number): string => new Date(at).toISOString().slice(0, 10)

function checkFiles({ files, now }: DoctorInputs): readonly Finding[] {
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
function checkNames({ uncovered }: DoctorInputs): readonly Finding[] {
  return uncovered.map((host) =>
    bad(
      'servercertificaat',
      `geldt niet voor ${host} (SLUIS_PORTAAL_URL of \`host\` van een dienst): elke client weigert de verbinding; vraag een certificaat met die naam aan`,
    ),
  )
}

/** Two readers of the same bytes: nobody should have to believe one of them. */
function checkReading({ certificates }: DoctorInputs): readonly Finding[] {
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

function checkPermissions({ privateFiles, demo }: DoctorInputs): readonly Finding[] {
  return privateFiles.map(({ bestand, mode }) => {
    const name = `rechten ${bestand}`
    if (mode === undefined) return warning(name, 'de rechten van dit bestand zijn niet te lezen')
    const shown = (mode & 0o777).toString(8)
    if ((mode & 0o077) === 0) return good(name, `alleen voor de eigenaar (${shown})`)
    const melding = `leesbaar of te wijzigen voor anderen (${shown}); herstel met: chmod 600 ${bestand}`
    return demo ? warning(name, melding) : bad(name, melding)
  })
}

function checkRevocation({ revocation, hardProfielen, now }: DoctorInputs): readonly Finding[] {
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
function checkClock({ revocation, now }: DoctorInputs): readonly Finding[] {
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

async function checkDatabase({ database }: DoctorInputs): Promise<readonly Finding[]> {
  try {
    await database()
    return [good('database', 'antwoordt')]
  } catch (error) {
    return [bad('database', `antwoordt niet: ${messageOf(error)}`)]
  }
}

async function checkPolicy({ policy, idle }: DoctorInputs): Promise<readonly Finding[]> {
  const problems = await policy()
  const warnings = idle.map((melding) => warning('beleid', melding))
  return problems.length === 0 && warnings.length === 0
    ? [good('beleid', 'zonder problemen')]
    : [...problems.map((problem) => bad('beleid', problem)), ...warnings]
}

/** A fault: the gateway itself serves on, but every request for this dienst is SL501. */
async function checkUpstreams({ upstreams, reach }: DoctorInputs): Promise<readonly Finding[]> {
  return Promise.all(
    upstreams.map(async ({ dienst, url }) => {
      try {
        await reach(url)
        return good(`dienst ${dienst}`, `${url} neemt verbindingen aan`)
      } catch (error) {
        return bad(`dienst ${dienst}`, `${url} is niet bereikbaar: ${messageOf(error)}`)
      }
    }),
  )
}

async function checkSelftest({ zelftest }: DoctorInputs): Promise<readonly Finding[]> {
  if (zelftest === undefined)
    return [warning('zelftest', 'niet uitgevoerd: er draait geen gateway')]
  const { geslaagd, onderdelen } = await zelftest()
  if (geslaagd)
    return [good('zelftest', `${counted(onderdelen.length, 'aanval', 'aanvallen')} afgeslagen`)]
  return onderdelen
    .filter((part) => !part.geslaagd)
    .map(({ naam, verwacht, kreeg }) =>
      bad('zelftest', `${naam}: verwacht ${verwacht}, kreeg ${kreeg}`),
    )
}

/** Whether something listens at the host and port of `url`: a TCP connect, nothing is sent (contract 5.3). */
export const reachByTcp = (url: string, timeoutMs = 3000): Promise<void> =>
  new Promise((resolve, reject) => {
    const { hostname, port, protocol } = new URL(url)
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    })
    socket.setTimeout(timeoutMs, () =>
      socket.destroy(new Error(`geen antwoord binnen ${timeoutMs} ms`)),
    )
    socket.once('connect', () => {
      socket.destroy()
      resolve()
    })
    socket.once('error', reject)
  })
