/** Makes the requests of the supplier's kit over real mTLS, as a package would, variables and all. */
import { readFileSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import type { Sluis } from '../../gateway/start/start.ts'
import type { KitRequest } from '../../scripts/proef/kit-request.ts'
import { readAnswer } from './answered.ts'
import type { Answered } from './answered.ts'

export type Variables = Record<string, string>

const fill = (text: string, variables: Variables): string =>
  text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => variables[name] ?? `(${name} ontbreekt)`)

/** Makes one request as often as it says; gives the last answer and keeps variables of it. */
export async function makeRequest(
  place: { readonly sluis: Sluis; readonly certificates: string },
  wanted: KitRequest,
  variables: Variables,
): Promise<Answered> {
  await new Promise((resolve) => setTimeout(resolve, wanted.wacht * 1000))
  let answer: Answered | undefined
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
): Promise<Answered> {
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
        readAnswer(response).then(resolve, reject)
      },
    )
    request.on('error', reject)
    request.end(wanted.bericht === undefined ? undefined : fill(wanted.bericht, variables))
  })
}

/** What an answer counts as in the kit: its code, or its status when it has none. */
export const outcomeOf = ({ status, json }: Answered): string =>
  status < 400 ? String(status) : String(json['code'])
