/** Where no text message goes out, nobody is invited with a number that could never be proved (contract part two, 15). */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { useDatabases } from '../support/databases.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { browse, signIn, submit } from '../support/signed-in.ts'
import type { Person } from '../support/signed-in.ts'
import { makeOutbox } from '../support/visitor.ts'
import { auditEvent } from '../store/fixtures.ts'

const agbCode = agb('01000007')
const page = `/organisaties/${agbCode}/viplive`

const fresh = useDatabases('sqlite')
let gateway: TestGateway
let huisarts: Person

beforeAll(async () => {
  gateway = await startTestGateway({
    ...{ database: await fresh(), env: { SLUIS_TOEGANG_PORT: '0' } },
    policy: {
      'diensten/viplive.yaml': (text) => text.replace('telefoon: verplicht', 'telefoon: vrij'),
    },
    start: { notifier: { ...makeOutbox(), sms: undefined } },
  })
  huisarts = await signIn(gateway, { email: 'huisarts@praktijk.example' })
  const { leden } = gateway.sluis.gateway.organisaties
  const { nummer } = huisarts
  await leden.voegToe(
    {
      ...{ agbCode, dienst: 'viplive', nummer, naam: 'S. Visser', staat: 'actief', door: nummer },
      ...{ rollen: ['huisarts'], via: 'uitnodiging', at: Date.now() },
    },
    () => auditEvent(),
  )
  await gateway.sluis.gateway.organisaties.refresh()
}, 60_000)
afterAll(() => gateway.stop())

const invite = (telefoon: string) =>
  submit(gateway, huisarts, {
    ...{ page, to: `${page}/uitnodigen` },
    fields: Object.entries({
      ...{ naam: 'S. de Wit', email: 'wit@praktijk.example', rol: 'assistent', telefoon },
    }),
  })

test('no number is asked; one that is given is refused, and without it the mail goes out', async () => {
  const { status, text } = await browse(gateway, { path: page, person: huisarts })
  expect([status, text.includes('name="email"'), text.includes('name="telefoon"')]).toEqual([
    ...[200, true, false],
  ])
  const refused = await invite('06 12345678')
  expect([refused.status, refused.text]).toEqual([
    422,
    expect.stringContaining('Er kan hier geen sms worden verstuurd'),
  ])
  expect((await invite('')).status).toBe(303)
})
