import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import type { AgbCode } from '../../gateway/identity/agb-code.ts'
import { loadInstanties } from '../../gateway/policy/instanties/load-instanties.ts'
import type { InstantieCache } from '../../gateway/policy/instanties/load-instanties.ts'
import type { Loading } from '../../gateway/policy/files/loading.ts'
import { loadPolicy } from '../../gateway/policy/load.ts'
import { formatProblem } from '../../gateway/decision/problem.ts'
import { baseline, edited, loadGood, makeFolder, now, problemLines } from './policy-folder.ts'
import type { PolicyFolder } from './policy-folder.ts'

const practices = 'instanties/praktijken.yaml'
const portaal = 'diensten/portaal.yaml'
const cases = 'cases/gevallen.yaml'

const other = (agbCode: AgbCode): string => `- agbCode: "${agbCode}"
  naam: Ziekenhuis Sluiskade
  soort: instelling
  overeenkomst: { van: 2026-01-01 }
  diensten: [portaal]
  contactpersonen: ["10000031"]
  certificaten:
    - { soort: persoonlijk, gebruikersnummer: "10000031", autorisaties: {} }
`

/** Ten to the sixth strings in seven lines. */
const bomb = `- &a [x, x, x, x, x, x, x, x, x, x]
- &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
- &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
- &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
- &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
- [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
`

let folder: PolicyFolder | undefined

afterEach(() => {
  folder?.remove()
  folder = undefined
})

type Changes = Readonly<Record<string, string | Buffer | null>>

