/** `beleid.yaml`: the settings of the whole set. */
import type { Beleid } from '../decision/policy-set.ts'
import { openPolicyFile, readWholeFile } from './load-parts.ts'
import type { Loading } from './load-parts.ts'
import { readWhole } from './policy-file.ts'
import type { Whole } from './policy-file.ts'

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
