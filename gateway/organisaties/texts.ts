/** What the pages of organisations say. */

export const organisatieTexts = {
  title: 'Koppel een organisatie',
  intro:
    'Meld uw organisatie aan met haar AGB-code. De gegevens komen uit het AGB-register; u typt ze niet zelf.',
  dienst: 'Waarvoor?',
  agbCode: 'AGB-code van uw organisatie',
  agbHelp:
    'Acht cijfers. Gebruik de AGB-code van de onderneming, niet die van een vestiging of een zorgverlener.',
  verder: 'Verder',
  keuzeTitle: 'Gegevens van uw organisatie',
  keuzeIntro:
    'Kies de gegevens die kloppen. Staat er iets niet goed? Laat het eerst wijzigen in het AGB-register; daarna kunt u verder. Met deze gegevens wordt de overeenkomst gemaakt: na de bevestiging staan ze vast.',
  agbRegister: 'Gegevens wijzigen in het AGB-register',
  naam: 'Naam',
  adres: 'Adres',
  email: 'E-mailadres van de organisatie',
  emailHelp:
    'Hierheen gaat de vraag om te bevestigen. Wie deze mailbox leest, spreekt voor de organisatie.',
  epd: 'EPD',
  rol: 'Uw rol',
  vraag: 'Bevestiging vragen',
  wacht: 'Uw organisatie heeft u nog niet geaccepteerd.',
  wachtMeer:
    'Er is een mail gestuurd naar de mailbox van uw organisatie. Vraag een collega om die mail te openen en de aanmelding te bevestigen.',
  opnieuw: 'Vraag de bevestiging opnieuw',
  actief: 'Uw organisatie is aangemeld.',
  naarLeden: 'Naar de medewerkers',
  voorbij: 'Deze aanmelding is voorbij. U kunt opnieuw beginnen.',
  begin: 'Opnieuw beginnen',
  bevestigd: 'De aanmelding is bevestigd. U kunt deze pagina sluiten.',
  geweigerd: 'De aanmelding is geweigerd. U kunt deze pagina sluiten.',
} as const

export const faultTexts = {
  dienst: 'Kies waarvoor u de organisatie aanmeldt.',
  agbCode: 'Vul een AGB-code van acht cijfers in.',
  naam: 'Kies een naam uit het AGB-register.',
  adres: 'Kies een adres uit het AGB-register.',
  email: 'Kies een e-mailadres uit het AGB-register.',
  epd: 'Kies een EPD.',
  rol: 'Kies uw rol.',
  vol: 'Voor deze organisatie wachten al drie aanmeldingen op bevestiging. Overleg in uw organisatie wie de aanmelding doet.',
  mails:
    'De mailbox van de organisatie is vandaag al drie keer gevraagd. Probeer het morgen opnieuw.',
  gewijzigd: 'Het AGB-register is intussen gewijzigd. Controleer de gegevens opnieuw.',
  code: 'Deze code klopt niet. Kijk in de mail.',
  actie: 'Kies Bevestigen of Weigeren.',
} as const
