/**
 * What a refusal advises, as far as it depends on the practice and the reader: who decides on autorisaties
 * there, whether the reader is the contact person, and the dates that would end the question. Pure; used by the
 * page of a refusal, home, Mijn certificaat and the problem document.
 */
import type { Code } from '../errors.ts'
import { instead } from '../decision/meaning.ts'
import { mendingOf } from '../decision/mender.ts'
import type { Mending } from '../decision/mender.ts'
import { dutchDate, dutchIsoDate, dutchMoment } from './dates.ts'
import { forYou } from './for-you.ts'
import { askPath, houderPath } from './paths.ts'

/** What is known of the certificate and of the reader's own practice; nothing of another one. */
export interface AdviceFacts {
  readonly isContactpersoon: boolean
  /** Asked on the toegang listener, where nobody shows a certificate. */
  readonly zonderCertificaat?: boolean | undefined
  readonly gebruikersnummer?: string | undefined
  /** Of the practice the reader is logged in for. */
  readonly instantie?:
    | {
        readonly naam: string
        readonly agbCode: string
        readonly beheer: 'bestand' | 'contactpersoon'
        readonly overeenkomst: { readonly van: string; readonly tot: string | undefined }
      }
    | undefined
  /** What is asked for, as people call it. */
  readonly dienst?: string | undefined
  readonly autorisatie?: string | undefined
  /** The same by their names, where the reader may ask the contact person for it here. */
  readonly vraag?: { readonly dienst: string; readonly autorisatie: string } | undefined
  /** ISO date: the last day of what the reader had for it, which is past. */
  readonly autorisatieTot?: string | undefined
  /** Epoch ms; only of a certificate whose issuer is trusted. */
  readonly geldig?: { readonly van: number; readonly tot: number } | undefined
  readonly geblokkeerdDoor?: 'praktijk' | 'beheerder' | undefined
  /** ISO date of today in the Netherlands. */
  readonly today?: string | undefined
  /** The instroom of a link, of the own practice. */
  readonly instroom?:
    | {
        readonly validUntil: number
        readonly openedAt: number | null
        /** Name or number of who opened it. */
        readonly openedBy: string | undefined
        readonly canBeFreed: boolean
      }
    | undefined
}

/** Who mends it, what that person does, and what the reader does. */
export interface Advice extends Mending {
  readonly voorU: string
  /** A sentence with the dates or names that would end the question. */
  readonly feit?: string
  /** Where the reader, a contact person, can mend it. */
  readonly link?: { readonly href: string; readonly tekst: string }
  /** Lines to send to the operator. */
  readonly brief?: string
}

/** Nothing is known of the reader. */
export const nobody: AdviceFacts = { isContactpersoon: false }

/** The advice on a code. */
export function adviceOf(code: Code, facts: AdviceFacts = nobody): Advice {
  const mending = mendingOf(code, facts.instantie, facts)
  if (instead(code, facts) !== undefined) return { ...mending, voorU: mending.actie }
  const feit = factOf(code, facts)
  return {
    ...mending,
    voorU: forYou[code] ?? mending.actie,
    ...(feit !== undefined && { feit }),
    ...special[code]?.(facts),
  }
}

type Change = Partial<Advice>

const special: Readonly<Partial<Record<Code, (facts: AdviceFacts) => Change>>> = {
  SL109: blocked,
  SL202: (facts) => forContact(facts, 'Verleng de overeenkomst bij de beheerder van Sluis.'),
  SL203: (facts) => forContact(facts, 'Vraag de dienst aan bij de beheerder van Sluis.'),
  SL204: authorisation,
  SL205: authorisation,
  SL404: colleague,
}

/** A contact person is not told to ask himself. */
const forContact = ({ isContactpersoon }: AdviceFacts, voorU: string): Change =>
  isContactpersoon ? { voorU } : {}

function authorisation(facts: AdviceFacts): Change {
  const { instantie, isContactpersoon } = facts
  if (instantie?.beheer === 'bestand') return atOperator(facts)
  const { gebruikersnummer, vraag } = facts
  if (!isContactpersoon)
    return vraag === undefined
      ? {}
      : {
          link: {
            href: askPath(vraag.dienst, vraag.autorisatie),
            tekst: 'Vraag deze autorisatie aan',
          },
        }
  return {
    voorU: 'U kunt uzelf deze autorisatie geven in Gebruikersbeheer.',
    ...(gebruikersnummer !== undefined && {
      link: {
        href: houderPath('persoonlijk', gebruikersnummer),
        tekst: 'Uw eigen autorisaties wijzigen',
      },
    }),
  }
}

