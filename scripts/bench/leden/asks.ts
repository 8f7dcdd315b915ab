/** What is asked of a gateway with organisations and members: by who signed in, and by the service desk. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import type { RequestOptions } from 'node:https'
import { asClient } from '../ground/ground.ts'
import type { BenchGround } from '../ground/ground.ts'
import { agbOf, dienst, emailOf, naamOfLid, nummerOf } from './fill.ts'
import type { SignedLid } from './fill.ts'

/** A gateway under measurement: where it listens, who signed in there, and how many organisations it has. */
export interface LedenTarget {
  readonly naam: string
  readonly portaalPort: number
  readonly toegangPort: number
  readonly organisaties: number
  readonly signed: readonly SignedLid[]
}

interface Sent {
  readonly listener: 'portaal' | 'toegang'
  readonly path: string
  /** Of the cookie. */
  readonly held?: string
  readonly form?: Readonly<Record<string, string>>
}

interface Got {
  readonly status: number
  readonly text: string
  readonly ms: number
}

/** Asks one thing and gives the milliseconds until the answer was whole. Rejects when it is another one than expected. */
export type LedenAsk = (turn: number) => Promise<number>

/** All that is measured, by name. */
export function ledenAsks(
  ground: BenchGround,
  target: LedenTarget,
): Readonly<Record<string, LedenAsk>> {
  const asker: Asker = { send: senderOf(ground, target), signed: target.signed }
  return { ...memberAsks(asker), ...deskAsks(asker) }
}

interface Asker {
  readonly send: (sent: Sent) => Promise<Got>
  readonly signed: readonly SignedLid[]
}

/** Another organisation each turn. */
function memberAt({ signed }: Asker, turn: number, wanted: 'manager' | 'colleague'): SignedLid {
  const all = signed.filter(({ lid }) => lid === (wanted === 'manager' ? 0 : 1))
  const one = all[turn % all.length]
  if (one === undefined) throw new Error('nobody is signed in')
  return one
}

const base = ({ organisatie }: SignedLid): string => `/organisaties/${agbOf(organisatie)}/${dienst}`
const lidPath = (one: SignedLid): string => `${base(one)}/leden/${nummerOf(one.organisatie, 2)}`

function memberAsks(asker: Asker): Readonly<Record<string, LedenAsk>> {
  const looks =
    (who: 'manager' | 'colleague', pathOf: (one: SignedLid) => string): LedenAsk =>
    async (turn) => {
      const one = memberAt(asker, turn, who)
      const path = pathOf(one)
      return expected(path, 200, await asker.send({ listener: 'toegang', path, held: one.held }))
    }
  return {
    'besluit en doorsturen': looks('colleague', () => `/${dienst}/metingen`),
    'mijn organisaties': looks('manager', () => '/organisaties'),
    'lijst van leden': looks('manager', base),
    'bladzijde van een lid': looks('manager', lidPath),
    'rol wijzigen, van kracht': async (turn) => {
      const manager = memberAt(asker, turn, 'manager')
      const own = { listener: 'toegang', path: lidPath(manager), held: manager.held } as const
      const hidden = hiddenIn((await asker.send(own)).text)
      const form = { ...hidden, actie: 'wijzigen', rol: rollen[turn % 2] ?? '' }
      return expected(own.path, 303, await asker.send({ ...own, form }))
    },
  }
}

const rollen = ['contactpersoon', 'behandelaar'] as const

const desk = '/servicedesk/toegang'

function deskAsks(asker: Asker): Readonly<Record<string, LedenAsk>> {
  const looks =
    (pathOf: (one: SignedLid) => string): LedenAsk =>
    async (turn) => {
      const path = pathOf(memberAt(asker, turn, 'manager'))
      return expected(path, 200, await asker.send({ listener: 'portaal', path }))
    }
  const searches = (path: string, textOf: (one: SignedLid) => string): LedenAsk => {
    let hidden: Readonly<Record<string, string>> | undefined
    return async (turn) => {
      hidden ??= hiddenIn((await asker.send({ listener: 'portaal', path })).text)
      const form = { ...hidden, zoek: textOf(memberAt(asker, turn, 'colleague')) }
      const got = await asker.send({ listener: 'portaal', path, form })
      return expected(path, got.status === 303 ? 303 : 200, got)
    }
  }
  return {
    'servicedesk: lijst van organisaties': looks(() => desk),
    'servicedesk: een organisatie': looks(
      ({ organisatie }) => `${desk}/${agbOf(organisatie)}/${dienst}`,
    ),
    'zoeken op AGB-code': searches(desk, ({ organisatie }) => agbOf(organisatie)),
    'zoeken op e-mailadres': searches(desk, ({ organisatie, lid }) => emailOf(organisatie, lid)),
    'zoeken op nummer van een account': searches(desk, (one) => nummerOf(one.organisatie, one.lid)),
    'zoeken op deel van een naam': searches(desk, ({ organisatie, lid }) =>
      naamOfLid(organisatie, lid).slice(8, -3),
    ),
    'zoeken op nummer van een certificaat': searches('/servicedesk', () => '10000005'),
  }
}

function expected(path: string, status: number, got: Got): number {
  if (got.status === status) return got.ms
  throw new Error(`${path} answered ${String(got.status)}: ${got.text.slice(-2_000)}`)
}

/** The hidden fields of the first form of a page. */
const hiddenIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['csrf', 'versie'].map((name) => [
      name,
      new RegExp(`name="${name}" value="([^"]*)"`).exec(text)?.[1] ?? '',
    ]),
  )

/** Over one connection for each listener, which stays open. */
function senderOf(
  ground: BenchGround,
  { portaalPort, toegangPort }: LedenTarget,
): (sent: Sent) => Promise<Got> {
  const { ca, cert, key } = asClient(ground, 'indiener')
  const tls = { ca: readFileSync(ca), servername: 'localhost', keepAlive: true, maxSockets: 1 }
  const agents = {
    portaal: new Agent({ ...tls, cert: readFileSync(cert), key: readFileSync(key) }),
    toegang: new Agent(tls),
  }
  const ports = { portaal: portaalPort, toegang: toegangPort }
  return ({ listener, path, held, form }) => {
    const body = form && new URLSearchParams(form).toString()
    return answerTo(
      {
        ...{ host: '127.0.0.1', port: ports[listener], agent: agents[listener], path },
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          host: `localhost:${String(ports[listener])}`,
          accept: 'text/html',
          ...(held !== undefined && { cookie: `__Host-sluis-sessie=${held}` }),
          ...(body !== undefined && fromOwnPage),
        },
      },
      body,
    )
  }
}

const fromOwnPage = {
  'content-type': 'application/x-www-form-urlencoded',
  'sec-fetch-site': 'same-origin',
  origin: 'null',
}

function answerTo(options: RequestOptions, body: string | undefined): Promise<Got> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        resolve({ status: response.statusCode ?? 0, text, ms: performance.now() - began })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
