/**
 * Every text of the pages that is not in the error table, in plain Dutch (B1). One word for one thing:
 * certificaat, autorisatie, dienst, instantie, instroom, contactpersoon, medewerker, softwarepakket.
 */
import type { Mender } from '../errors.ts'
import type { Soort } from '../identity/identity.ts'
import type { InstantieSoort } from '../decision/instantie.ts'
import type { StepOutcome } from '../decision/steps.ts'

/** Names of the kinds of holder. */
export const soortTexts = {
  persoonlijk: 'Persoonlijk certificaat',
  systeem: 'Systeemcertificaat',
  account: 'Account',
  meldcode: 'Meldcode',
} as const satisfies Record<Soort, string>

/** Names of the kinds of instantie. */
export const instantieSoortTexts = {
  praktijk: 'praktijk',
  instelling: 'instelling',
  zorgverlener: 'zorgverlener',
} as const satisfies Record<InstantieSoort, string>

/** How a check step came out. */
export const outcomeTexts = {
  geslaagd: 'In orde',
  mislukt: 'Niet in orde',
  'niet-uitgevoerd': 'Niet uitgevoerd',
} as const satisfies Record<StepOutcome, string>

/** How a step came out that rests on an instantie which nobody knows. */
export const cannotBeJudged = 'Niet te beoordelen'

/** Who can mend a refusal. */
export const menderTexts = {
  softwareleverancier: 'De leverancier van uw softwarepakket',
  contactpersoon: 'De contactpersoon van uw praktijk of instelling',
  medewerker: 'U kunt dit zelf oplossen',
  beheerder: 'De beheerder van Sluis',
} as const satisfies Record<Mender, string>

/** What stands around every page. */
export const frameTexts = {
  product: 'Sluis',
  skip: 'Direct naar de inhoud',
  menu: 'Hoofdmenu',
  home: 'Diensten',
  certificaat: 'Mijn certificaat',
  instromen: 'Klaargezet',
  beheer: 'Gebruikersbeheer',
  loggedIn: 'Ingelogd als',
  gebruikersnummer: 'Gebruikersnummer',
  about: 'Sluis laat alleen certificaten door die voor een dienst zijn geautoriseerd.',
  requestId: 'Nummer van dit verzoek:',
  errorPrefix: 'Fout: ',
  toHome: 'naar Diensten',
  leave:
    'Klaar? Sluit alle vensters van uw browser. Anders kan wie na u achter deze computer komt, met uw certificaat verder.',
  printed: 'Stand van',
} as const

/** The help desk of who operates Sluis. */
export const helpTexts = {
  naam: 'Helpdesk',
  telefoon: 'Telefoon',
  mail: 'E-mail',
  tijden: 'Bereikbaar',
  filledIn: 'In een e-mail via deze link staan de regels hieronder al ingevuld.',
  need: 'Hulp nodig?',
  links: {
    aanmelden: 'Praktijk of instelling aanmelden',
    certificaatAanvragen: 'Certificaat aanvragen',
    overeenkomst: 'Overeenkomst regelen',
    privacy: 'Privacy',
    toegankelijkheid: 'Toegankelijkheid',
  },
} as const

