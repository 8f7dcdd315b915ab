import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { hasHostBits, parseCidr } from '../../gateway/decision/address-range.ts'

describe('an address lies in a range, or it does not', () => {
  test.each([
    ['192.0.2.0/24', '192.0.2.0', true],
    ['192.0.2.0/24', '192.0.2.255', true],
    ['192.0.2.0/24', '192.0.3.0', false],
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.8', false],
    ['192.0.2.7/32', '192.0.2.7', true],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '::1', false],
    ['127.0.0.0/8', '::ffff:127.0.0.1', true],
    ['127.0.0.0/8', '::FFFF:127.0.0.1', true],
    ['127.0.0.0/8', '::ffff:7f00:1', true],
    ['127.0.0.0/8', '::127.0.0.1', false],
    ['::1/128', '::1', true],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['::/0', '2001:db8::1', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:DB8::/32', '2001:db8::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:db8::/32', 'fe80::1%eth0', false],
    ['192.0.2.0/24', '192.0.2.1 ', false],
    ['192.0.2.0/24', '', false],
    ['192.0.2.0/24', '192.0.2.01', false],
  ])('%s has %s: %s', (text, address, expected) => {
    expect(parseCidr(text)?.contains(address)).toBe(expected)
    expect(parseCidr(text)?.text).toBe(text)
  })
})

test.each([
  '',
  'localhost',
  '192.0.2.0/33',
  '192.0.2.0/-1',
  '192.0.2.0/08',
  '192.0.2.0/',
  '192.0.2',
  '192.0.2.256',
  '192.0.02.1',
  '0300.0.2.1',
  '::1/129',
  '1::2::3',
  'fe80::1%eth0',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1/128',
  '::ffff:0:0/96',
  '192.0.2.0/24 ',
  '192.0.2.0-192.0.2.9',
])('%s is no range', (text) => {
  expect(parseCidr(text)).toBeUndefined()
})

test.each([
  ['192.0.2.0/24', false],
  ['192.0.2.1/24', true],
  ['192.0.2.128/25', false],
  ['192.0.2.1', false],
  ['192.0.2.1/32', false],
  ['0.0.0.0/0', false],
  ['128.0.0.0/0', true],
  ['2001:db8::/32', false],
  ['2001:db8::1/32', true],
  ['::1/128', false],
  ['::1/127', true],
  ['1:2:3:4:5:6:7:8/112', true],
  ['64:ff9b::192.0.2.1/128', false],
  ['64:ff9b::192.0.2.1/120', true],
  ['iets/8', false],
])('bits behind the prefix of %s: %s', (text, expected) => {
  expect(hasHostBits(text)).toBe(expected)
})

test('a range has its addresses and no other', () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.nat(0xffffffff), fc.nat(32), (base, address, bits) => {
      const dotted = (n: number): string =>
        [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join('.')
      const top = (n: number): number => (bits === 0 ? 0 : n >>> (32 - bits))
      const cidr = parseCidr(`${dotted(base)}/${bits}`)
      expect(cidr?.contains(dotted(address))).toBe(top(base) === top(address))
      expect(cidr?.contains(`::ffff:${dotted(address)}`)).toBe(top(base) === top(address))
    }),
  )
})

test('a range answers the same however many addresses have asked', () => {
  const range = parseCidr('192.0.2.0/25')
  const hosts = Array.from({ length: 200 }, (_, host) => host)
  const inside = (): number[] => hosts.filter((host) => range?.contains(`192.0.2.${host}`))
  expect(inside()).toEqual(hosts.slice(0, 128))
  expect(inside()).toEqual(hosts.slice(0, 128))
})
