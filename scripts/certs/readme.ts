/** The text of certs-dev/README.md; its tables are made from the table of clients. */
import { requests, type ClientRow, type RequestName } from './client.ts'
import { clientGroups } from './clients.ts'

const introduction = `# Ontwikkelcertificaten

Deze map wordt gevuld door \`npx sluis certs\` (en door \`npm start\` als ze nog leeg is). Alleen dit bestand staat in git; het wordt
mee gemaakt uit dezelfde tabel als de certificaten. De certificaten zijn alleen voor ontwikkelen en testen: de CA's zijn van
niemand, de namen en nummers zijn verzonnen en iedereen met deze map kan er certificaten mee uitgeven.

| bestand | is |
| --- | --- |
| \`root.pem\` | de root waaronder alles is uitgegeven; geef hem aan \`curl --cacert\` of vertrouw hem in een testbrowser |
| \`ca-persoonlijk.pem\`, \`ca-systeem.pem\` | de uitgevende CA's van het profiel in VECOZO-stijl |
| \`ca-uzi.pem\` | de uitgevende CA van het UZI-profiel |
| \`ca-crl-verouderd.pem\` | een uitgevende CA waarvan de CRL met opzet over tijd is |
| \`ca-server.pem\` | de CA van het servercertificaat; staat in geen profiel |
| \`<CA>.crl.pem\` | de intrekkingslijst van elke CA, 30 dagen geldig; \`npm start\` vernieuwt ze op tijd |
| \`<CA>.key\` | de sleutel van elke CA, om zelf in te trekken en uit te geven |
| \`server.pem\`, \`server.key\` | keten en sleutel van de server: localhost, viplive.localhost, 127.0.0.1 en ::1 |
| \`clients/NAAM.pem\`, \`clients/NAAM.key\` | clientcertificaat met de uitgevende CA, en de sleutel |
| \`clients/NAAM.p12\` | hetzelfde voor een browser, met wachtwoord \`sluis\` |

Geldigheid: root 10 jaar, CA's 5 jaar, clients 2 jaar, server 1 jaar. Opnieuw maken vervangt alles, ook de sleutels; een certificaat dat in
een browser was gezet, moet er dan opnieuw in. Sleutels zijn P-256, op een enkele na.

In een browser: zet \`clients/indiener.p12\` bij uw certificaten (Firefox: Instellingen, Certificaten, Uw certificaten, Importeren; Chrome:
Instellingen, Certificaten beheren) met wachtwoord \`sluis\`, en vertrouw \`root.pem\` alleen in een apart testprofiel.

Zegt macOS of een oudere Windows bij de \`.p12\` dat het wachtwoord niet klopt, dan kent dat systeem de versleuteling niet (PBES2, AES-256).
Maak er een met de oude versleuteling van, alleen voor testen:

<!-- getest: test/scripts/certs.test.ts -->

\`\`\`sh
openssl pkcs12 -export -legacy -in clients/indiener.pem -inkey clients/indiener.key -out indiener-oud.p12 -passout pass:sluis
\`\`\`
`

const explanation = `Dit geldt voor het voorbeeldbeleid in \`policy/\`, vanaf deze computer. Zonder certificaat is het antwoord overal SL101. Een leeg vak
zegt niets. curl op Debian weigert zelf al \`sl107-rsa-1024\` te gebruiken, omdat de sleutel te kort is, en Node 24 ook; Node 20 gebruikt hem. Een browser
die de echte CA al kent, voert \`sl102-nagemaakte-ca\` niet in: naam en serienummer van de CA zijn dezelfde.

De verzoeken:
`

const requestList = (): string =>
  Object.entries(requests)
    .map(([name, text]) => `- **${name}**: ${text}`)
    .join('\n')

const requestNames = Object.keys(requests) as readonly RequestName[]

const tableRow = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** A group's rows; a request that none of them says anything of has no column. */
function table(rows: readonly ClientRow[]): string {
  const columns = requestNames.filter((name) =>
    rows.some(({ outcomes }) => outcomes[name] !== undefined),
  )
  return [
    tableRow(['client', 'is', ...columns]),
    tableRow(['client', 'is', ...columns].map(() => '---')),
    ...rows.map(({ name, description, outcomes }) =>
      tableRow([`\`${name}\``, description, ...columns.map((column) => outcomes[column] ?? '')]),
    ),
  ].join('\n')
}

/** The whole file. */
export const makeReadme = (): string =>
  [
    introduction,
    `## Wat elk certificaat moet geven\n\n${explanation}`,
    `${requestList()}\n`,
    ...clientGroups.map(({ title, rows }) => `### ${title}\n\n${table(rows)}\n`),
  ].join('\n')
