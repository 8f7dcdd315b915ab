/**
 * What a code says, by the means that it is about. To and of who came in without a certificate (contract part two, 10)
 * nothing of a certificate, nor of Gebruikersbeheer, and what to do on the pages that are there. A code that is not
 * here says the same to everybody. Pages, problem documents, `sluis policy explain` and the service desk alike.
 */
import { errorEntry } from '../errors.ts'
import type { Code, ErrorEntry, Mender } from '../errors.ts'

interface SignedInTexts {
  readonly title?: ErrorEntry['title']
  readonly detail: ErrorEntry['detail']
  readonly wie: Mender
  /** To the reader. */
  readonly actie: string
}

const otherOne = 'Werkt u voor meer organisaties? Kies dan bij Mijn organisaties de juiste.'
const askManager = (what: string): string =>
  `Vraag wie bij uw organisatie de medewerkers beheert ${what}. ${otherOne}`

const texts: Readonly<Partial<Record<Code, SignedInTexts>>> = {
  SL108: {
    title: { nl: 'Niet met deze aanmelding', en: 'Not with this sign-in' },
    detail: {
      nl: 'Deze dienst is niet te gebruiken met de manier waarop u bent aangemeld.',
      en: 'This service cannot be used with the way you signed in.',
    },
    wie: 'medewerker',
    actie: 'Meld u af, en meld u aan met een account. Hebt u dat niet? Vraag er een aan.',
  },
  SL109: {
    detail: {
      nl: 'U hebt geen toegang meer, of de organisatie waarvoor u werkt is geblokkeerd.',
      en: 'Your access was stopped, or the organisation you act for is blocked.',
    },
    wie: 'contactpersoon',
    actie: askManager('of uw toegang weer aan kan'),
  },
  SL201: {
    title: { nl: 'Organisatie niet aangesloten', en: 'Organisation not connected' },
    detail: {
      nl: 'U werkt nu niet namens een organisatie die hier is aangesloten.',
      en: 'You do not act for an organisation that is connected here.',
    },
    wie: 'medewerker',
    actie:
      'Kies bij Mijn organisaties een organisatie waar u actief bent, of meld de uwe daar aan.',
  },
  SL204: {
    detail: {
      nl: 'U hebt bij deze organisatie geen rol in deze dienst.',
      en: 'You hold no role in this service at this organisation.',
    },
    wie: 'contactpersoon',
    actie: askManager('u een rol in deze dienst te geven'),
  },
  SL205: {
    detail: {
      nl: 'Met uw rol mag u deze dienst gebruiken, maar niet hiervoor.',
      en: 'With your role you may use this service, but not for this.',
    },
    wie: 'contactpersoon',
    actie: askManager('u een andere rol te geven'),
  },
  SL206: {
    detail: {
      nl: 'De AGB-code van uw organisatie is niet van een soort die deze dienst mag gebruiken (praktijk of instelling).',
      en: 'The AGB code of your organisation is not of a kind (practice or institution) that may use this service.',
    },
    wie: 'medewerker',
    actie: 'Kies bij Mijn organisaties een andere organisatie.',
  },
  SL209: {
    title: { nl: 'Niet voor uw rol', en: 'Not for your role' },
    detail: {
      nl: 'Dit is alleen voor wie bij deze organisatie de medewerkers beheert.',
      en: 'This is only for who manages the members of this organisation.',
    },
    wie: 'contactpersoon',
    actie: askManager('dit te doen'),
  },
  SL211: {
    detail: {
      nl: 'Dit kan alleen in een beveiligde sessie.',
      en: 'This is possible in a secured session only.',
    },
    wie: 'medewerker',
    actie: 'Open het slot met uw wachtwoord en probeer het opnieuw.',
  },
  SL212: {
    detail: {
      nl: 'Hiervoor moet u zijn gemachtigd door wie de medewerkers van uw organisatie beheert.',
      en: 'This needs an authorisation in person by whoever manages the members of your organisation.',
    },
    wie: 'contactpersoon',
    actie: askManager('u te machtigen'),
  },
  SL305: {
    title: { nl: 'AGB-code van een andere organisatie', en: 'AGB code of another organisation' },
    detail: {
      nl: 'De AGB-code van de instantie in het bericht is niet die van de organisatie waarvoor u werkt.',
      en: 'The AGB code of the organisation in the message is not that of the one you act for.',
    },
    wie: 'softwareleverancier',
    actie: otherOne,
  },
  SL401: {
    title: { nl: 'Niet gevonden', en: 'Not found' },
    detail: {
      nl: 'Deze link of bladzijde is hier niet bekend, of niet voor u.',
      en: 'This link or page is not known here, or not for you.',
    },
    wie: 'medewerker',
    actie:
      'Open de link opnieuw, precies zoals hij in de mail of in het softwarepakket staat. Zocht u een organisatie? Kies haar bij Mijn organisaties.',
  },
  SL403: {
    detail: {
      nl: 'De organisatie waarvoor u nu werkt, is niet die waar de aanvraag (instroom) is klaargezet.',
      en: 'The organisation you act for is not the one that posted the instroom.',
    },
    wie: 'medewerker',
    actie:
      'Kies bij Mijn organisaties de organisatie waar u vanuit startte, en open de link opnieuw.',
  },
}

/** Who reads it, or whom it is told of. */
export interface CodeReader {
  /** Asks on the toegang listener, where nobody shows a certificate. */
  readonly zonderCertificaat?: boolean | undefined
}

/** As the listener, or the row of a request, has it. */
export const readerAt = (listener: unknown): CodeReader => ({
  zonderCertificaat: listener === 'toegang',
})

/** What the reader is told instead of the table's own texts; undefined: those. */
export const instead = (
  code: Code,
  { zonderCertificaat }: CodeReader,
): SignedInTexts | undefined => (zonderCertificaat === true ? texts[code] : undefined)

/** Title and meaning of a code for its reader. */
export function meaningOf(code: Code, reader: CodeReader): Pick<ErrorEntry, 'title' | 'detail'> {
  const { title, detail } = errorEntry(code)
  return { title, detail, ...instead(code, reader) }
}
