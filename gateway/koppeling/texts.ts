/** What the page of a koppeling says. */

export const koppelingProblemTexts = {
  gebruikersnummer:
    'Vul het nummer van het systeemcertificaat in. Het bestaat alleen uit cijfers en staat in het certificaat.',
  geblokkeerd: 'Dit systeemcertificaat is geblokkeerd. Neem contact op met de servicedesk.',
  teVeel: (most: number): string =>
    most === 1
      ? 'Uw organisatie heeft al een systeemcertificaat. Gebruik dat nummer, of beëindig eerst die koppeling.'
      : `Uw organisatie mag hoogstens ${String(most)} systeemcertificaten hebben. Beëindig eerst een koppeling.`,
  epd: 'Kies een EPD uit de lijst.',
  actie: 'Kies wat u wilt doen.',
} as const

export const koppelingTexts = {
  title: 'EPD-koppeling',
  intro:
    'Met een koppeling levert het EPD van uw organisatie gegevens zelf aan. Daarvoor heeft het EPD een systeemcertificaat van uw organisatie nodig. Vraag uw leverancier om het nummer en de IP-adressen.',
  lijst: 'Koppelingen',
  geen: 'Er is nog geen koppeling.',
  andere: 'Dit systeemcertificaat is er al; het levert nog niets aan voor deze dienst',
  registreer: 'Koppeling registreren of wijzigen',
  gebruikersnummer: 'Nummer van het systeemcertificaat',
  ipAdressen: 'IP-adressen',
  ipHelp:
    'Waarvandaan het EPD verbindt, elk op een eigen regel. Bijvoorbeeld 192.0.2.10 of 192.0.2.0/24.',
  opslaan: 'Koppeling opslaan',
  beeindig: 'Koppeling beëindigen van',
  epd: 'EPD van uw organisatie',
  epdOpslaan: 'EPD opslaan',
  terug: 'Terug naar medewerkers',
  bestand:
    'De beheerder houdt de gegevens van uw organisatie bij. Wilt u een koppeling registreren, wijzigen of beëindigen? Geef de servicedesk het nummer van het systeemcertificaat en de IP-adressen door.',
} as const
