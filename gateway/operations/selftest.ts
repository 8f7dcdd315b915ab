/**
 * The zelftest: the gateway connects to its own listeners as an attacker would, and must be refused with the
 * documented code. No good client key is needed, so everything in it can be proven from outside.
 */
import { errorMessage } from '../base/thrown.ts'
import { setTimeout } from 'node:timers/promises'
import type { ConnectionOptions, SecureVersion } from 'node:tls'
import { errors } from '../errors.ts'
import type { Code } from '../errors.ts'
import {
  attempt,
  attemptPlain,
  attemptRenegotiation,
  attemptResumption,
  isConnectionError,
  servedFingerprint,
} from './attacker.ts'
import type { AttackTarget } from './attacker.ts'

/** One attack and how it ended. */
export interface SelftestPart {
  readonly naam: string
  readonly geslaagd: boolean
  readonly verwacht: string
  readonly kreeg: string
}

export interface SelftestResult {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly geslaagd: boolean
  readonly onderdelen: readonly SelftestPart[]
}

export interface SelftestOptions {
  readonly targets: () => readonly AttackTarget[]
  /** DER of the issuing CAs in force. */
  readonly uitgevers: () => readonly Buffer[]
  /** Makes a certificate that nobody trusts; under a CA with the name of `lookalike` when given. */
  readonly throwaway: (
    now: number,
    lookalike?: Buffer,
  ) => Promise<{ readonly cert: string; readonly key: string }>
  readonly now: () => number
}

interface Check {
  readonly naam: string
  readonly verwacht: string
  readonly run: (target: AttackTarget) => Promise<string>
}

const refusal = (code: Code): string => `${errors[code].status} ${code}`

/** Headers by which other proxies pass a certificate on; here they mean nothing (attacks G01, G03). */
const spoofed = [
  'Client-Cert: :MIIB:',
  'Client_Cert: :MIIB:',
  'X-Forwarded-Client-Cert: Hash=0;Subject="CN=beheerder"',
  'X-SSL-Client-Cert: MIIB',
  'X-SSL-Client-Verify: SUCCESS',
  'SSL-Client-Verify: SUCCESS',
  'Sluis-Identiteit: eyJhbGciOiJub25lIn0.e30.',
  'X-Forwarded-For: 127.0.0.1',
]

const only = (version: SecureVersion): ConnectionOptions => ({
  minVersion: version,
  maxVersion: version,
})

/** Runs every attack on every listener, all at the same time. Never rejects. */
export async function runSelftest(options: SelftestOptions): Promise<SelftestResult> {
  const at = options.now()
  try {
    const checks = await checksOf(options, at)
    const runs = options.targets().flatMap((target) => checks.map((check) => judge(target, check)))
    const onderdelen = await Promise.all(runs)
    // A zelftest that tried nothing has proven nothing.
    const geslaagd = onderdelen.length > 0 && onderdelen.every((part) => part.geslaagd)
    return { at, geslaagd, onderdelen }
  } catch (error) {
    const kreeg = errorMessage(error)
    const part = { naam: 'zelftest', geslaagd: false, verwacht: 'uitgevoerd', kreeg }
    return { at, geslaagd: false, onderdelen: [part] }
  }
}

async function judge(target: AttackTarget, { naam, verwacht, run }: Check): Promise<SelftestPart> {
  const wanted = verwacht === '' ? target.fingerprint : verwacht
  const kreeg = await persevere(target, { wanted, run })
  return {
    naam: `${target.luisteraar}: ${naam}`,
    geslaagd: kreeg === wanted,
    verwacht: wanted,
    kreeg,
  }
}

/** Before each further try; milliseconds. */
const pausesMs = [50, 250, 1_000]

