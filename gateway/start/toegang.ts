/** What signing in needs, from the configuration. */
import { randomInt } from 'node:crypto'
import type { HashingThreads } from '../account/derive.ts'
import { hashingRoom } from '../account/hashing-room.ts'
import { todaysParameters } from '../account/password-hash.ts'
import type { Toegang } from '../http/exchange/gateway.ts'
import type { Notifier } from '../notify/notifier.ts'
import type { OpenStore } from './store/open-store.ts'
import type { Running } from './state/running.ts'
import type { StartOptions } from './prepare/prepare.ts'

interface ToegangParts {
  readonly options: StartOptions
  readonly store: OpenStore
  readonly running: Running
  readonly notifier: Notifier
  readonly hashing: HashingThreads
}

export const toegangOf = ({
  options,
  store,
  running,
  notifier,
  hashing: { derive },
}: ToegangParts): Toegang => ({
  store: store.toegang,
  // A getter: port 0 is known only once the listener has it.
  get url() {
    const port = running.listeners.find(({ name }) => name === 'toegang')?.port() ?? 0
    return options.config.toegangUrl ?? `https://localhost:${String(port)}`
  },
  hashing: hashingRoom({ derive }),
  scrypt: options.scrypt ?? todaysParameters,
  notifier,
  smsCountries: options.config.smsCountries,
  smsPerDay: options.config.smsPerDay,
  servicedesk: options.config.mailServicedesk,
  randomInt: (max) => randomInt(max),
  meldcodeGeldt: async (nummer, at) => {
    const code = await store.organisaties.meldcodes.byId(nummer)
    return code !== undefined && code.revokedAt === null && at < code.validUntil
  },
})
