/** What the demo shows of its log: one line for each refusal of somebody, and what is wrong; the rest is for operators. */
import type { DestinationStream } from 'pino'

interface Line {
  readonly level?: string
  readonly melding?: string
  readonly code?: string | null
  readonly luisteraar?: string
  readonly methode?: string
  readonly pad?: string
  readonly verzoek?: string
  readonly bron?: string
  readonly zelftest?: boolean
}

/** Stale on purpose, and said so where the demo tells what next. */
const isOnPurpose = ({ bron }: Line): boolean => bron?.includes('ca-crl-verouderd') === true

const isWarning = ({ level = '' }: Line): boolean => ['warn', 'error', 'fatal'].includes(level)

const isRefusal = (line: Line): boolean => typeof line.code === 'string' && line.zelftest !== true

const refusal = ({ code, luisteraar, methode, pad, verzoek }: Line): string =>
  `sluis: geweigerd ${[code, luisteraar, methode, pad].join(' ')} (verzoek ${verzoek ?? ''})\n`

/** Passes on what a newcomer should see, in a form to read. */
export const briefly = (to: DestinationStream): DestinationStream => ({
  write: (text) => {
    const line = JSON.parse(text) as Line
    if (isWarning(line) && !isOnPurpose(line)) to.write(text)
    else if (!isWarning(line) && isRefusal(line)) to.write(refusal(line))
  },
})
