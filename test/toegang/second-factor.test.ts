/** `tweedeFactor: [app]` switches text messages off for a dienst (contract part two, 9), over real TLS. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { inviteByDesk } from '../../gateway/leden/desk-invite.ts'
import { hasLeden } from '../../gateway/leden/managing.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { cheapScrypt, password, peopleOf, setClock } from '../support/people.ts'
import type { People } from '../support/people.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'
import { linkIn, makeOutbox, visitor } from '../support/visitor.ts'
import type { Outbox, Visitor } from '../support/visitor.ts'
import { policyExplain } from '../../scripts/commands/policy/explain.ts'
import { auditEvent } from '../store/fixtures.ts'
import { run } from '../scripts/commands/run.ts'

const agbCode = agb('01000007')
const dienst = 'gli-register'
const page = '/gli-register/deelnemers'

eachDatabase('a dienst that takes no text messages, on %s', (engine) => {
  const makeUrl = useDatabases(engine)
  const clock = setClock()
  let upstream: TestUpstream
  let gateway: TestGateway
  let outbox: Outbox
  let people: People

  beforeAll(async () => {
    upstream = await startUpstream(answering(200, { 'content-type': 'text/html' }, 'register'))
    outbox = makeOutbox()
    gateway = await startTestGateway({
      database: await makeUrl(),
      now: clock.now,
      env: { SLUIS_TOEGANG_PORT: '0' },
      policy: {
        'diensten/gli-register.yaml': (text) =>
          text
            .replace('http://127.0.0.1:8084', upstream.url)
            .replace('toegang: [account]', 'toegang: [account]\ntweedeFactor: [app]'),
      },
      start: { scrypt: cheapScrypt, notifier: outbox },
    })
    people = peopleOf(gateway, outbox, clock)
  }, 60_000)
  afterAll(async () => {
    await gateway.stop()
    await upstream.close()
  })

  const stores = () => gateway.sluis.gateway

  async function join(naam: string): Promise<void> {
    const [row] = await stores().toegang.store.zoek(naam, 1)
    const nummer = row?.nummer
    if (nummer === undefined) throw new Error(`nobody is called ${naam}`)
    await stores().organisaties.leden.voegToe(
      {
        ...{ agbCode, dienst, nummer, naam, staat: 'actief', door: nummer },
        ...{ rollen: ['behandelaar'], via: 'uitnodiging', at: clock.now() },
      },
      () => auditEvent(),
    )
    await stores().organisaties.refresh()
  }

  const asked = async (browser: Visitor) => {
    const { status, json } = await browser.get(page, { accept: 'application/json' })
    return [status, json['code']]
  }

  const explained = (verzoek: string) =>
    run((streams) =>
      policyExplain(
        {
          ...{ policy: gateway.env['SLUIS_POLICY'] ?? '', verzoek, json: true },
          ...{ database: gateway.env['SLUIS_DATABASE'] ?? '', now: clock.now },
        },
        streams,
      ),
    )

  async function signInBySms(browser: Visitor, email: string): Promise<void> {
    const sent = outbox.texts.length
    await browser.submit('/aanmelden', { email, wachtwoord: password })
    const code = await people.codeTo('+31612345678', sent + 1)
    await browser.submit('/aanmelden/code', { code })
  }

  test('a sign-in by text message is SL210 there, also for another organisation and in a secured session; by app it goes on', async () => {
    const browser = visitor(gateway)
    await people.withSms('sms@praktijk.example', '06 12345678')
    await join('J. de Boer')
    clock.forward(60_000)
    await signInBySms(browser, 'sms@praktijk.example')
    expect(await asked(browser)).toEqual([403, 'SL210'])
    await browser.submit('/organisaties', { agbCode })
    expect(await asked(browser)).toEqual([403, 'SL210'])
    await browser.submit('/beveiligde-sessie', { wachtwoord: password })
    expect(await asked(browser)).toEqual([403, 'SL210'])

    const { json } = await browser.get(page, { accept: 'application/json' })
    const { code, stdout } = await explained(String(json['instance']))
    expect([code, JSON.parse(stdout)]).toMatchObject([1, { nu: { code: 'SL210' } }])

    const other = visitor(gateway)
    const secret = await people.withApp('app@praktijk.example', 'S. Visser')
    await join('S. Visser')
    await people.signIn(other, 'app@praktijk.example', secret)
    expect((await other.get(page)).text).toBe('register')
  })

  test('who makes an account by an invitation for it chooses an app', async () => {
    const { policy } = stores().policies.current()
    const found = policy.diensten.get(dienst)
    if (found === undefined || !hasLeden(found)) throw new Error('the dienst has no members')
    const email = 'nieuw@praktijk.example'
    const wie = { naam: 'N. Nieuw', email, emailFold: email, telefoon: undefined }
    const invite = { agbCode, organisatie: 'De Werf', dienst: found, rol: 'behandelaar', wie }
    await inviteByDesk(stores(), stores().organisaties.leden, invite, () => auditEvent())
    const browser = visitor(gateway)
    await browser.submit(linkIn(await people.mailTo(email)), {})
    expect((await browser.get('/inrichten')).text).not.toContain('value="sms"')
    const chosen = { wachtwoord: password, kanaal: 'sms', telefoon: '06 12345678' }
    expect((await browser.submit('/inrichten', chosen)).status).toBe(422)
    expect((await browser.submit('/inrichten', { ...chosen, kanaal: 'app' })).status).toBe(303)
  })
})