/** The refusal page. */
export const refusalTexts = {
  code: 'Foutcode',
  controls: 'Wat is er gecontroleerd?',
  controlsIntro: 'In deze volgorde. De eerste controle die niet in orde is, bepaalt de foutcode.',
  none: 'Bij dit verzoek zijn geen controles uitgevoerd.',
  notInOrder: 'niet in orde',
  allControls: 'Alle controles bekijken, bijvoorbeeld met de helpdesk',
  solve: 'Hoe lost u dit op?',
  who: 'Wie kan dit oplossen?',
  action: 'Wat moet er gebeuren?',
  yourself: 'U zelf, als contactpersoon van uw praktijk of instelling',
  colleague: 'U of uw collega',
  orYourself: 'of u zelf',
  again: 'Opnieuw proberen',
  signOut: 'Afmelden',
  openLock: 'Open een beveiligde sessie',
  againIn: (seconds: number): string =>
    `U kunt het over ${seconds === 1 ? '1 seconde' : `${seconds} seconden`} opnieuw proberen.`,
  mayRepeat: 'Dit kan vanzelf overgaan. Probeer het straks nog een keer.',
  fields: 'Deze velden zijn niet goed',
  whole: 'het hele bericht',
  other: 'Een ander certificaat kiezen',
  otherIntro: 'Uw browser onthoudt welk certificaat u hebt gekozen. Kies zo een ander certificaat:',
  otherSteps: [
    'Sluit alle vensters van uw browser.',
    'Open de browser en ga opnieuw naar deze pagina.',
    'Kies uw persoonlijke certificaat in het venster dat verschijnt.',
  ],
  otherMissing:
    'Verschijnt er geen venster? Dan staat er op deze computer geen certificaat dat hier past. Vraag uw contactpersoon om hulp.',
  help: 'Hulp vragen',
  helpIntro:
    'Stuur deze regels mee als u de helpdesk om hulp vraagt. Er staan geen persoonsgegevens in.',
  helpRows: { code: 'Foutcode', request: 'Verzoek', moment: 'Moment', path: 'Adres' },
} as const

/** The page of a request that could not be read. */
export const statusTexts = {
  status: 'HTTP-status',
  cookies: 'Zo verwijdert u de cookies van deze site',
  cookieSteps: [
    'Klik in de adresbalk op het teken links van het adres.',
    'Kies Cookies en sitegegevens (de naam verschilt per browser) en verwijder de gegevens van deze site.',
    'Open de pagina opnieuw, en meld u zo nodig opnieuw aan.',
  ],
} as const

/** The page of all codes. */
export const codesTexts = {
  title: 'Foutcodes',
  intro:
    'Bij elke weigering staat een foutcode. Hier leest u wat de code betekent en wie er iets aan kan doen.',
  all: 'Alle foutcodes',
  bare: 'Zonder foutcode',
  bareIntro:
    'Is het verzoek zelf niet te lezen, dan is er niets gecontroleerd en is er geen foutcode. De HTTP-status zegt dan wat er aan de hand is.',
  who: 'Wie kan dit oplossen?',
  action: 'Wat moet er gebeuren?',
  forYou: 'Bent u medewerker?',
  repeat: 'Helpt later opnieuw proberen?',
  yes: 'Ja',
  no: 'Nee',
  status: 'HTTP-status',
  back: 'Naar Diensten',
} as const

/** The home page. */
export const homeTexts = {
  title: 'Diensten',
  intro: 'Dit zijn de diensten die u met dit certificaat kunt gebruiken.',
  introNone:
    'U kunt met dit certificaat nu geen dienst gebruiken. Hieronder staat per dienst waarom.',
  open: 'Openen',
  yes: 'Beschikbaar',
  no: 'Niet beschikbaar',
  none: 'Er zijn geen diensten.',
  why: 'Waarom niet?',
  alsoFailed: 'Ook niet in orde:',
  waiting: (count: number): string =>
    count === 1
      ? 'Er staat 1 aanvraag klaar om te openen.'
      : `Er staan ${count} aanvragen klaar om te openen.`,
  toWaiting: 'Bekijk wat er klaarstaat',
  toDesk: 'Naar de servicedesk',
  verdict: 'Met dit certificaat kunt u hier nu niets doen',
} as const