describe('a set with one fault is refused, and the fault is told with its place', () => {
  test.each<[string, Changes, readonly string[]]>([
    [
      'an AGB-code that is no text',
      edited(practices, '"12000001"', '12000001'),
      [
        'instanties/praktijken.yaml:1:12: de AGB-code is hier als een getal gelezen en moet tekst zijn (zet de AGB-code tussen aanhalingstekens: "12000001")',
      ],
    ],
    [
      'an AGB-code with a leading zero that is no text',
      edited(practices, '"12000001"', '01234567'),
      [
        'instanties/praktijken.yaml:1:12: de AGB-code is hier als een getal gelezen en moet tekst zijn (zet de AGB-code tussen aanhalingstekens: "01234567")',
      ],
    ],
    [
      'an AGB-code that YAML reads as an octal number',
      edited(practices, '"12000001"', '0o1234567'),
      [
        'instanties/praktijken.yaml:1:12: de AGB-code is hier als een getal gelezen en moet tekst zijn (zet de AGB-code tussen aanhalingstekens)',
      ],
    ],
    [
      'an AGB-code that YAML reads as a power',
      edited(practices, '"12000001"', '1234e004'),
      [
        'instanties/praktijken.yaml:1:12: de AGB-code is hier als een getal gelezen en moet tekst zijn (zet de AGB-code tussen aanhalingstekens)',
      ],
    ],
    [
      'an AGB-code of seven digits',
      edited(practices, '"12000001"', '"1200001"'),
      ['instanties/praktijken.yaml:1:12: een AGB-code is acht cijfers en niet alleen nullen'],
    ],
    [
      'an AGB-code of nothing but zeros',
      edited(practices, '"12000001"', '"00000000"'),
      ['instanties/praktijken.yaml:1:12: een AGB-code is acht cijfers en niet alleen nullen'],
    ],
    [
      'an AGB-code in full-width digits',
      edited(practices, '"12000001"', '"１２000001"'),
      ['instanties/praktijken.yaml:1:12: een AGB-code is acht cijfers en niet alleen nullen'],
    ],
    [
      'a gebruikersnummer that is no text',
      edited(practices, '"10000002"', '10000002'),
      [
        'instanties/praktijken.yaml:10:47: het gebruikersnummer is hier als een getal gelezen en moet tekst zijn (zet het gebruikersnummer tussen aanhalingstekens: "10000002")',
      ],
    ],
    [
      'a contact person that is no text',
      edited(practices, '["10000001"]', '[10000001]'),
      [
        'instanties/praktijken.yaml:7:21: het gebruikersnummer is hier als een getal gelezen en moet tekst zijn (zet het gebruikersnummer tussen aanhalingstekens: "10000001")',
      ],
    ],
    [
      'an unknown soort',
      edited(practices, 'soort: praktijk\n', 'soort: praktijken\n'),
      [
        'instanties/praktijken.yaml:3:10: `praktijken` is hier geen geldige waarde; `praktijk`, `instelling` en `zorgverlener` wel (bedoelt u `praktijk`?)',
      ],
    ],
    [
      'a misspelt key that may be left out',
      edited(practices, 'beheer: bestand', 'beheeer: bestand'),
      ['instanties/praktijken.yaml:6:3: onbekende sleutel `beheeer` (bedoelt u `beheer`?)'],
    ],
    [
      'a misspelt key that may not be left out, as one fault',
      edited(practices, 'diensten: [', 'dienstn: ['),
      ['instanties/praktijken.yaml:5:3: onbekende sleutel `dienstn` (bedoelt u `diensten`?)'],
    ],
    [
      'a key that nobody knows',
      edited(practices, 'beheer: bestand', 'kleur: blauw'),
      ['instanties/praktijken.yaml:6:3: onbekende sleutel `kleur`'],
    ],
    [
      'a missing key',
      edited(practices, '  diensten: [portaal]\n', ''),
      ['instanties/praktijken.yaml:1:3: `diensten` ontbreekt'],
    ],
    [
      'a misspelt autorisatie',
      edited(practices, '[raadplegen]', '[radplegen]'),
      [
        'instanties/praktijken.yaml:10:85: de dienst `portaal` heeft geen autorisatie `radplegen` (bedoelt u `raadplegen`?)',
      ],
    ],
    [
      'a misspelt dienst in an autorisatie',
      edited(practices, 'portaal: [raadplegen]', 'portal: [raadplegen]'),
      ['instanties/praktijken.yaml:10:75: de dienst `portal` bestaat niet (bedoelt u `portaal`?)'],
    ],
    [
      'a dienst that is not there',
      edited(practices, 'diensten: [portaal]', 'diensten: [declaraties]'),
      ['instanties/praktijken.yaml:5:14: de dienst `declaraties` bestaat niet'],
    ],
    [
      'a systeemcertificaat without addresses',
      edited(practices, ', ipAdressen: ["127.0.0.0/8"]', ''),
      [
        'instanties/praktijken.yaml:11:7: `ipAdressen` ontbreekt bij een systeemcertificaat (noem de adressen waarvandaan het wordt gebruikt)',
      ],
    ],
    [
      'a persoonlijk certificaat with addresses',
      edited(practices, '[raadplegen] }', '[raadplegen] }, ipAdressen: ["127.0.0.1"]'),
      [
        'instanties/praktijken.yaml:10:100: `ipAdressen` hoort alleen bij een systeemcertificaat (laat de sleutel weg bij een persoonlijk certificaat)',
      ],
    ],
    [
      'an address range with bits behind its prefix',
      edited(practices, '"127.0.0.0/8"', '"127.0.0.1/8"'),
      [
        'instanties/praktijken.yaml:11:107: `127.0.0.1/8` is geen begin van een reeks (de bits achter de streep moeten nul zijn)',
      ],
    ],
    [
      'an address range that is none',
      edited(practices, '"127.0.0.0/8"', '"127.0.0.0/33"'),
      [
        'instanties/praktijken.yaml:11:107: `127.0.0.0/33` is geen IP-adres of reeks (bijvoorbeeld 192.0.2.10 of 192.0.2.0/24)',
      ],
    ],
    [
      'an IPv4 range written as IPv6, which would never match',
      edited(practices, '"127.0.0.0/8"', '"::ffff:127.0.0.0/104"'),
      [
        'instanties/praktijken.yaml:11:107: `::ffff:127.0.0.0/104` is geen IP-adres of reeks (bijvoorbeeld 192.0.2.10 of 192.0.2.0/24)',
      ],
    ],
    [
      'a holder listed twice',
      edited(practices, '10000002', '10000001'),
      ['instanties/praktijken.yaml:10:47: persoonlijk 10000001 staat twee keer bij deze instantie'],
    ],
    [
      'an agreement that ends before it begins',
      edited(practices, '2099-12-31', '2025-12-31'),
      [
        'instanties/praktijken.yaml:4:41: de overeenkomst eindigt (2025-12-31) voordat zij begint (2026-01-01)',
      ],
    ],
    [
      'a date that does not exist',
      edited(practices, '2099-12-31', '2099-02-30'),
      ['instanties/praktijken.yaml:4:41: een datum is jjjj-mm-dd en bestaat, zoals `2026-01-31`'],
    ],
    [
      'a key that is there twice',
      edited(practices, '  soort: praktijk\n', '  soort: praktijk\n  soort: praktijk\n'),
      ['instanties/praktijken.yaml:4:3: de sleutel `soort` staat er twee keer'],
    ],
    [
      'a tab',
      edited(practices, '  soort: praktijk\n', '\tsoort: praktijk\n'),
      ['instanties/praktijken.yaml:3:2: er is ingesprongen met een tab (gebruik spaties)'],
    ],
    [
      'a bracket that is not closed',
      edited(practices, '[portaal]', '[portaal'),
      ['instanties/praktijken.yaml:5:13: deze `[` wordt niet gesloten (zet de `]` erbij)'],
    ],
    [
      'a control character',
      edited(practices, 'De Sluis', 'De\u0007Sluis'),
      ['instanties/praktijken.yaml:2:28: er staat een stuurteken in het bestand'],
    ],
    [
      'a name with a line end in it',
      edited(practices, 'Tandartspraktijk De Sluis', '"De\\nSluis"'),
      ['instanties/praktijken.yaml:2:9: een naam is 1 tot 200 tekens zonder stuurtekens'],
    ],
    [
      'an AGB-code listed in two files',
      { 'instanties/tweede.yaml': other(agb('12000001')) },
      [
        'instanties/tweede.yaml:1:12: AGB-code 12000001 staat er twee keer, ook op instanties/praktijken.yaml:1',
      ],
    ],
    [
      'an AGB-code listed twice in a file',
      { 'instanties/tweede.yaml': other(agb('12000002')) + other(agb('12000002')) },
      [
        'instanties/tweede.yaml:9:12: AGB-code 12000002 staat er twee keer, ook op instanties/tweede.yaml:1',
      ],
    ],
    ['an empty file', { [practices]: '' }, ['instanties/praktijken.yaml:1:1: het bestand is leeg']],
    [
      'a file of comments only',
      { [practices]: '# niets\n' },
      ['instanties/praktijken.yaml:1:1: het bestand is leeg'],
    ],
    [
      'a mapping where a list is due',
      { [practices]: 'agbCode: "12000001"\n' },
      ['instanties/praktijken.yaml:1:1: hier hoort een lijst; elke regel ervan begint met `-`'],
    ],
    [
      'more documents than one',
      { [practices]: '[]\n---\n[]\n' },
      [
        'instanties/praktijken.yaml:2:1: het bestand heeft meer dan één document (---) (gebruik één bestand per document)',
      ],
    ],
    [
      'a directive',
      { [practices]: '%YAML 1.1\n---\n[]\n' },
      ['instanties/praktijken.yaml:1:1: een %YAML-regel is hier niet toegestaan (laat hem weg)'],
    ],
    [
      'a byte order mark',
      { [practices]: '\ufeff[]\n' },
      [
        'instanties/praktijken.yaml:1:1: het bestand begint met een BOM (sla het op als UTF-8 zonder BOM)',
      ],
    ],
    [
      'bytes that are no UTF-8',
      { [practices]: Buffer.from('# een\n# \xe9\xe9n\n[]\n', 'latin1') },
      ['instanties/praktijken.yaml:2:1: het bestand is geen UTF-8 (sla het op als UTF-8)'],
    ],
    [
      'an alias bomb',
      { [practices]: bomb },
      [
        'instanties/praktijken.yaml:1:1: dit bestand herhaalt waarden te vaak met aliassen (*) (schrijf ze uit)',
      ],
    ],
    [
      'a tag',
      edited(practices, 'naam: Tandartspraktijk De Sluis', 'naam: !!binary aGFsbG8='),
      [
        'instanties/praktijken.yaml:2:9: tags (!) worden hier niet gelezen (laat de tag weg, of zet tekst met een `!` tussen aanhalingstekens)',
      ],
    ],
    [
      'faults in JSON too',
      { [practices]: null, 'instanties/p.json': '[\n  { "agbCode": 12000001 }\n]' },
      [
        'instanties/p.json:2:3: `naam` ontbreekt',
        'instanties/p.json:2:3: `soort` ontbreekt',
        'instanties/p.json:2:3: `overeenkomst` ontbreekt',
        'instanties/p.json:2:3: `diensten` ontbreekt',
        'instanties/p.json:2:3: `certificaten` ontbreekt',
        'instanties/p.json:2:16: de AGB-code is hier als een getal gelezen en moet tekst zijn (zet de AGB-code tussen aanhalingstekens: "12000001")',
      ],
    ],
    [
      'no certificaten.yaml',
      { 'certificaten.yaml': null },
      ['certificaten.yaml:1:1: dit bestand ontbreekt'],
    ],
    [
      'no dienst at all',
      { [portaal]: null },
      ['diensten:1:1: er is geen enkele dienst (zet een bestand in deze map)'],
    ],
    [
      'an autorisatie that includes itself',
      edited(portaal, 'omvat: [raadplegen]', 'omvat: [indienen]'),
      ['diensten/portaal.yaml:5:47: de autorisatie `indienen` omvat zichzelf'],
    ],
    [
      'an autorisatie that includes itself by another',
      edited(portaal, 'omschrijving: Lezen', 'omschrijving: Lezen, omvat: [indienen]'),
      [
        'diensten/portaal.yaml:4:45: de autorisatie `raadplegen` omvat zichzelf',
        'diensten/portaal.yaml:5:47: de autorisatie `indienen` omvat zichzelf',
      ],
    ],
    [
      'an autorisatie that includes what is not there',
      edited(portaal, 'omvat: [raadplegen]', 'omvat: [lezen]'),
      ['diensten/portaal.yaml:5:48: de dienst `portaal` heeft geen autorisatie `lezen`'],
    ],
    [
      'a route with an autorisatie that is not there',
      edited(portaal, 'autorisatie: raadplegen', 'autorisatie: raadpleeg'),
      [
        'diensten/portaal.yaml:19:63: de dienst `portaal` heeft geen autorisatie `raadpleeg` (bedoelt u `raadplegen`?)',
      ],
    ],
    [
      'a route outside the dienst',
      edited(portaal, 'pad: /portaal/aanvragen', 'pad: /elders/aanvragen'),
      ['diensten/portaal.yaml:20:30: een pad ligt onder `/portaal/`'],
    ],
    [
      'a route that is not canonical',
      edited(portaal, 'pad: /portaal/aanvragen', 'pad: /portaal/../x'),
      ['diensten/portaal.yaml:20:30: het pad is niet goed gevormd'],
    ],
    [
      'a route with a wildcard in the middle',
      edited(portaal, '/portaal/**', '/portaal/*/x'),
      [
        'diensten/portaal.yaml:19:35: `*` kan hier niet; alleen `/**` als laatste deel van een pad, voor alles eronder',
      ],
    ],
    [
      'a method that is none',
      edited(portaal, 'methodes: [POST]', 'methodes: [PSOT]'),
      [
        'diensten/portaal.yaml:20:18: `PSOT` is hier geen geldige waarde; `GET`, `HEAD`, `POST`, `PUT`, `PATCH`, `DELETE` en `OPTIONS` wel (bedoelt u `POST`?)',
      ],
    ],
    [
      'a name that Sluis serves itself',
      edited(portaal, 'dienst: portaal', 'dienst: start'),
      [
        'diensten/portaal.yaml:1:9: `start` is een adres van Sluis zelf en kan geen naam van een dienst zijn',
      ],
    ],
    [
      'an upstream with a path',
      edited(portaal, '127.0.0.1:8081', '127.0.0.1:8081/pad'),
      [
        'diensten/portaal.yaml:14:8: dit is geen http- of https-adres met alleen een host en een poort (bijvoorbeeld http://127.0.0.1:8081)',
      ],
    ],
    [
      'an upstream with a password',
      edited(portaal, '127.0.0.1:8081', 'jan:geheim@127.0.0.1:8081'),
      [
        'diensten/portaal.yaml:14:8: dit is geen http- of https-adres met alleen een host en een poort (bijvoorbeeld http://127.0.0.1:8081)',
      ],
    ],
    [
      'a duration in words',
      edited(portaal, '15m', '15 minuten'),
      ['diensten/portaal.yaml:12:11: een duur is een getal met ms, s, m, h of d, zoals `15m`'],
    ],
    [
      'a duration without a unit',
      edited(portaal, '15m', '15'),
      ['diensten/portaal.yaml:12:11: een duur is een getal met ms, s, m, h of d, zoals `15m`'],
    ],
    [
      'a duration of years',
      edited(portaal, '15m', '400d'),
      ['diensten/portaal.yaml:12:11: een duur is hoogstens een jaar'],
    ],
    [
      'a message schema that is not there',
      edited(portaal, 'instroom-machtiging', 'instroom-anders'),
      [
        'diensten/portaal.yaml:10:11: het schema schemas/instroom-anders.schema.json is er niet (er zijn: instroom-gli, instroom-incident, instroom-machtiging, instroom-patientkaart)',
      ],
    ],
    [
      'a message schema outside its folder',
      edited(portaal, 'instroom-machtiging', '../package'),
      [
        'diensten/portaal.yaml:10:11: de naam van een schema heeft kleine letters, cijfers en streepjes',
      ],
    ],
    [
      'an instroom without an address for it',
      edited(portaal, '  instroom: /portaal/instroom\n', ''),
      [
        'diensten/portaal.yaml:14:3: `upstream.instroom` ontbreekt (noem het pad waarop de instroom wordt afgeleverd)',
      ],
    ],
    [
      'zorgsoorten that are no text',
      edited(portaal, '"12", "06"', '12, 06'),
      [
        'diensten/portaal.yaml:8:17: de zorgsoort is hier als een getal gelezen en moet tekst zijn (zet de zorgsoort tussen aanhalingstekens: "12")',
        'diensten/portaal.yaml:8:21: de zorgsoort is hier als een getal gelezen en moet tekst zijn (zet de zorgsoort tussen aanhalingstekens: "06")',
      ],
    ],
    [
      'a host with a port and capitals',
      edited(portaal, 'portaal.example', 'Portaal.example:8443'),
      [
        'diensten/portaal.yaml:17:7: een hostnaam heeft kleine letters, cijfers, streepjes en punten, zonder poort',
      ],
    ],
    [
      'a host that is an address',
      edited(portaal, 'portaal.example', '192.0.2.1'),
      [
        'diensten/portaal.yaml:17:7: een hostnaam heeft kleine letters, cijfers, streepjes en punten, zonder poort',
      ],
    ],
    [
      'a dienst in two files, with one host',
      { 'diensten/twee.yaml': baseline[portaal] ?? '' },
      [
        'diensten/twee.yaml:1:9: de dienst `portaal` staat ook in een ander bestand',
        'diensten/twee.yaml:17:7: deze host is al van de dienst `portaal`',
      ],
    ],
    [
      'a CA file that is not there',
      edited('certificaten.yaml', '../certs/root.pem', '../certs/weg.pem'),
      [
        'certificaten.yaml:5:12: het bestand `../certs/weg.pem` is er niet of kan niet worden gelezen (het pad telt vanaf de map van certificaten.yaml)',
      ],
    ],
    [
      'a CA file that is empty',
      { '../certs/root.pem': '' },
      [
        'certificaten.yaml:5:12: het bestand `../certs/root.pem` is leeg',
        'certificaten.yaml:16:12: het bestand `../certs/root.pem` is leeg',
      ],
    ],
    [
      'a CA file without a certificate',
      { '../certs/ca-systeem.pem': 'hallo' },
      ['certificaten.yaml:15:16: in `../certs/ca-systeem.pem` staat geen certificaat (PEM)'],
    ],
    [
      'a leaf where a CA is due',
      edited('certificaten.yaml', 'ca-persoonlijk.pem', 'clients/indiener.pem'),
      [
        'certificaten.yaml:4:15: het certificaat is niet van een CA (basicConstraints)',
        'certificaten.yaml:4:15: het certificaat mag geen certificaten ondertekenen (keyUsage zonder keyCertSign)',
      ],
    ],
    [
      'an anchor that did not sign the CA',
      edited('certificaten.yaml', 'anker: ../certs/root.pem', 'anker: ../certs/ca-systeem.pem'),
      [
        'certificaten.yaml:4:15: de uitgever is niet ondertekend door een anker van dit profiel, ook niet via een andere uitgever ervan',
        'certificaten.yaml:5:12: het anker is niet door zichzelf ondertekend',
      ],
    ],
    [
      'an attribute that nobody knows',
      edited('certificaten.yaml', 'subject.serialNumber', 'subject.serialNummer'),
      [
        'certificaten.yaml:11:32: het attribuut `serialNummer` is niet bekend (bedoelt u `serialNumber`?)',
      ],
    ],
    [
      'an otherName that is no OID',
      edited('certificaten.yaml', 'subject.serialNumber', 'san.otherName.2..5'),
      ['certificaten.yaml:11:32: `san.otherName.2..5` is geen `san.otherName.<OID>`'],
    ],
    [
      'a pattern that does not compile',
      edited('certificaten.yaml', '8})', '8}'),
      [
        'certificaten.yaml:11:63: het patroon is geen goede reguliere expressie; een `(` wordt niet gesloten',
      ],
    ],
    [
      'a profile name used twice',
      edited('certificaten.yaml', 'naam: systeem', 'naam: persoonlijk'),
      ['certificaten.yaml:13:11: het profiel `persoonlijk` staat er twee keer'],
    ],
    [
      'a hard profile without a list',
      edited('certificaten.yaml', '    crl: ../certs/ca-persoonlijk.crl.pem\n', ''),
      [
        'certificaten.yaml:2:5: het profiel `persoonlijk` heeft `intrekking: hard` zonder `crl` of `ocsp` (noem de CRL van de uitgever, anders wordt niemand toegelaten)',
      ],
    ],
    [
      'a block of a number that is no text',
      edited('blokkades.yaml', '"10000009"', '10000009'),
      [
        'blokkades.yaml:1:23: het gebruikersnummer is hier als een getal gelezen en moet tekst zijn (zet het gebruikersnummer tussen aanhalingstekens: "10000009")',
      ],
    ],
    [
      'a block of two things at once',
      edited('blokkades.yaml', '"10000009"', '"10000009", agbCode: "12000001"'),
      [
        'blokkades.yaml:1:3: noem precies één van `gebruikersnummer`, `agbCode` en `publiekeSleutel`',
      ],
    ],
    [
      'a block of nothing',
      edited('blokkades.yaml', 'gebruikersnummer: "10000009", ', ''),
      [
        'blokkades.yaml:1:3: noem precies één van `gebruikersnummer`, `agbCode` en `publiekeSleutel`',
      ],
    ],
    [
      'a block of half a key',
      { 'blokkades.yaml': '- { publiekeSleutel: "sha256:abc", reden: x }\n' },
      ['blokkades.yaml:1:22: schrijf `sha256:` met daarachter 64 hexadecimale tekens'],
    ],
    [
      'H2: a block behind the empty list',
      { 'blokkades.yaml': `# geen\n[]\n- { gebruikersnummer: "10000001", reden: pas kwijt }\n` },
      ['blokkades.yaml:3:1: na `[]` (leeg) kan niets meer volgen (haal `[]` weg)'],
    ],
    [
      'L1: a key without a space behind its colon',
      edited(practices, 'naam: Tandartspraktijk De Sluis', 'naam:Tandarts'),
      [
        'instanties/praktijken.yaml:2:3: hier staat een regel zonder `sleutel: waarde` (zet achter de dubbele punt een spatie, of haal de regel weg)',
      ],
    ],
    [
      'L1: a conflict of git',
      edited(practices, '  soort: praktijk', '<<<<<<< HEAD\n  soort: praktijk'),
      [
        'instanties/praktijken.yaml:3:1: hier staat een samenvoegconflict van git (los het op en haal de regels met <<<<<<<, ======= en >>>>>>> weg)',
      ],
    ],
    [
      'L1: a backslash between double quotes',
      edited('certificaten.yaml', '"(\\\\d{8})"', '"(\\d{8})"'),
      [
        'certificaten.yaml:11:65: een `\\` met dit teken erachter bestaat niet tussen dubbele aanhalingstekens (schrijf `\\\\` in plaats van `\\`, of gebruik enkele aanhalingstekens)',
      ],
    ],
    [
      'a case with a code that is none',
      edited(cases, 'SL205', 'SL999'),
      ['cases/gevallen.yaml:5:13: de code `SL999` bestaat niet'],
    ],
    [
      'a case with an autorisatie that is not there',
      edited(cases, 'autorisatie: indienen', 'autorisatie: indienn'),
      [
        'cases/gevallen.yaml:4:16: de dienst `portaal` heeft geen autorisatie `indienn` (bedoelt u `indienen`?)',
      ],
    ],
    [
      'a case that asks nothing',
      edited(cases, '  autorisatie: indienen\n', ''),
      ['cases/gevallen.yaml:1:3: dit geval vraagt niets (noem `dienst` en `autorisatie`)'],
    ],
    [
      'a case that asks two things',
      edited(cases, '  verwacht', '  gebruikersbeheer: true\n  verwacht'),
      ['cases/gevallen.yaml:5:3: `autorisatie` en `gebruikersbeheer` gaan niet samen'],
    ],
    [
      'a case that fails, where the policy demands that it passes',
      { 'beleid.yaml': 'policyTests: verplicht\n', ...edited(cases, 'SL205', 'toegestaan') },
      [
        'cases/gevallen.yaml:1:3: het geval "wie mag raadplegen kan niet indienen" wordt SL205, verwacht was toegestaan',
      ],
    ],
    [
      'P16: what is no help desk',
      {
        'beleid.yaml':
          'hulp:\n  email: a@b.example\n  telefoon: bel ons\n  e-mail: a@b\n  privacy: http://sluis.example\n  naam: ""\n',
      },
      [
        'beleid.yaml:2:3: onbekende sleutel `email` (bedoelt u `e-mail`?)',
        'beleid.yaml:3:13: een telefoonnummer heeft 3 tot 18 cijfers, met spaties, haakjes of streepjes ertussen',
        'beleid.yaml:4:11: een e-mailadres is `naam@organisatie.nl`',
        'beleid.yaml:5:12: een adres begint met `https://` en heeft geen spaties',
        'beleid.yaml:6:9: dit is 1 tot 100 tekens op één regel, zonder spatie aan het begin of eind',
      ],
    ],
    [
      'P25: a logo that is not there',
      { 'beleid.yaml': 'hulp: { naam: Zorg, logo: logo.svg }\n' },
      [
        'beleid.yaml:1:27: het logo `logo.svg` is er niet (zet het bestand in de map van het beleid, of haal `logo` weg)',
      ],
    ],
    [
      'P25: a logo of nobody',
      { 'beleid.yaml': 'hulp: { logo: logo.svg }\n', 'logo.svg': '<svg/>' },
      [
        'beleid.yaml:1:15: `hulp.naam` ontbreekt: dat is de tekst voor wie het logo niet ziet (zet de naam van de organisatie bij `naam`)',
      ],
    ],
    [
      'P25: a logo that can do more than be looked at',
      {
        'beleid.yaml': 'hulp: { naam: Zorg, logo: beeld/logo.svg }\n',
        'beeld/logo.svg':
          '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">\n<script/></svg>',
      },
      [
        'beleid.yaml:1:27: `beeld/logo.svg`: regel 2: het element `script` mag er niet in (exporteer het logo opnieuw als gewone SVG of als PNG, zonder script, koppelingen en lettertypen)',
      ],
    ],
    [
      'P25: a logo from outside the policy folder',
      { 'beleid.yaml': 'hulp: { naam: Zorg, logo: ../certs/root.svg }\n' },
      [
        'beleid.yaml:1:27: dit is een bestand in de map van het beleid, zoals `logo.svg` of `beeld/logo.png`',
      ],
    ],
    [
      'a misspelt setting',
      { 'beleid.yaml': 'policyTest: verplicht\n' },
      ['beleid.yaml:1:1: onbekende sleutel `policyTest` (bedoelt u `policyTests`?)'],
    ],
    [
      'only the fault of a dienst, not what follows from it',
      edited(portaal, 'naam: Portaal', 'naam: 12'),
      [
        'diensten/portaal.yaml:2:7: de naam is hier als een getal gelezen en moet tekst zijn (zet de naam tussen aanhalingstekens: "12")',
      ],
    ],
  ])('%s', async (_, changes, lines) => {
    folder = makeFolder(changes)
    const result = await loadPolicy(folder.dir, { now })
    expect(problemLines(result, folder.dir)).toEqual(lines)
    expect(result).not.toHaveProperty('set')
  })

  test('a folder that is not there', async () => {
    const result = await loadPolicy('nergens', { now })
    expect(problemLines(result, '')).toEqual([
      'nergens:1:1: de map `nergens` met beleid is er niet',
    ])
  })

  test('an autorisatie that is not there, of every holder that has it', async () => {
    const text = (baseline[practices] ?? '').replaceAll('[indienen]', '["raadplegen,indienen"]')
    folder = makeFolder({ [practices]: text })
    const lines = problemLines(await loadPolicy(folder.dir, { now }), folder.dir)
    expect(lines.filter((line) => line.includes('`raadplegen,indienen`'))).toHaveLength(2)
  })

  test('faults in several files, all of them, in the order of their places', async () => {
    folder = makeFolder({
      ...edited(practices, '"12000001"', '12000001'),
      ...edited(portaal, 'omvat: [raadplegen]', 'omvat: [lezen]'),
      ...edited('blokkades.yaml', 'reden', 'redn'),
    })
    const result = await loadPolicy(folder.dir, { now })
    expect(problemLines(result, folder.dir).map((line) => line.split(': ')[0])).toEqual([
      'blokkades.yaml:1:35',
      'diensten/portaal.yaml:5:48',
      'instanties/praktijken.yaml:1:12',
    ])
  })

  test('a large file that only the library could read', async () => {
    const lines = Array.from(
      { length: 40_000 },
      (_, index) => `# regel ${index} ${'x'.repeat(50)}\n`,
    )
    folder = makeFolder({ [practices]: `${lines.join('')}- &a {}\n- *a\n` })
    const result = await loadPolicy(folder.dir, { now })
    expect(problemLines(result, folder.dir)).toEqual([
      'instanties/praktijken.yaml:40002:1: vanaf hier is dit grote bestand niet te lezen (herstel deze regel, of verdeel het bestand over kleinere)',
    ])
  })
})

