/** Text that YAML cuts off at ` #`, in files of the policy. */
import { expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { cutTexts } from '../../gateway/policy/yaml/cut-text.ts'
import { baseline, edited, loadGood, makeFolder } from './policy-folder.ts'

test.each([
  ['naam: Tandarts #1', 15],
  ['- naam: Tandarts #1\n', 17],
  ['  - { naam: Tandarts #1', 21],
  ['{ agbCode: "12000001", naam: Tandarts  #1b\n}', 39],
  ['reden: pas\t#kwijt', 11],
  ['naam: a\nomschrijving: Lezen #nieuw\n', 28],
])('%j is cut off at %d', (text, at) => {
  expect(cutTexts(text).map(({ offset }) => offset)).toEqual([at])
})

test.each([
  'naam: Tandarts # een opmerking',
  'naam: Tandarts # zie #1',
  'naam: Tandarts #',
  'naam: "Tandarts #1"',
  "naam: 'Tandarts #1'",
  'naam: Tandarts#1',
  'naam: "Tandarts" #1',
  '# naam: Tandarts #1',
  'naam:\n  #1',
  'soort: praktijk #nieuw',
  'bijnaam: Tandarts #1',
  '{"naam":"Tandarts #1"}',
])('%j is not', (text) => {
  expect(cutTexts(text)).toEqual([])
})

test('it is a warning with its place and what to write, in every kind of file', async () => {
  const folder = makeFolder({
    ...edited('instanties/praktijken.yaml', 'De Sluis', 'De Sluis #1'),
    ...edited('diensten/portaal.yaml', 'naam: Portaal', 'naam: Portaal #1'),
    ...edited('cases/gevallen.yaml', 'niet indienen', 'niet indienen #1'),
    'blokkades.yaml': '- gebruikersnummer: "10000001"\n  reden: pas #1 kwijt\n',
    'beleid.yaml': 'hulp:\n  naam: Zorg #1\n',
  })
  const { warnings, policy } = await loadGood(folder.dir)
  const told = warnings.filter(({ melding }) => melding.includes('opmerking'))
  expect(
    told.map(({ file, line, column }) => `${file.slice(folder.dir.length + 1)}:${line}:${column}`),
  ).toEqual([
    'beleid.yaml:2:14',
    'blokkades.yaml:2:14',
    'cases/gevallen.yaml:1:46',
    'diensten/portaal.yaml:2:15',
    'instanties/praktijken.yaml:2:35',
  ])
  expect(told[0]?.hint).toContain('tussen aanhalingstekens: "Tandarts #1"')
  expect(policy.instanties.get(agb('12000001'))?.naam).toBe('Tandartspraktijk De Sluis')
  folder.remove()
})

test('a list that is read as a whole warns the same', async () => {
  const practices = 'instanties/praktijken.yaml'
  const folder = makeFolder({
    [practices]: `---\n${(baseline[practices] ?? '').replace('De Sluis', 'De Sluis #1')}`,
  })
  const { warnings } = await loadGood(folder.dir)
  expect(warnings.map(({ line, column }) => `${line}:${column}`)).toContain('3:35')
  folder.remove()
})
