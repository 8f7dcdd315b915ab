/** Whether the services behind can be reached, for /ready: each is refused its requests as long as it is away. */
import { reachByTcp } from '../../operations/reach.ts'
import type { PartStatus } from '../../operations/operators-server.ts'
import { readyPart } from './ready-parts.ts'

/** How the AGB API is named among what must be reached; no dienst can have this name. */
export const agbApi = 'AGB-API'

/** Services behind, by how they answered a moment ago. */
export interface UpstreamWatch {
  part(): PartStatus
}

/** How long an answer of a service holds, milliseconds. */
const reachedMs = 10_000

/**
 * Whether each dienst can be reached, asked anew in the background when somebody asks: a dienst that hangs must not
 * make /ready late.
 */
export function watchUpstreams(options: {
  readonly urls: () => readonly { readonly dienst: string; readonly url: string }[]
  /** Milliseconds of a clock that only goes up. */
  readonly clock: () => number
  readonly reach?: (url: string) => Promise<void>
}): UpstreamWatch {
  const { urls, clock, reach = reachByTcp } = options
  let failed: readonly { readonly dienst: string; readonly reden: string }[] = []
  let askedAt = -Infinity
  const ask = async (): Promise<void> => {
    const all = await Promise.all(
      urls().map(({ dienst, url }) =>
        reach(url).then(
          () => [],
          (error: unknown) => [{ dienst, reden: error instanceof Error ? error.message : '' }],
        ),
      ),
    )
    failed = all.flat()
  }
  return {
    part: () => {
      if (clock() - askedAt > reachedMs) {
        askedAt = clock()
        void ask()
      }
      const [first] = failed
      if (first === undefined) return readyPart('diensten', 'goed')
      return readyPart('diensten', 'waarschuwing', {
        melding:
          first.dienst === agbApi
            ? `de ${agbApi} is niet te bereiken: AGB-codes die niet bewaard zijn, kunnen niet worden nagezocht (SL505)`
            : `dienst ${first.dienst} is niet te bereiken: medewerkers krijgen SL501`,
        details: failed,
      })
    },
  }
}
