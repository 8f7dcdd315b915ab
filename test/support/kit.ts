/** Makes the requests of the supplier's kit over real mTLS, as a package would, variables and all. */
import { readFileSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import type { Sluis } from '../../gateway/start/start.ts'
import type { KitRequest } from '../../scripts/proef/kit-request.ts'

export interface KitAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** The text as JSON; empty when it is none. */
  readonly json: Record<string, unknown>
}

export type Variables = Record<string, string>

const fill = (text: string, variables: Variables): string =>
  text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => variables[name] ?? `(${name} ontbreekt)`)

/** Makes one request as often as it says; gives the last answer and keeps variables of it. */
export async function makeRequest(
  place: { readonly sluis: Sluis; readonly certificates: string },
  wanted: KitRequest,
  variables: Variables,
): Promise<KitAnswer> {
  await new Promise((resolve) => setTimeout(resolve, wanted.wacht * 1000))
  let answer: KitAnswer | undefined
  for (let n = 0; n < wanted.maal; n++) {
    if (wanted.nieuw) variables['referentie'] = `KIT-${randomUUID()}`
    variables['vulling'] = 'x'.repeat(64 * 1024)
    answer = await once(place, wanted, variables)
  }
  if (answer === undefined) throw new Error('a request that is made no times')
  for (const name of wanted.onthoud) {
    const value = answer.json[name]
    if (typeof value === 'string') variables[name] = value
  }
  return answer
}

function once(
  { sluis, certificates }: { readonly sluis: Sluis; readonly certificates: string },
  wanted: KitRequest,
  variables: Variables,
): Promise<KitAnswer> {
  const base = new URL(sluis.addresses[wanted.luisteraar])
  const filled = fill(wanted.pad, variables)
  // URL would tidy up a path that is to be sent as it is.
  const path = filled.startsWith('https:') ? new URL(filled).pathname : filled
  const file = (name: string): Buffer => readFileSync(join(certificates, name))
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        host: base.hostname,
        port: base.port,
        path,
        method: wanted.methode,
        agent: false,
        servername: 'localhost',
        ca: file('root.pem'),
        ...(wanted.client !== undefined && {
          cert: file(`clients/${wanted.client}.pem`),
          key: file(`clients/${wanted.client}.key`),
        }),
        headers: { host: `localhost:${base.port}`, ...wanted.kopregels },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString()
          const { statusCode: status = 0, headers } = response
          resolve({ status, headers, text, json: parse(text) })
        })
      },
    )
    request.on('error', reject)
    request.end(wanted.bericht === undefined ? undefined : fill(wanted.bericht, variables))
  })
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>
  } catch {
    return {}
  }
}

/** What an answer counts as in the kit: its code, or its status when it has none. */
export const outcomeOf = ({ status, json }: KitAnswer): string =>
  status < 400 ? String(status) : String(json['code'])
