import type { ListInForce } from './in-force.ts'
import type { Watched } from './freshness.ts'
import type { Lists } from './lists.ts'
import { nameOf } from './parts.ts'
import type { SourceStatus } from './revocation.ts'
import type { Source } from './source.ts'

/** What every source and responder is at. */
export const readStatus = (inForce: ListInForce, lists: Lists): readonly SourceStatus[] => [
  ...[...inForce.sources.values()].map((source) => sourceStatus(source, lists)),
  ...responderStatus(inForce),
]

/** The lists in use, by the source they belong to. */
export const watchedLists = ({ sources }: ListInForce, lists: Lists): readonly Watched[] =>
  [...sources.values()].flatMap((source) => {
    const list = listOf(source, lists)
    return list === undefined ? [] : [{ source: nameOf(source.spec), list }]
  })

function sourceStatus(source: Source, lists: Lists): SourceStatus {
  const list = listOf(source, lists)
  return {
    kind: 'crl',
    source: nameOf(source.spec),
    profielen: source.state.use.profielen,
    thisUpdate: list?.thisUpdate,
    nextUpdate: list?.nextUpdate,
    entries: list?.serials.count ?? 0,
    problem: source.state.problem,
  }
}

const listOf = ({ state }: Source, lists: Lists) =>
  state.keyId === undefined ? undefined : lists.get(state.keyId)

const responderStatus = ({ profiles, responders }: ListInForce): readonly SourceStatus[] =>
  [...responders].map(([url, responder]) => ({
    kind: 'ocsp',
    source: url,
    profielen: profiles.filter(({ ocsp }) => ocsp?.url === url).map(({ naam }) => naam),
    thisUpdate: undefined,
    nextUpdate: undefined,
    entries: 0,
    problem: responder.problem(),
  }))
