/** What to try first in the demo: lines for curl, and the link of an instroom that is posted just then. */
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import type { Sluis } from '../../../gateway/start/start.ts'
import type { DemoHuisarts } from './account.ts'
import { aboutDesk } from './desk.ts'
import { certificates } from './files.ts'
import { aboutHuisarts } from './start.ts'

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
export async function whatNext(
  sluis: Pick<Sluis, 'addresses'>,
  {
    huisarts,
    postvak = '(niet te zien: de poort is bezet)',
  }: {
    readonly huisarts: DemoHuisarts | undefined
    readonly postvak: string | undefined
  },
): Promise<string> {
  const { port } = new URL(sluis.addresses.instroom)
  const portaal = `https://localhost:${new URL(sluis.addresses.portaal).port}`
  const address = `https://localhost:${port}/v1/instroom/machtigingenportaal`
  const client = `${certificates}/clients/systeem`
  const startUrl = await postOne(address, client, message(`DEMO-${String(Date.now())}`))
  return `
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
`
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
