import { describe, expect, test } from '@jest/globals'
import { childAt, readDer, readOid, withTag } from '../../gateway/wire/der-tree.ts'
import { DerError } from '../../gateway/wire/der.ts'
import { hex, sequence } from '../support/der.ts'

describe('strict DER', () => {
  test.each<[string, string]>([
    ['an empty SEQUENCE', '30 00'],
    ['a positive INTEGER with a sign octet', '02 02 00ff'],
    ['a negative INTEGER', '02 01 ff'],
    ['a BOOLEAN true', '01 01 ff'],
    ['a NULL', '05 00'],
    ['a context-specific value', '80 02 0000'],
    ['a length of 128 in two octets', `04 81 80 ${'00'.repeat(128)}`],
  ])('reads %s', (_, bytes) => {
    expect(readDer(hex(bytes)).raw).toEqual(hex(bytes))
  })

  test.each<[string, string]>([
    ['nothing', ''],
    ['a tag alone', '30'],
    ['a length past the end', '30 03 0500'],
    ['a cut off long length', '30 82 01'],
    ['bytes after the value', '0500 00'],
    ['an indefinite length', '30 80 0500 0000'],
    ['a length in more octets than it takes', '04 81 01 00'],
    ['a length with a leading zero octet', `04 82 00 80 ${'00'.repeat(128)}`],
    ['a length of four octets', '04 84 00000001 00'],
    ['a tag of two octets', '1f 81 00 00'],
    ['S9: a tag of two octets, short enough for one, before a good value', '1f 02 05 00'],
    ['a constructed OCTET STRING (BER)', '24 02 0400'],
    ['a primitive SEQUENCE', '10 00'],
    ['a BOOLEAN that is neither 00 nor ff', '01 01 01'],
    ['a BOOLEAN of two octets', '01 02 ffff'],
    ['an empty INTEGER', '02 00'],
    ['an INTEGER with a superfluous zero', '02 02 0001'],
    ['an INTEGER with a superfluous ff', '02 02 ff80'],
    ['an empty BIT STRING', '03 00'],
    ['a BIT STRING with eight unused bits', '03 02 0800'],
    ['a NULL with content', '05 01 00'],
    ['an empty OID', '06 00'],
    ['an OID with a padded arc, a second way to write 2.5.4.97', '06 04 55048061'],
    ['an OID that does not end', '06 02 5584'],
    ['a rotten value inside', '30 03 010102'],
  ])('refuses %s', (_, bytes) => {
    expect(() => readDer(hex(bytes))).toThrow(DerError)
  })

  test('refuses values nested deeper than any certificate', () => {
    const nest = (depth: number): Buffer => (depth === 0 ? hex('0500') : sequence(nest(depth - 1)))
    expect(readDer(nest(32)).tag).toBe(0x30)
    expect(() => readDer(nest(33))).toThrow(DerError)
  })

  test.each<[string, string]>([
    ['06 03 550461', '2.5.4.97'],
    ['06 02 8837', '2.999'],
    ['06 01 27', '0.39'],
    ['06 01 28', '1.0'],
    ['06 01 4f', '1.39'],
    ['06 01 50', '2.0'],
    ['06 09 2a864886f70d010101', '1.2.840.113549.1.1.1'],
    ['06 0b 5583ffffffffffffffff7f', '2.5.36893488147419103231'],
  ])('reads the OID %s as %s', (bytes, text) => {
    expect(readOid(readDer(hex(bytes)))).toBe(text)
  })

  test('refuses a missing child and another type than is due', () => {
    const node = readDer(hex('30 02 0500'))
    expect(childAt(node, 0).tag).toBe(5)
    expect(() => childAt(node, 1)).toThrow(DerError)
    expect(() => withTag(node, 0x31)).toThrow(DerError)
    expect(() => readOid(childAt(node, 0))).toThrow(DerError)
  })
})
