import { expect, test } from '@jest/globals'
import { hostIsServed, hostOf, servedNames } from '../../gateway/tls/host.ts'

const names = servedNames([
  'localhost',
  'Portaal.Example',
  '*.diensten.example',
  '127.0.0.1',
  '0:0:0:0:0:0:0:1',
  'not a host',
])

test.each([
  ['localhost'],
  ['LOCALHOST:8443'],
  ['localhost:'],
  ['portaal.example:1'],
  ['127.0.0.1:9443'],
  ['[::1]:9443'],
  ['[0:0::1]'],
  ['a.diensten.example'],
])('%s is served', (host) => {
  expect(hostIsServed(['Host', host], names)).toBe(true)
})

test.each([
  ['evil.example'],
  [''],
  ['localhost.'],
  ['localhost:99999999'],
  ['localhost:65536'],
  ['localhost:80:80'],
  ['localhost:x'],
  ['localhost/..'],
  ['evil.example@localhost'],
  ['localhost@evil.example'],
  ['localhost evil.example'],
  ['localhost,evil.example'],
  ['::1'],
  ['[::2]'],
  ['[::1'],
  ['[::1]x'],
  ['[::ffff:127.0.0.1]'],
  ['2130706433'],
  ['127.1'],
  ['0177.0.0.1'],
  ['diensten.example'],
  ['a.b.diensten.example'],
  ['*.diensten.example'],
  ['.diensten.example'],
  ['not a host'],
])('`%s` is not', (host) => {
  expect(hostIsServed(['Host', host], names)).toBe(false)
})

test.each([
  ['none', []],
  ['none but a name like it', ['X-Host', 'localhost', 'Hosts', 'localhost']],
  ['two', ['Host', 'localhost', 'hOST', 'localhost']],
  ['one as a value', ['X', 'host', 'localhost', 'x']],
])('%s is not served', (_, rawHeaders) => {
  expect(hostIsServed(rawHeaders, names)).toBe(false)
})

test('the host is given canonically, without its port', () => {
  expect(hostOf(['host', 'Portaal.EXAMPLE:443'])).toBe('portaal.example')
  expect(hostOf(['host', '[0:0:0:0:0:0:0:1]:1'])).toBe('::1')
})
