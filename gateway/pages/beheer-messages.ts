/** What Gebruikersbeheer says of what somebody typed, and of what a change comes to. */

/** What is wrong with a field. */
export const problemTexts = {
  soort: 'Kies een soort certificaat.',
  systeemTaken: (most: number): string =>
    most === 1
      ? 'Er is al een systeemcertificaat. Een praktijk of instelling mag er één hebben.'
      : `Een praktijk of instelling mag hoogstens ${most} systeemcertificaten hebben.`,
  gebruikersnummer: 'Een gebruikersnummer bestaat alleen uit cijfers, hoogstens 20.',
  known: 'Dit gebruikersnummer staat al in de lijst. Kies daar Wijzigen.',
  naamLong: 'Een naam is hoogstens 200 tekens lang.',
  naamSigns: 'In de naam staan tekens die niet te zien zijn. Typ de naam opnieuw.',
  autorisatie: 'Kies een autorisatie uit de lijst.',
  notOpen: 'Voor deze dienst kunt u geen autorisatie geven.',
  ipMissing: 'Geef minstens één IP-adres. Zonder adres kan het systeem niet verbinden.',
  ipOnlySystem: 'IP-adressen horen alleen bij een systeemcertificaat. Maak dit veld leeg.',
  ipMany: (most: number): string => `Geef hoogstens ${most} IP-adressen of reeksen.`,
  ipWrong: (line: number): string =>
    `Regel ${line} is geen IP-adres of reeks. Schrijf het als 192.0.2.10 of 192.0.2.0/24.`,
  ipHostBits: (line: number): string =>
    `Regel ${line} is niet het begin van een reeks. Schrijf bijvoorbeeld 192.0.2.0/24.`,
  ipTwice: (line: number): string => `Regel ${line} staat er al.`,
  lastBlocked:
    'Dan is er geen contactpersoon meer die iets kan wijzigen. Kies eerst een andere contactpersoon.',
  contactNone: 'Kies minstens één contactpersoon.',
  contactMany: (most: number): string =>
    most === 1 ? 'Kies één contactpersoon.' : `Kies hoogstens ${most} contactpersonen.`,
  contactUnknown: 'Kies alleen medewerkers uit de lijst.',
  contactSelf:
    'U bent de enige contactpersoon. Kies eerst iemand anders erbij voordat u uzelf weghaalt.',
  removeContact: 'Deze medewerker is contactpersoon. Haal hem eerst weg bij Contactpersonen.',
} as const

/** Why no autorisatie for a dienst can be given. */
export const notOpenTexts = {
  dienst: 'Deze dienst staat niet open voor uw praktijk of instelling.',
  soort: 'Deze dienst is niet voor uw soort AGB-code.',
  zorgsoort: 'Deze dienst is niet voor uw zorgsoort.',
} as const

/** What a change comes to. */
export const changeTexts = {
  houder: 'Certificaathouder',
  added: 'toegevoegd',
  removed: 'verwijderd',
  naam: 'Naam',
  ip: 'IP-adressen',
  access: 'Toegang',
  open: 'toegestaan',
  blocked: 'geblokkeerd',
  contact: 'Contactpersoon: mag in Gebruikersbeheer',
  becameContact: (who: string): string => `${who} is contactpersoon geworden.`,
  noMoreContact: (who: string): string => `${who} is geen contactpersoon meer.`,
  atOnce: 'Dit geldt meteen, ook voor wie nu ingelogd is.',
  blocksSelf: 'U blokkeert uzelf. U kunt daarna niets meer, ook niet in Gebruikersbeheer.',
  losesSelf: 'U neemt uzelf een autorisatie af.',
  leaves: 'U bent daarna zelf geen contactpersoon meer.',
  everywhere: 'Met deze reeks mag het systeem vanaf elk adres verbinden.',
} as const
