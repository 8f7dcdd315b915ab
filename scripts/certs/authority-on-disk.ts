/** A CA of an existing development PKI, read back so that it can issue more: for tests and measurements. */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { authorityName, type AuthorityName } from './authorities.ts'
import { keyIdentifier } from './extensions.ts'
import { keyToPem, readKey } from './key.ts'
import type { Ca } from './profile.ts'

/** The CA whose files are `<name>.pem` and `<name>.key` in `dir`. */
export function readAuthority(dir: string, name: AuthorityName): Ca {
  const pem = readFileSync(join(dir, `${name}.pem`), 'utf8')
  const { raw, serialNumber } = new X509Certificate(pem)
  const key = readKey(readFileSync(join(dir, `${name}.key`)))
  return {
    pem,
    der: raw,
    key,
    keyPem: keyToPem(key),
    serial: serialNumber.toLowerCase(),
    name: authorityName(name),
    crlUrl: `http://crl.sluis.example/${name}.crl`,
    keyId: keyIdentifier(key),
    chain: name === 'root' ? [] : [raw],
  }
}
