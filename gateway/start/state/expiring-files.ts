/** Every file that ends one day. */
import type { PolicySet } from '../../decision/policy-set.ts'
import type { Policy } from '../../decision/policy.ts'
import type { ExpiringFile } from '../../operations/gauges.ts'
import type { Prepared } from '../prepare/prepare.ts'
import type { Running } from './running.ts'

/** Every file that ends one day: the server certificate and the CAs of the policy. */
export function expiringFiles(prepared: Prepared, running: Running): readonly ExpiringFile[] {
  const server = running.certificate?.status()
  return [
    ...(server === undefined
      ? []
      : [{ soort: 'server', bestand: 'SLUIS_TLS_CERT', validTo: server.validTo }]),
    ...trustFiles(prepared.policies.current()),
  ]
}

/** The files of upstreams over https. */
const upstreamFiles = ({ diensten }: Policy): readonly ExpiringFile[] =>
  [...diensten.values()].flatMap(({ upstream }) =>
    (upstream.tls?.files ?? []).map((file) => ({ soort: 'upstream', ...file })),
  )

/** The certificate files of a set. */
export function trustFiles({
  trust,
  profiles,
  policy,
}: Pick<PolicySet, 'trust' | 'profiles' | 'policy'>): readonly ExpiringFile[] {
  const files = new Map(
    profiles.flatMap(({ uitgevers, ankers }) =>
      [...uitgevers, ...ankers].map(({ der, file }) => [der.toString('base64'), file] as const),
    ),
  )
  const nameOf = (der: Buffer): string => files.get(der.toString('base64')) ?? ''
  return [
    ...trust.issuers.map(({ der, authority }) => ({
      soort: 'uitgever',
      bestand: nameOf(der),
      validTo: authority.certificate.validTo,
    })),
    ...trust.anchors.map(({ der, certificate }) => ({
      soort: 'anker',
      bestand: nameOf(der),
      validTo: certificate.validTo,
    })),
    ...upstreamFiles(policy),
  ]
}
