/**
 * The mails about organisations and members (contract part two, 10 and 11): plain Dutch, no text of a user in a
 * subject, at most one link, alone on its line. A mail without a link says where to sign in, as text.
 */
import type { AgbCode } from '../identity/agb-code.ts'

/** What a mail says; the rest (to whom, from whom) is the queue's. */
export interface MailTekst {
  readonly onderwerp: string
  readonly alineas: readonly string[]
}

interface Plaats {
  /** What people call the dienst. */
  readonly dienst: string
  readonly organisatie: string
  readonly agbCode: AgbCode
}

/** Where to sign in, as text. */
interface Aanmelden {
  /** Address of the page, without a token. */
  readonly adres: string
}

/** A link that ends. */
interface Link {
  /** `<SLUIS_TOEGANG_URL>/link/{token}` */
  readonly link: string
  /** Until when, in words. */
  readonly tot: string
}

const mail = (onderwerp: string, ...alineas: readonly string[]): MailTekst => ({
  onderwerp,
  alineas,
})

const plaats = ({ organisatie, agbCode }: Plaats): string => `${organisatie} (AGB-code ${agbCode})`

const aanmelden = ({ adres }: Aanmelden): string =>
  `Aanmelden doet u op ${adres} met uw e-mailadres, wachtwoord en code.`

/** To the organisation's own mailbox: who reads it speaks for the organisation. */
export const bevestigingMail = (
  what: Plaats & Link & { readonly wie: string; readonly wanneer: string; readonly code: string },
): MailTekst =>
  mail(
    `Bevestig de aanmelding van uw organisatie voor ${what.dienst}`,
    `${what.wie} heeft op ${what.wanneer} ${plaats(what)} aangemeld voor ${what.dienst}. Uw e-mailadres staat in het AGB-register bij deze organisatie. Daarom vragen wij u of dit klopt.`,
    'Open deze pagina om te bevestigen of te weigeren:',
    what.link,
    `Op die pagina vult u deze code in: ${what.code}`,
    `Kent u deze aanmelding niet? Kies dan "Weigeren". Doet u niets, dan gebeurt er niets. De pagina werkt tot ${what.tot}.`,
  )

export const organisatieActiefMail = (what: Plaats & Aanmelden): MailTekst =>
  mail(
    `Uw organisatie is aangemeld voor ${what.dienst}`,
    `De aanmelding van ${plaats(what)} voor ${what.dienst} is bevestigd. U kunt ${what.dienst} nu gebruiken en collega's uitnodigen.`,
    aanmelden(what),
  )

export const organisatieGeweigerdMail = (what: Plaats & Aanmelden): MailTekst =>
  mail(
    `De aanmelding van uw organisatie voor ${what.dienst} is niet bevestigd`,
    `De aanmelding van ${plaats(what)} voor ${what.dienst} is door de organisatie geweigerd, of een collega was u voor. Overleg in uw organisatie wie de aanmelding doet.`,
    aanmelden(what),
  )

/** To who is invited, by the manager who knows the address. */
export const uitnodigingMail = (what: Plaats & Link & { readonly rol: string }): MailTekst =>
  mail(
    `Uitnodiging voor ${what.dienst}`,
    `U bent uitgenodigd voor ${what.dienst} bij ${plaats(what)}, als ${what.rol}.`,
    'Open deze pagina om een account te maken, of om de uitnodiging met uw account te aanvaarden:',
    what.link,
    `De uitnodiging is alleen voor dit e-mailadres en werkt tot ${what.tot}. Verwacht u deze mail niet? Dan hoeft u niets te doen.`,
  )

/** To every manager, when the service desk ended a link that went astray. */
export const linkVervangenMail = (what: Plaats & Link): MailTekst =>
  mail(
    `Nieuwe uitnodigingslink voor ${what.dienst}`,
    `De servicedesk heeft de uitnodigingslink van ${plaats(what)} voor ${what.dienst} vervangen. De oude link werkt niet meer. Dit is de nieuwe:`,
    what.link,
    `De link werkt tot ${what.tot}. Geef hem alleen aan collega's. Ziet u aanmeldingen van mensen die u niet kent? Keur ze af bij Wijzig status.`,
  )

/** To whose account belongs to no organisation any more. */
export const accountVervaltMail = (what: Aanmelden & { readonly op: string }): MailTekst =>
  mail(
    'Uw account wordt verwijderd',
    `Uw account hoort al elf maanden bij geen enkele organisatie. Wij bewaren niet meer dan nodig is: rond ${what.op} verwijderen we het.`,
    'Wilt u het houden? Vraag uw organisatie dan om u uit te nodigen, of meld uw organisatie aan. Anders hoeft u niets te doen.',
    aanmelden(what),
  )

interface Mens {
  readonly naam: string
  readonly nummer: string
}

