/** Which codes a package has met so far, read from the gateway's own log: it has a line for every answer. */
import { isCode } from '../../gateway/errors.ts'
import { logTexts } from '../../gateway/base/log-texts.ts'
import { packageCodes } from '../../gateway/openapi/package-codes.ts'
import type { PackageCode } from '../../gateway/openapi/package-codes.ts'

/** One answer of the instroom listener. */
export interface ProefAnswer {
  readonly methode: string
  readonly pad: string
  readonly status: number
  readonly code: PackageCode | undefined
}

/** What a package has to do when nothing is wrong. */
export const goodParts = {
  klaarzetten: 'een instroom klaargezet (201)',
  herhalen: 'een instroom nog eens aangeboden met dezelfde referentie (200)',
  status: 'de status gevraagd (200)',
  intrekken: 'een instroom ingetrokken (204)',
} as const

export type GoodPart = keyof typeof goodParts

export interface ProefStanding {
  /** How often each code was met. */
  readonly met: ReadonlyMap<PackageCode, number>
  readonly good: ReadonlySet<GoodPart>
  /** Takes a line of the log; gives the answer it tells of, and whether it is the first of its kind. */
  take(line: string): { readonly answered: ProefAnswer; readonly isNew: boolean } | undefined
}

export function newStanding(): ProefStanding {
  const met = new Map<PackageCode, number>()
  const good = new Set<GoodPart>()
  return {
    met,
    good,
    take: (line) => {
      const answered = readLine(line)
      if (answered === undefined) return undefined
      const { code } = answered
      if (code !== undefined) {
        const times = (met.get(code) ?? 0) + 1
        met.set(code, times)
        return { answered, isNew: times === 1 }
      }
      const part = partOf(answered)
      const isNew = part !== undefined && !good.has(part)
      if (part !== undefined) good.add(part)
      return { answered, isNew }
    },
  }
}

/** Of Mijn certificaat nothing is counted: the gateway's own zelftest asks for it too. */
function readLine(line: string): ProefAnswer | undefined {
  const { melding, luisteraar, methode, pad, status, code } = JSON.parse(line) as Partial<
    Record<string, unknown>
  >
  if (melding !== logTexts.request || luisteraar !== 'instroom' || pad === '/v1/mijn-certificaat')
    return undefined
  return {
    methode: String(methode),
    pad: String(pad),
    status: Number(status),
    code: typeof code === 'string' && isPackageCode(code) ? code : undefined,
  }
}

const isPackageCode = (code: string): code is PackageCode =>
  isCode(code) && (packageCodes as readonly string[]).includes(code)

function partOf({ methode, pad, status }: ProefAnswer): GoodPart | undefined {
  if (!pad.startsWith('/v1/instroom/')) return undefined
  if (methode === 'POST') return status === 201 ? 'klaarzetten' : 'herhalen'
  if (methode === 'DELETE') return 'intrekken'
  return methode === 'GET' ? 'status' : undefined
}
