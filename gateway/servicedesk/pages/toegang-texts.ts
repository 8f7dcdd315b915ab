/** The texts of the service desk about who signs in: organisations, members, accounts, take-overs. */
export const toegangTexts = {
  title: 'Organisaties en accounts',
  intro:
    'Zoek op een AGB-code, een gebruikersnummer van een account, een e-mailadres of een deel van een naam. Wat u bekijkt, wordt vastgelegd.',
  veld: 'Waar zoekt u op?',
  veldHelp:
    'Een AGB-code, een gebruikersnummer en een e-mailadres typt u helemaal over. Van een naam volstaat een deel; hoofdletters en accenten maken niet uit.',
  zoeken: 'Zoeken',
  leeg: 'Vul in waar u op zoekt, hoogstens 150 tekens.',
  niets: 'Er is niets gevonden',
  nietsMeer:
    'Controleer wat u typte. Een organisatie staat hier als zij een dienst met medewerkers gebruikt.',
  meerAccounts: (aantal: number): string =>
    `Dit zijn ${String(aantal)} van de accounts die passen. Typ meer van de naam, of het hele e-mailadres.`,
  accounts: 'Accounts',
  organisaties: 'Organisaties die zich hebben aangemeld',
  geenOrganisaties: 'Er heeft zich nog geen organisatie aangemeld.',
  eerste: (aantal: number): string =>
    `Dit zijn de eerste ${String(aantal)}. Zoek een andere op met haar AGB-code.`,
  overdrachten: 'Overdrachten die op u wachten',
  geenOverdrachten: 'Er wacht geen overdracht.',
  organisatie: 'Organisatie',
  agb: 'AGB-code',
  dienst: 'Dienst',
  status: 'Status',
  naam: 'Naam',
  nummer: 'Gebruikersnummer',
  rollen: 'Rollen',
  medewerkers: 'Medewerkers',
  geenMedewerkers: 'Deze organisatie heeft voor deze dienst nog geen medewerkers.',
  aanmelding: 'Aanmelding van de organisatie',
  geenAanmelding: 'Door de beheerder van Sluis',
  link: 'Uitnodigingslink',
  linkUitleg:
    'Is de uitnodigingslink bij iemand terechtgekomen die hem niet mocht hebben? Vervang hem. De oude link werkt dan niet meer; de beheerders van de organisatie krijgen de nieuwe per mail. U ziet de link niet.',
  linkKnop: 'Uitnodigingslink vervangen',
  linkVervangen: 'De uitnodigingslink is vervangen',
  linkGemaild: 'De beheerders van deze organisatie krijgen de nieuwe link per mail.',
  email: 'E-mailadres',
  aangemaakt: 'Aangemaakt',
  lidmaatschappen: 'Werkt voor',
  geenLidmaatschap: 'Dit account hoort bij geen organisatie.',
  accountUitleg:
    'Een blokkade opheffen, de tweede factor herstellen en verwijderen doet de beheerder van Sluis, met sluis account. Ga altijd eerst na wie u spreekt.',
  accountStaten: {
    actief: 'Actief',
    geblokkeerd: 'Geblokkeerd',
    'factor-ontbreekt': 'Zonder tweede factor',
  },
  aanmeldingStaten: {
    begonnen: 'Begonnen',
    'bevestiging-gevraagd': 'Wacht op bevestiging',
    actief: 'Actief',
    geweigerd: 'Geweigerd',
    verlopen: 'Verlopen',
    ingetrokken: 'Ingetrokken',
  },
  overdracht: 'Overdracht van deelnemers',
  van: 'Van',
  naar: 'Naar',
  gevraagd: 'Gevraagd op',
  door: 'Gevraagd door',
  overdrachtUitleg:
    'Ga na of dit klopt: bel de organisatie terug op een nummer uit uw eigen administratie. Daarna gaat de opdracht naar de dienst, die de gegevens overdraagt.',
  overdrachtKnop: 'Opdracht geven',
  opgedragen: 'De opdracht is gegeven',
  opgedragenMeer: 'De dienst krijgt hem zo snel mogelijk.',
  kanNiet: 'Dit kan niet meer',
  terug: 'Terug naar organisaties en accounts',
} as const

/** What it does to an account. */
export const accountTexts = {
  kop: 'Toegang afnemen',
  uitleg:
    'Is een telefoon of wachtwoord in verkeerde handen? Beëindig de aanmeldingen, of blokkeer het account. Het werkt binnen een seconde. Wat iemand invoerde, blijft bewaard.',
  kenmerk: 'Nummer van de melding',
  kenmerkHelp: 'Het nummer in uw eigen administratie, bijvoorbeeld SD-2026-0412. Geen namen.',
  kenmerkFout:
    'Vul het nummer van de melding in: 2 tot 40 letters, cijfers, streepjes, punten of schuine strepen.',
  beeindig: 'Aanmeldingen beëindigen',
  blokkeer: 'Account blokkeren',
  gedaan: 'Dit is gedaan',
  gedaanMeer:
    'Alle aanmeldingen van dit account zijn beëindigd. De status hieronder is die van nu.',
} as const
