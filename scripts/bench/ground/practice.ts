/**
 * What the programs of the peers share with the gateway: its policy and its decision. A front end that ends TLS
 * hands over strings; from those a question is made that is decided by the same function.
 */
import { parseGebruikersnummer } from '../../../gateway/identity/gebruikersnummer.ts'
import { fingerprintOfNothing } from '../../../gateway/base/fingerprint.ts'
import type { IncomingMessage } from 'node:http'
import { parseAgbCode } from '../../../gateway/identity/agb-code.ts'
import { soortenOp } from '../../../gateway/identity/identity.ts'
import type { CertificateSoort, Leaf } from '../../../gateway/identity/identity.ts'
import { dutchToday } from '../../../gateway/base/today.ts'
import { decide } from '../../../gateway/decision/decide.ts'
import type { Decision } from '../../../gateway/decision/decide.ts'
import { loadPolicy } from '../../../gateway/policy/load.ts'
import type { Policy } from '../../../gateway/decision/policy.ts'
import type { Asked } from '../../../gateway/decision/question.ts'

/** The policy of the environment's folder. Throws when it is refused. */
export async function readPolicy(): Promise<Policy> {
  const loaded = await loadPolicy(process.env['SLUIS_POLICY'] ?? 'policy', { now: Date.now })
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems))
  return loaded.set.policy
}

/** Decides on what nginx says of a certificate in `X-Subject` (RFC 2253) and `X-Fingerprint`. */
export function decideByStrings(
  policy: Policy,
  request: IncomingMessage,
  asked: { readonly soort: CertificateSoort; readonly asked: Asked },
): Decision {
  const at = Date.now()
  return decide(
    {
      at,
      today: dutchToday(at),
      presented: { chainAccepted: true, leaf: leafOf(request, asked.soort, at) },
      revocation: 'goed',
      middel: 'certificaat',
      soorten: soortenOp[asked.soort === 'systeem' ? 'instroom' : 'portaal'],
      address: '127.0.0.1',
      asked: asked.asked,
      quotaUsedUp: false,
    },
    policy,
  )
}

const header = (request: IncomingMessage, name: string): string => {
  const value = request.headers[name]
  return typeof value === 'string' ? value : ''
}

function leafOf(request: IncomingMessage, soort: CertificateSoort, at: number): Leaf {
  const subject = header(request, 'x-subject')
  const agbCode = parseAgbCode(
    /(?:organizationIdentifier|2\.5\.4\.97)=AG:NL-(\d{8})/.exec(subject)?.[1] ?? '',
  )
  const gebruikersnummer = parseGebruikersnummer(/serialNumber=(\d{8})/.exec(subject)?.[1] ?? '')
  const identity =
    agbCode === undefined || gebruikersnummer === undefined
      ? undefined
      : { soort, profiel: '', agbCode, gebruikersnummer, naam: undefined, instantieNaam: undefined }
  const window = { validFrom: 0, validTo: at + 86_400_000 }
  return {
    ...window,
    // What nginx hands on is a SHA-1; no decision looks at it.
    fingerprint: fingerprintOfNothing,
    publicKeySha256: '',
    serial: '',
    issuer: { ...window, keyId: '', fingerprint: fingerprintOfNothing, intrekking: 'hard' },
    identity,
    problems: [],
  }
}