/** Mijn certificaat. */
export const certificateTexts = {
  title: 'Mijn certificaat',
  intro: 'Dit staat in het certificaat waarmee u bent ingelogd.',
  soort: 'Soort',
  naam: 'Naam',
  gebruikersnummer: 'Gebruikersnummer',
  instantie: 'Praktijk of instelling',
  agbCode: 'AGB-code',
  van: 'Geldig vanaf',
  tot: 'Geldig tot',
  unknown: 'Staat niet in het certificaat',
  notConnected: 'niet aangesloten',
  expires: (days: number): string => {
    if (days <= 0) return 'Uw certificaat verloopt vandaag'
    return days === 1
      ? 'Uw certificaat verloopt morgen'
      : `Uw certificaat verloopt over ${days} dagen`
  },
  expired: 'Uw certificaat is verlopen',
  renew: 'Vraag uw contactpersoon op tijd een nieuw certificaat aan te vragen.',
  rights: 'Wat mag dit certificaat?',
  noRights: 'Geen autorisatie',
  noDiensten: 'Er zijn geen diensten voor dit certificaat.',
  dienst: 'Dienst',
  autorisaties: 'Autorisaties',
  instroom: 'Als u nu een klaargezette aanvraag opent',
  instroomSystem: 'Als dit systeem nu een aanvraag klaarzet',
  instroomYes: 'Dat lukt',
  instroomNo: 'Dat wordt geweigerd',
  instroomNone: 'Deze dienst heeft geen klaargezette aanvragen',
  contact: 'Contactpersonen',
  contactIntro: 'Een contactpersoon regelt de autorisaties van uw praktijk of instelling.',
  noContact: 'Er is geen contactpersoon bekend.',
  contactUnknown:
    'Uw praktijk of instelling is hier niet aangesloten. Er is dus geen contactpersoon bekend.',
  contactHidden:
    'De contactpersonen worden niet getoond, omdat de sleutel van dit certificaat is geblokkeerd.',
  controls: 'Alle controles',
  allGood: 'Alle uitgevoerde controles zijn in orde.',
} as const

/** The waiting instromen. */
export const instromenTexts = {
  title: 'Klaargezette aanvragen',
  intro:
    'Deze aanvragen zijn klaargezet door uw softwarepakket en nog niet geopend. Een klaargezette aanvraag heet ook een instroom.',
  none: 'Er staat niets klaar. Zet een aanvraag klaar vanuit uw softwarepakket.',
  verzekerde: 'Verzekerde',
  bsn: (lastThree: string): string => `BSN eindigt op ${lastThree}`,
  bsnUnknown: 'BSN onbekend',
  born: (date: string): string => `geboren ${date}`,
  verstrekking: 'Verstrekking',
  dienst: 'Dienst',
  referentie: 'Referentie',
  until: 'Beschikbaar tot',
  open: 'Openen',
  withdraw: 'Intrekken',
  withdrawSure: 'De gegevens worden verwijderd. Dit kunt u niet ongedaan maken.',
  withdrawConfirm: 'Ja, intrekken',
  cannotOpen: 'U hebt geen autorisatie om deze aanvraag te openen.',
  own: 'Door u geopend',
  ownIntro:
    'Deze aanvragen hebt u de laatste 24 uur geopend. Nog niet klaar? Ga dan verder. Of u al hebt ingediend, ziet u bij de dienst.',
  goOn: 'Verder gaan',
  opened: 'Alle geopende aanvragen',
  openedIntro:
    'Deze aanvragen zijn de laatste 24 uur in uw praktijk of instelling geopend. Kwam een aanvraag nog niet aan bij de dienst? Dan kunt u die vrijgeven. Daarna kan een andere medewerker de aanvraag openen.',
  openedNone: 'De laatste 24 uur is er niets geopend.',
  atDienst: 'De gegevens staan bij de dienst.',
  cannotRelease: 'Vrijgeven kan niet meer.',
  openedBy: 'Geopend door',
  openedAt: 'Geopend op',
  release: 'Vrijgeven',
  notices: {
    ingetrokken: 'De aanvraag is ingetrokken.',
    vrijgegeven: 'De aanvraag is vrijgegeven.',
    verlopen: 'De aanvraag was al verlopen, geopend of ingetrokken. Er is niets veranderd.',
  },
} as const

/** Above every form. */
export const formTexts = {
  errors: 'Controleer wat u hebt ingevuld',
  conflict: 'Iemand anders heeft dit intussen gewijzigd',
  conflictMore:
    'Uw wijziging is niet opgeslagen. Wat u niet hebt gewijzigd, staat hieronder zoals uw collega het heeft gemaakt. Kijk na wat u allebei hebt gewijzigd en ga dan verder.',
}
