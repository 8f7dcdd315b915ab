/** The texts of Gebruikersbeheer; the words are those of `texts.ts`. */

/** The list of holders. */
export const beheerTexts = {
  title: 'Gebruikersbeheer',
  menu: 'Onderdelen van Gebruikersbeheer',
  houders: 'Certificaathouders',
  register: 'Certificaathouder toevoegen',
  contactpersonen: 'Contactpersonen',
  history: 'Geschiedenis',
  intro:
    'Hier staan de medewerkers en systemen van uw praktijk of instelling, en wat zij mogen. U regelt hier hun autorisaties.',
  readOnly: 'U kunt hier alleen kijken',
  readOnlyMore:
    'De autorisaties van uw praktijk of instelling staan in een bestand bij de beheerder van Sluis. Vraag de beheerder als er iets moet veranderen.',
  none: 'Er zijn nog geen certificaathouders.',
  persoonlijk: 'Medewerkers',
  systeem: 'Systemen',
  naam: 'Naam',
  gebruikersnummer: 'Gebruikersnummer',
  autorisaties: 'Autorisaties',
  status: 'Status',
  lastUsed: 'Laatst gebruikt',
  expires: 'Certificaat geldig tot',
  action: 'Actie',
  change: 'Wijzigen',
  add: 'Toevoegen',
  noName: 'Naam onbekend',
  never: 'Nog niet gebruikt',
  unknown: 'Onbekend',
  isContact: 'Contactpersoon',
  noRights: 'Geen',
  until: 'Tot en met',
  ended: 'Afgelopen op',
  strangers: 'Wel een certificaat, niet toegevoegd',
  strangersMore:
    'Deze certificaten zijn gebruikt voor uw praktijk of instelling, maar niemand heeft ze toegevoegd.',
  removed: 'Verwijderde certificaathouders',
  removedBy: 'Verwijderd',
  addAgain: 'Opnieuw toevoegen',
  certificateName: 'Naam in certificaat',
  printed: 'Afgedrukt op',
  andMore: (more: number): string => ` en ${more} anderen`,
  statuses: {
    actief: 'Actief',
    wacht: 'Wacht op eerste gebruik',
    geblokkeerd: 'Geblokkeerd',
    'geblokkeerd-door-beheerder': 'Geblokkeerd door de beheerder',
    'niet-geregistreerd': 'Niet toegevoegd',
    verlopen: 'Certificaat verlopen',
    ingetrokken: 'Certificaat ingetrokken',
    onbruikbaar: 'Certificaat wordt niet geaccepteerd',
  },
  notices: {
    opgeslagen: 'De wijziging is opgeslagen en geldt meteen.',
    toegevoegd: 'De certificaathouder is toegevoegd.',
    verwijderd: 'De certificaathouder is verwijderd.',
    meer: 'De wijzigingen zijn opgeslagen en gelden meteen.',
    ongewijzigd: 'Er was niets veranderd, dus er is niets opgeslagen.',
  },
} as const

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

/** What a contact person has to do. */
export const todoTexts = {
  title: 'Te doen',
  ending: (count: number): string =>
    count === 1
      ? '1 certificaat of autorisatie verloopt binnen 30 dagen'
      : `${count} certificaten of autorisaties verlopen binnen 30 dagen`,
  strangers: (count: number): string =>
    count === 1
      ? '1 certificaat is gebruikt, maar niet toegevoegd'
      : `${count} certificaten zijn gebruikt, maar niet toegevoegd`,
  unused: (count: number): string =>
    count === 1
      ? '1 certificaathouder is al 90 dagen niet actief'
      : `${count} certificaathouders zijn al 90 dagen niet actief`,
  asked: (count: number): string =>
    count === 1 ? '1 medewerker vraagt een autorisatie' : `${count} vragen om een autorisatie`,
  refused: (count: number): string =>
    count === 1
      ? '1 certificaathouder is deze week geweigerd'
      : `${count} certificaathouders zijn deze week geweigerd`,
  toBeheer: 'Naar Gebruikersbeheer',
  who: 'Wie',
  what: 'Wat',
  when: 'Wanneer',
  grant: 'Geven',
  decline: 'Afwijzen',
  goneSince: (day: string): string => `U bent sinds ${day} geen contactpersoon meer.`,
  goneBy: 'Dat is gewijzigd door',
  left: 'U bent geen contactpersoon meer. De wijziging is opgeslagen.',
} as const

