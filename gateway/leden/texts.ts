/** What the pages of members say. */
import type { StatusActie } from './life.ts'

export const staatTexts: Readonly<Record<string, string>> = {
  uitgenodigd: 'Uitgenodigd',
  aangemeld: 'Wacht op goedkeuring',
  aanvaard: 'Aanvaard',
  actief: 'Actief',
  stopgezet: 'Stopgezet',
  afgekeurd: 'Afgekeurd',
  verlopen: 'Verlopen',
  ingetrokken: 'Ingetrokken',
}

export const actieTexts: Readonly<Record<StatusActie, string>> = {
  activeren: 'Activeren',
  afkeuren: 'Afkeuren',
  stopzetten: 'Stopzetten',
}

export const ledenTexts = {
  intro: 'Hier beheert u wie namens uw organisatie mag werken, en met welke rol.',
  beheer: 'Medewerkersbeheer',
  leden: 'Medewerkers',
  account: 'Account',
  gemachtigd: 'Gemachtigd',
  nietGemachtigd: 'Nee',
  status: 'Status',
  geenLeden: 'Er zijn nog geen medewerkers.',
  aanvragen: 'Aanvragen',
  uitnodigen: 'Gebruiker uitnodigen',
  aanvragenVan: '+ Vraag account medewerker aan',
  uitnodigenIntro:
    'De medewerker krijgt een mail met een link en maakt zelf een account. U deelt nooit een wachtwoord.',
  naam: 'Naam',
  email: 'E-mailadres',
  emailHelp: 'Het eigen e-mailadres van de medewerker.',
  telefoon: 'Mobiel nummer',
  telefoonHelp:
    'Een mobiel nummer, bijvoorbeeld 06 12345678. We sturen er alleen codes per sms naartoe.',
  telefoonVrij: 'Mobiel nummer (niet verplicht)',
  rol: 'Rol',
  stuur: 'Uitnodiging versturen',
  wijzigStatus: 'Wijzig status',
  onbekend:
    'Kent u deze persoon niet? Kies Afkeuren en meld het bij de servicedesk: die vervangt de uitnodigingslink.',
  terug: 'Terug naar medewerkers',
  opslaan: 'Opslaan',
  opnieuw: 'Opnieuw versturen',
  intrekken: 'Intrekken',
  link: 'Uitnodigingslink van uw organisatie',
  linkIntro:
    'Met deze link kunnen collega’s zich zelf aanmelden. U keurt elke aanmelding daarna goed of af.',
  linkNieuw: 'Nieuwe link maken',
  linkNieuwHelp: 'De oude link werkt dan niet meer.',
  linkGelekt:
    'Is de link bij iemand terechtgekomen die hem niet mocht hebben? Maak een nieuwe link.',
  koppeling: 'EPD-koppeling',
  koppelingNaar: 'Laat uw EPD zelf aanleveren, of wijzig het EPD',
  herstel: 'Tweede factor opnieuw laten registreren',
  herstelUitleg:
    'Is de telefoon van deze medewerker kwijt? Dan krijgt hij een mail met een link. Met zijn wachtwoord registreert hij een nieuwe tweede factor. Ga eerst na of hij het zelf vraagt.',
  melden: 'De uitnodigingslink is gelekt',
  meldenJa: 'Meld bij Afkeuren aan de servicedesk dat deze persoon de link niet had mogen hebben',
  overdracht: 'Deelnemers overdragen aan een collega',
  machtigingen: 'Machtigingen',
  machtigingHelp:
    'Een machtiging geeft u kort nadat u een code hebt ingevuld, of in een beveiligde sessie.',
  rolOfStatus: 'Rol en machtigingen',
} as const

export const fieldTexts = {
  naam: 'Vul de naam in, hoogstens 100 tekens.',
  email: 'Vul een geldig e-mailadres in, zoals naam@praktijk.nl.',
  telefoon: 'Vul een mobiel nummer in, bijvoorbeeld 06 12345678.',
  geenSms: 'Er kan hier geen sms worden verstuurd, dus ook geen code naar een mobiel nummer.',
  rol: 'Kies een rol die u mag geven.',
  actie: 'Kies wat u wilt doen.',
  eigenFactor: 'Uw eigen tweede factor wijzigt u bij Mijn account.',
  alleenServicedesk:
    'De tweede factor van deze medewerker kan alleen de servicedesk laten herstellen. Bel de servicedesk.',
  alLid: 'Deze persoon is al medewerker van uw organisatie.',
  uzelf: 'Dit is uw eigen e-mailadres. U bent al medewerker.',
  machtiging: 'Deze machtiging hoort niet bij de gekozen rol.',
  buitenBereik:
    'Deze rol mag u niet geven, wijzigen of afnemen. Vraag het aan een collega die dat mag.',
  gewijzigd: 'Intussen is dit door iemand anders gewijzigd. Controleer het en probeer het opnieuw.',
} as const

export const overdrachtPageTexts = {
  title: 'Deelnemers overdragen',
  intro:
    'Gaat een behandelaar weg? Vraag de servicedesk om de deelnemers over te dragen aan een collega. Beiden werken bij uw organisatie en hebben hun persoonlijke AGB-code bij Mijn account ingevuld.',
  van: 'Persoonlijke AGB-code van wie overdraagt',
  naar: 'Persoonlijke AGB-code van wie overneemt',
  help: 'Acht cijfers.',
  knop: 'Overdracht aanvragen',
  gevraagd: 'De aanvraag is verstuurd',
  gevraagdMeer:
    'De servicedesk controleert de aanvraag en geeft de opdracht. U hoeft niets meer te doen.',
  terug: 'Terug naar medewerkers',
} as const

export const linkTexts = {
  bevestigTitle: 'Bevestig de aanmelding van uw organisatie',
  dienst: 'Waarvoor',
  naam: 'Naam',
  agbCode: 'AGB-code',
  code: 'Code uit de mail',
  codeHelp: 'Zes cijfers. Zo weten we dat u de mail hebt gelezen.',
  bevestigen: 'Bevestigen',
  weigeren: 'Weigeren',
} as const
