/**
 * What the reader of a refusal page does: an employee or a contact person. `actie` of the error table is for who
 * mends it; a code that is not here says the same to both. What depends on the reader is in advice.ts.
 */
import type { Code } from '../errors.ts'

const later = 'U hoeft zelf niets te doen. Probeer het over een paar minuten opnieuw.'
const supplier =
  'Neem contact op met de leverancier van uw softwarepakket en geef de foutcode en het nummer van dit verzoek door.'

/** By code, in plain Dutch. */
export const forYou: Readonly<Partial<Record<Code, string>>> = {
  SL101:
    'Installeer uw persoonlijke certificaat op deze computer en kies het als de browser erom vraagt.',
  SL102:
    'Kies het persoonlijke certificaat dat voor deze dienst is uitgegeven. Hebt u dat niet? Vraag uw contactpersoon er een aan te vragen.',
  SL103: 'Vraag uw contactpersoon een nieuw certificaat aan te vragen en installeer dat.',
  SL104: 'Gebruik zolang een certificaat dat al geldig is.',
  SL105:
    'Vraag uw contactpersoon een nieuw certificaat aan te vragen. Dit certificaat wordt niet weer geldig.',
  SL106:
    'Dit ligt niet aan u of uw certificaat. Een ander certificaat kiezen helpt niet. Probeer het over een paar minuten opnieuw; duurt het langer, vraag dan hulp.',
  SL107:
    'Kies het certificaat dat bedoeld is om mee in te loggen. Blijft dit zo, vraag uw contactpersoon dan een nieuw certificaat aan te vragen.',
  SL108:
    'Kies uw persoonlijke certificaat. Het systeemcertificaat is alleen voor het softwarepakket.',
  SL109: 'Vraag uw contactpersoon waarom er geblokkeerd is en of de blokkade eraf kan.',
  SL110: 'Vraag uw contactpersoon het IP-adres van uw systeem te laten registreren.',
  SL124: 'Wacht even en probeer het dan opnieuw. Op deze pagina staat hoelang.',
  SL201:
    'Uw praktijk of instelling is hier nog niet aangesloten. Vraag wie bij u de aansluitingen regelt om de AGB-code aan te melden.',
  SL202: 'Vraag uw contactpersoon de overeenkomst te verlengen.',
  SL203: 'Vraag uw contactpersoon deze dienst voor uw praktijk of instelling aan te vragen.',
  SL206:
    'Kies een certificaat dat is uitgegeven voor uw praktijk of instelling, niet voor u als zorgverlener.',
  SL207:
    'Deze dienst is niet voor uw zorgsoort. Vraag uw contactpersoon welke dienst u kunt gebruiken.',
  SL208:
    'Uw praktijk of instelling deed in korte tijd te veel verzoeken. Wacht even en probeer het opnieuw.',
  SL209:
    'Vraag een contactpersoon van uw praktijk of instelling dit te doen. Werkt deze persoon niet meer bij u? Vraag de helpdesk hoe u een nieuwe contactpersoon aanmeldt.',
  SL301: supplier,
  SL302: supplier,
  SL303: supplier,
  SL304: supplier,
  SL305: supplier,
  SL306: supplier,
  SL307: supplier,
  SL308: supplier,
  SL310: supplier,
  SL311: supplier,
  SL402: 'Zet de gegevens opnieuw klaar vanuit uw softwarepakket, met een nieuwe referentie.',
  SL403: 'Werkt u ook ergens anders? Kies dan het certificaat van die praktijk of instelling.',
  SL405: 'Zet de gegevens opnieuw klaar vanuit uw softwarepakket, met een nieuwe referentie.',
  SL407:
    'Vraag uw contactpersoon na te gaan wat er met het systeemcertificaat van uw praktijk is. Zet de gegevens daarna opnieuw klaar, met een nieuwe referentie.',
  SL501: later,
  SL502:
    'Het is niet zeker of uw aanvraag is aangekomen. Kijk eerst in het portaal; staat hij er niet, probeer het dan opnieuw.',
  SL503: 'Wacht even en probeer het opnieuw.',
  SL504:
    'Dit ligt niet aan u. Probeer het opnieuw. Blijft het misgaan, geef dan het nummer van dit verzoek door aan de helpdesk.',
  SL505: `Er is niets verloren: uw verzoek is niet aangenomen. ${later}`,
  SL513: 'Ga terug naar de startpagina en begin opnieuw.',
  SL514: 'Gebruik het adres dat u van de beheerder hebt gekregen.',
  SL515: 'Ga terug naar de startpagina, of open de link opnieuw vanuit uw softwarepakket.',
}
