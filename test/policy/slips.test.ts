/** L1: realistic slips of the keyboard are told in Dutch, at the place where they were made, with what to write. */
import { expect, test } from '@jest/globals'
import { loadPolicy } from '../../gateway/policy/load.ts'
import { edited, makeFolder, now, problemLines } from './policy-folder.ts'

const practices = 'instanties/praktijken.yaml'
const portaal = 'diensten/portaal.yaml'
const cert = 'certificaten.yaml'
const blocks = 'blokkades.yaml'

const soort = '  soort: praktijk'
const agb = '"12000001"\n  naam'
const number = '    - { soort: persoonlijk, gebruikersnummer: "10000002"'
const indent = 'de inspringing klopt niet (spring met spaties even ver in als de regels ernaast)'
const notClosed = (sign: string) => `deze \`${sign}\` wordt op deze regel niet gesloten (sluit hem`

type Row = readonly [file: string, from: string, to: string, told: string]

const rows: readonly Row[] = [
  [
    practices,
    'naam: Tandarts',
    'naam:Tandarts',
    ':2:3: hier staat een regel zonder `sleutel: waarde`',
  ],
  [practices, soort, '  soort praktijk', ':3:3: hier staat een regel zonder `sleutel: waarde`'],
  [practices, soort, `<<<<<<< HEAD\n${soort}`, ':3:1: hier staat een samenvoegconflict van git'],
  [practices, soort, '\tsoort: praktijk', ':3:2: er is ingesprongen met een tab (gebruik spaties)'],
  [practices, soort, '   soort: praktijk', `:3:4: ${indent}`],
  [practices, soort, ' soort: praktijk', `:3:2: ${indent}`],
  [practices, number, number.replace('    -', '  -'), `:10:3: ${indent}`],
  [
    practices,
    number,
    number.replace('- ', ''),
    ':10:5: deze regel hoort bij geen lijst (zet er `- ` voor',
  ],
  [
    practices,
    number,
    number.replace('- ', '-'),
    ':10:5: achter het streepje van een lijst hoort een spatie',
  ],
  [
    practices,
    '[raadplegen] } }',
    '[raadplegen] }',
    ':10:7: deze `{` wordt niet gesloten (zet de `}` erbij)',
  ],
  [
    practices,
    '[raadplegen] } }',
    '[raadplegen } }',
    ':10:84: deze `[` wordt niet gesloten (zet de `]` erbij)',
  ],
  [
    practices,
    '[raadplegen] } }',
    '[raadplegen]] } }',
    ':10:96: hier sluit een `]` die nergens opent (haal hem weg)',
  ],
  [practices, '[portaal]', '[portaal', ':5:13: deze `[` wordt niet gesloten (zet de `]` erbij)'],
  [practices, agb, '"12000001\n  naam', `:1:12: ${notClosed('"')}`],
  [practices, agb, '\'12000001"\n  naam', `:1:12: ${notClosed("'")}`],
  [practices, 'Tandartspraktijk De Sluis', "'t Hart", `:2:9: ${notClosed("'")}`],
  [
    practices,
    'Tandartspraktijk De Sluis',
    "'Dr 't Hart'",
    ':2:14: achter de aanhalingstekens staat nog tekst',
  ],
  [practices, agb, '“12000001”\n  naam', ':1:12: hier staan gekrulde aanhalingstekens'],
  [
    practices,
    'van: 2026-01-01, tot',
    'van: 2026-01-01; tot',
    ':4:34: hier staat een `;` (schrijf een komma)',
  ],
  [
    practices,
    'van: 2026',
    'van:2026',
    ':4:19: onbekende sleutel `van:2026-01-01` (schrijf `van: `, met een spatie',
  ],
  [practices, '["10000001"]', '["10000001" "10000002"]', ':7:32: er ontbreekt een komma'],
  [
    practices,
    '"10000002", ',
    '"10000002", naam: Jansen, B., ',
    ':10:73: onbekende sleutel `B.` (hoort dit bij een tekst met een komma?',
  ],
  [
    practices,
    'naam: Tandarts',
    'naam: Praktijk: Tandarts',
    ':2:9: hier staan twee sleutels op één regel (zet de waarde tussen',
  ],
  [
    practices,
    'Tandartspraktijk De Sluis',
    '&Zo',
    ':2:12: hier hoort tekst, geen lege waarde (vul een waarde in;',
  ],
  [
    practices,
    'Tandartspraktijk De Sluis',
    '*Ster',
    ':2:9: deze alias (*) verwijst naar niets (is het gewone tekst',
  ],
  [
    practices,
    'Tandartspraktijk De Sluis',
    '!Pas op',
    ':2:9: tags (!) worden hier niet gelezen (laat de tag weg, of zet',
  ],
  [
    practices,
    'Tandartspraktijk De Sluis',
    '@Praktijk',
    ':2:9: een waarde kan niet met dit teken beginnen (zet de waarde tussen',
  ],
  [
    practices,
    'Tandartspraktijk De Sluis',
    '{{ naam }}',
    ':2:9: hier hoort tekst, geen groep sleutels (zet tekst met haken',
  ],
  [
    practices,
    'soort: systeem',
    'soort: system',
    ':11:16: `system` is hier geen geldige waarde; `persoonlijk` en `systeem` wel (bedoelt u `systeem`?)',
  ],
  [
    practices,
    'beheer: bestand',
    'beheer:',
    ':6:10: hier staat niets (kies `bestand` of `contactpersoon`)',
  ],
  [
    practices,
    'diensten: [portaal]',
    'diensten: portaal',
    ':5:13: hier hoort een lijst, geen tekst (schrijf `[portaal]`)',
  ],
  [
    practices,
    'diensten: [portaal]',
    'diensten: [portaaal]',
    ':5:14: de dienst `portaaal` bestaat niet (bedoelt u `portaal`?)',
  ],
  [
    portaal,
    'instroom-machtiging',
    'instroom-machtigng',
    ':10:11: het schema schemas/instroom-machtigng.schema.json is er niet (bedoelt u `instroom-machtiging`?)',
  ],
  [
    portaal,
    'instroom-machtiging',
    'eigen',
    ':10:11: het schema schemas/eigen.schema.json is er niet (er zijn: instroom-gli, ',
  ],
  [portaal, 'url: http://127', 'url: 127', ':14:8: een adres begint met http:// of https://'],
  [
    portaal,
    '/portaal/**',
    '/portaal/*',
    ':19:35: `*` kan hier niet; alleen `/**` als laatste deel',
  ],
  [
    portaal,
    'aantal: 600',
    'aantal: "600"',
    ':21:34: hier hoort een heel getal, geen tekst (schrijf `600`)',
  ],
  [
    portaal,
    'methodes: [POST]',
    'methodes: POST',
    ':20:17: hier hoort een lijst, geen tekst (schrijf `[POST]`)',
  ],
  [
    cert,
    '"(\\\\d{8})"',
    '"(\\d{8})"',
    ':11:65: een `\\` met dit teken erachter bestaat niet tussen dubbele',
  ],
  [
    cert,
    '"(\\\\d{8})"',
    '"(\\\\d{8}"',
    ':11:63: het patroon is geen goede reguliere expressie; een `(` wordt niet gesloten',
  ],
  [
    blocks,
    'gebruikersnummer:',
    'gebruikersnummr:',
    ':1:5: onbekende sleutel `gebruikersnummr` (bedoelt u `gebruikersnummer`?)',
  ],
]

test.each(rows)('L1: %s, %j for %j', async (file, from, to, told) => {
  const folder = makeFolder({ 'cases/gevallen.yaml': null, ...edited(file, from, to) })
  try {
    // One slip is one line: nothing that only follows from it.
    const lines = problemLines(await loadPolicy(folder.dir, { now }), folder.dir)
    expect(lines).toEqual([expect.stringContaining(`${file}${told}`)])
  } finally {
    folder.remove()
  }
})