describe('less usual faults', () => {
  const text = (name: string): string => baseline[name] ?? ''
  test.each<[string, Changes, readonly string[]]>([
    [
      'a kind that is a number: one fault, not two',
      edited(practices, 'soort: praktijk\n', 'soort: 12\n'),
      [
        'instanties/praktijken.yaml:3:10: `12` is hier geen geldige waarde; `praktijk`, `instelling` en `zorgverlener` wel',
      ],
    ],
    [
      'a name that is too long and holds a tab: one fault, not two',
      edited(practices, 'naam: Tandartspraktijk De Sluis', `naam: "${'x'.repeat(200)}\\t"`),
      ['instanties/praktijken.yaml:2:9: een naam is 1 tot 200 tekens zonder stuurtekens'],
    ],
    [
      'the only value that a key can have',
      edited(cases, '  autorisatie: indienen\n', '  gebruikersbeheer: false\n'),
      ['cases/gevallen.yaml:4:21: `false` is hier geen geldige waarde; `true` wel'],
    ],
    [
      'a number where text without a name of its own is due',
      edited(cases, '  verwacht', '  luisteraar: 8\n  verwacht'),
      [
        'cases/gevallen.yaml:5:15: `8` is hier geen geldige waarde; `instroom`, `portaal` en `toegang` wel',
      ],
    ],
    [
      'a number for an address',
      edited(cases, '  verwacht', '  adres: 8\n  verwacht'),
      [
        'cases/gevallen.yaml:5:10: de waarde is hier als een getal gelezen en moet tekst zijn (zet de waarde tussen aanhalingstekens: "8")',
      ],
    ],
    [
      'a good grant and one that is not known',
      edited(practices, '[raadplegen]', '[raadplegen, indienne]'),
      [
        'instanties/praktijken.yaml:10:97: de dienst `portaal` heeft geen autorisatie `indienne` (bedoelt u `indienen`?)',
      ],
    ],
    [
      'one bad instantie of two',
      { 'instanties/ziekenhuis.yml': `- x\n${other(agb('06000001'))}` },
      ['instanties/ziekenhuis.yml:1:3: hier hoort een groep sleutels, geen tekst'],
    ],
    [
      'a folder in the place of a file of cases',
      { 'cases/map.yaml/leeg.txt': '' },
      ['cases/map.yaml:1:1: het bestand kan niet worden gelezen (EISDIR)'],
    ],
    [
      'certificates that are no UTF-8',
      { 'certificaten.yaml': Buffer.of(0xff) },
      ['certificaten.yaml:1:1: het bestand is geen UTF-8 (sla het op als UTF-8)'],
    ],
    [
      'certificates that are no YAML',
      { 'certificaten.yaml': 'profielen: [\n' },
      ['certificaten.yaml:1:12: deze `[` wordt niet gesloten'],
    ],
    [
      'an upstream that is no address',
      edited(portaal, 'http://127.0.0.1:8081', 'http://[1'),
      ['diensten/portaal.yaml:14:8: dit is geen http- of https-adres'],
    ],
    [
      'durations of more than a year',
      {
        [portaal]: (baseline[portaal] ?? '')
          .replace('termijn: 10s', 'termijn: 400d')
          .replace('per: 1m', 'per: 9000h'),
      },
      ['diensten/portaal.yaml:16:12: een duur is hoogstens een jaar'],
    ],
    [
      'a patience with the service that no timer can hold',
      edited(portaal, 'termijn: 10s', 'termijn: 25d'),
      ['diensten/portaal.yaml:16:12: een termijn is hoogstens een dag (24h)'],
    ],
    [
      'a true where text is due',
      edited(practices, 'naam: Tandartspraktijk De Sluis', 'naam: true'),
      [
        'instanties/praktijken.yaml:2:9: de naam is hier als ja of nee (true, false) gelezen en moet tekst zijn (zet de naam tussen aanhalingstekens)',
      ],
    ],
    [
      'a list where keys are due',
      edited(practices, '{ van: 2026-01-01, tot: 2099-12-31 }', '[2026-01-01]'),
      ['instanties/praktijken.yaml:4:17: hier hoort een groep sleutels, geen lijst'],
    ],
    [
      'keys where text is due',
      edited(practices, 'naam: Tandartspraktijk De Sluis', 'naam: {}'),
      ['instanties/praktijken.yaml:2:9: hier hoort tekst, geen groep sleutels'],
    ],
    [
      'a number where a list is due',
      edited(practices, 'diensten: [portaal]', 'diensten: 12'),
      ['instanties/praktijken.yaml:5:13: hier hoort een lijst, geen getal'],
    ],
    [
      'nothing where a list is due',
      edited(practices, 'diensten: [portaal]', 'diensten:'),
      ['instanties/praktijken.yaml:5:12: hier hoort een lijst, geen lege waarde'],
    ],
    [
      'true where keys are due',
      edited(practices, 'overeenkomst: { van: 2026-01-01, tot: 2099-12-31 }', 'overeenkomst: true'),
      ['instanties/praktijken.yaml:4:17: hier hoort een groep sleutels, geen true of false'],
    ],
    [
      'a dienst listed twice',
      edited(practices, 'diensten: [portaal]', 'diensten: [portaal, portaal]'),
      ['instanties/praktijken.yaml:5:23: `portaal` staat er twee keer'],
    ],
    [
      'text where a number is due',
      edited(portaal, 'aantal: 600', 'aantal: veel'),
      ['diensten/portaal.yaml:21:34: hier hoort een heel getal, geen tekst'],
    ],
    [
      'a quota of nothing',
      edited(portaal, 'aantal: 600', 'aantal: 0'),
      ['diensten/portaal.yaml:21:34: kleiner dan 1'],
    ],
    [
      'a quota of too much',
      edited(portaal, 'aantal: 600', 'aantal: 9000000000'),
      ['diensten/portaal.yaml:21:34: groter dan 1000000000'],
    ],
    [
      'no methods',
      edited(portaal, 'methodes: [POST]', 'methodes: []'),
      ['diensten/portaal.yaml:20:17: de lijst is leeg'],
    ],
    [
      'no autorisaties',
      { [portaal]: text(portaal).replace(/autorisaties:\n.*\n.*\n/, 'autorisaties: {}\n') },
      ['diensten/portaal.yaml:3:15: hier staat niets in'],
    ],
    [
      'an autorisatie with a name that is none',
      edited(portaal, '  raadplegen: {', '  Raad-Plegen: { omschrijving: x }\n  raadplegen: {'),
      [
        'diensten/portaal.yaml:4:3: `Raad-Plegen` kan geen naam van een autorisatie zijn (gebruik kleine letters, cijfers en streepjes)',
      ],
    ],
    [
      'an address for an instroom that is not there',
      { [portaal]: text(portaal).replace(/instroom:\n.*\n.*\n.*\n/, '') },
      ['diensten/portaal.yaml:11:3: er is een adres voor de instroom, maar geen `instroom`'],
    ],
    [
      'an instroom with an autorisatie that is not there',
      edited(portaal, 'systeem: indienen', 'systeem: insturen'),
      ['diensten/portaal.yaml:11:27: de dienst `portaal` heeft geen autorisatie `insturen`'],
    ],
    [
      'an address of the instroom that is not canonical',
      edited(portaal, 'instroom: /portaal/instroom', 'instroom: /portaal//instroom'),
      ['diensten/portaal.yaml:15:13: het pad is niet goed gevormd'],
    ],
    [
      'a pattern of nothing',
      edited('certificaten.yaml', '"(\\\\d{8})"', '""'),
      ['certificaten.yaml:11:63: de waarde is leeg'],
    ],
    [
      'a pattern that is much too long',
      edited('certificaten.yaml', '"(\\\\d{8})"', `"${'x'.repeat(1001)}"`),
      ['certificaten.yaml:11:63: de waarde heeft niet de vereiste vorm (maxLength)'],
    ],
    [
      'an attribute far from any',
      edited('certificaten.yaml', 'subject.serialNumber', 'subject.bsn'),
      [
        'certificaten.yaml:11:32: het attribuut `bsn` is niet bekend (schrijf de OID: `subject.<OID>`)',
      ],
    ],
    [
      'a file that cannot be read',
      { 'instanties/map.yaml/x': '' },
      ['instanties/map.yaml:1:1: het bestand kan niet worden gelezen (EISDIR)'],
    ],
    [
      'a case of a dienst that is not there',
      edited(cases, 'dienst: portaal', 'dienst: portal'),
      ['cases/gevallen.yaml:3:11: de dienst `portal` bestaat niet (bedoelt u `portaal`?)'],
    ],
    [
      'a case without a dienst',
      edited(cases, '  dienst: portaal\n', ''),
      ['cases/gevallen.yaml:1:3: `dienst` ontbreekt'],
    ],
    [
      'a case from an address that is none',
      edited(cases, 'verwacht', 'adres: thuis\n  verwacht'),
      ['cases/gevallen.yaml:5:10: `thuis` is geen IP-adres'],
    ],
    [
      'a case of a path that is none',
      edited(cases, 'autorisatie: indienen', 'verzoek: { methode: GET, pad: /portaal//x }'),
      ['cases/gevallen.yaml:4:33: het pad is niet goed gevormd'],
    ],
    [
      'a case of a message to a dienst that takes none',
      {
        [portaal]: text(portaal)
          .replace(/instroom:\n.*\n.*\n.*\n/, '')
          .replace('  instroom: /portaal/instroom\n', ''),
        ...edited(cases, 'autorisatie: indienen', 'bericht: {}'),
      },
      ['cases/gevallen.yaml:3:11: de dienst `portaal` neemt geen instroom aan'],
    ],
    [
      'a case whose message cannot be judged, where it must pass',
      {
        'beleid.yaml': 'policyTests: verplicht\n',
        [cases]: text(cases)
          .replace('10000002', '10000001')
          .replace('autorisatie: indienen', 'bericht: {}'),
      },
      [
        'cases/gevallen.yaml:1:3: het geval "wie mag raadplegen kan niet indienen" kan hier niet worden beoordeeld',
      ],
    ],
    [
      'AGB-codes that are there twice in a file for the library',
      {
        [practices]: `- &a ${text(practices).slice(2)}${other(agb('06000001'))}${other(agb('06000001'))}`,
      },
      [
        'instanties/praktijken.yaml:20:12: AGB-code 06000001 staat er twee keer, ook op instanties/praktijken.yaml:12',
      ],
    ],
    [
      'a fault in JSON with more than one byte a character before it',
      { [practices]: '[\n  {"agbCode": "12000001", "naam": "Café 😀", "soort": "x"}\n]' },
      ['instanties/praktijken.yaml:2:3: `overeenkomst` ontbreekt'],
    ],
  ])('%s', async (_, changes, lines) => {
    folder = makeFolder(changes)
    const result = await loadPolicy(folder.dir, { now })
    const told = problemLines(result, folder.dir)
    expect(told[0]).toContain(lines[0])
  })
})

