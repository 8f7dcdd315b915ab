/**
 * Apache with the event module: one process, whose threads each do one request at a time; no tickets and no session
 * cache, the same keys, CAs and CRLs as the others.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchGround } from '../ground/ground.ts'
import type { BenchCandidate } from '../compare/comparison.ts'
import { startPeer } from '../compare/targets.ts'

/** Where distributions put its modules. */
const moduleFolders = [
  '/usr/lib/apache2/modules',
  '/usr/lib64/httpd/modules',
  '/usr/lib/httpd/modules',
  '/usr/local/apache2/modules',
]

const modules = [
  ...['mpm_event', 'unixd', 'authz_core', 'alias', 'ssl', 'proxy', 'proxy_http'],
  // Without it mod_ssl does not start on some builds, though no sessions are kept.
  'socache_shmcb',
]

/** Decides on the subject and answers from a file, as it has no answer of its own. */
export const apacheGate = (ground: BenchGround): BenchCandidate =>
  candidate(ground, 'Apache, Require expr', () => {
    const answer = join(ground.dir, 'gate.json')
    writeFileSync(answer, '{"toegestaan":true}')
    return `Alias /gate ${answer}
<Location />
 ForceType application/json
 Require expr "%{SSL_CLIENT_S_DN} =~ /AG:NL-12000001/"
</Location>`
  })

/** Decides nothing beyond the certificate's issuer. */
export const apacheProxy = (ground: BenchGround): BenchCandidate =>
  candidate(
    ground,
    'Apache, proxy alone',
    () => `ProxyPass / http://127.0.0.1:${String(ground.upstreamPort)}/ keepalive=On`,
  )

const candidate = (ground: BenchGround, naam: string, site: () => string): BenchCandidate => ({
  naam,
  programs: ['apache2', 'httpd'],
  start: (program) =>
    startPeer(ground, naam, {
      extension: 'apache.conf',
      configuration: (port) => configuration(ground, port, site()),
      command: (file) => [program, '-D', 'FOREGROUND', '-f', file],
    }),
})

function loadModules(): string {
  const folder = moduleFolders.find((one) => existsSync(one)) ?? ''
  return modules
    .map((name) => ({ name, file: join(folder, `mod_${name}.so`) }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => `LoadModule ${name}_module ${file}`)
    .join('\n')
}

/** As root it insists on another user for its workers. */
const user = (): string => (process.getuid?.() === 0 ? 'User "#65534"\nGroup "#65534"' : '')

const configuration = (
  { dir }: BenchGround,
  port: number,
  site: string,
): string => `ServerRoot ${dir}
${loadModules()}
${user()}
ServerName localhost
DefaultRuntimeDir ${dir}
PidFile ${dir}/apache-${String(port)}.pid
Listen 127.0.0.1:${String(port)}
ErrorLog ${dir}/apache-error.log
LogLevel crit
StartServers 1
ServerLimit 1
ThreadsPerChild 64
MaxRequestWorkers 64
MinSpareThreads 1
MaxSpareThreads 65
AsyncRequestWorkerFactor 200
KeepAlive On
KeepAliveTimeout 3600
MaxKeepAliveRequests 0
Timeout 3600
SSLSessionCache none
<VirtualHost 127.0.0.1:${String(port)}>
SSLEngine on
SSLProtocol -all +TLSv1.2 +TLSv1.3
SSLSessionTickets off
SSLCertificateFile ${dir}/certs-dev/server.pem
SSLCertificateKeyFile ${dir}/certs-dev/server.key
SSLCACertificateFile ${dir}/peers-ca.pem
SSLCARevocationFile ${dir}/peers-crl.pem
SSLCARevocationCheck chain
SSLVerifyClient require
SSLVerifyDepth 3
${site}
</VirtualHost>
`
