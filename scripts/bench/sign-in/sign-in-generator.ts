/**
 * Sign-ins, in a process of its own: whole ones at fixed moments, each of another account from another address, or the
 * first half of them one after another, to be timed by who asks. Who is told to come back does, for ten seconds.
 */
import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { TOTP } from 'otpauth'
import { benchEmail } from './accounts.ts'
import { signInClient } from './client.ts'
import type { ClientAnswer, SignInClient } from './client.ts'
import { askers } from './load.ts'
import type { SignInLoad, SignedIn, TimedSignIns } from './load.ts'

const patienceMs = 10_000
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

interface Tally {
  readonly done: number[]
  told: number
  gaveUp: number
  readonly other: Record<string, number>
}

/** The whole way, from the page to the cookie. */
async function signIn(client: SignInClient, n: number, tally: Tally): Promise<void> {
  const began = performance.now()
  await client.get('/aanmelden')
  const first = await pastPassword(client, n, { tally, until: began + patienceMs })
  if (first.status === 503) {
    tally.gaveUp++
    return
  }
  await client.get('/aanmelden/code')
  const code = new TOTP({ secret: load.secret }).generate()
  const second = await client.post('/aanmelden/code', { code })
  if (first.status === 303 && second.status === 303) tally.done.push(performance.now() - began)
  else {
    const name = `${String(first.status)}, ${String(second.status)}`
    tally.other[name] = (tally.other[name] ?? 0) + 1
  }
}

/** Again and again while there is no room. */
async function pastPassword(
  client: SignInClient,
  n: number,
  { tally, until }: { readonly tally: Tally; readonly until: number },
): Promise<ClientAnswer> {
  const fields = { email: benchEmail(n), wachtwoord: load.wachtwoord, na: '/' }
  for (;;) {
    const answer = await client.post('/aanmelden', fields)
    if (answer.status !== 503) return answer
    tally.told++
    if (performance.now() > until) return answer
    await pause(answer.retryAfter * 1000)
  }
}

async function atMoments(perSecond: number, durationMs: number): Promise<SignedIn> {
  const tally: Tally = { done: [], told: 0, gaveUp: 0, other: {} }
  const all: Promise<void>[] = []
  const began = performance.now()
  for (let i = 0; (i * 1000) / perSecond < durationMs; i++) {
    await pause(Math.max(0, began + (i * 1000) / perSecond - performance.now()))
    const n = load.first + i
    const client = signInClient({ port: load.port, ca, n })
    all.push(
      signIn(client, n, tally).finally(() => {
        client.close()
      }),
    )
  }
  await Promise.all(all)
  return tally
}

/** In turn, so that what slows the machine down slows all of them. */
async function timed(each: number): Promise<TimedSignIns> {
  const times: Record<string, number[]> = Object.fromEntries(askers.map((who) => [who, []]))
  for (let i = 0; i < each; i++)
    for (const [place, who] of askers.entries()) {
      const n = load.first + i * askers.length + place
      const client = signInClient({ port: load.port, ca, n })
      await client.get('/aanmelden')
      const began = performance.now()
      const { status } = await client.post('/aanmelden', {
        email: who === 'onbekend' ? `nie${benchEmail(n)}` : benchEmail(n),
        wachtwoord: who === 'bekend, goed' ? load.wachtwoord : 'helemaal-verkeerd',
      })
      times[who]?.push(performance.now() - began)
      client.close()
      if (status !== (who === 'bekend, goed' ? 303 : 401))
        throw new Error(`${who}: ${String(status)}`)
    }
  return times
}

const load = JSON.parse(await text(process.stdin)) as SignInLoad
const ca = readFileSync(load.ca)
const { perSecond, durationMs = 0, each = 0 } = load
process.stdout.write(
  JSON.stringify(await (perSecond === undefined ? timed(each) : atMoments(perSecond, durationMs))),
)
process.exit(0)
