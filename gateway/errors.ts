/**
 * The one table of documented refusals. Responses, pages, OpenAPI, docs/naslag.md and the tests are made
 * from it; nothing else holds a code's status or text. Codes are never reused (docs/adr/0003).
 */

/** Who can mend a refusal. */
export type Mender = 'softwareleverancier' | 'contactpersoon' | 'medewerker' | 'beheerder'

/** One documented refusal: what it answers, what it means, and who does what about it. */
export interface ErrorEntry {
  /** HTTP status. */
  readonly status: number
  /** Where in the path of a request it is found. */
  readonly stage:
    'certificaat' | 'aanmelding' | 'instantie' | 'bericht' | 'instroom' | 'dienst' | 'verzoek'
  readonly title: { readonly nl: string; readonly en: string }
  /** One sentence for the reader; never the content of a certificate or message. */
  readonly detail: { readonly nl: string; readonly en: string }
  readonly wie: Mender
  /** What that person does. */
  readonly actie: string
  /** Whether the same request may succeed later without anyone changing it. */
  readonly herhalen: boolean
}

type Text = readonly [nl: string, en: string]

const row = (
  status: number,
  stage: ErrorEntry['stage'],
  texts: {
    readonly title: Text
    readonly detail: Text
    readonly actie: string
    readonly herhalen?: true
  },
  wie: Mender,
): ErrorEntry => ({
  status,
  stage,
  title: { nl: texts.title[0], en: texts.title[1] },
  detail: { nl: texts.detail[0], en: texts.detail[1] },
  wie,
  actie: texts.actie,
  herhalen: texts.herhalen === true,
})

