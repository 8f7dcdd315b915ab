/** The policy of the proof mode: the example policy, with diensten that bring about what takes time. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { packageRoot } from '../../gateway/package-root.ts'
import { diensten } from './kit-request.ts'

type Yaml = Record<string, unknown>

/** What each extra dienst changes in the ordinary one. */
const changes: Readonly<Record<string, (dienst: Yaml) => Yaml>> = {
  [diensten.kort]: (dienst) => ({
    ...dienst,
    instroom: { ...(dienst['instroom'] as Yaml), geldig: '1s' },
  }),
  [diensten.quotum]: (dienst) => ({
    ...dienst,
    quota: { perInstantie: { aantal: 2, per: '1m' } },
  }),
  [diensten.opslag]: (dienst) => dienst,
  [diensten.fout]: (dienst) => dienst,
}

/** Where the diensten behind the proof gateway are. */
export interface Behind {
  readonly portal: string
  /** The dienst that takes direct deliveries. */
  readonly melden: string
}

/** Writes the policy in `dir`/policy. The certificates it names are in `dir`/certs-dev. */
export function writePolicy(dir: string, { portal: upstream, melden }: Behind): void {
  const to = join(dir, 'policy')
  cpSync(join(packageRoot, 'policy'), to, { recursive: true })
  const ordinary = readYaml(join(to, 'diensten', `${diensten.gewoon}.yaml`)) as Yaml
  const served = { ...ordinary, upstream: { ...(ordinary['upstream'] as Yaml), url: upstream } }
  writeYaml(join(to, 'diensten', `${diensten.gewoon}.yaml`), served)
  for (const [naam, change] of Object.entries(changes))
    writeYaml(join(to, 'diensten', `${naam}.yaml`), {
      ...change(served),
      dienst: naam,
      naam: `Proef: ${naam}`,
      routes: [{ methodes: ['GET'], pad: `/${naam}/**`, autorisatie: 'raadplegen' }],
    })
  const direct = join(to, 'diensten', `${diensten.direct}.yaml`)
  const read = readYaml(direct) as Yaml
  writeYaml(direct, { ...read, upstream: { ...(read['upstream'] as Yaml), url: melden } })
  grantAll(join(to, 'instanties', 'voorbeeld.yaml'))
}

interface Certificaat {
  readonly autorisaties: Record<string, readonly string[]>
}

/** Opens the extra diensten to every practice of a file, with the grants it has for the ordinary one. */
function grantAll(file: string): void {
  const instanties = readYaml(file) as {
    diensten: string[]
    certificaten: Certificaat[]
  }[]
  for (const instantie of instanties) {
    instantie.diensten.push(...Object.keys(changes))
    for (const certificaat of instantie.certificaten) grantLikewise(certificaat)
  }
  writeYaml(file, instanties)
}

function grantLikewise({ autorisaties }: Certificaat): void {
  const granted = autorisaties[diensten.gewoon]
  if (granted === undefined) return
  for (const naam of Object.keys(changes)) autorisaties[naam] = [...granted]
}

const readYaml = (file: string): unknown => parse(readFileSync(file, 'utf8'))

/** Strings stay quoted: an AGB-code is text. */
const writeYaml = (file: string, value: unknown): void => {
  writeFileSync(
    file,
    stringify(value, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' }),
  )
}
