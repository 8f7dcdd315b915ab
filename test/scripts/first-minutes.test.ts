/** The first five minutes: what a newcomer reads, in README and terminal. */
import { expect, test } from '@jest/globals'
import { logTexts } from '../../gateway/base/log-texts.ts'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../gateway/package-root.ts'
import { curlLine } from '../../scripts/commands/demo/next.ts'
import { briefly } from '../../scripts/commands/demo/log.ts'

test('P10: README and terminal have the same curl line', () => {
  expect(readFileSync(join(packageRoot, 'README.md'), 'utf8')).toContain(curlLine('8443'))
})

test('P10: the curl line posts JSON with a referentie of the moment', () => {
  const line = curlLine('8443').replace(/^curl/, 'printf "%s\\n"')
  const body = execFileSync('sh', ['-c', line]).toString().trim().split('\n').at(-1) ?? ''
  expect(JSON.parse(body)).toMatchObject({
    referentie: expect.stringMatching(/^HIS-[0-9]{10}$/),
    instantie: { agbCode: '12000001' },
  })
})

test.each([
  [
    'a refusal is one line with its code',
    {
      level: 'info',
      code: 'SL205',
      luisteraar: 'portaal',
      methode: 'GET',
      pad: '/start/[weg]',
      verzoek: 'v1',
      melding: logTexts.request,
    },
    ['sluis: geweigerd SL205 portaal GET /start/[weg] (verzoek v1)\n'],
  ],
  ['what was allowed is quiet', { level: 'info', code: null, melding: logTexts.request }, []],
  ['the zelftest is quiet', { level: 'debug', code: 'SL101', zelftest: true }, []],
  [
    'a list that is stale on purpose is quiet',
    { level: 'warn', bron: 'x/ca-crl-verouderd.crl.pem' },
    [],
  ],
  [
    'what is wrong is as it is',
    { level: 'error', melding: 'x' },
    ['{"level":"error","melding":"x"}'],
  ],
])('P10: %s', (_, line, expected) => {
  const written: string[] = []
  briefly({ write: (text) => void written.push(text) }).write(JSON.stringify(line))
  expect(written).toEqual(expected)
})
