/** Host names that are to be apart: each is another origin to a browser (contract part two, 10). */
import type { Config } from '../../config/config.ts'

type Urls = Pick<Config, 'portaalUrl' | 'toegangUrl'>

/** What is wrong with the addresses, for who runs Sluis; undefined when nothing is. */
export function sharedHosts({ portaalUrl, toegangUrl }: Urls): string | undefined {
  const [portaal, toegang] = [hostOf(portaalUrl), hostOf(toegangUrl)]
  return portaal !== undefined && portaal === toegang
    ? `SLUIS_PORTAAL_URL en SLUIS_TOEGANG_URL hebben dezelfde hostnaam (${portaal}): geef de toegang een eigen naam`
    : undefined
}

/** The host names of our own pages, with the setting of each: a dienst with one of them takes their place. */
export function ownHosts({ portaalUrl, toegangUrl }: Urls): ReadonlyMap<string, string> {
  const known = [
    [hostOf(portaalUrl), 'SLUIS_PORTAAL_URL'],
    [hostOf(toegangUrl), 'SLUIS_TOEGANG_URL'],
  ] as const
  return new Map(known.flatMap(([host, setting]) => (host === undefined ? [] : [[host, setting]])))
}

const hostOf = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : new URL(url).hostname