describe('a good set', () => {
  test('is read whole, without a warning', async () => {
    folder = makeFolder({ 'instanties/ziekenhuis.yml': other(agb('06000001')) })
    const set = await loadGood(folder.dir)
    expect(set.warnings.filter(({ file }) => !file.endsWith('blokkades.yaml'))).toEqual([])
    expect([...set.policy.instanties.keys()]).toEqual(['12000001', '06000001'])
    expect([...(set.policy.instanties.get(agb('12000001'))?.houders.keys() ?? [])]).toEqual([
      'persoonlijk/10000001',
      'persoonlijk/10000002',
      'systeem/90000001',
    ])
    expect([...set.policy.blokkades.gebruikersnummers]).toEqual(['10000009'])
    expect(set.policy.diensten.get('portaal')).toMatchObject({
      titel: 'Portaal',
      instroom: { geldigMs: 900_000, alleenTestpersonen: false },
      upstream: { url: 'http://127.0.0.1:8081', termijnMs: 10_000 },
      quota: { aantal: 600, perMs: 60_000 },
    })
    expect(set.policy.diensten.get('portaal')?.autorisaties.get('indienen')?.omvat).toEqual(
      new Set(['indienen', 'raadplegen']),
    )
    expect(
      set.profiles.map(({ naam, intrekking, policyOids }) => ({ naam, intrekking, policyOids })),
    ).toEqual([
      { naam: 'persoonlijk', intrekking: 'hard', policyOids: ['2.999.1.1'] },
      { naam: 'systeem', intrekking: 'hard', policyOids: [] },
    ])
    expect(set.profiles[1]?.crl.map(({ kind }) => kind)).toEqual(['file', 'url'])
    expect(set.trust.issuers).toHaveLength(2)
  })

  test('may do without blocks and without contact persons', async () => {
    folder = makeFolder({
      'blokkades.yaml': null,
      ...edited(practices, '  contactpersonen: ["10000001"]\n', ''),
    })
    const set = await loadGood(folder.dir)
    expect(set.policy.blokkades.agbCodes.size).toBe(0)
    expect(set.policy.instanties.get(agb('12000001'))?.contactpersonen).toEqual([])
    expect(set.warnings.map(({ melding }) => melding)).toEqual([
      'deze instantie heeft geen contactpersoon',
    ])
  })

  test.each<[string, string]>([
    ['', 'voorkeur'],
    [', modus: aanvulling', 'aanvulling'],
  ])('may name a responder%s', async (modus, expected) => {
    folder = makeFolder(
      edited(
        'certificaten.yaml',
        '    intrekking: hard\n',
        `    ocsp: { url: "http://ocsp.example/"${modus} }\n`,
      ),
    )
    const { profiles } = await loadGood(folder.dir)
    expect(profiles[0]?.ocsp).toEqual({ url: 'http://ocsp.example/', modus: expected })
    expect(profiles[1]?.ocsp).toBeUndefined()
  })

  test('has a version that follows every file of it and nothing else', async () => {
    folder = makeFolder()
    const { version, files } = await loadGood(folder.dir)
    expect([...files.keys()].sort()).toEqual([
      '../certs/ca-persoonlijk.pem',
      '../certs/ca-systeem.pem',
      '../certs/root.pem',
      'blokkades.yaml',
      'cases/gevallen.yaml',
      'certificaten.yaml',
      'diensten/portaal.yaml',
      'instanties/praktijken.yaml',
    ])
    folder.write('notities.md', '# niets')
    folder.write('../certs/ca-systeem.crl.pem', 'een andere lijst')
    expect((await loadGood(folder.dir)).version).toBe(version)
    folder.write('blokkades.yaml', `${baseline['blokkades.yaml'] ?? ''}# gezien\n`)
    expect((await loadGood(folder.dir)).version).not.toBe(version)
  })

  test('may be written in JSON, with the quick reader or the library', async () => {
    folder = makeFolder()
    const { policy } = await loadGood(folder.dir)
    folder.write(
      practices,
      `# &anker\n${(baseline[practices] ?? '').replace('"12000001"', '&code "12000001"')}`,
    )
    const again = await loadGood(folder.dir)
    expect(JSON.stringify([...again.policy.instanties])).toBe(
      JSON.stringify([...policy.instanties]),
    )
  })

  test('reads again only the files that changed', async () => {
    folder = makeFolder({ 'instanties/ziekenhuis.yml': other(agb('06000001')) })
    const cache: InstantieCache = new Map()
    const load = async () => {
      const result = await loadPolicy(folder?.dir ?? '', { now, cache })
      return 'set' in result ? result.set.policy.instanties : new Map<string, object>()
    }
    const first = await load()
    folder.write('instanties/ziekenhuis.yml', other(agb('06000002')))
    const second = await load()
    expect(second.get(agb('12000001'))).toBe(first.get(agb('12000001')))
    expect([...second.keys()]).toEqual(['12000001', '06000002'])
    folder.write(portaal, (baseline[portaal] ?? '').replace('Lezen', 'Bekijken'))
    expect((await load()).get(agb('12000001'))).not.toBe(first.get(agb('12000001')))
  })

  test('tells an AGB-code that is there twice also when one of the files is gone by then', async () => {
    folder = makeFolder({ 'instanties/weg.yaml': other(agb('12000001')) })
    const { dir } = folder
    const loading: Loading = {
      dir,
      at: now(),
      problems: [],
      warnings: [],
      idle: [],
      blocksInForce: false,
      ownHosts: new Map(),
      hashes: new Map(),
      keyRules: { demo: false, uid: undefined },
      // Called after the first of the files has been merged.
      breathe: () => {
        if (loading.hashes.size === 2) rmSync(join(dir, 'instanties/weg.yaml'), { force: true })
        return undefined
      },
    }
    const good = makeFolder()
    const { policy, beleid } = await loadGood(good.dir)
    good.remove()
    const context = { diensten: policy.diensten, allDiensten: true, beleid, today: '2026-11-21' }
    const names = [practices, 'instanties/weg.yaml']
    await loadInstanties(loading, names, { cache: new Map(), context, contextKey: '' })
    expect(loading.problems).toMatchObject([
      {
        file: 'instanties/weg.yaml',
        line: 1,
        melding: expect.stringContaining('12000001 staat er twee keer'),
      },
    ])
  })
})

