import { describe, expect, test } from '@jest/globals'
import { tableOf } from '../../../scripts/bench/compare/table.ts'
import { connectionsIn } from '../../../scripts/bench/load/handshake-generator.ts'
import { speedIn } from '../../../scripts/bench/traffic/limits.ts'
import { installed } from '../../../scripts/bench/machine/processes.ts'

const once = (value: number) => ({ median: value, least: value, most: value })

describe('what the tools of the benchmarks write', () => {
  test('connections of s_time are those of its last line', () => {
    const written =
      'tttt\n\n950 connections in 0.52s; 1826.92 connections/user sec, bytes read 66500\n'
    const last = '950 connections in 2 real seconds, 70 bytes read per connection\n'
    expect(connectionsIn(written + last)).toBe(950)
  })

  test('connections that brought no answer are not counted as handshakes', () => {
    expect(() =>
      connectionsIn('950 connections in 2 real seconds, 0 bytes read per connection\n'),
    ).toThrow('answered nothing')
  })

  test('a rate that openssl speed does not give is unknown', () => {
    expect(speedIn('+F4:3:256:39783.333333:12120.000000\n', /^\+F4:.*:256:([\d.]+):/m)).toBe(
      39783.333333,
    )
    expect(speedIn('', /^\+F4:.*:256:([\d.]+):/m)).toBeUndefined()
  })

  test('a table has the ratio of throughput and of CPU, and names who is not installed', () => {
    const summary = {
      naam: 'nginx',
      perSecond: once(500),
      cpuMicros: once(40),
      cpuRatio: once(2),
      throughputRatio: once(1.5),
      p50: once(NaN),
      p99: once(NaN),
      generatorBusy: true,
      statuses: ['200'],
    }
    const [head, nginx, caddy] = tableOf([summary], ['Caddy']).split('\n')
    expect(head).toMatch(/per s +first ÷ this +CPU µs +CPU ÷ first/)
    expect(nginx).toMatch(
      /^nginx +500 \(500–500\) +1\.50 \(1\.50–1\.50\) +40\.0 .*2\.00 .*generator was/,
    )
    expect(caddy).toMatch(/^Caddy +not installed$/)
  })

  test('a program is looked up along the search path', () => {
    expect(installed(['no-such-server', 'node'])).toMatch(/\/node$/)
    expect(installed(['no-such-server'])).toBeUndefined()
  })
})
