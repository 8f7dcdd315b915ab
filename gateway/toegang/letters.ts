/**
 * What mails of signing in say: plain text, Dutch, a link alone on its line, at most one in a mail. Nothing that
 * somebody typed stands in a subject.
 */
import { dutchMoment } from '../pages/dates.ts'

export interface Letter {
  readonly subject: string
  readonly text: string
}

/** What a mail is made of when it is sent. Moments are milliseconds since the epoch. */
export interface LetterFacts {
  readonly naam: string
  /** Where its link leads. */
  readonly link?: string | undefined
  readonly geldigTot?: number | undefined
  /** Where one signs in. */
  readonly aanmelden: string
  /** Name of the organisation or dienst, where it is about one. */
  readonly organisatie?: string | undefined
  readonly dienst?: string | undefined
  /** Six digits. */
  readonly code?: string | undefined
  readonly wat?: string | undefined
  /** Of a mail whose text is made by who queues it. */
  readonly onderwerp?: string | undefined
  readonly alineas?: readonly string[] | undefined
}

type Write = (facts: LetterFacts) => readonly [subject: string, ...lines: string[]]

const until = ({ geldigTot }: LetterFacts): string =>
  geldigTot === undefined ? '' : `De link werkt tot ${dutchMoment(geldigTot)}.`

/** By kind. */
export const letters = {
  'e-mail-bewijs': (facts) => [
    'Maak uw account voor Sluis af',
    'Iemand heeft met dit e-mailadres een account aangevraagd. Was u dat? Open dan deze link, druk op de knop en kies een wachtwoord:',
    facts.link ?? '',
    until(facts),
    'Was u dat niet? Dan hoeft u niets te doen: er is nog geen account.',
  ],
  'account-bestaat': (facts) => [
    'U hebt al een account voor Sluis',
    'Iemand heeft met dit e-mailadres een account aangevraagd, maar u hebt er al een. Aanmelden doet u hier:',
    facts.aanmelden,
    'Bent u uw wachtwoord vergeten? Kies dan op die pagina ‘Wachtwoord vergeten’. Was u dit niet? Dan hoeft u niets te doen.',
  ],
  wachtwoord: (facts) => [
    'Kies een nieuw wachtwoord',
    'Iemand heeft voor dit account een nieuw wachtwoord aangevraagd. Was u dat? Open dan deze link. U hebt ook een code van uw tweede factor nodig:',
    facts.link ?? '',
    until(facts),
    'Was u dit niet? Dan hoeft u niets te doen: uw wachtwoord is niet veranderd.',
  ],
  'factor-herstel': (facts) => [
    'Registreer uw tweede factor opnieuw',
    'Uw contactpersoon of de servicedesk heeft gevraagd om uw tweede factor opnieuw te registreren. Open deze link en vul uw wachtwoord in:',
    facts.link ?? '',
    until(facts),
    'Tot u dat hebt gedaan, werkt uw oude tweede factor. Verwachtte u dit niet? Neem contact op met uw contactpersoon.',
  ],
  uitnodiging: (facts) => [
    'U bent uitgenodigd',
    `${facts.organisatie ?? 'Een organisatie'} nodigt u uit voor ${facts.dienst ?? 'een dienst'}. Open deze link en druk op de knop:`,
    facts.link ?? '',
    until(facts),
    'Verwachtte u dit niet? Dan hoeft u niets te doen.',
  ],
  'e-mail-wijziging': (facts) => [
    'Bevestig uw nieuwe e-mailadres',
    'Iemand wil dit adres gebruiken voor zijn account. Was u dat? Open dan deze link en druk op de knop:',
    facts.link ?? '',
    until(facts),
    'Was u dit niet? Dan hoeft u niets te doen.',
  ],
  organisatie: (facts) => [facts.onderwerp ?? 'Bericht van Sluis', ...(facts.alineas ?? [])],
  'account-gewijzigd': (facts) => [
    'Uw account is gewijzigd',
    `Op uw account is gewijzigd: ${facts.wat ?? 'een gegeven'}. Al uw andere aanmeldingen zijn beëindigd.`,
    'Was u dit niet? Kies dan meteen een nieuw wachtwoord, via ‘Wachtwoord vergeten’ op:',
    facts.aanmelden,
  ],
} as const satisfies Record<string, Write>

export type LetterKind = keyof typeof letters

/** The mail of a kind. */
export function letterOf(kind: LetterKind, facts: LetterFacts): Letter {
  const write: Write = letters[kind]
  const [subject, ...lines] = write(facts)
  const text = [`Beste ${facts.naam},`, ...lines, 'Met vriendelijke groet,\nSluis']
  return { subject, text: `${text.filter((line) => line !== '').join('\n\n')}\n` }
}
