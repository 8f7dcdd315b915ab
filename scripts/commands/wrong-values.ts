import type { Command } from 'commander'

/**
 * Has every command refuse what commander takes and nobody means: an empty value, which a variable of a shell leaves
 * that was never filled in, and an option with a value given twice, of which only the last would be used.
 */
export function refuseWrongValues(program: Command): void {
  program.hook('preAction', (_, command) => {
    if (command.args.some(isEmpty)) command.error(emptyValue)
  })
  watchOptions(program)
}

const isEmpty = (value: string): boolean => value.trim() === ''

const emptyValue = 'een argument is leeg; is een variabele niet ingevuld?'

function watchOptions(command: Command): void {
  for (const option of command.options.filter(({ required }) => required)) {
    const { parseArg } = option
    // It is read before it is taken over: what the command has by now was given earlier on the line.
    option.argParser<unknown>((value, previous) => {
      if (command.getOptionValueSource(option.attributeName()) === 'cli')
        command.error(`de optie \`${option.flags}\` staat er meer dan één keer`)
      if (isEmpty(value))
        command.error(`de optie \`${option.flags}\` is leeg; is een variabele niet ingevuld?`)
      return parseArg === undefined ? value : parseArg(value, previous)
    })
  }
  command.commands.forEach(watchOptions)
}
