/** Host names that are to be apart, and are not: each is another origin to a browser (contract part two, 10). */
import type { Config } from '../config/config.ts'
import type { Dienst } from '../decision/policy.ts'

type Urls = Pick<Config, 'portaalUrl' | 'toegangUrl'>

/** What is wrong with them, for who runs Sluis; empty when nothing is. */
export function sharedHosts(
  { portaalUrl, toegangUrl }: Urls,
  diensten: Iterable<Pick<Dienst, 'naam' | 'host'>>,
): readonly string[] {
  const [portaal, toegang] = [hostOf(portaalUrl), hostOf(toegangUrl)]
  const told: string[] = []
  if (portaal !== undefined && portaal === toegang)
    told.push(
      `SLUIS_PORTAAL_URL en SLUIS_TOEGANG_URL hebben dezelfde hostnaam (${portaal}): geef de toegang een eigen naam`,
    )
  for (const { naam, host } of diensten)
    for (const [setting, own] of [
      ['SLUIS_PORTAAL_URL', portaal],
      ['SLUIS_TOEGANG_URL', toegang],
    ] as const)
      if (host !== undefined && host === own)
        told.push(
          `de dienst ${naam} heeft bij \`host\` de hostnaam van ${setting} (${host}): daar is nu geen eigen pagina van Sluis meer; geef de dienst een andere naam`,
        )
  return told
}

const hostOf = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : new URL(url).hostname