/** Every documented code, in the order of the check steps (contract 6). */
export const errors = {
  SL101: row(
    401,
    'certificaat',
    {
      title: ['Geen certificaat', 'No certificate'],
      detail: [
        'Er is geen certificaat meegestuurd met de verbinding.',
        'No client certificate was presented on the connection.',
      ],
      actie:
        'Installeer uw certificaat op deze computer of in het softwarepakket, kies het bij het verbinden en probeer het opnieuw.',
    },
    'medewerker',
  ),
  SL102: row(
    401,
    'certificaat',
    {
      title: ['Certificaat niet vertrouwd', 'Certificate not trusted'],
      detail: [
        'Het certificaat is niet uitgegeven door een uitgever die hier wordt vertrouwd.',
        'The certificate was not issued by a certification authority that is trusted here.',
      ],
      actie:
        'Kies het certificaat dat voor deze dienst is uitgegeven, samen met het certificaat van de uitgever. Hebt u dat niet? Vraag uw contactpersoon er een aan te vragen.',
    },
    'medewerker',
  ),
  SL103: row(
    401,
    'certificaat',
    {
      title: ['Certificaat verlopen', 'Certificate expired'],
      detail: [
        'De geldigheid van het certificaat of van de uitgever ervan is voorbij.',
        'The certificate, or the authority that issued it, is past its validity.',
      ],
      actie: 'Vraag uw contactpersoon een nieuw certificaat aan te vragen en installeer dat.',
    },
    'contactpersoon',
  ),
  SL104: row(
    401,
    'certificaat',
    {
      title: ['Certificaat nog niet geldig', 'Certificate not valid yet'],
      detail: [
        'Het certificaat is pas vanaf een later moment geldig.',
        'The certificate only becomes valid at a later moment.',
      ],
      actie:
        'Wacht tot de begindatum van het certificaat of gebruik een certificaat dat al geldig is.',
      herhalen: true,
    },
    'medewerker',
  ),
  SL105: row(
    401,
    'certificaat',
    {
      title: ['Certificaat ingetrokken', 'Certificate revoked'],
      detail: [
        'Het certificaat is ingetrokken door de uitgever.',
        'The certificate has been revoked by its issuer.',
      ],
      actie:
        'Vraag uw contactpersoon een nieuw certificaat aan te vragen. Een ingetrokken certificaat wordt niet weer geldig.',
    },
    'contactpersoon',
  ),
  SL106: row(
    503,
    'certificaat',
    {
      title: ['Niet na te gaan of het certificaat is ingetrokken', 'Revocation state unknown'],
      detail: [
        'Er is geen actuele intrekkingslijst van de uitgever; daarom wordt niemand met een certificaat van die uitgever toegelaten.',
        'There is no current revocation list of the issuer, so no certificate of that issuer is admitted.',
      ],
      actie: 'Zorg dat de actuele intrekkingslijst (CRL) van de uitgever weer wordt opgehaald.',
      herhalen: true,
    },
    'beheerder',
  ),
  SL107: row(
    401,
    'certificaat',
    {
      title: [
        'Dit certificaat is niet bedoeld om in te loggen',
        'Certificate does not fit a known profile',
      ],
      detail: [
        'Het certificaat komt van een vertrouwde uitgever, maar de gegevens of het toegestane gebruik erin kloppen niet met een profiel dat hier bekend is.',
        'The certificate comes from a trusted issuer, but its attributes or usage do not fit a profile known here.',
      ],
      actie:
        'Kies het certificaat dat bedoeld is om mee in te loggen. Blijft dit zo, vraag dan een nieuw certificaat aan.',
    },
    'contactpersoon',
  ),
  SL121: row(
    401,
    'aanmelding',
    {
      title: ['Niet aangemeld', 'Not signed in'],
      detail: ['U bent niet aangemeld.', 'You are not signed in.'],
      actie: 'Meld u aan en probeer het opnieuw.',
    },
    'medewerker',
  ),
  SL122: row(
    401,
    'aanmelding',
    {
      title: ['Aanmelding voorbij', 'Sign-in is over'],
      detail: [
        'Uw aanmelding is voorbij: u was een tijd niet actief, de langste duur is bereikt, of zij is elders beëindigd.',
        'Your sign-in is over: you were idle, it reached its longest duration, or it was ended elsewhere.',
      ],
      actie: 'Meld u opnieuw aan.',
    },
    'medewerker',
  ),
  SL123: row(
    401,
    'aanmelding',
    {
      title: ['Aanmelden niet gelukt', 'Sign-in failed'],
      detail: [
        'Het e-mailadres, het wachtwoord of de code klopt niet.',
        'The e-mail address, the password or the code is not right.',
      ],
      actie:
        'Controleer wat u hebt ingevuld en probeer het opnieuw, of vraag een nieuw wachtwoord aan.',
    },
    'medewerker',
  ),
  SL124: row(
    429,
    'aanmelding',
    {
      title: ['Te veel pogingen', 'Too many attempts'],
      detail: [
        'Er is te vaak geprobeerd; voorlopig wordt geen poging meer aangenomen.',
        'There were too many attempts; no more are taken for now.',
      ],
      actie: 'Wacht de aangegeven tijd (Retry-After) en probeer het dan opnieuw.',
      herhalen: true,
    },
    'medewerker',
  ),
  SL125: row(
    503,
    'aanmelding',
    {
      title: ['Code kan nu niet worden verstuurd', 'The code cannot be sent now'],
      detail: [
        'De sms met de code kan op dit moment niet worden verstuurd.',
        'The text message with the code cannot be sent at this moment.',
      ],
      actie: 'Gebruik de code uit uw app, of probeer het later opnieuw.',
      herhalen: true,
    },
    'beheerder',
  ),
  SL126: row(
    403,
    'aanmelding',
    {
      title: ['Account geblokkeerd', 'Account blocked'],
      detail: ['Dit account is geblokkeerd.', 'This account is blocked.'],
      actie:
        'Vraag de beheerder van Sluis waarom uw account is geblokkeerd en wat er nodig is om het te openen.',
    },
    'beheerder',
  ),
  SL127: row(
    403,
    'aanmelding',
    {
      title: ['Tweede factor opnieuw registreren', 'Second factor must be registered again'],
      detail: [
        'De tweede factor van dit account moet eerst opnieuw worden geregistreerd.',
        'The second factor of this account must be registered again first.',
      ],
      actie:
        'Open de link in de mail over uw tweede factor, of vraag uw contactpersoon om een nieuwe.',
    },
    'medewerker',
  ),
  SL108: row(
    403,
    'certificaat',
    {
      title: ['Verkeerde soort certificaat', 'Wrong kind of certificate'],
      detail: [
        'Dit adres vraagt de andere soort certificaat: een softwarepakket gebruikt een systeemcertificaat, een medewerker een persoonlijk certificaat.',
        'This address needs the other kind of certificate: software uses a system certificate, an employee a personal certificate.',
      ],
      actie:
        'Kies als medewerker uw persoonlijke certificaat. Stel in het softwarepakket het systeemcertificaat van de praktijk in.',
    },
    'medewerker',
  ),
  SL109: row(
    403,
    'certificaat',
    {
      title: ['Geblokkeerd', 'Blocked'],
      detail: [
        'Het certificaat, de sleutel ervan of de instantie is geblokkeerd.',
        'The certificate, its key or its organisation is blocked.',
      ],
      actie:
        'Vraag uw contactpersoon na te gaan waarom er geblokkeerd is en de blokkade te laten opheffen.',
    },
    'contactpersoon',
  ),
  SL110: row(
    403,
    'certificaat',
    {
      title: ['Adres niet geregistreerd', 'Address not registered'],
      detail: [
        'Het systeemcertificaat wordt gebruikt vanaf een IP-adres dat er niet voor is geregistreerd.',
        'The system certificate is used from an IP address that is not registered for it.',
      ],
      actie:
        'Laat het IP-adres van uw systeem registreren bij het systeemcertificaat, of gebruik het geregistreerde adres.',
    },
    'contactpersoon',
  ),
  SL201: row(
    403,
    'instantie',
    {
      title: ['Instantie niet aangesloten', 'Organisation not connected'],
      detail: [
        'De AGB-code in het certificaat hoort bij een instantie die hier niet is aangesloten.',
        'The AGB code in the certificate belongs to an organisation that is not connected here.',
      ],
      actie: 'Sluit de instantie aan: meld de AGB-code aan en sluit een overeenkomst.',
    },
    'contactpersoon',
  ),
  SL202: row(
    403,
    'instantie',
    {
      title: ['Geen geldige overeenkomst', 'No agreement in force'],
      detail: [
        'De instantie heeft vandaag geen geldige overeenkomst.',
        'The organisation has no agreement in force today.',
      ],
      actie: 'Sluit of verleng de overeenkomst van de instantie.',
    },
    'contactpersoon',
  ),
  SL203: row(
    403,
    'instantie',
    {
      title: ['Dienst niet beschikbaar voor de instantie', 'Service not open to the organisation'],
      detail: [
        'De gevraagde dienst is voor deze instantie niet opengesteld.',
        'The requested service is not open to this organisation.',
      ],
      actie: 'Vraag de dienst aan voor de AGB-code van de instantie.',
    },
    'contactpersoon',
  ),
  SL206: row(
    403,
    'instantie',
    {
      title: ['Verkeerde soort AGB-code', 'Wrong kind of AGB code'],
      detail: [
        'De AGB-code in het certificaat is niet van een soort instantie die deze dienst mag gebruiken (praktijk of instelling).',
        'The AGB code in the certificate is not of a kind (practice or institution) that may use this service.',
      ],
      actie:
        'Gebruik een certificaat dat is uitgegeven onder de AGB-code van de praktijk of instelling.',
    },
    'contactpersoon',
  ),
  SL207: row(
    403,
    'instantie',
    {
      title: ['Zorgsoort niet toegelaten', 'Kind of care not admitted'],
      detail: [
        'De zorgsoort van de instantie mag deze dienst niet gebruiken.',
        'The kind of care of the organisation may not use this service.',
      ],
      actie:
        'Gebruik de dienst die voor uw zorgsoort bedoeld is, of vraag de beheerder van de dienst of uw zorgsoort erbij hoort.',
    },
    'contactpersoon',
  ),
  SL210: row(
    403,
    'instantie',
    {
      title: ['Niveau te laag', 'Level too low'],
      detail: [
        'Hiervoor is een hoger niveau nodig dan waarmee u bent aangemeld: een account in plaats van een meldcode, een code uit een app in plaats van een sms, of een certificaat in plaats van een account.',
        'This needs a higher level than you signed in with: an account instead of a report code, a code of an app instead of a text message, or a certificate instead of an account.',
      ],
      actie:
        'Meld u aan met een account en met een code uit een app (die registreert u bij Mijn account), of gebruik een certificaat.',
    },
    'medewerker',
  ),
  SL204: row(
    403,
    'instantie',
    {
      title: ['Geen autorisatie', 'No authorisation'],
      detail: [
        'Het certificaat heeft geen autorisatie voor deze dienst.',
        'The certificate holds no authorisation for this service.',
      ],
      actie:
        'Vraag uw contactpersoon om dit certificaat in Gebruikersbeheer een autorisatie voor de dienst te geven.',
    },
    'contactpersoon',
  ),
  SL205: row(
    403,
    'instantie',
    {
      title: ['Autorisatie niet voldoende', 'Authorisation not sufficient'],
      detail: [
        'Het certificaat mag deze dienst gebruiken, maar niet hiervoor: met raadplegen alleen is indienen niet mogelijk.',
        'The certificate may use this service, but not for this: view alone does not allow submitting.',
      ],
      actie:
        'Vraag uw contactpersoon om dit certificaat in Gebruikersbeheer de autorisatie indienen te geven.',
    },
    'contactpersoon',
  ),
  SL209: row(
    403,
    'instantie',
    {
      title: ['Geen contactpersoon', 'Not a contact person'],
      detail: [
        'Gebruikersbeheer is alleen voor de geregistreerde contactpersonen van de praktijk of instelling.',
        'User administration is only for the registered contact persons of the organisation.',
      ],
      actie: 'Vraag een contactpersoon van uw praktijk of instelling dit te doen.',
    },
    'contactpersoon',
  ),
  SL212: row(
    403,
    'instantie',
    {
      title: ['Niet gemachtigd', 'Not authorised in person'],
      detail: [
        'Hiervoor moet u zijn gemachtigd door wie de medewerkers van uw organisatie beheert. Een certificaat kan geen machtiging hebben.',
        'This needs an authorisation in person by whoever manages the members of your organisation. A certificate cannot have one.',
      ],
      actie: 'Zet in het ledenbeheer de machtiging aan bij deze medewerker.',
    },
    'contactpersoon',
  ),
  SL211: row(
    403,
    'instantie',
    {
      title: ['Beveiligde sessie nodig', 'Secured session needed'],
      detail: [
        'Dit kan alleen in een beveiligde sessie. Een certificaat kan die niet openen.',
        'This is possible in a secured session only. A certificate cannot open one.',
      ],
      actie: 'Open het slot met uw wachtwoord en probeer het opnieuw.',
    },
    'medewerker',
  ),
  SL208: row(
    429,
    'instantie',
    {
      title: ['Quotum verbruikt', 'Quota used up'],
      detail: [
        'De instantie heeft in korte tijd te veel verzoeken gedaan.',
        'The organisation made too many requests in a short time.',
      ],
      actie:
        'Wacht de aangegeven tijd (Retry-After) en laat het softwarepakket rustiger aanbieden.',
      herhalen: true,
    },
    'softwareleverancier',
  ),
  SL304: row(
    415,
    'bericht',
    {
      title: ['Verkeerd mediatype', 'Unsupported media type'],
      detail: [
        'Het bericht heeft een ander mediatype of een codering die hier niet wordt aangenomen.',
        'The message has a media type or content encoding that is not accepted here.',
      ],
      actie: 'Stuur het bericht als application/json in UTF-8, zonder Content-Encoding.',
    },
    'softwareleverancier',
  ),
  SL303: row(
    413,
    'bericht',
    {
      title: ['Bericht te groot', 'Message too large'],
      detail: ['Het bericht is groter dan is toegestaan.', 'The message is larger than allowed.'],
      actie: 'Maak het bericht kleiner: een instroom is hoogstens 64 KiB.',
    },
    'softwareleverancier',
  ),
  SL301: row(
    400,
    'bericht',
    {
      title: ['Geen geldige JSON', 'Not valid JSON'],
      detail: [
        'Het bericht is geen geldige JSON in UTF-8 met elke naam hoogstens één keer.',
        'The message is not valid JSON in UTF-8 with unique member names.',
      ],
      actie: 'Herstel de opbouw van het bericht in het softwarepakket.',
    },
    'softwareleverancier',
  ),
  SL302: row(
    422,
    'bericht',
    {
      title: ['Bericht voldoet niet aan het schema', 'Message does not fit the schema'],
      detail: [
        'Een of meer velden ontbreken, zijn onbekend of hebben een verkeerde vorm.',
        'One or more fields are missing, unknown or malformed.',
      ],
      actie: 'Herstel de genoemde velden en bied het bericht opnieuw aan.',
    },
    'softwareleverancier',
  ),
  SL308: row(
    422,
    'bericht',
    {
      title: ['BSN onjuist', 'BSN not valid'],
      detail: [
        'Het BSN is geen negencijferig nummer dat aan de elfproef voldoet.',
        'The BSN is not a nine digit number that passes its check.',
      ],
      actie: 'Controleer het BSN van de verzekerde in het softwarepakket.',
    },
    'softwareleverancier',
  ),
  SL310: row(
    422,
    'bericht',
    {
      title: ['Alleen testpersonen', 'Test persons only'],
      detail: [
        'Deze omgeving neemt alleen testpersonen aan (een BSN dat begint met 9999).',
        'This environment accepts test persons only (a BSN that begins with 9999).',
      ],
      actie:
        'Gebruik hier een testpersoon; stuur nooit gegevens van een echte verzekerde naar een testomgeving.',
    },
    'softwareleverancier',
  ),
  SL305: row(
    403,
    'bericht',
    {
      title: ['AGB-code hoort niet bij het certificaat', 'AGB code is not the certificate’s'],
      detail: [
        'De AGB-code van de instantie in het bericht is niet de AGB-code waaronder het certificaat is uitgegeven.',
        'The AGB code of the organisation in the message is not the one the certificate was issued under.',
      ],
      actie:
        'Zet in het bericht de AGB-code van de eigen praktijk of instelling; aanvragen voor een andere AGB-code is niet mogelijk.',
    },
    'softwareleverancier',
  ),
  SL306: row(
    422,
    'bericht',
    {
      title: ['Zorgverlener bestaat niet', 'Care provider does not exist'],
      detail: [
        'De AGB-code van de zorgverlener bestaat vandaag niet in het AGB-register.',
        'The AGB code of the care provider does not exist in the AGB register today.',
      ],
      actie: 'Controleer de AGB-code van de zorgverlener in het softwarepakket.',
    },
    'softwareleverancier',
  ),
  SL307: row(
    422,
    'bericht',
    {
      title: ['Geen AGB-code van een zorgverlener', 'Not a care provider’s AGB code'],
      detail: [
        'De AGB-code die voor de zorgverlener is gegeven, is van een praktijk of instelling.',
        'The AGB code given for the care provider belongs to a practice or institution.',
      ],
      actie: 'Geef de persoonlijke AGB-code van de zorgverlener.',
    },
    'softwareleverancier',
  ),
  SL311: row(
    409,
    'bericht',
    {
      title: ['Referentie al gebruikt', 'Reference already used'],
      detail: [
        'De referentie is al gebruikt voor een instroom met andere inhoud of voor een instroom die voorbij is.',
        'The reference was already used, with other content or for an instroom that is over.',
      ],
      actie: 'Geef elke nieuwe instroom een eigen referentie.',
    },
    'softwareleverancier',
  ),
  SL321: row(
    409,
    'aanmelding',
    {
      title: ['AGB-code al in gebruik', 'AGB code already in use'],
      detail: [
        'Deze AGB-code is voor deze dienst al in gebruik.',
        'This AGB code is in use for this service already.',
      ],
      actie: 'Vraag binnen uw organisatie wie de medewerkers beheert; die kan u uitnodigen.',
    },
    'contactpersoon',
  ),
  SL322: row(
    422,
    'aanmelding',
    {
      title: [
        'AGB-code niet van een organisatie die mag aanmelden',
        'AGB code not of an organisation that may register',
      ],
      detail: [
        'Deze AGB-code is vandaag in het AGB-register niet van een organisatie die zich voor deze dienst mag aanmelden.',
        'Today the AGB register does not have this AGB code as an organisation that may register for this service.',
      ],
      actie:
        'Gebruik de AGB-code van de onderneming zelf, niet die van een vestiging of een zorgverlener.',
    },
    'contactpersoon',
  ),
  SL323: row(
    422,
    'aanmelding',
    {
      title: ['Geen e-mailadres in het AGB-register', 'No e-mail address in the AGB register'],
      detail: [
        'Bij deze AGB-code staat in het AGB-register geen e-mailadres.',
        'The AGB register has no e-mail address for this AGB code.',
      ],
      actie:
        'Laat het e-mailadres van de organisatie in het AGB-register zetten en probeer het daarna opnieuw.',
    },
    'contactpersoon',
  ),
  SL401: row(
    404,
    'instroom',
    {
      title: ['Klaargezette aanvraag niet gevonden', 'Instroom not found'],
      detail: [
        'Deze klaargezette aanvraag (instroom) of link is hier niet bekend.',
        'This instroom or link is not known here.',
      ],
      actie: 'Open de link opnieuw vanuit het softwarepakket.',
    },
    'medewerker',
  ),
  SL403: row(
    403,
    'instroom',
    {
      title: ['Aanvraag van een andere praktijk of instelling', 'Instroom of another organisation'],
      detail: [
        'Uw certificaat is onder een andere AGB-code uitgegeven dan het systeemcertificaat waarmee de aanvraag (instroom) is klaargezet.',
        'Your certificate was issued under another AGB code than the system certificate that posted the instroom.',
      ],
      actie:
        'Kies het persoonlijke certificaat dat is uitgegeven voor de praktijk of instelling van de instroom. Bent u aangemeld met een account? Kies dan bij Mijn organisaties de organisatie waar u vanuit startte, en open de link opnieuw.',
    },
    'medewerker',
  ),
  SL406: row(
    403,
    'instroom',
    {
      title: ['Startlink van een andere medewerker', 'Start link of another employee'],
      detail: [
        'Deze startlink is voor een andere medewerker dan met wie u bent aangemeld.',
        'This start link is for another employee than the one who is signed in.',
      ],
      actie:
        'Meld u af en meld u aan als de medewerker voor wie de link is, of start opnieuw vanuit uw HIS.',
    },
    'medewerker',
  ),
  SL405: row(
    410,
    'instroom',
    {
      title: ['Klaargezette aanvraag ingetrokken', 'Instroom withdrawn'],
      detail: [
        'Deze klaargezette aanvraag (instroom) is ingetrokken.',
        'This instroom has been withdrawn.',
      ],
      actie: 'Zet de gegevens opnieuw klaar vanuit het softwarepakket.',
    },
    'medewerker',
  ),
  SL402: row(
    410,
    'instroom',
    {
      title: ['Klaargezette aanvraag verlopen', 'Instroom expired'],
      detail: [
        'De klaargezette aanvraag (instroom) is niet op tijd geopend en daarom verlopen.',
        'The instroom was not opened in time and has expired.',
      ],
      actie: 'Zet de gegevens opnieuw klaar vanuit het softwarepakket.',
    },
    'medewerker',
  ),
  SL407: row(
    403,
    'instroom',
    {
      title: ['Systeemcertificaat mag dit niet meer', 'System certificate no longer admitted'],
      detail: [
        'Het systeemcertificaat waarmee deze aanvraag (instroom) is klaargezet, mag dat nu niet meer.',
        'The system certificate that posted this instroom is no longer admitted.',
      ],
      actie:
        'Ga na of het systeemcertificaat van uw praktijk is ingetrokken, geblokkeerd of zijn autorisatie kwijt is. Zet de gegevens daarna opnieuw klaar, met een nieuwe referentie.',
    },
    'contactpersoon',
  ),
  SL404: row(
    409,
    'instroom',
    {
      title: ['Al geopend door een collega', 'Already opened by a colleague'],
      detail: [
        'Een collega heeft deze klaargezette aanvraag (instroom) al geopend.',
        'A colleague of your organisation has already opened this instroom.',
      ],
      actie:
        'Vraag uw collega de aanvraag af te maken. Is uw collega er niet? Zet de aanvraag opnieuw klaar vanuit uw softwarepakket, met een nieuwe referentie.',
    },
    'medewerker',
  ),
  SL411: row(
    410,
    'aanmelding',
    {
      title: ['Link geldt niet meer', 'Link is over'],
      detail: [
        'Deze link is verlopen, gebruikt, of vervangen door een nieuwere.',
        'This link has expired, was used, or was replaced by a newer one.',
      ],
      actie: 'Gebruik de link uit de nieuwste mail, of vraag een nieuwe aan.',
    },
    'medewerker',
  ),
  SL412: row(
    403,
    'aanmelding',
    {
      title: ['Uitnodiging voor een ander', 'Invitation for somebody else'],
      detail: [
        'Deze uitnodiging is voor een ander e-mailadres dan waarmee u bent aangemeld.',
        'This invitation is for another e-mail address than the one you signed in with.',
      ],
      actie: 'Meld u af, en meld u aan met het e-mailadres waarop de uitnodiging kwam.',
    },
    'medewerker',
  ),
  SL312: row(
    409,
    'instroom',
    {
      title: ['Intrekken kan niet meer', 'Cannot be withdrawn any more'],
      detail: [
        'De klaargezette aanvraag (instroom) is al geopend door een medewerker, of al naar de dienst gestuurd, en kan niet meer worden ingetrokken.',
        'The instroom has already been opened by an employee, or sent to the service, and cannot be withdrawn.',
      ],
      actie:
        'Laat de medewerker de aanvraag in het portaal annuleren, of vraag de dienst om het bericht te verwijderen.',
    },
    'softwareleverancier',
  ),
  SL501: row(
    502,
    'dienst',
    {
      title: ['Dienst niet bereikbaar', 'Service cannot be reached'],
      detail: [
        'De dienst achter de toegangspoort is niet bereikbaar of geeft een onbruikbaar antwoord.',
        'The service behind the gateway cannot be reached or gives an unusable answer.',
      ],
      actie: 'Herstel de dienst; de gebruiker kan het daarna opnieuw proberen.',
      herhalen: true,
    },
    'beheerder',
  ),
  SL502: row(
    504,
    'dienst',
    {
      title: ['Dienst antwoordt niet op tijd', 'Service does not answer in time'],
      detail: [
        'De dienst achter de toegangspoort antwoordt niet binnen de afgesproken termijn.',
        'The service behind the gateway does not answer within the agreed time.',
      ],
      actie:
        'Ga na of de dienst overbelast is; controleer in het portaal of de aanvraag is aangekomen en probeer het anders opnieuw.',
      herhalen: true,
    },
    'beheerder',
  ),
  SL503: row(
    503,
    'dienst',
    {
      title: ['Te druk', 'Overloaded'],
      detail: [
        'Er zijn op dit moment te veel verzoeken; dit verzoek is niet aangenomen.',
        'There are too many requests at this moment; this request was not accepted.',
      ],
      actie: 'Wacht de aangegeven tijd (Retry-After) en probeer het opnieuw.',
      herhalen: true,
    },
    'beheerder',
  ),
  SL504: row(
    500,
    'dienst',
    {
      title: ['Interne fout', 'Internal error'],
      detail: [
        'Er is iets misgegaan in de toegangspoort; het verzoek is niet uitgevoerd.',
        'Something went wrong in the gateway; the request was not carried out.',
      ],
      actie: 'Zoek het verzoek op in de logging met het nummer hieronder.',
      herhalen: true,
    },
    'beheerder',
  ),
  SL505: row(
    503,
    'dienst',
    {
      title: ['Opslag niet beschikbaar', 'Storage unavailable'],
      detail: [
        'Het verzoek kon niet worden vastgelegd en is daarom niet aangenomen.',
        'The request could not be recorded and was therefore not accepted.',
      ],
      actie: 'Herstel de database; de gebruiker kan het daarna opnieuw proberen.',
      herhalen: true,
    },
    'beheerder',
  ),
  SL506: row(
    502,
    'dienst',
    {
      title: ['Geweigerd door de dienst', 'Refused by the service'],
      detail: [
        'De dienst achter de toegangspoort heeft dit bericht geweigerd; het wordt niet opnieuw aangeboden.',
        'The service behind the gateway refused this message; it is not offered again.',
      ],
      actie:
        'Vraag de beheerder van de dienst waarom; daarna kan de beheerder van de toegangspoort het opnieuw aanbieden (sluis aflevering opnieuw), of stuur een verbeterd bericht met een andere referentie.',
    },
    'beheerder',
  ),
  SL511: row(
    403,
    'verzoek',
    {
      title: ['De wijziging kwam van een andere website', 'Change asked from another site'],
      detail: [
        'Een wijziging is gevraagd vanaf een andere website, of de link is vooraf opgehaald door de browser.',
        'A change was asked from another web site, or the link was prefetched by the browser.',
      ],
      actie: 'Doe de wijziging vanuit het portaal zelf, of open de link door erop te klikken.',
    },
    'medewerker',
  ),
  SL512: row(
    404,
    'verzoek',
    {
      title: ['Adres bestaat niet', 'No such address'],
      detail: ['Dit adres bestaat hier niet.', 'There is no such address here.'],
      actie: 'Controleer het adres; begin opnieuw vanuit het softwarepakket of de startpagina.',
    },
    'medewerker',
  ),
  SL513: row(
    405,
    'verzoek',
    {
      title: ['Methode niet toegestaan', 'Method not allowed'],
      detail: [
        'Dit adres bestaat, maar niet voor deze HTTP-methode.',
        'This address exists, but not for this HTTP method.',
      ],
      actie: 'Gebruik de methode uit de beschrijving van de koppeling.',
    },
    'softwareleverancier',
  ),
  SL514: row(
    421,
    'verzoek',
    {
      title: ['Onbekende host', 'Misdirected request'],
      detail: [
        'Het verzoek noemt een hostnaam die hier niet wordt bediend, of geen of meer dan één hostnaam.',
        'The request names a host that is not served here, or none, or more than one.',
      ],
      actie: 'Gebruik het adres waarop de toegangspoort is uitgegeven.',
    },
    'softwareleverancier',
  ),
  SL515: row(
    400,
    'verzoek',
    {
      title: ['Adres niet goed gevormd', 'Malformed request path'],
      detail: [
        'Het adres bevat tekens die hier niet zijn toegestaan, zoals een gecodeerde schuine streep of puntsegmenten.',
        'The path contains characters that are not allowed here, such as an encoded slash or dot segments.',
      ],
      actie: 'Gebruik het adres zoals het is gegeven, zonder gecodeerde scheidingstekens.',
    },
    'softwareleverancier',
  ),
  SL516: row(
    400,
    'verzoek',
    {
      title: ['Twee aanmeldingen tegelijk', 'Two sign-ins at once'],
      detail: [
        'De browser stuurde twee cookies van een aanmelding; daarvan kan er maar een van Sluis zijn.',
        'The browser sent two cookies of a sign-in; only one of them can be of Sluis.',
      ],
      actie: 'Meld u opnieuw aan. Blijft dit zo? Verwijder de cookies van deze site.',
    },
    'medewerker',
  ),
} as const satisfies Record<string, ErrorEntry>