/** With `beheer: bestand` it goes by the operator. */
const atOperator = (facts: AdviceFacts): Change =>
  facts.isContactpersoon
    ? {
        voorU:
          'U regelt dit bij de beheerder: van uw praktijk staan de autorisaties in het beleid. U kunt deze tekst sturen:',
        brief: letterOf(facts),
      }
    : { voorU: 'Vraag uw contactpersoon om dit bij de beheerder aan te vragen.' }

const letterOf = ({ instantie, gebruikersnummer, dienst, autorisatie }: AdviceFacts): string =>
  [
    'Wilt u deze autorisatie geven?',
    `Praktijk of instelling: ${instantie?.naam ?? ''} (AGB-code ${instantie?.agbCode ?? ''})`,
    `Gebruikersnummer: ${gebruikersnummer ?? ''}`,
    ...(dienst === undefined ? [] : [`Dienst: ${dienst}`]),
    ...(autorisatie === undefined ? [] : [`Autorisatie: ${autorisatie}`]),
  ].join('\n')

function blocked({ geblokkeerdDoor, isContactpersoon }: AdviceFacts): Change {
  if (geblokkeerdDoor === 'beheerder')
    return {
      voorU: isContactpersoon
        ? 'Vraag de beheerder van Sluis waarom er geblokkeerd is.'
        : 'Vraag uw contactpersoon om bij de beheerder van Sluis na te gaan waarom er geblokkeerd is.',
    }
  return geblokkeerdDoor === undefined
    ? {}
    : { voorU: 'Vraag uw contactpersoon waarom u geblokkeerd bent en of de blokkade eraf kan.' }
}

function colleague({ instroom, isContactpersoon }: AdviceFacts): Change {
  if (instroom === undefined) return {}
  if (!instroom.canBeFreed) return {}
  return isContactpersoon
    ? {
        voorU:
          'Vraag uw collega de aanvraag af te maken, of geef de aanvraag vrij. Daarna kan een ander hem openen.',
        link: { href: '/start', tekst: 'Naar Klaargezet' },
      }
    : {
        voorU:
          'Vraag uw collega de aanvraag af te maken, of vraag uw contactpersoon de aanvraag vrij te geven.',
      }
}

const hasEnded = (tot: string | undefined, today: string | undefined): boolean =>
  tot !== undefined && today !== undefined && tot < today

/** The date, name or practice that ends the question. */
function factOf(code: Code, facts: AdviceFacts): string | undefined {
  return factsOf[code]?.(facts)
}

const factsOf: Readonly<Partial<Record<Code, (facts: AdviceFacts) => string | undefined>>> = {
  SL103: ({ geldig }) => geldig && `Uw certificaat was geldig tot ${dutchMoment(geldig.tot)}.`,
  SL104: ({ geldig }) => geldig && `Uw certificaat is geldig vanaf ${dutchDate(geldig.van)}.`,
  SL109: ({ geblokkeerdDoor }) =>
    geblokkeerdDoor && `De blokkade is ingesteld door de ${blockers[geblokkeerdDoor]}.`,
  SL202: ({ instantie, today }) =>
    instantie &&
    (hasEnded(instantie.overeenkomst.tot, today)
      ? `De overeenkomst liep tot en met ${dutchIsoDate(instantie.overeenkomst.tot ?? '')}.`
      : `De overeenkomst gaat in op ${dutchIsoDate(instantie.overeenkomst.van)}.`),
  SL204: endedFact,
  SL205: endedFact,
  SL402: ({ instroom }) =>
    instroom && `De aanvraag kon worden geopend tot ${dutchMoment(instroom.validUntil)}.`,
  SL403: ({ instantie }) =>
    instantie && `U bent nu ingelogd voor ${instantie.naam} (${instantie.agbCode}).`,
  SL404: ({ instroom }) =>
    instroom?.openedAt == null
      ? undefined
      : `De aanvraag is geopend door ${instroom.openedBy ?? 'een collega'} op ${dutchMoment(instroom.openedAt)}.`,
}

function endedFact({ autorisatieTot, dienst }: AdviceFacts): string | undefined {
  return autorisatieTot === undefined
    ? undefined
    : `Uw autorisatie voor ${dienst ?? 'deze dienst'} gold tot en met ${dutchIsoDate(autorisatieTot)}.`
}

const blockers = { praktijk: 'contactpersoon van uw praktijk', beheerder: 'beheerder van Sluis' }
