/** What `sluis dienst nieuw` writes: the dienst, its cases, and its line in the list of diensten. */

export interface NewDienst {
  readonly dienst: string
  readonly titel: string
  /** Of the service behind the gateway, without a path. */
  readonly url: string
  /** Name of a message schema: `instroom-machtiging`. */
  readonly schema: string
  readonly instantie: string
}

/** Who the cases are about. */
export interface CaseHolders {
  readonly systeem: string
  /** An address that the systeemcertificaat may come from. */
  readonly adres: string
  readonly persoonlijk: string
}

/** A scalar that YAML reads back as the same text. */
const quoted = (text: string): string => JSON.stringify(text)

/** `diensten/<dienst>.yaml`. */
export const dienstText = ({ dienst, titel, url, schema }: NewDienst): string =>
  `# Gemaakt met sluis dienst nieuw. Elke sleutel staat uitgelegd in schemas/policy-dienst.schema.json van Sluis.
dienst: ${dienst}
naam: ${quoted(titel)}
autorisaties:
  raadplegen: { omschrijving: Gegevens inzien }
  indienen: { omschrijving: Indienen en inzien, omvat: [raadplegen] }
instanties: { soorten: [praktijk, instelling] }
instroom:
  schema: ${schema}
  autorisatie: { systeem: indienen, persoonlijk: indienen }
  geldig: 15m
upstream: { url: ${quoted(url)}, instroom: /${dienst}/instroom, termijn: 10s }
# De eerste route die past, beslist; wat nergens past, wordt geweigerd.
routes:
  - { methodes: [GET, HEAD], pad: "/${dienst}/**", autorisatie: raadplegen }
  - { methodes: [POST], pad: /${dienst}/aanvragen, autorisatie: indienen, agbCode: instantie.agbCode }
quota: { perInstantie: { aantal: 600, per: 1m } }
`

/** `cases/<dienst>.yaml`: every autorisatie and every route, and what must be refused. */
export function casesText(
  { dienst, instantie }: NewDienst,
  { systeem, adres, persoonlijk }: CaseHolders,
): string {
  const person = `{ soort: persoonlijk, gebruikersnummer: ${quoted(persoonlijk)}, agbCode: ${quoted(instantie)} }`
  const asked = (naam: string, verzoek: string, verwacht: string): string =>
    `- naam: ${dienst}, ${naam}
  certificaat: ${person}
  dienst: ${dienst}
  verzoek: { ${verzoek} }
  verwacht: ${verwacht}
`
  const other = instantie === '12000002' ? '12000001' : '12000002'
  return `- naam: ${dienst}, het systeem van de praktijk mag een instroom aanbieden
  certificaat: { soort: systeem, gebruikersnummer: ${quoted(systeem)}, agbCode: ${quoted(instantie)} }
  dienst: ${dienst}
  autorisatie: indienen
  luisteraar: instroom
  adres: ${quoted(adres)}
  verwacht: toegestaan
${asked('een medewerker ziet gegevens in', `methode: GET, pad: /${dienst}/aanvragen/1`, 'toegestaan')}${asked('een medewerker dient in', `methode: POST, pad: /${dienst}/aanvragen, agbCode: ${quoted(instantie)}`, 'toegestaan')}${asked('indienen voor een andere praktijk wordt geweigerd', `methode: POST, pad: /${dienst}/aanvragen, agbCode: ${quoted(other)}`, 'SL305')}${asked('verwijderen kan niet', `methode: DELETE, pad: /${dienst}/aanvragen/1`, 'SL513')}`
}

const listHead = `# Diensten

| dienst | naam | bericht | adres |
| --- | --- | --- | --- |
`

/** `DIENSTEN.md` of the policy folder with a line more; undefined: there is none yet. */
export const listedIn = (
  before: string | undefined,
  { dienst, titel, url, schema }: NewDienst,
): string =>
  `${before ?? listHead}| [${dienst}](diensten/${dienst}.yaml) | ${titel.replaceAll('|', '\\|')} | \`${schema}\` | ${url} |\n`