/** The yearly review. */
export const reviewTexts = {
  title: 'Jaarcontrole',
  intro:
    'Kijk minstens één keer per jaar na of iedereen nog mag wat hier staat. Klopt de lijst? Teken haar dan af, onderaan. U kunt deze pagina ook afdrukken.',
  introPaper:
    'Kijk minstens één keer per jaar na of iedereen nog mag wat hier staat. Druk deze pagina af en bewaar haar met een handtekening.',
  practice: 'Praktijk of instelling',
  date: 'Stand op',
  people: 'Certificaathouders',
  blocked: 'Geblokkeerd',
  granted: 'Met een autorisatie',
  ending: 'Met een einddatum',
  unused: 'Al 90 dagen niet gebruikt',
  never: 'Nooit gebruikt',
  by: 'Gecontroleerd door',
  on: 'Gecontroleerd op',
  year: 'Jaar',
  signed: 'Afgetekend',
  none: 'Dit jaar heeft nog niemand de lijst afgetekend.',
  done: 'De lijst is gecontroleerd en afgetekend.',
  act: 'Ik heb deze lijst gecontroleerd',
  actMore: 'Sluis bewaart uw naam, uw gebruikersnummer en de datum.',
  moved: 'De lijst is intussen veranderd',
  movedMore: 'Er is niets afgetekend. Kijk de lijst hieronder opnieuw na en teken haar dan af.',
  signature: 'Datum en handtekening',
  line: '………………………………………………',
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

/** Finding somebody in a long list. */
export const listTexts = {
  search: 'Zoek op naam of gebruikersnummer',
  status: 'Status',
  autorisatie: 'Autorisatie',
  all: 'Alle',
  noGrant: 'Geen autorisatie',
  endsSoon: 'Verloopt binnen 30 dagen',
  never: 'Nooit gebruikt',
  unused: 'Al 90 dagen niet gebruikt',
  withEnd: 'Autorisatie met einddatum',
  ended: 'Autorisatie is afgelopen',
  show: 'Zoeken',
  reset: 'Toon alles',
  nothing: 'Er is niemand gevonden. Pas de zoekvraag aan.',
  count: (before: number, size: number, total: number): string =>
    total === 0 ? '' : `${before + 1} tot en met ${Math.min(before + size, total)} van ${total}.`,
  sort: 'Sorteer op:',
  sorts: {
    nummer: 'gebruikersnummer',
    naam: 'naam',
    gebruikt: 'laatst gebruikt',
    verloopt: 'einde van het certificaat',
  },
  pages: 'Pagina’s van de lijst',
  previous: 'Vorige',
  next: 'Volgende',
  page: (one: number, all: number): string => `Pagina ${one} van ${all}`,
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

/** The history of changes. */
export const historyTexts = {
  title: 'Geschiedenis',
  intro: 'Wie heeft wat gewijzigd, en wanneer? De nieuwste wijziging staat bovenaan.',
  none: 'Er is nog niets gewijzigd.',
  when: 'Wanneer',
  who: 'Door',
  about: 'Bij',
  what: 'Wat',
  heads: { nieuw: 'Toegevoegd. ', gewijzigd: '', verwijderd: 'Verwijderd. ' },
  older: 'Oudere wijzigingen',
  search: 'Zoek op naam of gebruikersnummer',
  notFound: 'Hierbij is niets gewijzigd. Zoek op een ander deel van de naam, of toon alles.',
  show: 'Tonen',
  all: 'Alles tonen',
  file: 'Geschiedenis als CSV',
  contacts: 'Contactpersonen',
  columns: ['moment', 'door', 'gebruikersnummer door', 'bij', 'gebruikersnummer bij', 'wat'],
} as const
