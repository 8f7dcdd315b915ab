import { expect, test } from '@jest/globals'
import { loadPolicy } from '../../gateway/policy/load.ts'
import { loadGood, makeFolder, now, problemLines, edited } from './policy-folder.ts'

test('loads a good set', async () => {
  const folder = makeFolder()
  const result = await loadPolicy(folder.dir, { now })
  expect(problemLines(result, folder.dir)).toEqual([])
  const set = await loadGood(folder.dir)
  expect(set.warnings).toEqual([])
  expect(set.policy.version).toMatch(/^[0-9a-f]{64}$/)
  folder.remove()
})

const cert = 'certificaten.yaml',
  dienst = 'diensten/portaal.yaml',
  inst = 'instanties/praktijken.yaml',
  blok = 'blokkades.yaml',
  cases = 'cases/gevallen.yaml'
const rows: [string, Record<string, string | Buffer | null>][] = [
  ['x', edited(inst, '"12000001"', '12000001')],
  ['x', edited(inst, '"12000001"', '01234567')],
  ['x', edited(inst, 'gebruikersnummer: "10000002"', 'gebruikersnummer: 10000002')],
  ['x', edited(inst, '["10000001"]', '[10000001]')],
  ['x', edited(inst, '  soort: praktijk', '  soort: praktijken')],
  ['x', edited(inst, '  beheer: bestand', '  beheeer: bestand')],
  ['x', edited(inst, '  diensten: [portaal]', '  dienstn: [portaal]')],
  ['x', edited(inst, '  diensten: [portaal]\n', '')],
  ['x', edited(inst, '[raadplegen]', '[radplegen]')],
  ['x', edited(inst, 'portaal: [raadplegen]', 'portal: [raadplegen]')],
  ['x', edited(inst, '[portaal]', '[machtigingen]')],
  [
    'x',
    edited(inst, 'autorisaties: { portaal: [raadplegen]', 'autorisatie: { portaal: [raadplegen]'),
  ],
  ['x', edited(inst, ', ipAdressen: ["127.0.0.0/8"]', '')],
  ['x', edited(inst, '"127.0.0.0/8"', '"127.0.0.1/8"')],
  ['x', edited(inst, '"127.0.0.0/8"', '"127.0.0.0/33"')],
  [
    'x',
    edited(
      inst,
      'autorisaties: { portaal: [raadplegen] }',
      'autorisaties: { portaal: [raadplegen] }, ipAdressen: ["127.0.0.1"]',
    ),
  ],
  ['x', edited(inst, '10000002', '10000001')],
  ['x', edited(inst, 'tot: 2029-12-31', 'tot: 2025-12-31')],
  ['x', edited(inst, 'tot: 2029-12-31', 'tot: 2029-02-30')],
  ['x', edited(inst, '  soort: praktijk\n', '  soort: praktijk\n  soort: praktijk\n')],
  ['x', edited(inst, '  soort: praktijk\n', '\tsoort: praktijk\n')],
  ['x', edited(inst, '[portaal]', '[portaal')],
  [
    'x',
    {
      'instanties/tweede.yaml':
        '- agbCode: "12000001"\n  naam: X\n  soort: praktijk\n  overeenkomst: {van: 2026-01-01}\n  diensten: []\n  certificaten: []\n',
    },
  ],
  ['x', { [inst]: '' }],
  ['x', { [inst]: 'a: 1\n' }],
  ['x', { [inst]: '- \n---\n- x\n' }],
  ['x', { [inst]: Buffer.from([0xef, 0xbb, 0xbf, 0x5b, 0x5d]) }],
  ['x', { [inst]: Buffer.from([0x23, 0x0a, 0x23, 0xff, 0x0a, 0x5b, 0x5d]) }],
  ['x', { [cert]: null }],
  ['x', { [dienst]: null }],
  ['x', edited(dienst, 'omvat: [raadplegen]', 'omvat: [indienen]')],
  ['x', edited(dienst, 'omvat: [raadplegen]', 'omvat: [lezen]')],
  ['x', edited(dienst, '/portaal/aanvragen', '/elders/aanvragen')],
  ['x', edited(dienst, '/portaal/aanvragen', '/portaal/../x')],
  ['x', edited(dienst, 'methodes: [POST]', 'methodes: [PSOT]')],
  ['x', edited(dienst, 'dienst: portaal', 'dienst: start')],
  ['x', edited(dienst, 'http://127.0.0.1:8081', 'http://127.0.0.1:8081/pad')],
  ['x', edited(dienst, '15m', '15 minuten')],
  ['x', edited(dienst, '15m', '15')],
  ['x', edited(dienst, 'schema: instroom-machtiging', 'schema: instroom-anders')],
  ['x', edited(dienst, '"12", "06"', '12, 06')],
  ['x', edited(dienst, 'portaal.example', 'Portaal.example:8443')],
  ['x', edited(dienst, 'zorgsoorten', 'zorgsorten')],
  ['x', edited(cert, '../certs/root.pem', '../certs/weg.pem')],
  ['x', edited(cert, '../certs/ca-persoonlijk.pem', '../certs/clients/indiener.pem')],
  ['x', edited(cert, 'subject.serialNumber', 'subject.serialNummer')],
  ['x', edited(cert, '(\\\\d{8})', '(\\\\d{8}')],
  ['x', edited(cert, 'naam: systeem', 'naam: persoonlijk')],
  ['x', edited(cert, 'crl: ../certs/ca-persoonlijk.crl.pem\n    ', '')],
  ['x', edited(blok, 'gebruikersnummer: "10000009"', 'gebruikersnummer: 10000009')],
  [
    'x',
    edited(
      blok,
      'gebruikersnummer: "10000009"',
      'gebruikersnummer: "10000009", agbCode: "12000001"',
    ),
  ],
  ['x', edited(blok, 'gebruikersnummer: "10000009", ', '')],
  ['x', { [blok]: '- { publiekeSleutel: "sha256:abc", reden: x }\n' }],
  ['x', { [blok]: '' }],
  ['x', edited(cases, 'SL205', 'SL999')],
  ['x', edited(cases, 'autorisatie: indienen', 'autorisatie: indienn')],
  ['x', edited(cases, '  autorisatie: indienen\n', '')],
  ['x', { 'beleid.yaml': 'policyTests: verplicht\n', ...edited(cases, 'SL205', 'toegestaan') }],
  ['x', { 'beleid.yaml': 'policyTest: verplicht\n' }],
  ['x', { [blok]: '- &a { gebruikersnummer: "1", reden: x }\n- *a\n' }],
]
test('print', async () => {
  for (const [, changes] of rows) {
    const folder = makeFolder(changes)
    const result = await loadPolicy(folder.dir, { now })
    process.stdout.write(
      problemLines(result, folder.dir)
        .map((l) => `   ${l}\n`)
        .join('') + '---\n',
    )
    folder.remove()
  }
}, 60000)