describe('what else a set must satisfy', () => {
  const problem = { file: 'x', line: 1, column: 1, melding: 'mag niet' }

  test('refuses it, and names its lists among what is to be watched', async () => {
    folder = makeFolder()
    const result = await loadPolicy(folder.dir, {
      now,
      alsoCheck: () => Promise.resolve([problem]),
    })
    expect(result).toMatchObject({ problems: [problem] })
    expect('files' in result && [...result.files.keys()]).toEqual(
      expect.arrayContaining(['../certs/ca-persoonlijk.crl.pem', '../certs/ca-systeem.crl.pem']),
    )
  })

  test('is asked of the set as it was read', async () => {
    folder = makeFolder()
    const asked: string[] = []
    const result = await loadPolicy(folder.dir, {
      now,
      alsoCheck: ({ lists }) => {
        asked.push(
          ...lists.map(
            ({ profiel, bron, line }) => `${profiel} ${bron?.split('/').at(-1) ?? '-'} ${line}`,
          ),
        )
        return Promise.resolve([])
      },
    })
    expect(result).toHaveProperty('set')
    expect(asked).toEqual([
      'persoonlijk - 2',
      'persoonlijk ca-persoonlijk.crl.pem 6',
      'systeem - 13',
      'systeem ca-systeem.crl.pem 17',
      'systeem systeem.crl 17',
    ])
  })
})

