/** A browser as far as signing in needs one: cookies, and the hidden fields of a form. */
import { Agent, request as httpsRequest } from 'node:https'
import type { RequestOptions } from 'node:https'

export interface SignInClient {
  get(path: string): Promise<ClientAnswer>
  /** Posts with the form token of the page that was got last. */
  post(path: string, fields: Readonly<Record<string, string>>): Promise<ClientAnswer>
  close(): void
}

export interface ClientAnswer {
  readonly status: number
  readonly location: string | undefined
  /** Seconds; 0: not told to wait. */
  readonly retryAfter: number
}

export interface ClientPlace {
  readonly port: number
  /** PEM. */
  readonly ca: Buffer
  /** The `n`-th visitor has an address of his own: limits go by address. */
  readonly n: number
}

const addressOf = (n: number): string =>
  `127.${String(10 + (n >> 14))}.${String((n >> 7) & 127)}.${String(1 + (n & 127))}`

export function signInClient({ port, ca, n }: ClientPlace): SignInClient {
  const agent = new Agent({
    keepAlive: true,
    ca,
    servername: 'localhost',
    localAddress: addressOf(n),
  })
  const cookies = new Map<string, string>()
  let csrf = ''
  const go = async (method: string, path: string, body = ''): Promise<ClientAnswer> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const answer = await ask(
      {
        ...{ host: '127.0.0.1', port, path, method, agent },
        headers: {
          ...{ host: `localhost:${String(port)}`, accept: 'text/html' },
          ...(cookie !== '' && { cookie }),
          ...(body !== '' && formHeaders),
        },
      },
      body,
    )
    for (const line of answer.cookies) keep(cookies, line)
    csrf = /name="csrf" value="([^"]*)"/.exec(answer.text)?.[1] ?? csrf
    return answer
  }
  return {
    get: (path) => go('GET', path),
    post: (path, fields) => go('POST', path, new URLSearchParams({ csrf, ...fields }).toString()),
    close: () => {
      agent.destroy()
    },
  }
}

interface Whole extends ClientAnswer {
  readonly text: string
  readonly cookies: readonly string[]
}

const ask = (options: RequestOptions, body: string): Promise<Whole> =>
  new Promise((resolve, reject) => {
    const sent = httpsRequest(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response
        resolve({
          ...{ status, text: Buffer.concat(chunks).toString(), location: headers.location },
          ...{ cookies: headers['set-cookie'] ?? [] },
          retryAfter: Number(headers['retry-after'] ?? 0),
        })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })

const formHeaders = {
  'content-type': 'application/x-www-form-urlencoded',
  'sec-fetch-site': 'same-origin',
  origin: 'null',
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';')
  const at = pair.indexOf('=')
  if (/;\s*max-age=0/i.test(line)) cookies.delete(pair.slice(0, at))
  else cookies.set(pair.slice(0, at), pair.slice(at + 1))
}
