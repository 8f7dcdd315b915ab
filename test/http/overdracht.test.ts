/** What an organisation and the service desk do together: a take-over, a lost telephone, a link that went astray. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { agb, type AgbCode } from '../../gateway/identity/agb-code.ts'
import { overdracht } from '../../scripts/commands/overdracht.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { run } from '../scripts/commands/run.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { waitFor } from '../support/serving.ts'
import { browse, signIn, submit } from '../support/signed-in.ts'
import type { Person } from '../support/signed-in.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'
import { linkIn, makeOutbox, visitor } from '../support/visitor.ts'

const oever = agb('57000001')
const manage = `/organisaties/${oever}/gli-register`
const page = `${manage}/overdracht`
const json = { accept: 'application/json' }
const [brouwer, deWit] = [agb('57100001'), agb('57100002')]

eachDatabase('an organisation and the service desk on %s', (engine) => {
  const fresh = useDatabases(engine)
  const outbox = makeOutbox()
  let upstream: TestUpstream
  let gateway: TestGateway
  let contact: Person
  let leaving: Person

  beforeAll(async () => {
    upstream = await startUpstream(answering(204))
    gateway = await startTestGateway({
      database: await fresh(),
      env: { SLUIS_TOEGANG_PORT: '0', SLUIS_MAIL_SERVICEDESK: 'desk@sluis.example' },
      policy: {
        'diensten/gli-register.yaml': (text) => text.replace('http://127.0.0.1:8084', upstream.url),
      },
      start: { scrypt: { N: 2 ** 10, r: 8, p: 1 }, notifier: outbox },
    })
    contact = await signIn(gateway, { email: 'info@de-oever.example' })
    const fields = Object.entries({ dienst: 'gli-register', agbCode: oever })
    const begun = await submit(gateway, contact, { page: '/organisaties/nieuw', fields })
    await submit(gateway, contact, {
      page: String(begun.headers['location']),
      fields: Object.entries({
        ...{ naam: 'De Oever', adres: 'Oever 7, 1234 AE Sluisstad', epd: 'Medicom' },
        ...{ email: 'info@de-oever.example', rol: 'contactpersoon' },
      }),
    })
    leaving = await member('S. Brouwer', brouwer)
    await member('T. de Wit', deWit)
    await member('N. Hendriks', agb('12100004'))
  }, 120_000)
  afterAll(async () => {
    await gateway.stop()
    await upstream.close()
  })

  /** A member with a personal AGB-code on his account. */
  async function member(naam: string, agbCode: AgbCode | null, staat = 'actief'): Promise<Person> {
    const person = await signIn(gateway, { email: `a${agbCode ?? ''}@de-oever.example`, naam })
    const { leden } = gateway.sluis.gateway.organisaties
    const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '', { busyMs: 5_000 })
    await database
      .writer('account')
      .where('nummer', person.nummer)
      .update({ agb_zorgverlener: agbCode })
    const { agb_code: place, dienst } = { agb_code: oever, dienst: 'gli-register' }
    await database.writer('lidmaatschap').insert({
      ...{ agb_code: place, dienst, nummer: person.nummer, naam, staat, via: 'link' },
      ...{ rollen: '["behandelaar"]', machtigingen: '[]', door: contact.nummer, version: 1 },
      ...{ created_at: 1, changed_at: 1, counter: 0 },
    })
    await database.close()
    expect((await leden.leden(oever, dienst)).some(({ nummer }) => nummer === person.nummer)).toBe(
      true,
    )
    return person
  }

  const ask = (person: Person, van: string, naar: string, headers = {}) =>
    submit(gateway, person, {
      page,
      fields: [
        ['van', van],
        ['naar', naar],
      ],
      headers,
    })

  test('S1-55: a member asks for his own participants, and the service desk gets all it needs by mail', async () => {
    const done = await ask(leaving, brouwer, deWit)
    expect([done.status, done.headers['location']]).toEqual([303, `${page}?gevraagd`])
    expect((await browse(gateway, { path: `${page}?gevraagd`, person: leaving })).text).toContain(
      'De aanvraag is verstuurd',
    )
    const mail = await waitFor(() => outbox.mails.find(({ to }) => to === 'desk@sluis.example'))
    for (const part of [oever, brouwer, deWit, leaving.nummer, 'S. Brouwer', 'T. de Wit'])
      expect(mail.text).toContain(part)
    expect(mail.text).toContain(
      `sluis overdracht --agb ${oever} --dienst gli-register --van ${brouwer} --naar ${deWit}`,
    )
    expect(mail.subject).not.toContain('Brouwer')
    // The same again is the same request.
    expect((await ask(contact, brouwer, deWit)).status).toBe(303)
    const { overdrachten } = gateway.sluis.gateway.organisaties
    expect(await overdrachten.open(9)).toHaveLength(1)
  })

  test.each([
    ['letters', 'abc', deWit, '/van'],
    ['the same twice', brouwer, brouwer, '/naar'],
    ['who is no member', brouwer, '12100001', '/naar'],
    ['who is no zorgverlener any more', brouwer, '12100004', '/naar'],
    ['nothing', '', '', '/van'],
  ])('S1-56: %s is refused at its field', async (_, van, naar, pad) => {
    const page422 = await ask(contact, van, naar)
    expect([page422.status, page422.headers['content-type']]).toEqual([
      422,
      expect.stringContaining('text/html'),
    ])
    expect((await ask(contact, van, naar, json)).json).toMatchObject({
      code: 'SL302',
      fouten: expect.arrayContaining([expect.objectContaining({ pad })]) as unknown,
    })
  })

  test('S1-56: a member who manages nobody cannot ask for another', async () => {
    expect((await ask(leaving, deWit, brouwer, json)).json['code']).toBe('SL302')
    expect((await ask(contact, deWit, brouwer)).status).toBe(303)
  })

  test('S1-56: a stranger is not told that it is there', async () => {
    const stranger = await signIn(gateway, { email: 'vreemd@elders.example' })
    const seen = await browse(gateway, { path: page, person: stranger, headers: json })
    expect(seen.json['code']).toBe('SL401')
  })

  const command = (change: Readonly<Record<string, string>> = {}) =>
    run((streams) =>
      overdracht(
        {
          ...{ env: gateway.env, policy: gateway.env['SLUIS_POLICY'] ?? '', now: Date.now },
          ...{ json: true, door: 'J. Smit', agb: oever, dienst: 'gli-register' },
          ...{ van: brouwer, naar: deWit, ...change },
        },
        streams,
      ),
    )

  test('S1-57: the service desk orders it, and the dienst gets it by the queue, without a name', async () => {
    const { code, stdout } = await command()
    const told = JSON.parse(stdout) as { readonly opdracht: string }
    expect([code, told]).toEqual([
      0,
      {
        ...{ opdracht: expect.any(String) as unknown, agbCode: oever, dienst: 'gli-register' },
        van: { gebruikersnummer: leaving.nummer, agb: brouwer },
        naar: { gebruikersnummer: expect.stringMatching(/^7/) as unknown, agb: deWit },
      },
    ])
    const got = await waitFor(() => upstream.requests.at(-1))
    expect([got.method, got.target]).toEqual(['POST', '/gli-register/overdracht'])
    expect(got.header('idempotency-key')).toEqual([told.opdracht])
    expect(JSON.parse(got.body.toString())).toEqual({
      ...{ van: { gebruikersnummer: leaving.nummer, agb: brouwer }, agb: oever },
      naar: { gebruikersnummer: expect.any(String) as unknown, agb: deWit },
      opdracht: told.opdracht,
    })
    const { overdrachten } = gateway.sluis.gateway.organisaties
    expect((await overdrachten.open(9)).map(({ vanAgb }) => vanAgb)).toEqual([deWit])
  })

  test.each([
    ['a code of nobody', { van: '12100001' }, 1],
    ['an organisation that is not there', { agb: '57000099' }, 1],
    ['a dienst that takes none', { dienst: 'viplive', agb: '01000007' }, 2],
  ])('S1-57: %s is not ordered', async (_, change, expected) => {
    expect(await command(change)).toMatchObject({ code: expected, stdout: '' })
  })

  const act = (
    person: Person,
    nummer: string,
    fields: readonly (readonly [string, string])[],
    headers = {},
  ) => submit(gateway, person, { page: `${manage}/leden/${nummer}`, fields, headers })

  test('a manager has the factor registered again of who works nowhere else, not his own', async () => {
    const herstel = [['actie', 'factor-herstel']] as const
    expect((await act(contact, leaving.nummer, herstel)).status).toBe(303)
    const mail = await waitFor(() =>
      outbox.mails.find(
        ({ to, subject }) => to.startsWith(`a${brouwer}@`) && subject.includes('factor'),
      ),
    )
    expect((await visitor(gateway).get(linkIn(mail))).text).toContain('Vul uw wachtwoord in')
    expect((await browse(gateway, { path: '/account', person: leaving })).status).toBe(200)
    const own = await act(contact, contact.nummer, herstel, json)
    expect([own.status, own.json['code']]).toEqual([422, 'SL302'])
    const path = `${manage}/leden/${contact.nummer}`
    const seen = await browse(gateway, { path, person: leaving, headers: json })
    expect(seen.json['code']).toBe('SL209')
    const database = openDatabase(gateway.env['SLUIS_DATABASE'] ?? '', { busyMs: 5_000 })
    await database.writer('lidmaatschap').insert({
      ...{ agb_code: '01000007', dienst: 'viplive', nummer: leaving.nummer, naam: 'S. Brouwer' },
      ...{ staat: 'stopgezet', rollen: '["assistent"]', machtigingen: '[]', door: contact.nummer },
      ...{ via: 'link', version: 1, created_at: 1, changed_at: 1, counter: 0 },
    })
    await database.close()
    const elsewhere = await act(contact, leaving.nummer, herstel)
    expect([elsewhere.status, elsewhere.text.includes('alleen de servicedesk')]).toEqual([
      422,
      true,
    ])
  })

  test('S1-40: who turns somebody away tells the service desk that the link went astray', async () => {
    const stranger = await member('V. Vreemd', null, 'aangemeld')
    const fields = [
      ['actie', 'afkeuren'],
      ['melden', 'ja'],
    ] as const
    expect((await act(contact, stranger.nummer, fields)).status).toBe(303)
    const mail = await waitFor(() => outbox.mails.find(({ subject }) => subject.includes('gelekt')))
    expect(mail.to).toBe('desk@sluis.example')
    expect(mail.text).toContain(stranger.nummer)
    expect(mail.text).toContain(`sluis link vervang --agb ${oever} --dienst gli-register`)
  })
})
