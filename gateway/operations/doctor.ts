/** `sluis doctor`: what could be wrong with an installation, each part judged by itself and told in Dutch. */
import { errorMessage } from '../base/thrown.ts'
import { counted } from '../base/counted.ts'
import {
  checkDeliveries,
  checkHighest,
  checkPhones,
  checkReady,
  checkRefused,
  checkRooms,
} from './doctor-running.ts'
import { checkFiles, checkNames, checkReading, checkPermissions } from './doctor-files.ts'
import { checkRevocation, checkClock } from './doctor-revocation.ts'
import { bad, good, warning } from './finding.ts'
import type { Finding } from './finding.ts'
import type { DoctorInputs } from './doctor-inputs.ts'

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
        return [bad('controle', `kon niet worden uitgevoerd: ${errorMessage(error)}`)]
      }
    }),
  )
  return found.flat()
}

async function checkDatabase({ database }: DoctorInputs): Promise<readonly Finding[]> {
  try {
    await database()
    return [good('database', 'antwoordt')]
  } catch (error) {
    return [bad('database', `antwoordt niet: ${errorMessage(error)}`)]
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
        return bad(`dienst ${dienst}`, `${url} is niet bereikbaar: ${errorMessage(error)}`)
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
