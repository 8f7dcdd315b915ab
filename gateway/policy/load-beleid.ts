/** `beleid.yaml`: the settings of the whole set. */
import { join } from 'node:path'
import type { Beleid } from '../decision/policy-set.ts'
import { openNamed, openPolicyFile, readWholeFile } from './files/loading.ts'
import type { Loading } from './files/loading.ts'
import { readWhole } from './files/policy-file.ts'
import type { Whole } from './files/policy-file.ts'
import { readLogo } from './logo/read-logo.ts'

const defaults: Beleid = {
  policyTests: 'vrij',
  systeemcertificatenPerAgb: 1,
  contactpersonenPerAgb: 2,
}

/** The settings, and the problem of a fault in them that only the rest of the set shows. */
export interface LoadedBeleid {
  readonly beleid: Beleid
  readonly problem: Whole<unknown>['problem'] | undefined
}

export async function loadBeleid(
  loading: Loading,
  name: string | undefined,
): Promise<LoadedBeleid> {
  const file = name === undefined ? undefined : await openPolicyFile(loading, name)
  if (file === undefined) return { beleid: defaults, problem: undefined }
  const read = readWholeFile(
    loading,
    await readWhole<Partial<Beleid>>(file, 'beleid', loading.breathe),
  )
  if (read === undefined) return { beleid: defaults, problem: undefined }
  return { beleid: given(read.value), problem: read.problem }
}

/** What a file says, without what only editors read. */
const given = ({
  policyTests = defaults.policyTests,
  systeemcertificatenPerAgb = defaults.systeemcertificatenPerAgb,
  contactpersonenPerAgb = defaults.contactpersonenPerAgb,
  hulp,
  servicedesk,
}: Partial<Beleid>): Beleid => ({
  policyTests,
  systeemcertificatenPerAgb,
  contactpersonenPerAgb,
  ...(hulp !== undefined && { hulp }),
  ...(servicedesk !== undefined && { servicedesk }),
})

const nameless = {
  melding: '`hulp.naam` ontbreekt: dat is de tekst voor wie het logo niet ziet',
  hint: 'zet de naam van de organisatie bij `naam`',
}

/** With the logo that it names: part of the set, as a CA file is. */
export async function withLogo(
  loading: Loading,
  { beleid, problem }: LoadedBeleid,
): Promise<Beleid> {
  const name = beleid.hulp?.logo
  if (name === undefined || problem === undefined) return beleid
  if (beleid.hulp?.naam === undefined) {
    loading.problems.push(problem({ path: ['hulp', 'logo'], ...nameless }))
    return beleid
  }
  const read = readLogo(name, await openNamed(loading, join(loading.dir, name)))
  if ('logo' in read) return { ...beleid, logo: read.logo }
  loading.problems.push(problem({ path: ['hulp', 'logo'], ...read }))
  return beleid
}
