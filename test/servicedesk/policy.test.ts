/** `servicedesk` in beleid.yaml, held against the whole set. */
import { afterAll, describe, expect, test } from '@jest/globals'
import { loadPolicy } from '../../gateway/policy/load.ts'
import { formatProblem } from '../../gateway/decision/problem.ts'
import { baseline, edited, makeFolder, now, problemLines } from '../policy/policy-folder.ts'
import type { PolicyFolder } from '../policy/policy-folder.ts'

const folders: PolicyFolder[] = []
afterAll(() => {
  for (const folder of folders) folder.remove()
})

const load = async (changes: Readonly<Record<string, string>>) => {
  const folder = makeFolder(changes)
  folders.push(folder)
  const result = await loadPolicy(folder.dir, { now })
  const warnings = 'set' in result ? result.set.warnings.map(formatProblem) : []
  return { problems: problemLines(result, folder.dir), warnings, result }
}

const named = (dienst: string) => ({ 'beleid.yaml': `servicedesk: { dienst: ${dienst} }\n` })
const withAutorisatie = edited(
  'diensten/portaal.yaml',
  'autorisaties:\n',
  'autorisaties:\n  servicedesk: { omschrijving: Servicedesk }\n',
)
const granted = (beheer: string, ...nummers: readonly string[]) => ({
  'instanties/praktijken.yaml': nummers.reduce(
    (text, nummer) =>
      text.replace(new RegExp(`("${nummer}", autorisaties: \\{ portaal: \\[)`), '$1servicedesk, '),
    (baseline['instanties/praktijken.yaml'] ?? '').replace('beheer: bestand', `beheer: ${beheer}`),
  ),
})

/** A dienst by the name of the pages. */
const deskDienst = (routes: string, host = '') => ({
  'diensten/servicedesk.yaml': `dienst: servicedesk
naam: Servicedesk
autorisaties: { servicedesk: { omschrijving: Servicedesk } }
instanties: { soorten: [praktijk] }
upstream: { url: http://127.0.0.1:8082, termijn: 10s }
${host}routes: ${routes}
`,
})
const route = '[{ methodes: [GET], pad: "/servicedesk/**", autorisatie: servicedesk }]'
const taken =
  'beleid.yaml:1:24: onder /servicedesk staan de bladzijden van Sluis: de dienst `servicedesk` kan daar geen routes hebben'

describe('the key servicedesk', () => {
  test.each([
    [
      'a dienst that is not there',
      named('portal'),
      ['beleid.yaml:1:24: er is geen dienst `portal` (bedoelt u `portaal`?)'],
    ],
    [
      'a dienst without the autorisatie',
      named('portaal'),
      ['beleid.yaml:1:24: de dienst `portaal` heeft geen autorisatie `servicedesk`'],
    ],
    [
      'a dienst of that name with routes',
      { ...named('servicedesk'), ...deskDienst(route) },
      [taken],
    ],
    ['a dienst of that name without routes', { ...named('servicedesk'), ...deskDienst('[]') }, []],
    [
      'a dienst of that name with a host of its own',
      { ...named('servicedesk'), ...deskDienst(route, 'host: desk.example\n') },
      [],
    ],
    ['no such key, and a dienst of that name with routes', deskDienst(route), []],
  ])(
    'with %s',
    async (_, changes: Readonly<Record<string, string>>, problems: readonly string[]) => {
      expect((await load(changes)).problems).toEqual(problems)
    },
  )

  test.each([
    ['two holders', granted('bestand', '10000001', '10000002'), []],
    ['one holder', granted('bestand', '10000001'), ['maar één certificaathouder']],
    ['no holder', {}, ['geen certificaathouder']],
    [
      'holders of a practice whose contact person grants',
      granted('contactpersoon', '10000001', '10000002'),
      ['geen certificaathouder', 'telt niet bij instanties met `beheer: contactpersoon` (hier 1)'],
    ],
  ])(
    'warns of %s',
    async (_, changes: Readonly<Record<string, string>>, texts: readonly string[]) => {
      const { problems, warnings } = await load({
        ...named('portaal'),
        ...withAutorisatie,
        ...changes,
      })
      expect(problems).toEqual([])
      const told = warnings.filter((line) => line.includes('servicedesk'))
      expect(told).toHaveLength(texts.length)
      for (const text of texts) expect(told.join('\n')).toContain(text)
    },
  )

  test('is part of the set, and absent by default', async () => {
    const { result } = await load({ ...named('portaal'), ...withAutorisatie })
    expect('set' in result && result.set.beleid.servicedesk).toEqual({ dienst: 'portaal' })
    const plain = await load({})
    expect('set' in plain.result && plain.result.set.beleid).not.toHaveProperty('servicedesk')
  })
})
