/** More client certificates under the CAs of a gateway's own development PKI, and what becomes of them. */
import { X509Certificate } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { authorityName } from '../../scripts/certs/authorities.ts'
import type { AuthorityName } from '../../scripts/certs/authorities.ts'
import { keyIdentifier } from '../../scripts/certs/extensions.ts'
import { keyToPem, readKey } from '../../scripts/certs/key.ts'
import { makeLeaf } from './certificates.ts'
import type { Ca, Leaf, LeafOptions } from './certificates.ts'

/** A CA of `dir`/certs-dev, ready to issue. */
export function authorityOf(dir: string, name: AuthorityName): Ca {
  const path = join(dir, 'certs-dev', name)
  const pem = readFileSync(`${path}.pem`, 'utf8')
  const cert = new X509Certificate(pem)
  const key = readKey(readFileSync(`${path}.key`))
  return {
    cert,
    pem,
    der: cert.raw,
    key,
    keyPem: keyToPem(key),
    serial: cert.serialNumber.toLowerCase(),
    name: authorityName(name),
    crlUrl: `http://crl.sluis.example/${name}.crl`,
    keyId: keyIdentifier(key),
    chain: name === 'root' ? [] : [cert.raw],
  }
}

/** Makes `certs-dev/clients/<name>`; by default a good persoonlijk certificate of A. de Vries. */
export function addClient(dir: string, name: string, options: LeafOptions = {}): Leaf {
  const soort = options.soort ?? 'persoonlijk'
  const leaf = makeLeaf(authorityOf(dir, `ca-${soort}`), options)
  const path = join(dir, 'certs-dev/clients', name)
  writeFileSync(`${path}.pem`, leaf.chainPem)
  writeFileSync(`${path}.key`, leaf.keyPem, { mode: 0o600 })
  return leaf
}

/** Puts a file in place as an operator's tool should: written beside it, then renamed. */
export function putFile(path: string, content: string | Buffer): void {
  writeFileSync(`${path}.nieuw`, content)
  renameSync(`${path}.nieuw`, path)
}
