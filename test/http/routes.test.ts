/** The table of routes, walked: what holds of every row. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openapi } from '../../gateway/openapi/document.ts'
import { routes } from '../../gateway/routes.ts'
import { answered, clientAt } from '../support/http.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { browse, signIn } from '../support/signed-in.ts'
import type { Person } from '../support/signed-in.ts'

let gateway: TestGateway
let person: Person

beforeAll(async () => {
  gateway = await startTestGateway({
    toegang: true,
    policy: {
      'diensten/machtigingenportaal.yaml': (text) => `${text}\nhost: formulier.example\n`,
    },
  })
  person = await signIn(gateway, { email: 'visser@praktijk.example', agbCode: '12000001' })
})

afterAll(async () => {
  await gateway.stop()
})

const contact = () => clientAt(gateway, 'portaal', 'contactpersoon')

const values: Readonly<Record<string, string>> = {
  dienst: 'machtigingenportaal',
  instroomId: '6f1c1c52-6a5e-4a39-9a11-5b7e5b1f2c90',
  token: 'x',
  soort: 'systeem',
  gebruikersnummer: '10000001',
}
const pathOf = (path: string): string =>
  path.replace('{/*rest}', '/x').replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? 'x')

const verbs = { GET: 'get', POST: 'post', DELETE: 'delete', '*': 'get' } as const

const rows = routes.flatMap((route) =>
  route.at.flatMap((listener) => (listener === 'toegang' ? [] : [{ ...route, listener }])),
)

describe('every route of every listener', () => {
  test.each(rows.filter(({ isOpen }) => isOpen !== true))(
    'without a certificate, $method $path of $listener gives SL101',
    async ({ listener, method, path }) => {
      const verb = verbs[method]
      const refused = clientAt(gateway, listener)
        [verb](pathOf(path))
        .set('accept', 'application/json')
      expect((await refused.expect(401)).body).toMatchObject({ code: 'SL101' })
    },
  )

  test('stands once in the table', () => {
    const names = rows.map(({ listener, method, path }) => `${listener} ${method} ${path}`)
    expect(new Set(names).size).toBe(names.length)
  })

  test('is open to strangers only for the style', () => {
    expect(
      rows
        .filter(({ isOpen, listener }) => isOpen && listener === 'portaal')
        .map(({ path }) => path),
    ).toEqual(['/v1/stijl/:bestand'])
  })
})

describe('an address of a form, asked for again', () => {
  const forms = routes.flatMap(({ at, method, path }) =>
    method === 'POST'
      ? at.flatMap((listener) => (listener === 'instroom' ? [] : [{ listener, path }]))
      : [],
  )

  test('P9: there is a GET for every form of portaal and toegang, so that nobody meets SL513 by reloading', () => {
    const gets = new Set(
      routes.flatMap(({ at, method, path }) =>
        method === 'GET' ? at.map((listener) => `${listener} ${path}`) : [],
      ),
    )
    expect(forms.length).toBeGreaterThan(30)
    expect(forms.filter(({ listener, path }) => !gets.has(`${listener} ${path}`))).toEqual([])
  })

  test.each(forms)('P9: GET $path of $listener is not SL513', async ({ listener, path }) => {
    const wanted = { path: pathOf(path), headers: { accept: 'application/json' } }
    const { status, json } =
      listener === 'portaal'
        ? await contact().get(wanted.path).set(wanted.headers).then(answered)
        : await browse(gateway, { ...wanted, person })
    expect([status, json['code']]).not.toEqual([405, 'SL513'])
  })

  test.each([
    ['/start/intrekken', '/start'],
    ['/start/vrijgeven', '/start'],
    ['/gebruikersbeheer/afwijzen', '/gebruikersbeheer'],
  ])('P9: %s leads to the page of its form, %s', async (path, page) => {
    await contact().get(path).set('accept', 'text/html').expect(303).expect('location', page)
  })

  test.each([
    ['/afmelden', '/'],
    ['/aanmelden/code/nieuw', '/aanmelden/code'],
  ])('P9: %s leads to the page of its form, %s', async (path, page) => {
    const { status, headers } = await browse(gateway, { path, person })
    expect([status, headers['location']]).toEqual([303, page])
    expect((await browse(gateway, { path: '/', person })).status).toBe(200)
  })
})

test('the OpenAPI document has the described routes of the instroom listener, and no others', () => {
  const dienst = { naam: 'portaal', titel: 'Portaal', instroom: { schema: 'instroom-machtiging' } }
  const { paths } = openapi([dienst], 'https://instroom.example', routes) as {
    readonly paths: Readonly<Record<string, object>>
  }
  const described = routes.filter(
    ({ at, described: told }) => at.includes('instroom') && told !== undefined,
  )
  expect(Object.keys(paths)).toEqual([
    ...new Set(
      described.map(({ path }) => path.replace(':dienst', 'portaal').replaceAll(/:(\w+)/g, '{$1}')),
    ),
  ])
  expect(routes.filter(({ described: told }) => told !== undefined)).toEqual(described)
})

test.each([
  ['formulier.example', false],
  ['formulier.example:', false],
  ['formulier.example:9443', false],
  ['localhost', true],
])(
  'the router and the page of a refusal read the host %j as one: our own menu there %j',
  async (host, shown) => {
    const employee = clientAt(gateway, 'portaal', 'indiener')
    const { text } = await employee.get('/nergens').set({ host, accept: 'text/html' }).expect(404)
    expect(text.includes('href="/mijn-certificaat"')).toBe(shown)
  },
)
