/** Commander's own words in Dutch: headings and terms of `--help`, and what it says of a wrong command line. */
import { counted } from '../../gateway/base/counted.ts'
import { Help } from 'commander'
import type { Command } from 'commander'

const headings: Readonly<Record<string, string>> = {
  'Usage:': 'Gebruik:',
  'Arguments:': 'Argumenten:',
  'Options:': 'Opties:',
  'Commands:': 'Opdrachten:',
}

/** What a message of commander begins with, and what is said instead; `$1` and on are its values. */
type Told = string | ((all: string, ...values: string[]) => string)

const messages: readonly (readonly [RegExp, Told])[] = [
  [/^error: unknown command '(.*)'/, 'de opdracht `$1` bestaat niet'],
  [/^error: unknown option '(.*)'/, 'de optie `$1` bestaat niet'],
  [/^error: missing required argument '(.*)'/, '<$1> ontbreekt'],
  [/^error: option '(.*)' argument missing/, 'bij de optie `$1` ontbreekt de waarde'],
  [/^error: required option '(.*)' not specified/, 'de optie `$1` is verplicht'],
  [
    /^error: option '(.*)' cannot be used with option '(.*)'/,
    'de opties `$1` en `$2` gaan niet samen',
  ],
  [
    /^error: option '(.*)' argument '(.*)' is invalid\. /,
    'de optie `$1` heeft een verkeerde waarde (`$2`): ',
  ],
  [
    /^error: too many arguments.* Expected (\d+) arguments? but got (\d+)\./,
    (_, most: string, given: string) =>
      `er ${given === '1' ? 'staat' : 'staan'} ${counted(Number(given), 'argument', 'argumenten')} op de opdrachtregel; hier ${most === '0' ? 'hoort er geen' : most === '1' ? 'hoort er hoogstens 1' : `horen er hoogstens ${most}`}`,
  ],
]

const suggestions: readonly (readonly [RegExp, string])[] = [
  [/\(Did you mean one of (.*)\?\)/, '(bedoelt u een van: $1?)'],
  [/\(Did you mean (.*)\?\)/, '(bedoelt u $1?)'],
]

/** A message of commander in Dutch; one that is not known stays as it is. */
export const dutchMessage = (text: string): string =>
  [...messages, ...suggestions].reduce(
    (told, [pattern, dutch]) =>
      // Of `replace` the two kinds are told apart by their type only.
      typeof dutch === 'string' ? told.replace(pattern, dutch) : told.replace(pattern, dutch),
    text,
  )

const dutchUsage = (usage: string): string =>
  usage.replaceAll('[options]', '[opties]').replaceAll('[command]', '[opdracht]')

const dutchDefault = (description: string): string =>
  description.replace(/\(default: (.*)\)/, '(standaard: $1)')

/** Makes a program, and every command that is put in it after this, speak Dutch. */
export function inDutch(program: Command): Command {
  const english = new Help()
  return program
    .helpOption('-h, --help', 'toon deze hulp')
    .helpCommand('help [opdracht]', 'toon de hulp van een opdracht')
    .showHelpAfterError('(--help toont wat er kan)')
    .configureHelp({
      styleTitle: (title) => headings[title] ?? title,
      commandUsage: (command) => dutchUsage(english.commandUsage(command)),
      subcommandTerm: (command) => dutchUsage(english.subcommandTerm(command)),
      optionDescription: (option) => dutchDefault(english.optionDescription(option)),
      argumentDescription: (argument) => dutchDefault(english.argumentDescription(argument)),
    })
    .configureOutput({
      outputError: (text, write) => {
        write(dutchMessage(text))
      },
    })
}
