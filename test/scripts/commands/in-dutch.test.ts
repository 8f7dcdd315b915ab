/** Commander's own words, in Dutch: help and what it says of a wrong command line. */
import { expect, test } from '@jest/globals'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { CaseResult } from '../../../gateway/policy/test-cases.ts'
import { readDataKeys } from '../../../gateway/secrets/keys.ts'
import { caseText } from '../../../gateway/workbench/case-report.ts'
import { dutchMessage, inDutch } from '../../../scripts/commands/in-dutch.ts'
import { lossProblem } from '../../../scripts/commands/register/report.ts'

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

test.each([
  [1, 0, 'er staat 1 argument op de opdrachtregel; hier hoort er geen'],
  [2, 0, 'er staan 2 argumenten op de opdrachtregel; hier hoort er geen'],
  [2, 1, 'er staan 2 argumenten op de opdrachtregel; hier hoort er hoogstens 1'],
  [3, 2, 'er staan 3 argumenten op de opdrachtregel; hier horen er hoogstens 2'],
])('L16: %d arguments where %d belong are told as people count', (given, most, dutch) => {
  const noun = most === 1 ? 'argument' : 'arguments'
  expect(
    dutchMessage(
      `error: too many arguments for 'show'. Expected ${most} ${noun} but got ${given}.`,
    ),
  ).toBe(dutch)
})

test('L16: those are the words of the library', async () => {
  expect(await told('policy', 'show', 'a', 'b')).toContain(
    'er staan 2 argumenten op de opdrachtregel; hier hoort er hoogstens 1',
  )
})

const result = (geslaagd: boolean): CaseResult => {
  const plaats = { file: 'cases/x.yaml', line: 1, column: 1 }
  return { geval: { naam: 'x', plaats, verwacht: 'SL205' }, geslaagd } as unknown as CaseResult
}
const nothingLeft = { instanties: [], autorisaties: [], routes: [] }

test.each([
  [[true], '1 van 1 geval komt uit'],
  [[false], '0 van 1 geval komt uit'],
  [[true, false], '1 van 2 gevallen komt uit'],
  [[true, true], '2 van 2 gevallen komen uit'],
  [[], '0 van 0 gevallen komen uit'],
])('L16: of cases that went %j it is told that %s', (went, dutch) => {
  expect(caseText(went.map(result), nothingLeft)).toContain(`${dutch} zoals verwacht.`)
})

const lossOf = (count: number, before: number): string | undefined => {
  const none = { count: 0, first: [] }
  const differences = { nieuw: none, beeindigd: none, gewijzigd: none, verdwenen: none }
  return lossProblem(
    { before, after: 0, differences: { ...differences, verdwenen: { count, first: [] } } },
    10,
  )
}

test.each([
  [1, 1, 'er zou 1 van de 1 code verdwijnen'],
  [1, 2, 'er zou 1 van de 2 codes verdwijnen'],
  [2, 2, 'er zouden 2 van de 2 codes verdwijnen'],
])('L16: of a register that loses %d of %d it is told that %s', (gone, before, dutch) => {
  expect(lossOf(gone, before)).toContain(dutch)
})

test('L16: a key of one byte is told as one', () => {
  expect(readDataKeys('AA==')).toEqual({
    problems: [expect.stringContaining('is 1 byte lang in plaats van 32')],
  })
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
