/** Runs the zelftest against the own listeners: at the start, where failing stops it, and every ten minutes. */
import { logTexts } from '../../base/log-texts.ts'
import { makeThrowaway } from '../../operations/throwaway.ts'
import type { Config } from '../../config/config.ts'
import type { Gateway } from '../../http/exchange/gateway.ts'
import type { Log } from '../../operations/log.ts'
import { runSelftest } from '../../operations/selftest.ts'
import type { SelftestResult } from '../../operations/selftest.ts'
import { zelftestMark } from '../../secrets/zelftest-mark.ts'
import { preludeTo } from '../listen/balancers.ts'
import type { Running } from '../state/running.ts'

const everyMs = 10 * 60_000

interface ZelftestParts {
  readonly gateway: Gateway
  readonly config: Config
  readonly running: Running
  readonly log: Log
}

export interface Zelftest {
  readonly passed: boolean
  /** What went wrong at the start, in Dutch. */
  readonly problems: readonly string[]
  stop(): void
}

export async function startZelftest(parts: ZelftestParts): Promise<Zelftest> {
  const first = await testOnce(parts)
  const timer = setInterval(() => {
    void testOnce(parts)
  }, everyMs)
  timer.unref()
  return {
    passed: first.geslaagd,
    problems: first.onderdelen
      .filter(({ geslaagd }) => !geslaagd)
      .map(
        ({ naam, verwacht, kreeg }) => `zelftest: ${naam}: verwacht ${verwacht}, kreeg ${kreeg}`,
      ),
    stop: () => {
      clearInterval(timer)
    },
  }
}

const ownHost = ({ host }: Config): string =>
  host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host

async function testOnce({ gateway, config, running, log }: ZelftestParts): Promise<SelftestResult> {
  const result = await runSelftest({
    targets: () =>
      running.listeners.flatMap(({ name, ...listener }) =>
        name === 'toegang'
          ? []
          : [
              {
                luisteraar: name,
                host: ownHost(config),
                prelude: preludeTo(ownHost(config), config),
                port: listener.port(),
                naam: running.certificate?.current().names[0] ?? 'localhost',
                mark: zelftestMark(gateway.keyring.current),
                pad: name === 'instroom' ? '/v1/mijn-certificaat' : '/',
                fingerprint: running.certificate?.current().fingerprint ?? '',
              },
            ],
      ),
    uitgevers: () => gateway.policies.current().trust.issuers.map(({ der }) => der),
    throwaway: makeThrowaway,
    now: gateway.now,
  })
  running.zelftest = result
  if (!result.geslaagd)
    log.error(
      { onderdelen: result.onderdelen.filter(({ geslaagd }) => !geslaagd) },
      logTexts.zelftestFailed,
    )
  return result
}
