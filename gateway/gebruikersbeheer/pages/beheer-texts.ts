/** The texts of the lists of Gebruikersbeheer: what is read; the words are those of `texts.ts`. */

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
