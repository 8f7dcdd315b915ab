/** F18: what a dienst file names for an upstream over https, read and judged with the set. */
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { loadPolicy } from '../../gateway/policy/load.ts'
import { makeCa, makeLeaf, makeSelfSigned } from '../support/certificates.ts'
import { edited, makeFolder, now, problemLines } from './policy-folder.ts'
import type { PolicyFolder } from './policy-folder.ts'

const file = 'diensten/portaal.yaml'
const day = 86_400_000
const good = { validFrom: now() - day, validTo: now() + 30 * day }
const over = { validFrom: now() - 30 * day, validTo: now() - day }
const ca = makeCa({ ...good, name: 'Interne CA' })
const client = makeLeaf(ca, good)
const other = makeLeaf(ca, good)

let folder: PolicyFolder | undefined
afterEach(() => {
  folder?.remove()
  folder = undefined
})

const files: Readonly<Record<string, string>> = {
  'tls/ca.pem': ca.pem,
  'tls/oud.pem': makeCa({ ...over, name: 'Interne CA' }).pem,
  'tls/leeg.pem': '',
  'tls/tekst.pem': 'geen certificaat',
  'tls/client.pem': client.pem,
  'tls/client.key': client.keyPem,
  'tls/ander.key': other.keyPem,
  'tls/verlopen.pem': makeSelfSigned({ ...over, key: client.key }).pem,
}

/** The set with these lines under `upstream`. */
function folderWith(lines: string, url = 'https://service.example'): PolicyFolder {
  folder?.remove()
  folder = makeFolder({
    ...edited(file, 'url: http://127.0.0.1:8081', `url: ${url}\n${lines}`.trimEnd()),
    ...files,
  })
  for (const key of ['client', 'ander']) chmodSync(join(folder.dir, `tls/${key}.key`), 0o600)
  return folder
}

const keyRules = { demo: false, uid: 1000 }
const load = ({ dir }: PolicyFolder, rules = keyRules) => loadPolicy(dir, { now, keyRules: rules })

const whole = `  ca: ../tls/ca.pem
  certificaat: ../tls/client.pem
  sleutel: ../tls/client.key
`

/** What is warned of in the dienst file. */
const warningsOf = (result: Awaited<ReturnType<typeof load>>): readonly string[] =>
  'set' in result
    ? result.set.warnings.filter((one) => one.file.endsWith(file)).map(({ melding }) => melding)
    : ['no set']

test('F18: CA, certificate and key are part of the set and of its version', async () => {
  const made = folderWith(whole)
  const before = await load(made)
  if (!('set' in before)) throw new Error(problemLines(before, made.dir).join('\n'))
  expect(warningsOf(before)).toEqual([])
  expect(before.set.policy.diensten.get('portaal')?.upstream.tls).toMatchObject({
    trust: [expect.stringContaining('BEGIN CERTIFICATE')],
    own: { key: client.keyPem },
    files: [{ bestand: '../tls/ca.pem' }, { bestand: '../tls/client.pem' }],
  })
  expect([...before.set.files.keys()]).toEqual(
    expect.arrayContaining(['tls/ca.pem', 'tls/client.pem', 'tls/client.key']),
  )
  made.write('tls/ca.pem', `${ca.pem}${makeCa({ ...good, name: 'Nieuwe CA' }).pem}`)
  const after = await load(made)
  if (!('set' in after)) throw new Error(problemLines(after, made.dir).join('\n'))
  expect(after.set.version).not.toBe(before.set.version)
})

describe('F18: what cannot be used is told with its place', () => {
  test.each([
    ['a CA that is not there', '  ca: ../tls/weg.pem', /ca|weg\.pem.*is er niet/],
    ['an empty CA', '  ca: ../tls/leeg.pem', /leeg\.pem` is leeg/],
    ['a CA that is none', '  ca: ../tls/tekst.pem', /geen leesbaar certificaat/],
    ['a CA that is over', '  ca: ../tls/oud.pem', /oud\.pem` is verlopen op 2026-11-20/],
    ['a certificate without its key', '  certificaat: ../tls/client.pem', /horen bij elkaar/],
    ['a key without its certificate', '  sleutel: ../tls/client.key', /horen bij elkaar/],
    ['a key of another', whole.replace('client.key', 'ander.key'), /hoort niet bij/],
    [
      'a key that is none',
      whole.replace('client.key', 'ca.pem'),
      /voor anderen|geen leesbare sleutel/,
    ],
    ['a certificate that is over', whole.replace('client.pem', 'verlopen.pem'), /is verlopen op/],
  ])('%s', async (_, lines, melding) => {
    const made = folderWith(lines)
    const lineup = problemLines(await load(made), made.dir)
    expect(lineup).toHaveLength(1)
    expect(lineup[0]).toMatch(/^diensten\/portaal\.yaml:\d+:\d+: /)
    expect(lineup[0]).toMatch(melding)
  })

  test('files with an http address', async () => {
    const made = folderWith(whole, 'http://service.example')
    expect(problemLines(await load(made), made.dir)).toEqual([
      expect.stringContaining('horen bij een https-adres'),
    ])
  })

  test('a key that others may read, outside the demo', async () => {
    const made = folderWith(whole)
    chmodSync(join(made.dir, 'tls/client.key'), 0o644)
    expect(problemLines(await load(made), made.dir)).toEqual([
      expect.stringContaining('leesbaar of te wijzigen voor anderen'),
    ])
    expect(await load(made, { demo: true, uid: 1000 })).toHaveProperty('set')
  })
})

test.each([
  ['no CA at all', '', 'ontbreekt: geen enkel certificaat'],
  ['an ended CA beside a current one', '  ca: [../tls/oud.pem, ../tls/ca.pem]', 'is verlopen op'],
])('F18: %s is a warning', async (_, lines, melding) => {
  const result = await load(folderWith(lines))
  expect(warningsOf(result)).toEqual([expect.stringContaining(melding)])
})
