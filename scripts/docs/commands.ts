/** The reference of the commands, from what commander knows of them. */
import type { Command } from 'commander'
import { findingOf, isRunnable, wordsOf } from '../commands/findings.ts'
import { makeProgram } from '../commands/program.ts'

/** Every command that can be run, in the order of `--help`. */
export async function runnableCommands(): Promise<readonly Command[]> {
  const { stdout, stderr } = process
  const program = await makeProgram({ streams: { stdout, stderr }, env: {}, now: Date.now })
  return below(program)
}

const below = (command: Command): readonly Command[] =>
  command.commands.flatMap((one) => [...(isRunnable(one) ? [one] : []), ...below(one)])

/** A list of all, and a chapter for each. */
export async function commandReference(): Promise<string> {
  const commands = await runnableCommands()
  return [indexOf(commands), ...commands.map(chapterOf)].join('\n\n')
}

const indexOf = (commands: readonly Command[]): string =>
  [
    '| commando | doet |',
    '| --- | --- |',
    ...commands.map((command) => {
      const words = `sluis ${wordsOf(command)}`
      return `| [${words}](#${words.replaceAll(' ', '-')}) | ${command.description()} |`
    }),
  ].join('\n')

function chapterOf(command: Command): string {
  const finding = findingOf(command)
  return [
    `## sluis ${wordsOf(command)}`,
    sentence(command.description()),
    parametersOf(command),
    finding === null ? '' : `Afsluitcode 1: ${finding}.`,
    ['```text', ...exampleLines(command), '```'].join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

function parametersOf(command: Command): string {
  const help = command.createHelp()
  const rows = [
    ...command.registeredArguments.map((one) => [
      `<${one.name()}>`,
      help.argumentDescription(one),
      one.required,
    ]),
    ...command.options.map((one) => [
      help.optionTerm(one),
      help.optionDescription(one),
      one.mandatory,
    ]),
  ] as const
  const cells = rows.map(
    ([term, text, isNeeded]) =>
      `| \`${String(term)}\` | ${isNeeded === true ? 'ja' : ''} | ${String(text).replaceAll('<', '\\<')} |`,
  )
  return cells.length === 0
    ? ''
    : ['| argument of optie | verplicht | betekenis |', '| --- | --- | --- |', ...cells].join('\n')
}

/** What `--help` shows below its heading of examples. */
export function exampleLines(command: Command): readonly string[] {
  let text = ''
  command.configureOutput({
    ...command.configureOutput(),
    writeOut: (part) => {
      text += part
    },
  })
  command.outputHelp()
  const [, below = ''] = text.split(/^Voorbeeld(?:en)?:\n/m)
  const [examples = ''] = below.split('\n\n')
  return examples.split('\n').map((line) => line.replace(/^ {2}/, ''))
}
