/** Reads a PKCS#12 file of ./pkcs12.ts back, by other code than wrote it where there is any. */
import { createPrivateKey } from 'node:crypto'
import { createSecureContext } from 'node:tls'
import forge from 'node-forge'

const { asn1, pki } = forge

/** The bytes a file holds: PKCS#8 of the key, DER of each certificate. */
export interface Pkcs12Bytes {
  readonly key: Buffer
  readonly certificates: readonly Buffer[]
}

type Asn1 = forge.asn1.Asn1

/** The value reached by taking the child at each index. */
function at(value: Asn1, ...path: readonly number[]): Asn1 {
  return path.reduce((inner, index) => {
    const child = Array.isArray(inner.value) ? inner.value[index] : undefined
    if (child === undefined)
      throw new Error('the PKCS#12 file has another structure than was written')
    return child
  }, value)
}

function text(value: Asn1): string {
  if (typeof value.value !== 'string') throw new Error('a constructed value where bytes are due')
  return value.value
}

const children = (value: Asn1): readonly Asn1[] => (Array.isArray(value.value) ? value.value : [])

/** What a ContentInfo of type data holds. */
const open = (contentInfo: Asn1): Asn1 => asn1.fromDer(text(at(contentInfo, 1, 0)))

const bagType = (bag: Asn1): string => asn1.derToOid(text(at(bag, 0)))

function decryptKey(encrypted: Asn1, password: string): Buffer {
  const key = createPrivateKey({
    key: Buffer.from(asn1.toDer(encrypted).getBytes(), 'latin1'),
    format: 'der',
    type: 'pkcs8',
    passphrase: password,
  })
  return key.export({ type: 'pkcs8', format: 'der' })
}

/**
 * The bytes in `pfx`. OpenSSL verifies the MAC and checks that key and certificate belong together, and
 * throws otherwise; the security level is off because a file may hold a key too weak for TLS.
 */
export function readPkcs12(pfx: Buffer, password: string): Pkcs12Bytes {
  const whole = asn1.fromDer(pfx.toString('latin1'))
  createSecureContext({ pfx, passphrase: password, ciphers: 'DEFAULT@SECLEVEL=0' })
  const bags = children(open(at(whole, 1))).flatMap((safe) => children(open(safe)))
  const keyBag = bags.find((bag) => bagType(bag) === pki.oids['pkcs8ShroudedKeyBag'])
  if (keyBag === undefined) throw new Error('the PKCS#12 file holds no key')
  return {
    key: decryptKey(at(keyBag, 1, 0), password),
    certificates: bags
      .filter((bag) => bagType(bag) === pki.oids['certBag'])
      .map((bag) => Buffer.from(text(at(bag, 1, 0, 1, 0)), 'latin1')),
  }
}
