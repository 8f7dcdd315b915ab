/**
 * `sluis demo`: what `npm start` runs. The gateway on SQLite with a demo portal behind it, development
 * certificates, and a data key of its own; then what to try first.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { dirname, join } from 'node:path'
import type { JWK } from 'jose'
import { readConfig } from '../../gateway/config/config.ts'
import type { Config } from '../../gateway/config/config.ts'
import { packageRoot } from '../../gateway/package-root.ts'
import { addressProblem } from '../../gateway/start/address-problem.ts'
import type { Sluis } from '../../gateway/start/start.ts'
import { standardOutput } from '../../gateway/operations/log.ts'
import { makeDevelopmentPki } from '../certs/development-pki.ts'
import { isComplete, refreshCrls } from '../certs/upkeep.ts'
import { makePostvak } from '../demo-portal/postvak.ts'
import type { Postvak } from '../demo-portal/postvak.ts'
import { startDemoPortal } from '../demo-portal/portal.ts'
import type { DemoPortal } from '../demo-portal/serve.ts'
import { standIns, startStandIn } from '../demo-portal/stand-ins.ts'
import { demoHuisarts } from './demo-account.ts'
import type { DemoHuisarts } from './demo-account.ts'
import { aboutDesk } from './demo-desk.ts'
import { demoKey } from './demo-key.ts'
import { briefly } from './demo-log.ts'
import { aboutHuisarts } from './demo-start.ts'
import { registerImport } from './register-import.ts'
import { serve } from './serve.ts'

const certificates = 'certs-dev'
/** The default of SLUIS_POLICY, and what the package has under that name. */
const usualPolicy = 'policy'
const keyFile = join('data', 'demo.key')
/** Where the diensten of the demo are, when the policy does not say. */
const defaultPorts: Readonly<Record<string, number>> = {
  machtigingenportaal: 8081,
  'incident-melden': 8083,
  'gli-register': 8084,
  viplive: 8085,
}
const fileOf = (dienst: string): string => join('diensten', `${dienst}.yaml`)

type Environment = Record<string, string | undefined>

const say = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** Makes what is missing, starts portal and gateway, and tells what to do next. */
export async function demo(given: Environment): Promise<void> {
  ensureCertificates(say)
  ensurePolicy(given, say)
  const env = environmentOf(given)
  const read = readConfig(env, { demo: true })
  if ('problems' in read) {
    for (const problem of read.problems) say(problem)
    process.exitCode = 2
    return
  }
  const { config } = read
  const imported = await importRegister(config)
  if (imported !== 0) {
    process.exitCode = imported
    return
  }
  const portal = await openPortal(config, say)
  if (portal !== undefined) await serveDemo(given, { env, config, portal })
}

const environmentOf = (given: Environment): Environment => ({
  SLUIS_LOG_LEVEL: 'info',
  SLUIS_DATA_KEY: ensureDataKey(),
  // The Postvak is of this process: several of them would each have their own.
  ...((given['SLUIS_WORKERS'] ?? '1').trim() === '1' && {
    SLUIS_TOEGANG_PORT: toegangPort(given),
  }),
  ...given,
})

async function serveDemo(
  given: Environment,
  {
    env,
    config,
    portal,
  }: { readonly env: Environment; readonly config: Config; readonly portal: DemoPortal },
): Promise<void> {
  const key = await demoKey(config.policy)
  const others = await openStandIns(config, say, key?.own)
  const postvak = makePostvak(Date.now)
  const shown = await openPostvak(postvak, given, say)
  const closeAll = async (): Promise<void> => {
    await Promise.all([portal, ...others, ...shown].map((one) => one.close()))
    key?.restore()
  }
  const huisarts = await demoHuisarts(
    { env: { ...env, SLUIS_DATABASE: config.database }, now: Date.now, door: 'demo' },
    { stdout: process.stderr, stderr: process.stderr },
  )
  const sluis = await serve({
    env,
    demo: true,
    alsoClose: [closeAll],
    notifier: postvak.notifier,
    ...(given['SLUIS_LOG_LEVEL'] === undefined && { logTo: briefly(standardOutput()) }),
  })
  if (sluis === undefined) await closeAll()
  else await tellWhatNext(sluis, { huisarts, postvak: shown[0]?.url })
}

/** Gives the exit code; 0 also when the policy has no register. */
async function importRegister({ policy, database }: Config): Promise<number> {
  const file = join(policy, 'register', 'agb.csv')
  if (!existsSync(file)) return 0
  // The file is the demo's own: whoever edits it means it.
  const options = { file, database, now: Date.now, toegestaanVerlies: '100%' }
  return registerImport(options, { stdout: process.stderr, stderr: process.stderr })
}