/** To the service desk, when a manager turns somebody away who should not have had the link. */
export const linkGelektMail = (
  what: Plaats & { readonly dienstNaam: string; readonly wie: Mens; readonly door: Mens },
): MailTekst =>
  mail(
    `Een uitnodigingslink voor ${what.dienst} is gelekt`,
    `Bij ${plaats(what)} is iemand met de uitnodigingslink voor ${what.dienst} binnengekomen die de link niet had mogen hebben. De aanmelding is afgekeurd.`,
    `Wie: ${what.wie.naam} (gebruikersnummer ${what.wie.nummer})`,
    `Gemeld door: ${what.door.naam} (gebruikersnummer ${what.door.nummer})`,
    'Vervang de link op de pagina van de servicedesk, of met:',
    `sluis link vervang --agb ${what.agbCode} --dienst ${what.dienstNaam} --door "uw naam"`,
  )

/** To the service desk: all it needs, and the command. */
export const overdrachtMail = (
  what: Plaats & {
    readonly dienstNaam: string
    readonly van: Mens & { readonly agbCode: AgbCode }
    readonly naar: Mens & { readonly agbCode: AgbCode }
    readonly door: Mens
  },
): MailTekst => {
  const { van, naar, door } = what
  const wie = ({ naam, nummer }: Mens): string => `${naam} (gebruikersnummer ${nummer})`
  return mail(
    `Aanvraag van een overdracht voor ${what.dienst}`,
    `${plaats(what)} vraagt om deelnemers van ${what.dienst} over te dragen.`,
    `Van: ${wie(van)}, AGB-code ${van.agbCode}`,
    `Naar: ${wie(naar)}, AGB-code ${naar.agbCode}`,
    `Aangevraagd door: ${wie(door)}`,
    'Klopt het? Geef de opdracht op de pagina van de servicedesk, of met:',
    `sluis overdracht --agb ${what.agbCode} --dienst ${what.dienstNaam} --van ${van.agbCode} --naar ${naar.agbCode} --door "uw naam"`,
  )
}

/** To every manager. */
export const nieuwLidMail = (what: Plaats & Aanmelden & { readonly wacht: boolean }): MailTekst =>
  mail(
    `Nieuwe aanmelding voor ${what.dienst}`,
    `Iemand heeft zich aangemeld voor ${what.dienst} bij ${plaats(what)}. ${what.wacht ? 'Keur de aanmelding goed of af bij Wijzig status.' : 'U hoeft niets te doen.'} Kent u deze persoon niet? Keur de aanmelding dan af, of zet de toegang stop.`,
    aanmelden(what),
  )

/** To the organisation's own mailbox: who speaks for it may know better. */
export const factorHerstelMail = (what: Plaats & { readonly wie: string }): MailTekst =>
  mail(
    'Een medewerker registreert zijn tweede factor opnieuw',
    `De servicedesk heeft ${what.wie}, die bij ${plaats(what)} werkt met ${what.dienst}, een mail gestuurd om zijn tweede factor opnieuw te registreren. Zijn oude telefoon of app werkt tot dat is gebeurd.`,
    'Werkt deze persoon niet bij u, of heeft hij hier niet om gevraagd? Bel dan meteen de servicedesk.',
  )

export const lidActiefMail = (what: Plaats & Aanmelden): MailTekst =>
  mail(
    `U hebt toegang tot ${what.dienst}`,
    `Uw aanmelding voor ${what.dienst} bij ${plaats(what)} is goedgekeurd.`,
    aanmelden(what),
  )

/** To the others who manage: somebody let himself see what is of patients. */
export const zelfGemachtigdMail = (
  what: Plaats & Aanmelden & { readonly wie: Mens; readonly machtigingen: readonly string[] },
): MailTekst =>
  mail(
    `Een collega gaf zichzelf een machtiging voor ${what.dienst}`,
    `${what.wie.naam} (gebruikersnummer ${what.wie.nummer}) heeft zichzelf bij ${plaats(what)} gemachtigd voor ${what.dienst}: ${what.machtigingen.join('; ')}.`,
    'Klopt dit? Dan hoeft u niets te doen. Klopt het niet? Haal de machtiging dan weg bij Wijzig status, en overleg met uw collega.',
    aanmelden(what),
  )

export const lidAfgekeurdMail = (what: Plaats & Aanmelden): MailTekst =>
  mail(
    `Uw aanmelding voor ${what.dienst} is afgekeurd`,
    `Uw aanmelding voor ${what.dienst} bij ${plaats(what)} is afgekeurd. Klopt dat niet? Overleg dan met de beheerder in uw organisatie.`,
    aanmelden(what),
  )

export const lidStopgezetMail = (what: Plaats & Aanmelden): MailTekst =>
  mail(
    `Uw toegang tot ${what.dienst} is stopgezet`,
    `${what.dienst} bij ${plaats(what)} is voor u niet meer toegankelijk. Wat u hebt ingevoerd, blijft bewaard. Klopt dit niet? Overleg dan met de beheerder in uw organisatie.`,
    aanmelden(what),
  )
