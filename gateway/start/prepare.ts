/** Reads all that may be wrong before anything listens: keys, certificate, policy, revocation lists. */
import type { Config } from '../config.ts'
import { makeKeyring, readDataKeys } from '../instroom/keys.ts'
import type { Keyring } from '../instroom/keys.ts'
import type { Log } from '../operations/log.ts'
import { openPolicy } from '../policy/current.ts'
import type { CurrentPolicy } from '../policy/current.ts'
import type { PolicySet } from '../policy/policy-set.ts'
import { formatProblem } from '../policy/problem.ts'
import type { Problem } from '../policy/problem.ts'
import { openRevocation } from '../revocation/open.ts'
import type { OpenRevocation } from '../revocation/open.ts'
import { loadServerCertificate } from '../tls/server-certificate.ts'
import type { CertificateRules, ServerCertificate } from '../tls/server-certificate.ts'

/** What a start takes besides its configuration. */
export interface StartOptions {
  readonly config: Config
  readonly log: Log
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** The user the process runs as; undefined where there are none. */
  readonly uid: number | undefined
}

/** What is called when the policy changes; set by whoever is to know, once there is someone. */
export interface PolicyHooks {
  onChange: (set: PolicySet) => void
  onRefused: (problems: readonly Problem[]) => void
}

/** Everything that was read and is good. */
export interface Prepared {
  readonly keyring: Keyring
  readonly certificate: ServerCertificate
  readonly certificateRules: CertificateRules
  readonly policies: CurrentPolicy
  readonly hooks: PolicyHooks
  readonly revocation: OpenRevocation
}

/** What a gateway cannot start with: every problem, in Dutch. */
export interface Problems {
  readonly problems: readonly string[]
}

/** Reads it all; gives every problem at once. */
export async function prepare(options: StartOptions): Promise<Prepared | Problems> {
  const { config, now, uid } = options
  const certificateRules = { demo: config.demo, uid, now }
  const keyring = readKeyring(config)
  const certificate = await loadServerCertificate(
    { cert: config.tlsCert, key: config.tlsKey },
    certificateRules,
  )
  const hooks: PolicyHooks = { onChange: () => undefined, onRefused: () => undefined }
  const policy = await openPolicy({
    dir: config.policy,
    now,
    onChange: (set) => {
      hooks.onChange(set)
    },
    onRefused: (problems) => {
      hooks.onRefused(problems)
    },
  })
  const opened = 'problems' in policy ? undefined : await revocationOf(options, policy.policy)
  const problems = [
    ...('problems' in keyring ? keyring.problems : []),
    ...('problems' in certificate ? certificate.problems : []),
    ...('problems' in policy ? policy.problems.map(formatProblem) : []),
    ...(opened?.problems() ?? []),
  ]
  if (
    problems.length > 0 ||
    'problems' in keyring ||
    'problems' in certificate ||
    'problems' in policy ||
    opened === undefined
  ) {
    await opened?.close()
    if ('policy' in policy) await policy.policy.close()
    return { problems }
  }
  return {
    keyring: keyring.keyring,
    certificate: certificate.certificate,
    certificateRules,
    policies: policy.policy,
    hooks,
    revocation: opened,
  }
}

function readKeyring({ dataKey }: Config): { readonly keyring: Keyring } | Problems {
  const read = readDataKeys(dataKey ?? '')
  if ('problems' in read)
    return { problems: read.problems.map((problem) => `SLUIS_DATA_KEY: ${problem}`) }
  return { keyring: makeKeyring(read.keys) }
}

async function revocationOf(
  { config, log, now }: StartOptions,
  policies: CurrentPolicy,
): Promise<OpenRevocation> {
  const revocation = openRevocation({
    profiles: policies.current().profiles,
    cacheDir: config.cache,
    now,
    onNotice: ({ level, source, text, ageMs }) => {
      log[level]({ bron: source, leeftijdMs: ageMs }, text)
    },
  })
  await revocation.ready()
  return revocation
}
