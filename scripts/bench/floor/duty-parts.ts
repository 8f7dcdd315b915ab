/** The gateway's own parts, for the floor with its duties: as much of a gateway as is asked for. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server } from 'node:https'
import { readConfig } from '../../../gateway/config/config.ts'
import type { Config } from '../../../gateway/config/config.ts'
import { forward } from '../../../gateway/forward/forward.ts'
import { upstreamHeaders } from '../../../gateway/forward/headers.ts'
import { createIdentityTokens, newIdentityKey } from '../../../gateway/forward/identity-token.ts'
import type { TokenSubject } from '../../../gateway/forward/identity-token.ts'
import { createUpstream } from '../../../gateway/forward/upstream.ts'
import { beginExchange } from '../../../gateway/http/exchange/exchange.ts'
import type { Exchange } from '../../../gateway/http/exchange/exchange.ts'
import type { Gateway } from '../../../gateway/http/exchange/gateway.ts'
import { judgeAtOnce } from '../../../gateway/http/judge/judge.ts'
import type { Judged } from '../../../gateway/http/exchange/judged.ts'
import { eventOf } from '../../../gateway/http/record/record.ts'
import { standardOutput } from '../../../gateway/operations/lasting-output.ts'
import { createLog } from '../../../gateway/operations/log.ts'
import { lifecycle } from '../../../gateway/start/prepare/lifecycle.ts'
import { prepare } from '../../../gateway/start/prepare/prepare.ts'
import { drawBytes, drawHex } from '../../../gateway/start/random.ts'
// All of the program is loaded, as it is in the gateway.
import '../../../gateway/start/start.ts'
import { trackConnections } from '../../../gateway/tls/connections.ts'
import { openPracticeStore } from '../ground/practice-store.ts'

export interface WantedDuties {
  readonly decides: boolean
  readonly records: boolean
}

export interface DutyParts {
  readonly watch: (server: Server) => void
  readonly begin: (request: IncomingMessage, response: ServerResponse) => Exchange
  readonly decide: (exchange: Exchange) => Judged | Promise<Judged>
  readonly record: (exchange: Exchange, judged: Judged) => Promise<void>
  readonly headersOf: (exchange: Exchange) => string[] | Promise<string[]>
  readonly pass: (exchange: Exchange, headers: string[]) => Promise<unknown>
}

/** The same object for every request, as a route of the policy has it. */
const asked = { dienst: 'machtigingenportaal', autorisatie: 'raadplegen' }

export async function openDutyParts(wanted: WantedDuties, origin: string): Promise<DutyParts> {
  const read = readConfig(process.env, { demo: false })
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  const { config } = read
  const gateway = await gatewayFor(config, wanted)
  return {
    watch: (server) => {
      trackConnections(server, config)
    },
    begin: (request, response) => beginExchange(gateway, 'portaal', request, response),
    decide: (exchange) => judgeAtOnce(gateway, exchange, { asked }),
    record: wanted.records ? await recorder() : notRecorded,
    ...(await passingOn(config, origin)),
  }
}

/** What a decision needs of a gateway, and no more: the cast is for all the rest, which nothing here asks for. */
async function gatewayFor(config: Config, { decides }: WantedDuties): Promise<Gateway> {
  const bare = { now: Date.now, newId: randomUUID, quota: { waitMs: () => 0 } }
  if (!decides) return bare as unknown as Gateway
  const log = createLog({ level: 'warn', destination: standardOutput() })
  const options = { config, log, now: Date.now, uid: process.getuid?.() }
  const prepared = await prepare(options, lifecycle())
  if ('problems' in prepared) throw new Error(prepared.problems.join('\n'))
  const { policies, revocation } = prepared
  return { ...bare, policies, revocation } as unknown as Gateway
}

const notRecorded: DutyParts['record'] = () => Promise.reject(new Error('there is no store'))

async function recorder(): Promise<DutyParts['record']> {
  const { store } = await openPracticeStore()
  return (exchange, judged) => {
    exchange.trail.gebeurtenis = 'dienst-gebruiken'
    exchange.trail.actie = 'R'
    exchange.trail.object = { soort: 'pad', id: exchange.target?.path ?? '' }
    return store.audit.write(eventOf(exchange, judged))
  }
}

async function passingOn(
  config: Config,
  origin: string,
): Promise<Pick<DutyParts, 'headersOf' | 'pass'>> {
  const key = await newIdentityKey()
  const issuer = config.portaalUrl ?? origin
  const tokens = createIdentityTokens({ issuer, keys: () => [key], now: Date.now })
  const randomHex = drawHex(drawBytes(randomBytes))
  const upstream = createUpstream({ url: origin, termijnMs: 10_000, tls: undefined })
  return {
    headersOf: (exchange) => {
      const token = tokens.tokenFor(subjectOf(exchange))
      const headersWith = (identity: string): string[] =>
        upstreamHeaders(exchange.request.rawHeaders, {
          identity,
          leaf: exchange.peer?.der,
          requestId: exchange.id,
          address: exchange.address,
          host: exchange.request.headers.host ?? '',
          randomHex,
        })
      return typeof token === 'string' ? headersWith(token) : token.then(headersWith)
    },
    pass: (exchange, headers) =>
      forward({
        request: exchange.request,
        response: exchange.response,
        upstream,
        target: exchange.target?.path ?? '',
        headers,
        body: undefined,
        party: '12000001',
        ownOrigin: issuer,
        answerHeaders: ['x-request-id', exchange.id, 'strict-transport-security', 'max-age=1'],
      }),
  }
}

const subjects = new WeakMap<object, TokenSubject>()

/** One for each certificate, as the gateway keeps it. */
function subjectOf({ trail }: Exchange): TokenSubject {
  const { decision, question } = trail.judged ?? unjudged()
  const known = subjects.get(decision)
  if (known !== undefined) return known
  const leaf = question.presented?.leaf
  const identity = leaf?.identity ?? unjudged()
  const subject: TokenSubject = {
    ...identity,
    fingerprint: leaf?.fingerprint,
    instantieType: 'praktijk',
    instantieNaam: identity.instantieNaam ?? '',
    dienst: asked.dienst,
    autorisaties: ['indienen', 'raadplegen'],
    policyVersion: decision.policy,
    niveau: 'certificaat',
    gemachtigd: [],
    beveiligdTot: undefined,
  }
  subjects.set(decision, subject)
  return subject
}

function unjudged(): never {
  throw new Error('nobody was judged')
}
