/** Commander's own words, in Dutch: help and what it says of a wrong command line. */
import { expect, test } from '@jest/globals'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { dutchMessage, inDutch } from '../../../scripts/commands/in-dutch.ts'

/** A program with everything that commander can complain of; gives what it wrote. */
async function told(...args: string[]): Promise<string> {
  let text = ''
  const write = (part: string): void => {
    text += part
  }
  const program = inDutch(new Command('sluis'))
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write })
  const policy = program.command('policy').description('het beleid')
  policy
    .command('check')
    .argument('[map]', 'map met het beleid', 'policy')
    .option('--json', 'als JSON')
    .addOption(new Option('--sarif', 'als SARIF').conflicts('json'))
    .option('--poort <nummer>', 'poort', notAPort, 8543)
    .action(() => undefined)
  policy
    .command('diff')
    .argument('<nieuw>')
    .requiredOption('--key <pem>', 'sleutel')
    .action(() => undefined)
  policy
    .command('show')
    .argument('<versie>')
    .action(() => undefined)
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
  }
  return text
}

function notAPort(): number {
  throw new InvalidArgumentError('geen poortnummer')
}

const end = '\n(--help toont wat er kan)\n'

test.each([
  ['polcy', `de opdracht \`polcy\` bestaat niet\n(bedoelt u policy?)${end}`],
  ['policy chek', `de opdracht \`chek\` bestaat niet\n(bedoelt u check?)${end}`],
  ['policy check --jsn', `de optie \`--jsn\` bestaat niet\n(bedoelt u --json?)${end}`],
  ['policy check --xyz', `de optie \`--xyz\` bestaat niet${end}`],
  ['policy show', `<versie> ontbreekt${end}`],
  ['policy diff x', `de optie \`--key <pem>\` is verplicht${end}`],
  ['policy diff x --key', `bij de optie \`--key <pem>\` ontbreekt de waarde${end}`],
  ['policy check --json --sarif', `de opties \`--sarif\` en \`--json\` gaan niet samen${end}`],
  [
    'policy check --poort x',
    `de optie \`--poort <nummer>\` heeft een verkeerde waarde (\`x\`): geen poortnummer${end}`,
  ],
  [
    'policy check a b',
    `er staan 2 argumenten op de opdrachtregel; hier hoort er hoogstens 1${end}`,
  ],
])('%s', async (line, dutch) => {
  expect(await told(...line.split(' '))).toBe(dutch)
})

test('L16: one argument is told as one, and none as none', async () => {
  expect(await told('policy', 'show', 'a', 'b')).toContain('er staan 2 argumenten')
  for (const line of [
    ['policy', 'check', 'a', 'b'],
    ['policy', 'show', 'a', 'b'],
    ['policy', 'x y'],
  ])
    expect(await told(...line)).not.toMatch(/\b1 argumenten|zijn er 1\b|kunnen het er/)
})

test('several names that are near', () => {
  expect(dutchMessage("error: unknown command 'x'\n(Did you mean one of y, z?)")).toBe(
    'de opdracht `x` bestaat niet\n(bedoelt u een van: y, z?)',
  )
})

test('a message that is not known stays as it is', () => {
  expect(dutchMessage('iets anders')).toBe('iets anders')
})

test.each(['--help', 'policy --help', 'policy check --help', 'help policy'])(
  '%s holds no English',
  async (line) => {
    const text = await told(...line.split(' '))
    expect(text).toMatch(/^Gebruik: sluis/)
    expect(text).toContain('toon deze hulp')
    expect(text).not.toMatch(/Usage|Options|Commands|Arguments|default|display|\[options|\[command/)
  },
)

test('a default is told as such', async () => {
  const text = await told('policy', 'check', '--help')
  expect(text).toContain('map met het beleid (standaard: "policy")')
  expect(text).toContain('poort (standaard: 8543)')
})
