/** A machtiging is given, works and stops at once; a manager starts factor-herstel. Over real TLS. */
import type { Gebruikersnummer } from '../../gateway/identity/gebruikersnummer.ts'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { agb } from '../../gateway/identity/agb-code.ts'
import { auditEvent } from '../store/fixtures.ts'
import { useDatabases } from '../support/databases.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { waitFor } from '../support/serving.ts'
import { browse, signIn, signInAgain, submit } from '../support/signed-in.ts'
import type { Person } from '../support/signed-in.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'
import { linkIn, makeOutbox } from '../support/visitor.ts'
import type { Outbox } from '../support/visitor.ts'

const agbCode = agb('01000007')
const other = agb('01000031')
const dienst = 'viplive'
const page = `/organisaties/${agbCode}/${dienst}`
const json = { accept: 'application/json' }

describe('a machtiging', () => {
  const fresh = useDatabases('sqlite')
  let upstream: TestUpstream
  let gateway: TestGateway
  let outbox: Outbox
  let huisarts: Person
  let ahead = 0

  beforeAll(async () => {
    upstream = await startUpstream(answering(200, { 'content-type': 'text/html' }, 'kaart'))
    outbox = makeOutbox()
    gateway = await startTestGateway({
      database: await fresh(),
      now: () => Date.now() + ahead,
      env: { SLUIS_TOEGANG_PORT: '0' },
      policy: {
        'diensten/viplive.yaml': (text) =>
          text
            .replace(/^host: .*$/m, '')
            .replace(/url: http:\/\/127\.0\.0\.1:\d+/, `url: ${upstream.url}`)
            .replace('machtiging: patientdata, beveiligd: true', 'machtiging: patientdata'),
      },
      start: { scrypt: { N: 2 ** 10, r: 8, p: 1 }, notifier: outbox },
    })
    huisarts = await member('huisarts@praktijk.example', 'H. de Boer', ['huisarts'])
  }, 60_000)
  afterAll(async () => {
    await gateway.stop()
    await upstream.close()
  })

  async function join(
    nummer: Gebruikersnummer,
    rollen: readonly string[],
    at = agbCode,
  ): Promise<void> {
    const { organisaties, now } = gateway.sluis.gateway
    await organisaties.leden.voegToe(
      {
        ...{ agbCode: at, dienst, nummer, naam: `N. ${nummer}`, staat: 'actief', door: nummer },
        ...{ rollen, via: 'uitnodiging', at: now() },
      },
      () => auditEvent(),
    )
    await organisaties.refresh()
  }

  async function member(email: string, naam: string, rollen: readonly string[]): Promise<Person> {
    const person = await signIn(gateway, { email, naam, agbCode })
    await join(person.nummer, rollen)
    return person
  }

  const actOn = (
    { nummer }: Person,
    fields: readonly (readonly [string, string])[],
    by: Person = huisarts,
    headers = {},
  ) => submit(gateway, by, { page: `${page}/leden/${nummer}`, fields, headers })

  const give = (person: Person, headers = {}) =>
    actOn(
      person,
      [
        ['actie', 'wijzigen'],
        ['machtiging', 'patientdata'],
      ],
      huisarts,
      headers,
    )
  const take = (person: Person) => actOn(person, [['actie', 'wijzigen']])
  const card = async (person: Person) => {
    const { status, json: problem } = await browse(gateway, {
      ...{ path: '/viplive/patienten/1', person, headers: json },
    })
    return status === 200 ? 'doorgelaten' : problem['code']
  }
  /** What the upstream was told of who asked last. */
  const gemachtigd = (): unknown => {
    const [token = ''] = upstream.requests.at(-1)?.header('sluis-identiteit') ?? []
    const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
    return (JSON.parse(claims) as Record<string, unknown>)['gemachtigd']
  }
  const start = async (person: Person): Promise<unknown> => {
    await browse(gateway, { path: '/viplive/', person })
    return gemachtigd()
  }

  test('T27: it works at once and stops at once, and the next identity token says so', async () => {
    const poh = await member('poh@praktijk.example', 'P. Smit', ['poh-s'])
    expect([await card(poh), await start(poh)]).toEqual(['SL212', []])
    huisarts = await signInAgain(gateway, huisarts, agbCode)
    expect((await give(poh)).status).toBe(303)
    expect([await card(poh), await start(poh)]).toEqual(['doorgelaten', ['patientdata']])
    expect((await take(poh)).status).toBe(303)
    expect([await card(poh), await start(poh)]).toEqual(['SL212', []])
  })

  test('T27: Stopzetten and Activeren change what is decided next', async () => {
    const poh = await member('stop@praktijk.example', 'S. Stop', ['poh-s'])
    huisarts = await signInAgain(gateway, huisarts, agbCode)
    await give(poh)
    expect(await card(poh)).toBe('doorgelaten')
    expect((await actOn(poh, [['actie', 'stopzetten']])).status).toBe(303)
    expect(await card(poh)).toBe('SL109')
    expect((await actOn(poh, [['actie', 'activeren']])).status).toBe(303)
    // Who was stopped comes back with what is chosen then: nothing was ticked.
    expect(await card(poh)).toBe('SL212')
  })

  test('T12: five minutes after the code it is SL211, which leads to a secured session and changes nothing', async () => {
    const poh = await member('oud@praktijk.example', 'O. Ud', ['poh-s'])
    huisarts = await signInAgain(gateway, huisarts, agbCode)
    ahead += 5 * 60_000 + 60_000
    const answer = await give(poh)
    const lid = encodeURIComponent(`${page}/leden/${poh.nummer}`)
    expect(answer.status).toBe(403)
    expect(answer.text).toContain(`/beveiligde-sessie?na=${lid}`)
    expect((await give(poh, json)).json['code']).toBe('SL211')
    expect(await card(poh)).toBe('SL212')
    // Taking it away needs nothing.
    expect((await take(poh)).status).toBe(303)
  })

  test('T12: who was stopped with a machtiging does not get it back without a code', async () => {
    const poh = await member('terug@praktijk.example', 'T. Rug', ['poh-s'])
    huisarts = await signInAgain(gateway, huisarts, agbCode)
    await give(poh)
    await actOn(poh, [['actie', 'stopzetten']])
    ahead += 6 * 60_000
    const withTick = [
      ['actie', 'activeren'],
      ['machtiging', 'patientdata'],
    ] as const
    expect((await actOn(poh, withTick)).status).toBe(403)
    expect(await card(poh)).toBe('SL109')
  })

  test('6.5: who ticks for himself is told to the other huisartsen, and to nobody else', async () => {
    const self = await member('zelf@praktijk.example', 'Z. Elf', ['huisarts'])
    const other = await member('collega@praktijk.example', 'C. Ollega', ['huisarts'])
    const gone = await member('vertrokken@praktijk.example', 'V. Ertrokken', ['huisarts'])
    await actOn(gone, [['actie', 'stopzetten']], other)
    const fresh = await signInAgain(gateway, self, agbCode)
    const tick = (who: Person) =>
      actOn(
        who,
        [
          ['actie', 'wijzigen'],
          ['machtiging', 'patientdata'],
        ],
        fresh,
      )
    expect((await tick(self)).status).toBe(303)
    const told = () => outbox.mails.filter(({ subject }) => subject.includes('gaf zichzelf'))
    const huisartsen = [huisarts, other].length
    await waitFor(() => (told().length < huisartsen ? undefined : true))
    expect(
      told()
        .map(({ to }) => to)
        .sort(),
    ).toEqual(['collega@praktijk.example', 'huisarts@praktijk.example'])
    const [mail] = told()
    for (const part of [
      `N. ${self.nummer} (gebruikersnummer ${self.nummer})`,
      'Medewerker heeft toegang tot patiëntdata',
      '/aanmelden',
    ])
      expect(mail?.text).toContain(part)
    // What he has already tells nobody, and nor does a tick for another.
    expect((await tick(self)).status).toBe(303)
    expect((await tick(other)).status).toBe(303)
    await take(other)
    await actOn(gone, [['actie', 'activeren']], fresh)
    await waitFor(
      () =>
        outbox.mails.some(
          ({ to, subject }) => to.startsWith('vertrokken@') && subject.includes('toegang tot'),
        ) || undefined,
    )
    expect(told()).toHaveLength(huisartsen)
  })

  describe('section 11: what comes to VIPLive from outside', () => {
    /** Who asks, with which headers, and what he gets. */
    type Row = readonly [
      who: string,
      ask: { readonly path: string; readonly headers?: Readonly<Record<string, string>> },
      gets: readonly [status: number, code: unknown],
    ]
    const cookieTwice = { cookie: '__Host-sluis-sessie=a; __Host-sluis-sessie=b', ...json }
    const held = { cookie: `__Host-sluis-sessie=${'x'.repeat(43)}`, ...json }
    const rows: readonly Row[] = [
      ['nobody', { path: '/viplive/', headers: json }, [401, 'SL121']],
      ['nobody', { path: '/viplive/bestaat-niet', headers: json }, [401, 'SL121']],
      ['nobody', { path: '/machtigingenportaal/', headers: json }, [401, 'SL121']],
      ['nobody', { path: '/viplive/', headers: held }, [401, 'SL122']],
      [
        'nobody',
        { path: '/viplive/', headers: { ...json, cookie: '__Host-sluis-sessie=kort' } },
        [401, 'SL122'],
      ],
      ['nobody', { path: '/viplive/', headers: cookieTwice }, [400, 'SL516']],
      [
        'nobody',
        { path: '/viplive/', headers: { ...json, host: 'portaal.example' } },
        [421, 'SL514'],
      ],
      ['assistent', { path: '/machtigingenportaal/', headers: json }, [404, 'SL512']],
      ['assistent', { path: '/viplive/bestaat-niet', headers: json }, [404, 'SL512']],
      ['assistent', { path: '/viplive/rapporten/x', headers: json }, [403, 'SL205']],
      ['assistent', { path: '/viplive/patienten/1', headers: json }, [403, 'SL205']],
      ['assistent', { path: page, headers: json }, [403, 'SL209']],
      ['assistent', { path: `/organisaties/${other}/viplive`, headers: json }, [404, 'SL401']],
      ['nieuw', { path: '/viplive/', headers: json }, [403, 'SL204']],
      ['nieuw', { path: page, headers: json }, [404, 'SL401']],
    ]
    const people = new Map<string, Person>()

    beforeAll(async () => {
      people.set(
        'assistent',
        await member('assistent@praktijk.example', 'A. Ssistent', ['assistent']),
      )
      people.set('nieuw', await signIn(gateway, { email: 'nieuw@praktijk.example', agbCode }))
    })

    test.each(rows)('%s: %j gets %j', async (who, ask, gets) => {
      const { status, json: problem } = await browse(gateway, { ...ask, person: people.get(who) })
      expect([status, problem['code']]).toEqual(gets)
    })

    test('a browser without a sign-in goes to the sign-in page, and back to its own site alone', async () => {
      const asked = await browse(gateway, { path: '/viplive/rapporten/?a=b' })
      expect([asked.status, asked.headers['location']]).toEqual([
        303,
        `/aanmelden?na=${encodeURIComponent('/viplive/rapporten/?a=b')}`,
      ])
      for (const na of [
        'https://kwaad.example',
        '//kwaad.example',
        '/\\kwaad.example',
        '/a%0d%0ab',
      ])
        expect(
          (await browse(gateway, { path: `/aanmelden?na=${encodeURIComponent(na)}` })).text,
        ).not.toContain('kwaad.example')
    })

    test('what a client sends as ours is dropped, however it is spelled', async () => {
      const forged = {
        'Sluis-Sleutel': 'x',
        sluis_sleutel: 'x',
        'Sluis-Identiteit': 'x',
        SLUIS_IDENTITEIT: 'x',
        'Client-Cert': ':eA==:',
      }
      const answer = await browse(gateway, {
        path: '/viplive/',
        person: people.get('assistent'),
        headers: forged,
      })
      expect(answer.status).toBe(200)
      const sent = (upstream.requests.at(-1)?.headers ?? []).map(
        ([name, value]) => [name.toLowerCase().replaceAll('_', '-'), value] as const,
      )
      expect(sent.filter(([name, value]) => name.startsWith('sluis-') && value === 'x')).toEqual([])
      expect(sent.filter(([name]) => name === 'client-cert' || name === 'sluis-sleutel')).toEqual(
        [],
      )
      expect(sent.filter(([name]) => name === 'sluis-identiteit')).toHaveLength(1)
    })

    test('of two changes at once of one member one is kept; the other is told', async () => {
      const poh = await member('twee@praktijk.example', 'T. Wee', ['assistent'])
      const change = (rol: string) =>
        actOn(poh, [
          ['actie', 'wijzigen'],
          ['rol', rol],
        ])
      const statuses = (await Promise.all([change('aios'), change('waarnemer')])).map(
        ({ status }) => status,
      )
      // Who asks for the page after the other has saved changes what is there by then.
      expect([
        [303, 303],
        [303, 409],
        [409, 303],
      ]).toContainEqual(statuses)
      const path = `${page}/leden/${poh.nummer}`
      const { text } = await browse(gateway, { path, person: huisarts })
      const csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? ''
      const fields = { csrf, versie: '1', actie: 'wijzigen', rol: 'poh-ggz' }
      const stale = await browse(gateway, { path, person: huisarts, form: Object.entries(fields) })
      expect(stale.status).toBe(409)
    })

    test('T16: who lost his role, or was stopped, after he opened a form changes nothing with it', async () => {
      const poh = await member('vast@praktijk.example', 'V. Ast', ['assistent'])
      const leaving = await member('laag@praktijk.example', 'L. Aag', ['huisarts'])
      huisarts = await signInAgain(gateway, huisarts, agbCode)
      const path = `${page}/leden/${poh.nummer}`
      const { text } = await browse(gateway, { path, person: leaving })
      const hidden = [...text.matchAll(/name="(csrf|versie)" value="([^"]*)"/g)].map(
        ([, name = '', value = '']) => [name, value] as const,
      )
      const form = [...hidden.slice(0, 2), ['actie', 'stopzetten'] as const]
      const invitation = [
        hidden[0] ?? (['csrf', ''] as const),
        ...Object.entries({ naam: 'N. Ieuw', email: 'laat@veel.example', rol: 'assistent' }),
        ['telefoon', '06 12345678'] as const,
      ]
      const late = async (to: string, fields: readonly (readonly [string, string])[]) =>
        (await browse(gateway, { path: to, person: leaving, form: fields, headers: json })).json[
          'code'
        ]
      const lower = [
        ['actie', 'wijzigen'],
        ['rol', 'assistent'],
      ] as const
      for (const act of [lower, [['actie', 'stopzetten']] as const]) {
        expect((await actOn(leaving, act)).status).toBe(303)
        expect(['SL209', 'SL109']).toContain(await late(path, form))
        expect(['SL209', 'SL109']).toContain(await late(`${page}/uitnodigen`, invitation))
      }
      const { leden } = gateway.sluis.gateway.organisaties
      const rows = await leden.leden(agbCode, dienst)
      expect(rows.find(({ nummer }) => nummer === poh.nummer)).toMatchObject({
        ...{ staat: 'actief', rollen: ['assistent'], version: 1 },
      })
      expect(outbox.mails.filter(({ to }) => to === 'laat@veel.example')).toEqual([])
    })

    test('the 51st request that waits is SL124, and a role that he may not give is told at its field', async () => {
      const { text } = await browse(gateway, { path: page, person: huisarts })
      const csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? ''
      const request = { csrf, naam: 'V. Eel', telefoon: '06 12345678', rol: 'assistent' }
      const invite = (fields: Readonly<Record<string, string>>) =>
        browse(gateway, {
          ...{ path: `${page}/uitnodigen`, person: huisarts, headers: json },
          form: Object.entries({ ...request, ...fields }),
        })
      const starten = await invite({ email: 'rol@veel.example', rol: 'starten' })
      expect([starten.status, starten.json['code'], starten.json['fouten']]).toEqual([
        ...[422, 'SL302'],
        [expect.objectContaining({ pad: '/rol' })],
      ])
      const answers = []
      for (let nth = 0; nth < 51; nth++)
        answers.push(await invite({ email: `v${String(nth)}@veel.example` }))
      expect(answers.slice(0, 50).map(({ status }) => status)).toEqual(
        Array.from({ length: 50 }, () => 303),
      )
      expect([answers.at(-1)?.status, answers.at(-1)?.json['code']]).toEqual([429, 'SL124'])
    })
  })

  describe('factor-herstel by a manager', () => {
    const herstel = [['actie', 'factor-herstel']] as const
    const mailsTo = (to: string) => outbox.mails.filter((mail) => mail.to === to)

    test('it mails a link to who works only where he manages; the old factor works on', async () => {
      const poh = await member('kwijt@praktijk.example', 'K. Wijt', ['poh-s'])
      expect((await actOn(poh, herstel)).status).toBe(303)
      const mail = await waitFor(() => mailsTo('kwijt@praktijk.example')[0])
      expect(linkIn(mail)).toMatch(/^\/link\//)
      expect((await browse(gateway, { path: linkIn(mail) })).text).toContain('tweede factor')
      expect((await browse(gateway, { path: '/account', person: poh })).status).toBe(200)
      const row = await gateway.sluis.gateway.toegang.store.account(poh.nummer)
      expect(row?.staat).toBe('actief')
    })

    test('who had five mails within the hour keeps the link that he has', async () => {
      const poh = await member('vaak@praktijk.example', 'V. Aak', ['poh-s'])
      const mailed = () => mailsTo('vaak@praktijk.example')
      for (let mails = 1; mails <= 5; mails += 1) {
        expect((await actOn(poh, herstel)).status).toBe(303)
        await waitFor(() => (mailed().length === mails ? true : undefined))
      }
      const link = linkIn(await waitFor(() => mailed()[4]))
      expect((await actOn(poh, herstel)).status).toBe(303)
      expect((await browse(gateway, { path: link })).text).toContain('tweede factor')
      expect(mailed()).toHaveLength(5)
    })

    test('not of who works elsewhere too: that is for the service desk', async () => {
      const poh = await member('elders@praktijk.example', 'E. Lders', ['poh-s'])
      await join(poh.nummer, ['poh-s'], other)
      const answer = await actOn(poh, herstel)
      expect([answer.status, answer.text.includes('servicedesk')]).toEqual([422, true])
      expect(mailsTo('elders@praktijk.example')).toEqual([])
    })

    test('not of himself, which would need no code', async () => {
      const before = mailsTo('huisarts@praktijk.example').length
      expect((await actOn(huisarts, herstel)).status).toBe(422)
      expect(mailsTo('huisarts@praktijk.example')).toHaveLength(before)
    })

    test('not by who manages nobody', async () => {
      const poh = await member('geen@praktijk.example', 'G. Een', ['poh-s'])
      const answer = await browse(gateway, {
        ...{ path: `${page}/leden/${poh.nummer}`, person: poh, headers: json },
      })
      expect(answer.json['code']).toBe('SL209')
    })
  })
})
