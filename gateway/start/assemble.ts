/** The parts a request needs, from what was opened. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Config } from '../config/config.ts'
import { createIdentityTokens } from '../forward/identity-token.ts'
import { createUpstreams } from '../forward/upstream.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { repeatedRefusals } from '../http/record/repeated-refusals.ts'
import { seenCertificates } from '../http/record/seen-certificates.ts'
import type { HashingThreads } from '../account/derive.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { Metrics } from '../operations/metrics.ts'
import { readAssets } from '../pages/assets.ts'
import type { startAuditUpkeep } from './upkeep/audit-upkeep.ts'
import type { ClockUpkeep } from './upkeep/clock-upkeep.ts'
import { deliveriesOf } from './upkeep/deliveries.ts'
import type { IdentityKeys } from './store/identity-keys.ts'
import type { RunningListener } from './listen/listeners.ts'
import type { OpenStore } from './store/open-store.ts'
import type { Running } from './state/running.ts'
import type { Overlays } from './store/overlays.ts'
import type { RunningHistory } from './store/policy-history.ts'
import type { Prepared, StartOptions } from './prepare/prepare.ts'
import { drawBytes, drawHex } from './random.ts'
import type { openRegister } from './store/register.ts'
import { toegangOf } from './toegang.ts'

export interface Opened {
  readonly options: StartOptions
  readonly prepared: Prepared
  readonly store: OpenStore
  readonly clock: ClockUpkeep | undefined
  readonly register: ReturnType<typeof openRegister>
  readonly audit: ReturnType<typeof startAuditUpkeep>
  readonly history: RunningHistory
  readonly writerId: string
  readonly notifier: Notifier
  readonly hashing: HashingThreads
  readonly running: Running
  readonly overlays: Overlays
}

export function assemble(
  opened: Opened,
  { keys, metrics }: { readonly keys: IdentityKeys; readonly metrics: Metrics },
): Gateway {
  const { options, prepared, store, register, writerId, running, overlays } = opened
  const { config, now, log } = options
  const draw = drawBytes(randomBytes)
  return {
    now,
    newId: randomUUID,
    randomBytes: draw,
    randomHex: drawHex(draw),
    // A getter: port 0 is known only once the listener has it.
    get portalUrl() {
      return portalUrl(config, running)
    },
    policies: prepared.policies,
    revocation: prepared.revocation,
    store: { ...store, register, registerDetails: (agbCode) => register.details(agbCode) },
    beheer: { store: store.beheer, refresh: overlays.beheer.refresh },
    organisaties: { ...store.organisaties, refresh: overlays.leden.refresh },
    servicedesk: store.servicedesk,
    toegang: toegangOf(opened),
    seen: seenCertificates(store.beheer),
    keyring: prepared.keyring,
    deliveries: deliveriesOf(running),
    quota: store.quota,
    repeated: repeatedRefusals(now),
    upstreams: createUpstreams(),
    identityTokens: createIdentityTokens({
      get issuer() {
        return portalUrl(config, running)
      },
      keys: () => keys.current(),
      now,
    }),
    assets: readAssets(),
    metrics,
    log,
    writerId,
  }
}

export const portOf = ({ listeners }: Running, name: RunningListener['name']): string =>
  String(listeners.find((listener) => listener.name === name)?.port() ?? 0)

const portalUrl = (config: Config, running: Running): string =>
  config.portaalUrl ?? `https://localhost:${portOf(running, 'portaal')}`
