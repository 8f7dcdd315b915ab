/** Who reads an answer, from a request as it was judged: what the policy has of him and of his practice. */
import type { Identity } from '../../identity/identity.ts'
import type { Instantie } from '../../decision/instantie.ts'
import { findInstantie } from '../../decision/policy.ts'
import type { Policy } from '../../decision/policy.ts'
import type { Judged } from '../exchange/judged.ts'

export interface Addressee {
  readonly policy: Policy
  readonly identity: Identity
  readonly instantie: Instantie | undefined
}

export const addresseeOf = ({ set: { policy } }: Judged, identity: Identity): Addressee => ({
  policy,
  identity,
  instantie: findInstantie(policy, identity.agbCode),
})

/** Whether a step was judged and passed: what comes after it is told only then. */
export const hasPassed = ({ decision }: Judged, name: string): boolean =>
  decision.controls.find(({ stap }) => stap === name)?.uitkomst === 'geslaagd'
