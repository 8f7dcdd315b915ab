/** What the log says of a request that has no audit row: a stranger's refusal (SL101, SL102) is only there (contract 7). */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { meaningOf, readerAt } from '../../../gateway/decision/meaning.ts'
import { mendingOf } from '../../../gateway/decision/mender.ts'
import { isCode } from '../../../gateway/errors.ts'

/** A line of the log about a request (operations/log.ts). */
interface Line {
  readonly verzoek?: unknown
  readonly code?: unknown
  readonly [field: string]: unknown
}

/** Lines to tell, or undefined when the log has none of this request. Throws when it cannot be read. */
export async function fromLog(file: string, verzoek: string): Promise<string | undefined> {
  const input = file === '-' ? process.stdin : createReadStream(file)
  const line = await findLine(input, verzoek)
  return line && toText(verzoek, line)
}

async function findLine(input: Readable, verzoek: string): Promise<Line | undefined> {
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    if (!text.includes(verzoek)) continue
    const line = readLine(text)
    // Other lines may name it too; the one with its answer has a code, or the path of what was asked.
    if (line?.verzoek === verzoek && line['luisteraar'] !== undefined) return line
  }
  return undefined
}

/** What stands before the object (a time, the name of a service) is the log collector's. */
function readLine(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text.slice(text.indexOf('{')))
    return typeof value === 'object' && value !== null ? (value as Line) : undefined
  } catch {
    return undefined
  }
}

const shown = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : 'onbekend'

function toText(verzoek: string, line: Line): string {
  const asked = `${shown(line['methode'])} ${shown(line['pad'])}`
  const about = [
    `tijd: ${shown(line['tijd'])}`,
    `luisteraar: ${shown(line['luisteraar'])}`,
    `adres: ${shown(line['adres'])}`,
  ]
  if (typeof line.code !== 'string' || !isCode(line.code))
    return [`Verzoek ${verzoek} (uit de logging): ${asked}`, ...about].join('\n')
  const reader = readerAt(line['luisteraar'])
  const { title, detail } = meaningOf(line.code, reader)
  const { actie } = mendingOf(line.code, undefined, reader)
  return [
    `Verzoek ${verzoek} (uit de logging): ${asked} geweigerd, ${line.code} ${title.nl}`,
    ...about,
    detail.nl,
    actie,
  ].join('\n')
}
