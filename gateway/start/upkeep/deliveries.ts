/** Deliveries without a person, in every process: what is due is sent whether requests come or not. */
import { carriersOf } from '../../delivery/carriers.ts'
import { startCourier } from '../../delivery/courier.ts'
import type { Courier } from '../../delivery/courier.ts'
import type { Deliveries, Gateway } from '../../http/exchange/gateway.ts'
import { openSealed } from '../../secrets/seal.ts'
import { mailCarrier } from '../../toegang/mail.ts'
import type { Running } from '../state/running.ts'

export const startDeliveries = ({
  store,
  policies,
  upstreams,
  keyring,
  writerId,
  now,
  log,
  toegang,
}: Gateway): Courier =>
  startCourier({
    store: store.afleveringen,
    carriers: {
      ...carriersOf({
        dienst: (naam) => policies.current().policy.diensten.get(naam),
        upstreams,
        now,
      }),
      mail: mailCarrier(toegang, now),
    },
    open: (id, sealed) => openSealed({ keyring, use: 'message' }, id, sealed),
    writerId,
    now,
    chance: Math.random,
    log,
  })

/** For who accepts them. */
export const deliveriesOf = (running: Running): Deliveries => ({
  isFull: () => running.counts.isFull(),
  accepted: () => {
    running.counts.accepted()
    running.courier?.poke()
  },
})

/** What a process that is known to be gone was delivering, others may deliver: opened or not. */
export async function releaseClaims(
  { store, now }: Gateway,
  { courier }: Running,
  writer: string,
): Promise<void> {
  await store.instromen.releaseClaims(writer)
  await store.afleveringen.releaseClaims(writer, now())
  courier?.poke()
}
