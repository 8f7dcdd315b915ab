/** What `sluis demo` tells of VIPLive: the huisarts who is ready, and a start from the HIS that names him. */
import type { DemoHuisarts } from './account.ts'

interface Where {
  /** Origin of toegang. */
  readonly base: string
  /** Of the instroom. */
  readonly port: string
  /** Folder of the development certificates. */
  readonly certificates: string
}

const kaart = (nummer: string) => ({
  referentie: 'KAART-REF',
  instantie: { agbCode: '01000007' },
  medewerker: { gebruikersnummer: nummer },
  verzekerde: { bsn: '999990019' },
})

/** What the HIS of a practice posts when an employee goes from the file to the card; each time another referentie. */
export const startLine = (
  nummer: string,
  { port, certificates }: Pick<Where, 'port' | 'certificates'>,
): string => {
  const client = `${certificates}/clients/systeem-melden`
  const body = JSON.stringify(kaart(nummer)).replace('KAART-REF', `KAART-'$(date +%s)'`)
  return `curl --cacert ${certificates}/root.pem --cert ${client}.pem --key ${client}.key \\
  -H 'content-type: application/json' https://localhost:${port}/v1/instroom/viplive \\
  -d '${body}'`
}

/** Begins and ends in an empty line. */
export const aboutHuisarts = ({ nummer, aanmelden }: DemoHuisarts, where: Where): string =>
  `${
    aanmelden === undefined
      ? ''
      : `
Meld u aan als huisarts van VIPLive op ${where.base}/aanmelden:

  ${aanmelden}
`
  }
Start als die huisarts vanuit het HIS, zoals een knop in het dossier dat doet:

${startLine(nummer, where)}

Open startUrl uit het antwoord binnen 60 seconden in de browser van de huisarts. Vink eerst bij Medewerkersbeheer
(${where.base}/organisaties/01000007/viplive) de toegang tot patiëntdata aan; zonder die toegang is het SL212.

`
