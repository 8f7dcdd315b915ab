/** The texts of the forms of Gebruikersbeheer: what is filled in; the words are those of `texts.ts`. */

/** The same for several holders. */
export const bulkTexts = {
  title: 'Meer certificaathouders tegelijk wijzigen',
  tick: 'Kies',
  summary: 'Aangevinkte certificaathouders wijzigen',
  who: 'Voor wie?',
  what: 'Wat moet er gebeuren?',
  acts: {
    geven: 'Autorisatie geven',
    intrekken: 'Autorisatie intrekken',
    blokkeren: 'Blokkeren',
    deblokkeren: 'Blokkade opheffen',
  },
  autorisatie: 'Welke autorisatie?',
  autorisatieHelp: 'Alleen nodig bij geven en intrekken.',
  tot: 'Einddatum',
  totHelp: 'De laatste dag van wat u geeft, bijvoorbeeld 31-12-2030. Leeg: zonder einddatum.',
} as const

/** The list as a file. */
export const importTexts = {
  title: 'Lijst inlezen',
  intro: 'Voeg veel certificaathouders tegelijk toe, of wijzig ze, met een bestand.',
  rules: [
    'Gebruik een CSV-bestand, bijvoorbeeld bewaard met Excel. De eerste regel heeft de namen van de kolommen.',
    'Alleen de kolom gebruikersnummer is verplicht. Wat in een andere kolom leeg is, wordt leeggemaakt; een kolom die er niet is, blijft zoals hij is.',
    'Wie niet in het bestand staat, blijft in de lijst.',
    'Is één regel fout, dan wordt er niets opgeslagen. U ziet per regel wat er moet veranderen.',
  ],
  download: 'Haal eerst de lijst van nu op (CSV). Die kunt u aanpassen en weer inlezen.',
  file: 'Bestand',
  csv: 'Lijst als CSV',
} as const

/** Asking for an autorisatie. */
export const asksTexts = {
  title: 'Autorisatie vragen',
  intro:
    'U vraagt dit aan de contactpersoon van uw praktijk of instelling. U ziet hier wat die heeft besloten.',
  ask: 'Vraag versturen',
  asked: 'Dit hebt u gevraagd',
  none: 'U hebt nog niets gevraagd. Mist u een autorisatie? Open de dienst. Op de weigering staat een knop om het te vragen.',
  what: 'Autorisatie',
  when: 'Gevraagd op',
  state: 'Stand',
  waits: 'Wacht op de contactpersoon',
  states: { gegeven: 'Gegeven', afgewezen: 'Afgewezen' },
  by: 'door',
  full: 'Er wachten al te veel vragen op uw contactpersoon. Vraag het de contactpersoon zelf. Wie dat is, staat bij Mijn certificaat.',
} as const

/** Somebody who leaves. */
export const successionTexts = {
  title: 'Medewerker opvolgen',
  intro:
    'De opvolger krijgt de autorisaties van wie vertrekt, naast wat die al heeft. Wie vertrekt, wordt geblokkeerd.',
  vertrekt: 'Gebruikersnummer van wie vertrekt',
  opvolger: 'Gebruikersnummer van de opvolger',
  help: 'Van een medewerker uit de lijst.',
} as const

/** The form of one holder. */
export const houderTexts = {
  changeTitle: (who: string): string => `${who} wijzigen`,
  changeVerb: 'wijzigen',
  newTitle: 'Certificaathouder toevoegen',
  newIntro:
    'Voeg een medewerker of een systeem toe. Het gebruikersnummer staat op het certificaat en op de pagina Mijn certificaat van die medewerker.',
  unfinished: 'Dit hebt u nog niet opgeslagen',
  unfinishedMore: 'Hieronder staat wat u eerder hebt ingevuld.',
  startAgain: 'Opnieuw beginnen',
  soort: 'Soort certificaat',
  status: 'Status',
  lastUsed: 'Laatst gebruikt',
  lastUsedFrom: 'Laatst gebruikt vanaf',
  validTo: 'Certificaat geldig tot',
  lastChanged: 'Laatst gewijzigd',
  changedBy: 'door',
  systeemTaken:
    'Uw praktijk of instelling heeft al een systeemcertificaat. Meer dan één is niet toegestaan.',
  gebruikersnummer: 'Gebruikersnummer',
  gebruikersnummerHelp: 'Het nummer op het certificaat, bijvoorbeeld 10000002.',
  naam: 'Naam',
  naamHelp: 'Laat leeg om de naam uit het certificaat te gebruiken.',
  rights: (dienst: string): string => `Autorisatie voor ${dienst}`,
  none: 'Geen autorisatie',
  tot: (dienst: string): string => `Einddatum voor ${dienst}`,
  totHelp: 'De laatste dag, bijvoorbeeld 31-12-2030. Leeg: zonder einddatum.',
  notOpen: 'U kunt hiervoor geen autorisatie geven.',
  ip: 'IP-adressen',
  ipHelp:
    'Alleen vanaf deze adressen mag het systeemcertificaat worden gebruikt. Zet elk adres op een eigen regel, bijvoorbeeld 192.0.2.10 of 192.0.2.0/24.',
  ipOnlySystem: 'Alleen nodig bij een systeemcertificaat.',
  block: 'Toegang',
  blocked: 'Geblokkeerd',
  blockedHelp: 'Wie geblokkeerd is, kan meteen niets meer. De autorisaties blijven bewaard.',
  next: 'Controleren',
  nextHelp: 'U ziet eerst wat er verandert. Daarna slaat u het op.',
  cancel: 'Annuleren',
  remove: 'Verwijderen',
  removeHelp:
    'Verwijder een certificaathouder die niet meer bij uw praktijk of instelling hoort. Alle autorisaties vervallen dan.',
} as const

/** The preview before a change is saved. */
export const previewTexts = {
  title: 'Controleer de wijziging',
  intro: 'Er is nog niets opgeslagen. Dit verandert er:',
  none: 'U hebt niets veranderd.',
  heads: { nieuw: 'Nieuw: ', gewijzigd: '', verwijderd: 'Wordt verwijderd: ' },
  empty: 'leeg',
  warning: 'Let op',
  meanwhile: 'Een collega heeft intussen ook iets gewijzigd',
  meanwhileMore: 'Die wijziging blijft staan. Hieronder staat alleen wat u daaraan verandert.',
  confirm: 'Opslaan',
  remove: 'Verwijderen',
  amend: 'Aanpassen',
  back: 'Terug zonder opslaan',
  undo: 'Ongedaan maken',
  toList: 'Naar de lijst',
} as const

/** Contact persons. */
export const contactpersonenTexts = {
  title: 'Contactpersonen',
  intro:
    'Een contactpersoon kan Gebruikersbeheer gebruiken. Kies één of twee medewerkers met een persoonlijk certificaat. Minstens één van hen moet nu kunnen inloggen.',
  legend: 'Wie is contactpersoon?',
  self: 'uzelf',
  lastOne:
    'U bent de enige contactpersoon die nu iets kan wijzigen. Kies er eerst iemand bij. Die kan het overnemen na één keer inloggen.',
  cannot: 'Deze medewerker kan nu geen contactpersoon worden.',
  search: 'Zoek een medewerker op naam of gebruikersnummer',
  replace: 'Vervangen',
  replaces: 'U vervangt',
  replacesHow: 'Kies wie het overneemt.',
  more: (count: number): string =>
    count === 1
      ? 'Er is nog 1 medewerker gevonden. Zoek preciezer.'
      : `Er zijn nog ${count} medewerkers gevonden. Zoek preciezer.`,
} as const
