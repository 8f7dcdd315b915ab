/** What exit code 1 of each command says: something was found, where 2 is wrong use or what could not be done. */
import type { Command } from 'commander'

/** By the words of the command; null when it finds nothing. */
const findings: Readonly<Record<string, string | null>> = {
  serve: 'bij het stoppen is werk afgebroken',
  demo: 'bij het stoppen is werk afgebroken',
  certs: null,
  proef: 'met --volledig: niet alles is ontmoet; of gestopt voordat hij klaar was',
  'policy check': 'er is een probleem',
  'policy test': 'een geval komt anders uit, of er is een probleem',
  'policy explain': 'het antwoord is een weigering, of het verzoek is niet gevonden',
  'policy diff': 'er verandert iets',
  'policy history': null,
  'policy history show': 'deze versie of dit bestand is niet bewaard',
  'policy history restore': 'niet alles is bewaard',
  'policy sign': 'er is een probleem; er is niets ondertekend',
  'register import': 'er is een fout in het bestand; er is niets ingelezen',
  'keys list': null,
  'keys rotate': null,
  'keys retire': 'die sleutel is er niet, of kan nog niet weg',
  'clock reset': null,
  'aflevering lijst': null,
  'aflevering opnieuw': 'er is niets dat opnieuw kan',
  'aflevering verwijder': 'er is niets dat weg kan',
  'bericht proef': 'het bericht is niet bezorgd',
  'organisatie lijst': null,
  'organisatie bevestig': 'er is geen aanmelding die kan worden bevestigd',
  'organisatie trek-in': 'er is geen aanmelding die kan worden ingetrokken',
  'account nodig-uit': 'die persoon is al medewerker, of de organisatie is niet aangemeld',
  'account zoek': 'er is geen account gevonden',
  'account blokkeer': 'er is geen account met dit nummer',
  'account deblokkeer': 'er is geen account met dit nummer',
  'account factor-herstel': 'er is geen account met dit nummer',
  'account beeindig': 'er is geen account met dit nummer',
  'account verwijder': 'er is geen account met dit nummer',
  'link vervang': 'er is geen link, of de organisatie is niet aangemeld',
  overdracht: 'een van beide kan dit niet, of de organisatie is niet aangemeld',
  'audit verify': 'de audit is niet heel',
  'audit checkpoint': null,
  'audit prune': 'er zijn regels die niet kloppen; die zijn niet opgeschoond',
  'audit export': 'een regel is niet te lezen',
  'dienst nieuw': 'het beleid of de instantie heeft een probleem; er is niets veranderd',
  doctor: 'er is iets niet in orde',
}

/** The words of a command, without the name of the program. */
export const wordsOf = (command: Command): string =>
  command.parent === null ? '' : `${wordsOf(command.parent)} ${command.name()}`.trim()

/** Whether it does something itself, where a group only has commands. */
export const isRunnable = (command: Command): boolean =>
  command.commands.length === 0 || Object.hasOwn(findings, wordsOf(command))

/** What exit code 1 of this command says; null when it does not have it. Throws when that is nowhere said. */
export function findingOf(command: Command): string | null {
  const finding = findings[wordsOf(command)]
  if (finding === undefined)
    throw new Error(`findings.ts does not say what 1 is of ${wordsOf(command)}`)
  return finding
}