/** A connection that fails says nothing about the gate: it is made again. An answer is judged as it is, at once. */
async function persevere(
  target: AttackTarget,
  { wanted, run }: { readonly wanted: string; readonly run: Check['run'] },
): Promise<string> {
  let kreeg = await run(target)
  for (const preludeMs of pausesMs) {
    if (kreeg === wanted || !isConnectionError(kreeg)) break
    await setTimeout(preludeMs)
    kreeg = await run({ ...target, preludeMs })
  }
  return kreeg
}

async function checksOf(options: SelftestOptions, at: number): Promise<readonly Check[]> {
  const stranger = await options.throwaway(at)
  const lookalikes = await Promise.all(
    options.uitgevers().map((uitgever) => options.throwaway(at, uitgever)),
  )
  return [
    ...withoutCertificate,
    ...withStranger(stranger),
    ...lookalikes.map((tls, index): Check => ({
      naam: `uitgever met dezelfde naam (${index + 1})`,
      verwacht: refusal('SL102'),
      run: (target) => attempt(target, { tls }),
    })),
    ...handshakes,
  ]
}

const withoutCertificate: readonly Check[] = [
  ...(['TLSv1.2', 'TLSv1.3'] as const).map((version): Check => ({
    naam: `geen certificaat (${version})`,
    verwacht: refusal('SL101'),
    run: (target) => attempt(target, { tls: only(version) }),
  })),
  {
    naam: 'vervalste kopregels zonder certificaat',
    verwacht: refusal('SL101'),
    run: (target) => attempt(target, { headers: spoofed }),
  },
  {
    naam: 'vreemde host zonder certificaat',
    verwacht: refusal('SL101'),
    run: (target) => attempt(target, { host: 'zelftest.invalid' }),
  },
]

const withStranger = (tls: ConnectionOptions): readonly Check[] => [
  {
    naam: 'vreemde uitgever',
    verwacht: refusal('SL102'),
    run: (target) => attempt(target, { tls }),
  },
  {
    naam: 'vreemde uitgever met vervalste kopregels en vreemde host',
    verwacht: refusal('SL102'),
    run: (target) => attempt(target, { tls, headers: spoofed, host: 'zelftest.invalid' }),
  },
  ...(['TLSv1.2', 'TLSv1.3'] as const).flatMap((version): Check[] => [
    {
      naam: `overgenomen sessie van een ander (${version})`,
      verwacht: `niet hervat, ${refusal('SL101')}`,
      run: (target) => attemptResumption(target, { ...tls, ...only(version) }, only(version)),
    },
    {
      naam: `tweede verbinding zonder certificaat (${version})`,
      verwacht: `niet hervat, ${refusal('SL101')}`,
      run: (target) => attemptResumption(target, only(version), only(version)),
    },
  ]),
]

const handshakes: readonly Check[] = [
  { naam: 'verzoek zonder TLS', verwacht: 'geen antwoord', run: attemptPlain },
  {
    naam: 'TLS 1.1',
    verwacht: 'geweigerd',
    run: async (target) => {
      const tls = { ...only('TLSv1.1'), ciphers: 'DEFAULT@SECLEVEL=0' }
      return alertOf(await attempt(target, { tls }), 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')
    },
  },
  {
    naam: 'zwakke versleuteling',
    verwacht: 'geweigerd',
    run: async (target) => {
      const tls = {
        ...only('TLSv1.2'),
        ciphers: 'AES128-SHA:ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA@SECLEVEL=0',
      }
      return alertOf(
        await attempt(target, { tls }),
        'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
        'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
      )
    },
  },
  { naam: 'heronderhandeling', verwacht: 'geweigerd', run: attemptRenegotiation },
  // An empty expectation stands for the fingerprint of the target.
  { naam: 'servercertificaat', verwacht: '', run: servedFingerprint },
]

/** Only the server's own alert counts as refused. An OpenSSL that cannot speak TLS 1.1 at all cannot serve it. */
const alertOf = (kreeg: string, ...alerts: readonly string[]): string =>
  [...alerts, 'ERR_SSL_NO_PROTOCOLS_AVAILABLE'].includes(kreeg) ? 'geweigerd' : kreeg