/** A documented code. */
export type Code = keyof typeof errors

/** All codes, in the order of the table. */
export const codes = Object.keys(errors) as readonly Code[]

/** Whether `text` is a documented code. */
export const isCode = (text: string): text is Code => Object.hasOwn(errors, text)

/** The entry of a code. */
export const errorEntry = (code: Code): ErrorEntry => errors[code]

/** One wrong field of a message; `pad` is a JSON pointer, `melding` never repeats the value. */
export interface FieldError {
  readonly pad: string
  readonly code: Code
  readonly melding: string
}

/** What may be told with a refusal besides its code. */
export interface RefusalOptions {
  readonly fouten?: readonly FieldError[]
  /** Whole seconds after which trying again makes sense; sent as Retry-After. */
  readonly retryAfterSeconds?: number
  /** Methods that the address does allow; sent as Allow with SL513. */
  readonly allow?: readonly string[]
  /** Private reason, for the log only. */
  readonly cause?: unknown
}

/** A request that is answered with a documented code instead of what it asked. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: Code
  readonly fouten: readonly FieldError[]
  readonly retryAfterSeconds: number | undefined
  readonly allow: readonly string[]

  constructor(code: Code, options: RefusalOptions = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.fouten = options.fouten ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
    this.allow = options.allow ?? []
  }
}

/** Anything thrown, as a refusal: what is not one already is an internal error (SL504). */
export const asRefusal = (thrown: unknown): Refusal =>
  thrown instanceof Refusal ? thrown : new Refusal('SL504', { cause: thrown })
