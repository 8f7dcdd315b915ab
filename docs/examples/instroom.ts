// Zet een instroom klaar, toont de startlink, vraagt de status en trekt de instroom weer in.
// Alleen Node zelf, zonder pakketten.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { setTimeout as wacht } from 'node:timers/promises'

const adres = process.env['SLUIS_ADRES'] ?? 'https://localhost:8443'
const dienst = `${adres}/v1/instroom/machtigingenportaal`

// Eén agent voor het hele pakket: verbindingen blijven open en worden opnieuw gebruikt.
const agent = new Agent({
  keepAlive: true,
  timeout: 30_000,
  ca: readFileSync(process.env['SLUIS_ROOT'] ?? 'certs-dev/root.pem'),
  cert: readFileSync(process.env['SLUIS_CERT'] ?? 'certs-dev/clients/systeem.pem'),
  key: readFileSync(process.env['SLUIS_KEY'] ?? 'certs-dev/clients/systeem.key'),
})

interface Antwoord {
  readonly status: number
  readonly wachtSeconden: number | undefined
  readonly json: Readonly<Record<string, unknown>>
}

function vraag(methode: string, url: string, bericht?: object): Promise<Antwoord> {
  return new Promise((klaar, mislukt) => {
    const verzoek = request(
      url,
      {
        method: methode,
        agent,
        headers: bericht === undefined ? {} : { 'content-type': 'application/json' },
        signal: AbortSignal.timeout(15_000),
      },
      (antwoord) => {
        const delen: Buffer[] = []
        antwoord.on('data', (deel: Buffer) => delen.push(deel))
        antwoord.on('error', mislukt)
        antwoord.on('end', () => {
          const tekst = Buffer.concat(delen).toString()
          const seconden = Number(antwoord.headers['retry-after'])
          klaar({
            status: antwoord.statusCode ?? 0,
            wachtSeconden: seconden > 0 ? seconden : undefined,
            json: tekst === '' ? {} : (JSON.parse(tekst) as Antwoord['json']),
          })
        })
      },
    )
    verzoek.on('error', mislukt)
    verzoek.end(bericht === undefined ? undefined : JSON.stringify(bericht))
  })
}

const pogingen = 5
const opnieuw = new Set([429, 500, 503])

/** Vraagt, en probeert het opnieuw waar dat zin heeft. Veilig, want de referentie blijft dezelfde. */
async function vraagMetGeduld(methode: string, url: string, bericht?: object): Promise<Antwoord> {
  for (let poging = 1; ; poging++) {
    let pauze = 2 ** (poging - 1) * (0.5 + Math.random())
    try {
      const antwoord = await vraag(methode, url, bericht)
      if (!opnieuw.has(antwoord.status) || poging === pogingen) return antwoord
      pauze = antwoord.wachtSeconden ?? pauze
    } catch (fout) {
      if (poging === pogingen) throw fout
    }
    await wacht(pauze * 1000)
  }
}

/** Geeft het antwoord, of stopt met wat er in de weigering staat. */
async function vraagOfStop(
  methode: string,
  url: string,
  bericht?: object,
): Promise<Antwoord['json']> {
  const { status, json } = await vraagMetGeduld(methode, url, bericht)
  if (status < 400) return json
  throw new Error(`${String(json['code'])}: ${String(json['detail'])} ${String(json['actie'])}`)
}

// Bewaar de referentie vóór het versturen, zodat hetzelfde bericht nog eens kan worden aangeboden.
const referentie = `VOORBEELD-${randomUUID()}`

const klaargezet = await vraagOfStop('POST', dienst, {
  referentie,
  instantie: { agbCode: '12000001' },
  zorgverlener: { agbCode: '12100001' },
  verzekerde: { bsn: '999990019', geboortedatum: '1980-01-31', uzovi: '3332' },
  verstrekking: { prestatiecodelijst: '010', prestatiecode: 'F492A' },
  softwarepakket: { naam: 'Voorbeeld in TypeScript', versie: '1' },
})
console.log(`startUrl: ${String(klaargezet['startUrl'])}`)

const instroom = `${dienst}/${String(klaargezet['instroomId'])}`
console.log(`status: ${String((await vraagOfStop('GET', instroom))['status'])}`)

await vraagOfStop('DELETE', instroom)
console.log(`status: ${String((await vraagOfStop('GET', instroom))['status'])}`)

agent.destroy()
