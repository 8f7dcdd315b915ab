/** Certificates of strangers: none of them is signed by the key of an issuing CA of a profile. */
import { day, year } from './authorities.ts'
import {
  certify,
  deVries,
  everywhere,
  goodRequest,
  type ClientRow,
  type Workshop,
} from './client.ts'
import { keyIdentifier } from './extensions.ts'
import { makeKey } from './key.ts'
import {
  caName,
  issueCa,
  issueLeaf,
  subjectEntries,
  type Ca,
  type LeafProfile,
  type LeafRequest,
} from './profile.ts'

/** Signs itself, with every byte of a good subject. */
const selfSigned =
  (period: (now: number) => Pick<LeafRequest, 'validFrom' | 'validTo'>) =>
  ({ authorities, now }: Workshop): LeafProfile => {
    const key = makeKey('P-256')
    const { crlUrl } = authorities['ca-persoonlijk']
    const self = issueCa({ name: subjectEntries(deVries), key, crlUrl, ...period(now) })
    return issueLeaf({ ...goodRequest(deVries, self, now), key, ...period(now) }, self)
  }

const current = (now: number) => ({ validFrom: now - day / 24, validTo: now + 2 * year })
const future = (now: number) => ({ validFrom: now + year, validTo: now + 3 * year })

/** A certificate with a good subject of a CA of a stranger's own. */
function ofStranger({ now }: Workshop): LeafProfile {
  const period = { validFrom: now - day, validTo: now + 5 * year }
  const parts = { ...period, crlUrl: 'http://crl.vreemd.example/ca.crl' }
  const root = issueCa({ ...parts, name: caName('Vreemde root'), key: makeKey('P-256') })
  const ca = issueCa({ ...parts, name: caName('Vreemde CA'), key: makeKey('P-256') }, root)
  return issueLeaf(goodRequest(deVries, ca, now), ca)
}

/** The same name, serial number and key identifier as `original`, but a key of its own. */
const forge = (original: Ca, now: number, issuer?: Ca): Ca =>
  issueCa(
    {
      name: original.name,
      key: makeKey('P-256'),
      keyId: original.keyId,
      serial: original.serial,
      crlUrl: original.crlUrl,
      validFrom: now - day,
      validTo: now + 5 * year,
      ...(issuer === undefined ? {} : { pathLength: 0 }),
    },
    issuer,
  )

function ofForgedCa({ authorities, now }: Workshop): LeafProfile {
  const root = forge(authorities.root, now)
  const ca = forge(authorities['ca-persoonlijk'], now, root)
  return issueLeaf(goodRequest(deVries, ca, now), ca)
}

/** Sends the real intermediate along, but another key signed. */
function withWrongSignature({ authorities, now }: Workshop): LeafProfile {
  const ca = authorities['ca-persoonlijk']
  return issueLeaf(goodRequest(deVries, ca, now), ca, makeKey('P-256'))
}

/** A CA of the same root that no profile names. */
function ofServerCa({ authorities, now }: Workshop): LeafProfile {
  const ca = authorities['ca-server']
  return issueLeaf(goodRequest(deVries, ca, now), ca)
}

/** A holder of a good certificate plays CA. */
function ofLeaf(workshop: Workshop): LeafProfile {
  const leaf = certify(deVries)(workshop)
  const { crlUrl } = workshop.authorities['ca-persoonlijk']
  const ca: Ca = { ...leaf, name: subjectEntries(deVries), keyId: keyIdentifier(leaf.key), crlUrl }
  return issueLeaf(goodRequest({ ...deVries, agbCode: '12000002' }, ca, workshop.now), ca)
}

const row = (name: string, description: string, make: ClientRow['make']): ClientRow => ({
  name: `sl102-${name}`,
  description,
  outcomes: everywhere('SL102'),
  make,
})

export const untrustedClients: readonly ClientRow[] = [
  row('onbekende-ca', 'uitgegeven door een vreemde CA', ofStranger),
  row('zelfondertekend', 'zelf ondertekend, met het subject van `indiener`', selfSigned(current)),
  row(
    'zelfondertekend-later',
    'hetzelfde, pas over een jaar geldig: het blijft onvertrouwd',
    selfSigned(future),
  ),
  row(
    'nagemaakte-ca',
    'van een nagemaakte CA met naam, serienummer en sleutelkenmerk van de echte',
    ofForgedCa,
  ),
  row('kapotte-handtekening', 'de handtekening klopt niet', withWrongSignature),
  row('andere-ca', 'van een CA onder dezelfde root die in geen profiel staat', ofServerCa),
  row(
    'blad-als-ca',
    'ondertekend met een goed persoonlijk certificaat in plaats van een CA',
    ofLeaf,
  ),
]
