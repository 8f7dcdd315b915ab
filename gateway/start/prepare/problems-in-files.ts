/** What is wrong in the files, told beside what is wrong in the environment: all problems of a start at once. */
import { readSettings } from '../../config/config.ts'
import { variables } from '../../config/variables.ts'
import { messageReader } from '../../instroom/message-steps.ts'
import { loadPolicy } from '../../policy/load.ts'
import type { Dienst } from '../../decision/dienst.ts'
import { formatProblem } from '../../decision/problem.ts'
import { checkLists } from '../../revocation/check-set.ts'
import { trustedKeys } from './prepare.ts'
import { toegangProblems } from './toegang-problems.ts'
import { loadServerCertificate } from '../../tls/server-certificate.ts'

export interface FileCheck {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly demo: boolean
  readonly now: () => number
  readonly uid: number | undefined
}

/** The problems of server certificate, policy and revocation lists; the settings that name them always parse. */
export async function problemsInFiles(check: FileCheck): Promise<readonly string[]> {
  const { env, demo, now, uid } = check
  const read = readSettings(env, ['tlsCert', 'tlsKey', 'policy', 'policyKeys'], { demo })
  if ('problems' in read) return []
  const { tlsCert, tlsKey, policy } = read.config
  const certificate = await loadServerCertificate(
    { cert: tlsCert, key: tlsKey },
    { demo, uid, now },
  )
  const keys = trustedKeys(read.config)
  const loaded = await loadPolicy(policy, {
    now,
    keyRules: { demo, uid },
    trustedKeys: keys !== undefined && 'keys' in keys ? keys.keys : undefined,
    readMessage: messageReader(undefined),
    alsoCheck: (set) => checkLists(set, now),
  })
  return [
    ...('problems' in certificate ? certificate.problems : []),
    ...(keys !== undefined && 'problems' in keys ? keys.problems : []),
    ...('problems' in loaded
      ? loaded.problems.map(formatProblem)
      : unsentProblems(check, loaded.set.policy.diensten.values())),
  ]
}

const toSend = [
  'toegangPort',
  'smtpUrl',
  'mailFrom',
  'smsVorm',
  'smsUrl',
  'smsKey',
  'smsFrom',
] as const

/** What diensten with `toegang` miss; of a setting that is wrong it is told already what is wrong with it. */
function unsentProblems({ env, demo }: FileCheck, diensten: Iterable<Dienst>): readonly string[] {
  if (demo) return []
  const isGood = (key: (typeof toSend)[number]): boolean =>
    'config' in readSettings(env, [key], { demo })
  const read = readSettings(env, toSend.filter(isGood), { demo })
  if ('problems' in read) return []
  const wrong = toSend.filter((key) => !isGood(key)).map((key) => `${variables[key].naam}:`)
  return toegangProblems(read.config, diensten).filter(
    (problem) => !wrong.some((naam) => problem.startsWith(naam)),
  )
}
