/** Reads all that may be wrong before anything listens: keys, certificate, policy, revocation lists. */
import { resolve } from 'node:path'
import { logTexts } from '../../base/log-texts.ts'
import { ownHosts } from './shared-hosts.ts'
import { toegangProblems, withoutDesk, withToegang } from './toegang-problems.ts'
import type { ScryptParameters } from '../../account/password-hash.ts'
import type { Notifier } from '../../notify/notifier.ts'
import type { Config } from '../../config/config.ts'
import { isPredictable, makeKeyring, readDataKeys } from '../../secrets/keys.ts'
import type { Keyring } from '../../secrets/keys.ts'
import { messageReader } from '../../instroom/message-steps.ts'
import type { Clock } from '../../operations/clock.ts'
import type { Log } from '../../operations/log.ts'
import { openPolicy } from '../../policy/current.ts'
import type { CurrentPolicy } from '../../policy/current.ts'
import { readPolicyKeys } from '../../policy/policy-keys.ts'
import type { PolicySet } from '../../decision/policy-set.ts'
import type { PolicyKey } from '../../policy/files/signature.ts'
import { formatProblem } from '../../decision/problem.ts'
import type { Problem } from '../../decision/problem.ts'
import { makeListCheck, problemsAt } from '../../revocation/check-set.ts'
import { openRevocation } from '../../revocation/open.ts'
import type { OpenRevocation } from '../../revocation/open.ts'
import type { Lifecycle } from './lifecycle.ts'
import { loadServerCertificate } from '../../tls/server-certificate.ts'
import type { CertificateRules, ServerCertificate } from '../../tls/server-certificate.ts'

/** What a start takes besides its configuration. */
export interface StartOptions {
  readonly config: Config
  readonly log: Log
  /** How many lines of `log` could not be written; nobody counts them when it is not given. */
  readonly linesLost?: () => number
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** What `now` is of, when it is the machine's: its highest time is kept, and its jumps are told. */
  readonly clock?: Clock
  /** The user the process runs as; undefined where there are none. */
  readonly uid: number | undefined
  /**
   * One of several processes that share the listeners: somebody else has the operators' address, and only
   * the one that leads runs the zelftest.
   */
  readonly crew?: { readonly leads: boolean }
  /** What mails and text messages go out by; else what is configured. The demo shows them on a page. */
  readonly notifier?: Notifier
  /** How passwords are hashed; else as strong as we hash today. */
  readonly scrypt?: ScryptParameters
}

/** What is called when the policy changes; set by whoever is to know, once there is someone. */
export interface PolicyHooks {
  onChange: (set: PolicySet) => void
  onRefused: (problems: readonly Problem[]) => void
  onIdle: (idle: readonly Problem[]) => void
}

/** For before anybody is to know, and after. */
export const nobodyToTell = (): PolicyHooks => ({
  onChange: () => undefined,
  onRefused: () => undefined,
  onIdle: () => undefined,
})

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

/** Reads it all; gives every problem at once. What it opens is in `life` even then. */
export async function prepare(
  options: StartOptions,
  life: Lifecycle,
): Promise<Prepared | Problems> {
  const { config, now, uid } = options
  const certificateRules = { demo: config.demo, uid, now }
  const files = { cert: config.tlsCert, key: config.tlsKey }
  const hooks = nobodyToTell()
  const keyring = readKeyring(options)
  const certificate = await loadServerCertificate(files, certificateRules)
  const policy = await readPolicy(options, hooks, life)
  const unsent = 'policies' in policy ? signInProblems(options, policy.policies) : []
  const isGood = unsent.length === 0
  if (isGood && 'keyring' in keyring && 'certificate' in certificate && 'policies' in policy)
    return { ...keyring, ...certificate, ...policy, certificateRules, hooks }
  const problems = [keyring, certificate, policy].flatMap((part) =>
    'problems' in part ? part.problems : [],
  )
  return { problems: [...problems, ...unsent] }
}

/** The demo shows mails and text messages by itself. */
function signInProblems(
  { config, log, notifier }: StartOptions,
  policies: CurrentPolicy,
): readonly string[] {
  const diensten = [...policies.current().policy.diensten.values()]
  const names = withToegang(diensten)
  if (config.toegangPort === undefined && names.length > 0)
    log.warn({ diensten: names }, logTexts.noToegang)
  if (notifier !== undefined) return []
  const unheard = withoutDesk(config, diensten)
  if (unheard.length > 0) log.warn({ diensten: unheard }, logTexts.noServicedesk)
  return toegangProblems(config, diensten)
}

/** The policy with the revocation lists it names: the one cannot be in force without the other. */
async function readPolicy(
  options: StartOptions,
  hooks: PolicyHooks,
  { use }: Lifecycle,
): Promise<Pick<Prepared, 'policies' | 'revocation'> | Problems> {
  const keys = trustedKeys(options.config)
  if (keys !== undefined && 'problems' in keys) return keys
  const opened = await openPolicy({
    dir: options.config.policy,
    now: options.now,
    readMessage: messageReader(undefined),
    trustedKeys: keys?.keys,
    keyRules: { demo: options.config.demo, uid: options.uid },
    ownHosts: ownHosts(options.config),
    alsoCheck: makeListCheck(options.now),
    onChange: (set) => {
      hooks.onChange(set)
    },
    onRefused: (problems) => {
      hooks.onRefused(problems)
    },
    onIdle: (idle) => {
      hooks.onIdle(idle)
    },
  })
  if ('problems' in opened) return { problems: opened.problems.map(formatProblem) }
  const policies = use('policy', opened.policy, (part) => part.close())
  const revocation = use('revocation', revocationOf(options, policies), (part) => part.close())
  await revocation.ready()
  const problems = problemsAt(policies.current().lists, revocation.faults())
  if (problems.length === 0) return { policies, revocation }
  return { problems: problems.map(formatProblem) }
}

/** Whose signature the policy must have; undefined: nobody's. */
export function trustedKeys({
  policyKeys,
}: Pick<Config, 'policyKeys'>): { readonly keys: readonly PolicyKey[] } | Problems | undefined {
  if (policyKeys === undefined) return undefined
  const read = readPolicyKeys(policyKeys)
  return 'keys' in read
    ? read
    : { problems: read.problems.map((problem) => `SLUIS_BELEID_SLEUTELS: ${problem}`) }
}

function readKeyring({ config, log }: StartOptions): { readonly keyring: Keyring } | Problems {
  const read = readDataKeys(config.dataKey ?? '')
  if ('problems' in read)
    return { problems: read.problems.map((problem) => `SLUIS_DATA_KEY: ${problem}`) }
  if (read.keys.some(isPredictable)) log.warn({}, logTexts.weakDataKey)
  return { keyring: makeKeyring(read.keys) }
}

const revocationOf = (
  { config, log, now }: StartOptions,
  policies: CurrentPolicy,
): OpenRevocation =>
  openRevocation({
    profiles: policies.current().profiles,
    // Absolute: Node's recursive mkdir of a relative folder spins for ever once the working directory is gone.
    cacheDir: resolve(config.cache),
    proxy: config.revocationProxy,
    now,
    onNotice: ({ level, source, text, ageMs }) => {
      log[level]({ bron: source, leeftijdMs: ageMs }, text)
    },
  })