/** Where the Postvak is shown. */
const postvakPort = 8087

/** With a port of one's own for the portaal, the usual one of toegang may be another demo's: a free one is taken. */
const toegangPort = ({ SLUIS_PORTAAL_PORT: own = '' }: Environment): string =>
  own.trim() === '' ? '7443' : '0'

/** Shown as long as its port is free: without it the messages are still there for who asks again. */
async function openPostvak(
  postvak: Postvak,
  given: Environment,
  log: (line: string) => void,
): Promise<readonly DemoPortal[]> {
  try {
    return [await postvak.serve(toegangPort(given) === '0' ? 0 : postvakPort)]
  } catch (error) {
    log(`postvak: ${addressProblem(error)}`)
    return []
  }
}

/** What every dienst of the demo is started with. */
const dienstOptions = (config: Config, dienst: string, log: (line: string) => void) => ({
  port: portOf(config, dienst),
  jwksUrl: `http://${config.beheerHost}:${String(config.beheerPort)}/jwks.json`,
  issuer: config.portaalUrl ?? `https://localhost:${String(config.portaalPort)}`,
  now: Date.now,
  log,
})

/** Undefined, and exit code 2, when its port is taken. */
async function openPortal(
  config: Config,
  log: (line: string) => void,
): Promise<DemoPortal | undefined> {
  const dienst = 'machtigingenportaal'
  try {
    return await startDemoPortal(dienstOptions(config, dienst, log))
  } catch (error) {
    log(`demoportaal: ${addressProblem(error)}`)
    log(otherPort(config, dienst))
    process.exitCode = 2
    return undefined
  }
}

/** The diensten beside the portal. One whose port is taken is missed only by who uses it: what is for it waits. */
async function openStandIns(
  config: Config,
  log: (line: string) => void,
  own: JWK | undefined,
): Promise<readonly DemoPortal[]> {
  const started = await Promise.all(
    standIns.map(async (standIn) => {
      const { dienst } = standIn
      if (!existsSync(join(config.policy, fileOf(dienst)))) return []
      try {
        const options = { ...dienstOptions(config, dienst, log), newId: randomUUID, own }
        return [await startStandIn(standIn, options)]
      } catch (error) {
        log(`${dienst}: ${addressProblem(error)}; wat ervoor is, wacht`)
        log(otherPort(config, dienst))
        return []
      }
    }),
  )
  return started.flat()
}

const otherPort = ({ policy }: Config, dienst: string): string =>
  `een andere poort kiest u in ${join(policy, fileOf(dienst))}, bij upstream.url`

