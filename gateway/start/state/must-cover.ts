/** The hosts that the server certificate must be for. */
import { uncovered } from '../../tls/server-certificate.ts'
import type { ServerCertificate } from '../../tls/server-certificate.ts'
import type { Prepared, StartOptions } from '../prepare/prepare.ts'
import { uncoveredText } from './ready-parts.ts'
import type { ProcessParts } from './running.ts'

/** The hosts that people and packages come to, as far as the settings and the policy say. */
export function mustCover({
  options,
  prepared,
}: Pick<ProcessParts, 'options' | 'prepared'>): readonly string[] {
  const { portaalUrl } = options.config
  const hosts = [...prepared.policies.current().policy.diensten.values()].flatMap(
    ({ host }) => host ?? [],
  )
  return [
    ...new Set([...(portaalUrl === undefined ? [] : [new URL(portaalUrl).hostname]), ...hosts]),
  ]
}

/** A certificate for another name is one that every client refuses. */
export function tellUncovered(
  options: StartOptions,
  prepared: Prepared,
  certificate: ServerCertificate,
): void {
  const melding = uncoveredText(uncovered(certificate, mustCover({ options, prepared })))
  if (melding !== undefined) options.log.warn({}, melding)
}
