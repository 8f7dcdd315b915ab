/** More client certificates under the CAs of a gateway's own development PKI, and what becomes of them. */
import { X509Certificate } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuthorityName } from '../../scripts/certs/authorities.ts'
import { readAuthority } from '../../scripts/certs/authority-on-disk.ts'
import { makeLeaf } from './certificates.ts'
import type { Ca, Leaf, LeafOptions } from './certificates.ts'

/** A CA of `dir`/certs-dev, ready to issue. */
export function authorityOf(dir: string, name: AuthorityName): Ca {
  const ca = readAuthority(join(dir, 'certs-dev'), name)
  return { ...ca, cert: new X509Certificate(ca.der) }
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
