/** What Gebruikersbeheer says of what somebody typed, and of what a change comes to. */

/** What is wrong with a field. */
export const problemTexts = {
  soort: 'Kies een soort certificaat.',
  systeemTaken: (most: number): string =>
    most === 1
      ? 'Er is al een systeemcertificaat. Een praktijk of instelling mag er één hebben.'
      : `Een praktijk of instelling mag hoogstens ${most} systeemcertificaten hebben.`,
  gebruikersnummer: 'Gebruik alleen cijfers, hoogstens 20.',
  gebruikersnummerLeeg: 'Vul het gebruikersnummer in. Het bestaat alleen uit cijfers.',
  known: 'Dit gebruikersnummer staat al in de lijst. Kies daar Wijzigen.',
  naamLong: 'Een naam is hoogstens 200 tekens lang.',
  naamSigns: 'In de naam staan tekens die niet te zien zijn. Typ de naam opnieuw.',
  autorisatie: 'Kies een autorisatie uit de lijst.',
  totWrong: 'Schrijf de einddatum als dag, maand en jaar, bijvoorbeeld 31-12-2030.',
  totPast: 'De einddatum is al voorbij. Kies een latere dag.',
  totAlone: 'Kies eerst een autorisatie, of laat de einddatum leeg.',
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
    'Dan is er geen contactpersoon meer die iets kan wijzigen. Kies er eerst iemand bij die al een keer heeft ingelogd.',
  contactCannot: (who: string, why: string): string =>
    `${who} kan nu geen contactpersoon worden: ${why.toLowerCase()}.`,
  both: 'U en een collega hebben dit allebei gewijzigd.',
  bothNow: (value: string): string =>
    `U en een collega hebben dit allebei gewijzigd. Nu geldt: ${value}.`,
  contactNone: 'Kies minstens één contactpersoon.',
  contactMany: (most: number): string =>
    most === 1 ? 'Kies één contactpersoon.' : `Kies hoogstens ${most} contactpersonen.`,
  contactUnknown: 'Kies alleen medewerkers uit de lijst.',
  contactSelf: 'U bent de enige contactpersoon. Kies er eerst iemand bij voordat u uzelf weghaalt.',
  nobodyTicked: 'Vink minstens één certificaathouder aan.',
  manyTicked: (most: number): string => `Vink hoogstens ${most} certificaathouders aan.`,
  gone: (who: string): string => `${who} is intussen verwijderd. Vink deze certificaathouder uit.`,
  act: 'Kies wat er moet gebeuren.',
  fileMissing: 'Kies een bestand.',
  fileWrong: (line: number): string =>
    `Regel ${line} is niet te lezen. Bewaar het bestand als CSV en probeer het opnieuw.`,
  fileEmpty: 'In het bestand staat geen enkele certificaathouder.',
  fileLong: (most: number): string => `Het bestand mag hoogstens ${most} regels hebben.`,
  column: (name: string): string =>
    `De kolom ‘${name}’ is niet bekend. Haal die kolom weg of verbeter de naam.`,
  columnMissing: (name: string): string => `De kolom ‘${name}’ ontbreekt.`,
  columnTwice: (name: string): string => `De kolom ‘${name}’ staat er twee keer.`,
  line: (line: number, melding: string): string => `Regel ${line}: ${melding}`,
  lineTwice: 'Dit gebruikersnummer staat al op een eerdere regel.',
  lineYesNo: (name: string): string => `Vul bij ‘${name}’ ja in, of laat het leeg.`,
  moreLines: (more: number): string => `En nog ${more} regels die niet kloppen.`,
  notListed: 'Deze medewerker staat niet in de lijst. Kijk het gebruikersnummer na.',
  successorBlocked: 'Deze medewerker is geblokkeerd. Hef eerst de blokkade op.',
  successorSame: 'Kies iemand anders als opvolger.',
  leaverContact:
    'Deze medewerker is contactpersoon. Kies eerst bij Contactpersonen wie dat overneemt.',
  notUndoable: 'Dit kan niet meer ongedaan worden gemaakt: er is daarna nog iets aan gewijzigd.',
  removeContact:
    'Deze medewerker is contactpersoon. Haal deze persoon eerst weg bij Contactpersonen.',
} as const

/** Why no autorisatie for a dienst can be given. */
export const notOpenTexts = {
  dienst: 'Deze dienst staat niet open voor uw praktijk of instelling.',
  soort: 'Deze dienst is niet voor uw soort AGB-code.',
  zorgsoort: 'Deze dienst is niet voor uw zorgsoort.',
} as const

/** What a change comes to. */
export const changeTexts = {
  noRight: 'geen autorisatie',
  until: (day: string): string => `tot en met ${day}`,
  naam: 'Naam',
  ip: 'IP-adressen',
  access: 'Toegang',
  open: 'toegestaan',
  blocked: 'geblokkeerd',
  contact: 'Contactpersoon',
  yes: 'ja',
  no: 'nee',
  becameContact: (who: string): string => `${who} is contactpersoon geworden.`,
  noMoreContact: (who: string): string => `${who} is geen contactpersoon meer.`,
  atOnce: 'Dit geldt meteen, ook voor wie nu ingelogd is.',
  blocksSelf: 'U blokkeert uzelf. U kunt daarna niets meer, ook niet in Gebruikersbeheer.',
  losesSelf: 'U neemt uzelf een autorisatie af.',
  cannotYet: (who: string): string =>
    `${who} kan nu nog niets wijzigen: eerst moet deze persoon een keer met een geldig certificaat inloggen.`,
  leaves: 'U bent daarna zelf geen contactpersoon meer.',
  revoke: 'Werkt deze persoon niet meer bij u? Laat dan ook het certificaat intrekken.',
  revokeSystem: 'Gebruikt u dit systeem niet meer? Laat dan ook het certificaat intrekken.',
  everywhere: 'Met deze reeks mag het systeem vanaf elk adres verbinden.',
} as const