test.each([
  ['has nothing in it', '', 1],
  ['has only what explains', '# Geen blokkades\n\n  # nog niet\n', 1],
  ['is the empty list', '[]\n', 0],
])('H2: a file of blocks that %s blocks nobody', async (_, text, warned) => {
  folder = makeFolder({ 'blokkades.yaml': text })
  const { policy, warnings } = await loadGood(folder.dir)
  expect(policy.blokkades.gebruikersnummers.size).toBe(0)
  expect(warnings).toHaveLength(warned)
})

describe('F7: a name that is nearly one that is read', () => {
  test.each<[string, string]>([
    ['blokkades.yml', 'noem het `blokkades.yaml`'],
    ['Blokkades.yaml', 'noem het `blokkades.yaml`'],
    ['blokkade.yaml', 'noem het `blokkades.yaml`'],
    ['blokkades.yaml.txt', 'noem het `blokkades.yaml`'],
    ['blokkades', 'noem het `blokkades.yaml`'],
    ['BELEID.YAML', 'noem het `beleid.yaml`'],
    ['certificaten.json', 'noem het `certificaten.yaml`'],
    ['instanties.yaml', 'zet het in `instanties/` als het daar hoort'],
    ['nieuw.yaml', 'zet het in `instanties/` als het daar hoort'],
    ['instanties/nieuw.YAML', 'noem het `instanties/nieuw.yaml`'],
    ['instanties/nieuw.yaml.txt', 'noem het `instanties/nieuw.yaml`'],
    ['diensten/nieuw.yaml ', 'noem het `diensten/nieuw.yaml`'],
    ['cases/nieuw', 'noem het `cases/nieuw.yaml`'],
    ['instanties/utrecht/nieuw.yaml', 'zet de bestanden zelf in `instanties/`'],
    ['Instanties/nieuw.yaml', 'noem hem `instanties`'],
    ['dienst/nieuw.yaml', 'noem hem `diensten`'],
    ['praktijken/nieuw.yaml', 'zet het in de map waar het hoort'],
  ])('%j is told, with what to do', async (name, hint) => {
    folder = makeFolder({ [name]: '[]\n', 'blokkades.yaml': '[]\n' })
    const { idle, warnings } = await loadGood(folder.dir)
    expect(idle.map((one) => one.hint)).toEqual([hint])
    expect(warnings).toEqual(idle)
  })

  test.each([
    ['README.md'],
    ['.blokkades.yaml.swp'],
    ['blokkades.yaml.bak'],
    ['blokkades.yaml~'],
    ['instanties/.#nieuw.yaml'],
    ['instanties/..data/nieuw.yaml'],
    ['register/agb.csv'],
    ['ca/uitgever.pem'],
    ['handtekening.json'],
  ])('%j is nobody’s mistake', async (name) => {
    folder = makeFolder({ [name]: '', 'blokkades.yaml': '[]\n' })
    expect((await loadGood(folder.dir)).idle).toEqual([])
  })
})