/** The port that a dienst of the demo is forwarded to: whoever changes it there changes it here. */
function portOf({ policy }: Config, dienst: string): number {
  const file = join(policy, fileOf(dienst))
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const [, port] =
    /\burl: *["']?http:\/\/(?:127\.0\.0\.1|localhost):([0-9]{1,5})\b/.exec(text) ?? []
  return port === undefined ? (defaultPorts[dienst] ?? 0) : Number(port)
}

function ensureCertificates(log: (line: string) => void): void {
  const now = Date.now()
  if (isComplete(certificates, { now })) refreshCrls(certificates, { now })
  else makeDevelopmentPki(certificates, { now, log })
}

/** In a folder without a policy the example policy is put there, to be changed at will; one that was named is not made. */
function ensurePolicy({ SLUIS_POLICY: named }: Environment, log: (line: string) => void): void {
  if (named !== undefined || existsSync(usualPolicy)) return
  cpSync(join(packageRoot, usualPolicy), usualPolicy, { recursive: true })
  log(`${usualPolicy}/ is gemaakt: een kopie van het voorbeeldbeleid`)
}

/** The demo's own data key; a real one comes from a vault, never from beside the database. */
function ensureDataKey(): string {
  if (!existsSync(keyFile)) {
    mkdirSync(dirname(keyFile), { recursive: true })
    writeFileSync(keyFile, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(keyFile, 'utf8').trim()
}

const message = (referentie: string) => ({
  referentie,
  instantie: { agbCode: '12000001' },
  zorgverlener: { agbCode: '12100001' },
  verzekerde: { bsn: '999990019', geboortedatum: '1980-01-31', uzovi: '3332' },
  verstrekking: { prestatiecodelijst: '010', prestatiecode: 'F492A' },
  softwarepakket: { naam: 'Demo HIS', versie: '1' },
})

/** A line that makes a referentie of its own each time it is run: the same one twice is another instroom (SL311). */
export const curlLine = (port: string): string =>
  `curl --cacert certs-dev/root.pem --cert certs-dev/clients/systeem.pem --key certs-dev/clients/systeem.key \\
  -H 'content-type: application/json' https://localhost:${port}/v1/instroom/machtigingenportaal \\
  -d '${JSON.stringify(message('HIS-REF')).replace('HIS-REF', `HIS-'$(date +%s)'`)}'`

/** A melding that nobody opens, posted and followed until it is delivered. */
export const followLine = (port: string): string => {
  const client = `--cacert certs-dev/root.pem --cert certs-dev/clients/systeem-melden.pem --key certs-dev/clients/systeem-melden.key`
  const incident = {
    datum: '2026-11-28',
    soort: 'medicatie',
    omschrijving: 'Verkeerde sterkte klaargelegd',
  }
  const body = JSON.stringify({
    referentie: 'VIM-REF',
    instantie: { agbCode: '01000007' },
    incident,
  })
  return `c="${client}"; u=https://localhost:${port}
p=$(curl -sS $c -H 'content-type: application/json' -o /dev/null -w '%header{location}' $u/v1/instroom/incident-melden \\
  -d '${body.replace('VIM-REF', `VIM-'$(date +%s)'`)}')
until curl -sS $c $u$p | tee /dev/stderr | grep -q afgeleverd; do sleep 1; done`
}

/** A curl line that posts an instroom, and the link of one that was just posted the same way. */
async function tellWhatNext(
  sluis: Pick<Sluis, 'addresses'>,
  {
    huisarts,
    postvak = '(niet te zien: de poort is bezet)',
  }: {
    readonly huisarts: DemoHuisarts | undefined
    readonly postvak: string | undefined
  },
): Promise<void> {
  const { port } = new URL(sluis.addresses.instroom)
  const portaal = `https://localhost:${new URL(sluis.addresses.portaal).port}`
  const address = `https://localhost:${port}/v1/instroom/machtigingenportaal`
  const client = `${certificates}/clients/systeem`
  const startUrl = await postOne(address, client, message(`DEMO-${String(Date.now())}`))
  say(`
Zet een instroom klaar, zoals een softwarepakket dat doet:

${curlLine(port)}

Open de link uit het antwoord (startUrl), of deze, die zojuist zo is klaargezet. Een link leeft 15 minuten:

  ${startUrl}

Met curl:

  curl -L --cacert ${certificates}/root.pem --cert ${certificates}/clients/indiener.pem --key ${certificates}/clients/indiener.key '${startUrl}'

In een browser: vertrouw eerst ${certificates}/root.pem als uitgever (in een apart profiel; anders waarschuwt de browser dat de
verbinding niet privé is), en importeer ${certificates}/clients/indiener.p12 (wachtwoord: sluis).

Meld een incident uit een eigen systeem, zonder dat iemand iets opent, en volg het tot het is afgeleverd:

${followLine(port)}

${aboutToegang(sluis, { postvak, huisarts })}Probeer Gebruikersbeheer: ${portaal}/gebruikersbeheer met ${certificates}/clients/indiener-2.p12; die praktijk beheert zichzelf.

${aboutDesk(portaal, certificates)}
Meer certificaten, ook verkeerde met hun foutcode: ${certificates}/README.md. Eén intrekkingslijst (ca-crl-verouderd) is met opzet
over tijd. Elke weigering geeft hier een regel met de code. Stoppen: Ctrl-C.
`)
}

const aboutToegang = (
  { addresses: { toegang, instroom } }: Pick<Sluis, 'addresses'>,
  { postvak, huisarts }: { readonly postvak: string; readonly huisarts: DemoHuisarts | undefined },
): string => {
  if (toegang === '') return ''
  const base = `https://localhost:${new URL(toegang).port}`
  const { port } = new URL(instroom)
  const ready = huisarts === undefined ? '' : aboutHuisarts(huisarts, { base, port, certificates })
  return `Zonder certificaat: meld een apotheek aan. Vraag een account aan op ${base}/registreren, kies daarna een nieuwe
organisatie met AGB-code 02000001. Mails en sms-berichten staan in het Postvak: ${postvak}
${ready}`
}

function postOne(address: string, client: string, body: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const post = request(
      address,
      {
        method: 'POST',
        ca: readFileSync(join(certificates, 'root.pem')),
        cert: readFileSync(`${client}.pem`),
        key: readFileSync(`${client}.key`),
        headers: { 'content-type': 'application/json' },
      },
      (response) => {
        let text = ''
        response.on('data', (chunk: Buffer) => (text += chunk.toString()))
        response.on('end', () => {
          const { startUrl } = JSON.parse(text) as { readonly startUrl?: string }
          if (startUrl === undefined) reject(new Error(`geen startlink: ${text}`))
          else resolve(startUrl)
        })
      },
    )
    post.on('error', reject)
    post.end(JSON.stringify(body))
  })
}
