/** Whom the gateway speaks of to a dienst, and the keys that a dienst verifies it by. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fingerprintOf } from '../../gateway/base/fingerprint.ts'
import type { IdentityTokens, TokenSubject } from '../../gateway/forward/identity-token.ts'
import { agb } from '../../gateway/identity/agb-code.ts'
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'

/** An employee of De Sluis with a certificate. */
export const employee: TokenSubject = {
  fingerprint: fingerprintOf(Buffer.from('leaf')),
  soort: 'persoonlijk',
  agbCode: agb('12000001'),
  instantieType: 'praktijk',
  instantieNaam: 'Tandartspraktijk De Sluis',
  gebruikersnummer: gebruikersnr('10000001'),
  naam: 'A. de Vries',
  dienst: 'machtigingenportaal',
  autorisaties: ['indienen', 'raadplegen'],
  policyVersion: 'v1',
  niveau: 'certificaat',
  gemachtigd: [],
  beveiligdTot: undefined,
}

/** `/jwks.json` of a gateway, on a port of its own. */
export async function serveJwks(tokens: () => Pick<IdentityTokens, 'jwks'>): Promise<{
  readonly url: string
  close(): void
}> {
  const server = createServer((_request, response) => {
    void tokens()
      .jwks()
      .then((jwks) => response.end(JSON.stringify(jwks)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/jwks.json`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