describe('F7: a block that hits nobody', () => {
  test.each([
    ['{ gebruikersnummer: "10000008", reden: x }', ['gebruikersnummer 10000008']],
    ['{ agbCode: "12000008", reden: x }', ['AGB-code 12000008']],
    ['{ gebruikersnummer: "10000001", reden: x }', []],
    ['{ agbCode: "12000001", reden: x }', []],
  ])('%s: %j', async (block, wie) => {
    folder = makeFolder({ 'blokkades.yaml': `- ${block}\n` })
    const { idle } = await loadGood(folder.dir)
    expect(idle.map(({ melding }) => melding)).toEqual(
      wie.map((one) => `de blokkade van ${one} raakt niemand in dit beleid`),
    )
  })

  test('is not told of a number that Gebruikersbeheer may know', async () => {
    folder = makeFolder(edited(practices, 'beheer: bestand', 'beheer: contactpersoon'))
    expect((await loadGood(folder.dir)).idle).toEqual([])
  })
})

describe('warnings', () => {
  test.each<[string, Changes, string]>([
    [
      'no contact person',
      edited(practices, 'contactpersonen: ["10000001"]', 'contactpersonen: []'),
      'instanties/praktijken.yaml:1:3: deze instantie heeft geen contactpersoon (noem er een bij `contactpersonen`)',
    ],
    [
      'a contact person without a certificate',
      edited(practices, '["10000001"]', '["10000001", "10000007"]'),
      'instanties/praktijken.yaml:7:33: contactpersoon 10000007 staat niet bij de persoonlijke certificaten van deze instantie',
    ],
    [
      'three contact persons',
      edited(practices, '["10000001"]', '["10000001", "10000002", "10000003"]'),
      'instanties/praktijken.yaml:7:3: er zijn 3 contactpersonen; de regel is hoogstens 2',
    ],
    [
      'two systeemcertificaten',
      {
        [practices]: `${baseline[practices] ?? ''}    - { soort: systeem, gebruikersnummer: "90000002", autorisaties: {}, ipAdressen: ["::1"] }\n`,
      },
      'instanties/praktijken.yaml:12:7: er zijn 2 systeemcertificaten; de regel is hoogstens 1 per AGB-code',
    ],
    [
      'an instantie of a kind that its dienst does not admit',
      edited(practices, 'soort: praktijk\n', 'soort: zorgverlener\n'),
      'instanties/praktijken.yaml:5:14: de dienst `portaal` laat geen instantie van de soort `zorgverlener` toe',
    ],
    [
      'a zorgsoort that its dienst does not admit',
      edited(practices, '"12000001"', '"01000001"'),
      'instanties/praktijken.yaml:5:14: de dienst `portaal` laat zorgsoort 01 niet toe',
    ],
    [
      'a grant for a dienst that is not open',
      edited(practices, 'diensten: [portaal]', 'diensten: []'),
      'instanties/praktijken.yaml:9:75: de dienst `portaal` staat niet open voor deze instantie; deze autorisatie doet niets',
    ],
    [
      'an agreement that is over',
      edited(practices, '2099-12-31', '2026-11-20'),
      'instanties/praktijken.yaml:4:41: de overeenkomst is voorbij (2026-11-20); de autorisaties hieronder doen niets meer',
    ],
    [
      'a route that can never match',
      edited(portaal, 'methodes: [POST]', 'methodes: [GET]'),
      'diensten/portaal.yaml:20:5: deze route wordt nooit bereikt: `/portaal/**` staat erboven en neemt alles al (zet de bijzondere route boven de algemene)',
    ],
    [
      'a CRL that is not there',
      edited('certificaten.yaml', 'ca-persoonlijk.crl.pem', 'weg.crl.pem'),
      'certificaten.yaml:6:10: de CRL',
    ],
    [
      'a block that is there twice',
      {
        'blokkades.yaml':
          '- { agbCode: "12000002", reden: a }\n- { agbCode: "12000002", reden: b }\n',
      },
      'blokkades.yaml:2:3: deze blokkade staat er twee keer',
    ],
    [
      'a profile that nobody uses',
      { [practices]: other(agb('06000001')) },
      'certificaten.yaml:13:5: niemand gebruikt het profiel `systeem`',
    ],
  ])('%s', async (_, changes, line) => {
    folder = makeFolder(changes)
    const { dir } = folder
    const { warnings } = await loadGood(dir)
    const lines = warnings.map((warning) => formatProblem(warning).replaceAll(`${dir}/`, ''))
    expect(lines).toContainEqual(expect.stringContaining(line))
  })
})
