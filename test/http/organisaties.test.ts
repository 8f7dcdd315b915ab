/** Organisations that register themselves and manage their members and meldcodes, over the toegang listener. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { dutchToday } from '../../gateway/base/today.ts'
import { agb } from '../../gateway/identity/agb-code.ts'
import { findInstantie } from '../../gateway/decision/policy.ts'
import { newUitnodiging } from '../../gateway/leden/uitnodiging.ts'
import { organisatieRoutes } from '../../gateway/routes-organisaties.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { browse, signIn, signInAgain, submit } from '../support/signed-in.ts'
import type { Person } from '../support/signed-in.ts'

const nieuw = '/organisaties/nieuw'
const oever = agb('57000001')
const sas = agb('02000001')
const json = { accept: 'application/json' }

/** Organisations that are over, or not there yet, or of no soort of the dienst, on whatever day. */
const atTheEdge = (): string => {
  const day = (days: number): string => dutchToday(Date.now() + days * 86_400_000)
  const mail = ',onderneming,Rand,"Rand 1, 1234 AB Sluisstad",info@rand.example\n'
  return [
    `57000097,instelling,Voorbij,2010-01-01,${day(-2)}${mail}`,
    `57000098,instelling,Straks,${day(2)},${mail}`,
    `57000096,zorgverlener,Iemand,2010-01-01,${mail}`,
  ].join('')
}

eachDatabase('organisations on %s', (engine) => {
  const fresh = useDatabases(engine)
  let gateway: TestGateway
  let founder: Person

  beforeAll(async () => {
    gateway = await startTestGateway({
      database: await fresh(),
      env: { SLUIS_TOEGANG_PORT: '0' },
      // Nobody is there, also when a demo runs beside the tests.
      policy: {
        'diensten/gli-register.yaml': (text) =>
          text.replace('http://127.0.0.1:8084', 'http://127.0.0.1:1'),
        'register/agb.csv': (text) => text + atTheEdge(),
      },
    })
    founder = await signIn(gateway, { email: 'info@de-oever.example' })
  })
  afterAll(async () => {
    await gateway.stop()
  })

  const begin = (person: Person, dienst: string, agbCode: string, headers = {}) =>
    submit(gateway, person, {
      page: nieuw,
      fields: [
        ['dienst', dienst],
        ['agbCode', agbCode],
      ],
      headers,
    })
  const choose = (
    person: Person,
    page: string,
    change: Readonly<Record<string, string>> = {},
    headers = {},
  ) =>
    submit(gateway, person, {
      page,
      headers,
      fields: Object.entries({
        ...{ naam: 'De Oever', adres: 'Oever 7, 1234 AE Sluisstad', epd: 'Medicom' },
        ...{ email: 'info@de-oever.example', rol: 'contactpersoon', ...change },
      }),
    })
  const manage = `/organisaties/${oever}/gli-register`

  test.each([
    ['of seven digits', '5700000', 422, undefined],
    ['in letters', 'abcdefgh', 422, undefined],
    ['of nine digits', '570000011', 422, undefined],
    ['in Arabic digits', '٥٧٠٠٠٠٠١', 422, undefined],
    ['in wide digits', '５７０００００１', 422, undefined],
    ['with a space in it', '5700 0001', 422, undefined],
    ['with a sign', '+5700001', 422, undefined],
    ['of nothing', '', 422, undefined],
    ['of zeros', '00000000', 422, undefined],
    ['S1-17: of a vestiging', '02000002', 422, 'SL322'],
    ['of a zorgverlener', '57100001', 422, 'SL322'],
    ['of nobody', '57999999', 422, 'SL322'],
    ['that ended yesterday', '57000097', 422, 'SL322'],
    ['that begins tomorrow', '57000098', 422, 'SL322'],
    ['of another soort than the dienst admits', '57000096', 422, 'SL322'],
    ['S1-26: without an address in the register', '02000003', 422, 'SL323'],
  ])('a code %s is refused', async (_, agbCode, status, code) => {
    const page = await begin(founder, 'gli-register', agbCode)
    expect(page.status).toBe(status)
    expect(page.headers['content-type']).toContain('text/html')
    const program = await begin(founder, 'gli-register', agbCode, json)
    expect([program.status, program.json['code']]).toEqual([status, code ?? 'SL302'])
    if (code === undefined) expect(program.json['fouten']).toMatchObject([{ pad: '/agbCode' }])
  })

  test('S1-20, S1-21: an organisation is registered with data of the register alone', async () => {
    const begun = await begin(founder, 'gli-register', oever)
    const page = String(begun.headers['location'])
    expect([begun.status, page]).toEqual([
      303,
      expect.stringMatching(/^\/organisaties\/nieuw\/.{36}$/),
    ])
    const { text } = await browse(gateway, { path: page, person: founder })
    for (const shown of [
      'Leefstijlpraktijk De Oever',
      'De Oever',
      'administratie@de-oever.example',
    ])
      expect(text).toContain(shown)
    for (const [veld, waarde] of [
      ['naam', 'Eigen naam'],
      ['naam', ''],
      ['adres', 'Elders 1, 1234 AB Sluisstad'],
      ['email', 'ik@elders.example'],
      ['email', 'INFO@de-oever.example'],
      ['epd', 'Eigen EPD'],
      ['rol', 'behandelaar'],
      ['rol', 'hoofdgebruiker'],
    ] as const) {
      const tampered = await choose(founder, page, { [veld]: waarde })
      expect([veld, tampered.status]).toEqual([veld, 422])
      const program = await choose(founder, page, { [veld]: waarde }, json)
      expect([veld, program.json['code'], program.json['fouten']]).toEqual([
        ...[veld, 'SL302'],
        [expect.objectContaining({ pad: `/${veld}` })],
      ])
    }
    const { aanmeldingen } = gateway.sluis.gateway.organisaties
    expect(await aanmeldingen.list({ agbCode: oever, limit: 9 })).toMatchObject([
      { staat: 'begonnen', naam: null, email: null, rol: null },
    ])
    const stranger = await signIn(gateway, { email: 'vreemd@elders.example' })
    expect((await browse(gateway, { path: page, person: stranger })).status).toBe(404)
    // The very address of the register, proved: no mail is needed.
    const chosen = await choose(founder, page)
    expect([chosen.status, chosen.headers['location']]).toEqual([303, page])
    expect((await browse(gateway, { path: page, person: founder })).text).toContain(
      'Uw organisatie is aangemeld.',
    )
    const { policy } = gateway.sluis.gateway.policies.current()
    expect(findInstantie(policy, oever)).toMatchObject({
      soort: 'instelling',
      beheer: 'contactpersoon',
      diensten: new Set(['gli-register']),
    })
  })

  test('S1-14: the code is taken then, and the refusal tells nothing of who', async () => {
    const other = await signIn(gateway, { email: 'ander@elders.example', naam: 'P. Ander' })
    const refused = await begin(other, 'gli-register', oever, json)
    expect([refused.status, refused.json['code']]).toEqual([409, 'SL321'])
    expect(JSON.stringify(refused.json)).not.toMatch(/Visser|de-oever/)
  })

  test('T4: an address that was not proved is asked by mail, and nothing is active before it answers', async () => {
    const other = await signIn(gateway, { email: 'apotheker@elders.example' })
    const begun = await begin(other, 'incident-melden', sas)
    const page = String(begun.headers['location'])
    const fields = [
      ['naam', 'Apotheek Het Sas'],
      ['adres', 'Sasweg 3, 1234 AB Sluisstad'],
      ['email', 'info@apotheek-het-sas.example'],
      ['rol', 'hoofdgebruiker'],
    ] as const
    const { text: asked } = await browse(gateway, { path: page, person: other })
    const csrf = /name="csrf" value="([^"]*)"/.exec(asked)?.[1] ?? ''
    const form = [['csrf', csrf] as const, ...fields]
    expect((await browse(gateway, { path: page, person: other, form })).status).toBe(409)
    const right = await submit(gateway, other, { page, fields })
    expect(right.status).toBe(303)
    const { text } = await browse(gateway, { path: page, person: other })
    expect(text).toContain('Uw organisatie heeft u nog niet geaccepteerd.')
    const rows = await gateway.sluis.gateway.organisaties.aanmeldingen.list({
      agbCode: sas,
      limit: 9,
    })
    expect(rows.map(({ staat }) => staat)).toEqual(['bevestiging-gevraagd'])
    expect(
      (await browse(gateway, { path: `/organisaties/${sas}/incident-melden`, person: other }))
        .status,
    ).toBe(404)
    const { policy } = gateway.sluis.gateway.policies.current()
    expect(findInstantie(policy, sas)).toBeUndefined()
    const again = await begin(other, 'incident-melden', sas)
    expect(again.headers['location']).toBe(page)
  })

  test('S1-36: a manager invites, and an address that was invited again has one open invitation', async () => {
    const fields = (change: Readonly<Record<string, string>> = {}) =>
      Object.entries({
        naam: 'J. de Wit',
        email: 'wit@de-oever.example',
        telefoon: '',
        rol: 'behandelaar',
        ...change,
      })
    const invite = (change = {}) =>
      submit(gateway, founder, { page: manage, to: `${manage}/uitnodigen`, fields: fields(change) })
    for (const form of ['uitnodigen', 'uitnodigingen/1', 'link', 'meldcodes', 'meldcodes/1']) {
      const again = await browse(gateway, { path: `${manage}/${form}`, person: founder })
      expect([form, again.status, again.headers['location']]).toEqual([form, 303, manage])
    }
    await join('al-lid@de-oever.example', 'actief', ['behandelaar'])
    await join('wacht-al@de-oever.example', 'aangemeld')
    for (const change of [
      { email: 'geen adres' },
      { email: 'a@de-oever.example, b@de-oever.example' },
      { email: 'a@de-oever.example\nb@de-oever.example' },
      { email: 'AL-LID@de-oever.example' },
      { email: 'wacht-al@de-oever.example' },
      { rol: 'invoeren' },
      { rol: '' },
      { naam: '' },
      { rol: 'koppel' },
      { telefoon: '020 1234567' },
    ])
      expect((await invite(change)).status).toBe(422)
    expect((await invite({ email: 'INFO@de-oever.example' })).status).toBe(422)
    expect((await invite()).status).toBe(303)
    expect((await invite()).status).toBe(303)
    const rows = await gateway.sluis.gateway.organisaties.leden.uitnodigingen({
      ...{ agbCode: oever, dienst: 'gli-register', since: 0, limit: 9 },
    })
    expect(rows.map(({ staat }) => staat)).toEqual(['uitgenodigd', 'ingetrokken'])
    const { text } = await browse(gateway, { path: manage, person: founder })
    expect(text).toContain('wit@de-oever.example')
    const act = (actie: string, headers = {}) =>
      submit(gateway, founder, {
        page: manage,
        to: `${manage}/uitnodigingen/${rows[0]?.id ?? ''}`,
        fields: [['actie', actie]],
        headers,
      })
    expect((await act('intrekken')).status).toBe(303)
    expect((await act('intrekken', json)).json['code']).toBe('SL302')
    // By the back button, or in another tab: what was taken back is not sent.
    expect((await act('opnieuw', json)).json['code']).toBe('SL302')
    const after = await gateway.sluis.gateway.organisaties.leden.uitnodigingen({
      ...{ agbCode: oever, dienst: 'gli-register', since: 0, limit: 9 },
    })
    expect(after.map(({ staat }) => staat)).toEqual(['ingetrokken', 'ingetrokken'])
  })

  test('an invitation sent again to who had five mails within the hour keeps the link that he has', async () => {
    const { leden } = gateway.sluis.gateway.organisaties
    const newest = async () =>
      (
        await leden.uitnodigingen({
          ...{ agbCode: oever, dienst: 'gli-register', since: 0, limit: 1 },
        })
      )[0]
    const send = async (to: string, fields: readonly (readonly [string, string])[]) => {
      expect((await submit(gateway, founder, { page: manage, to, fields })).status).toBe(303)
      return newest()
    }
    const form = {
      naam: 'V. Eel',
      email: 'veel@de-oever.example',
      telefoon: '',
      rol: 'behandelaar',
    }
    let last = await send(`${manage}/uitnodigen`, Object.entries(form))
    const again = () => send(`${manage}/uitnodigingen/${last?.id ?? ''}`, [['actie', 'opnieuw']])
    const ids = [last?.id]
    for (let mails = 2; mails <= 5; mails += 1) {
      last = await again()
      ids.push(last?.id)
    }
    expect(new Set(ids).size).toBe(5)
    expect(await again()).toEqual(last)
    expect(last?.staat).toBe('uitgenodigd')
  })

  test('T16: an invitation with a role that he may not give is neither sent again nor taken back by him', async () => {
    const { leden } = gateway.sluis.gateway.organisaties
    const { keyring, now } = gateway.sluis.gateway
    const wie = { naam: 'K. Oppel', email: 'k@elders.example', emailFold: 'k@elders.example' }
    const row = newUitnodiging(
      keyring,
      { ...wie, telefoon: undefined },
      {
        ...{ id: randomUUID(), agbCode: oever, dienst: 'gli-register', rol: 'invoeren' },
        ...{ door: 'servicedesk', createdAt: now(), validUntil: now() + 3_600_000 },
      },
    )
    await leden.nodigUit(row, () => auditOf('servicedesk'))
    for (const actie of ['opnieuw', 'intrekken']) {
      const answer = await submit(gateway, founder, {
        ...{ page: manage, to: `${manage}/uitnodigingen/${row.id}`, fields: [['actie', actie]] },
        headers: json,
      })
      expect([actie, answer.status, answer.json['code']]).toEqual([actie, 422, 'SL302'])
    }
    expect((await leden.uitnodiging(row.id))?.staat).toBe('uitgenodigd')
  })

  const join = async (email: string, staat: string, rollen: readonly string[] = []) => {
    const person = await signIn(gateway, { email, agbCode: oever, naam: 'L. Lid' })
    const { leden } = gateway.sluis.gateway.organisaties
    await leden.voegToe(
      {
        ...{ agbCode: oever, dienst: 'gli-register', nummer: person.nummer, naam: 'L. Lid', staat },
        ...{ rollen, via: 'link', door: person.nummer, at: gateway.sluis.gateway.now() },
      },
      () => ({ ...auditOf(person.nummer) }),
    )
    await gateway.sluis.gateway.organisaties.refresh()
    return person
  }
  const auditOf = (nummer: string) => ({
    ...{
      tijd: new Date().toISOString(),
      gebeurtenis: 'lid-wijzigen' as const,
      actie: 'C' as const,
    },
    ...{ uitkomst: 'toegestaan' as const, code: null, controles: '', mislukt: [], beleid: '' },
    ...{
      verzoek: nummer,
      gebruiker: null,
      certificaat: null,
      adres: null,
      luisteraar: 'cli' as const,
    },
    ...{ dienst: null, autorisatie: null, object: null },
  })
  const change = (nummer: string, fields: readonly (readonly [string, string])[], by = founder) =>
    submit(gateway, by, { page: `${manage}/leden/${nummer}`, fields })

  test('S1-45, S1-46: who came by the link is approved with a role, stopped, and started again', async () => {
    const lid = await join('lid@de-oever.example', 'aangemeld')
    const mailed = async () =>
      (await gateway.sluis.gateway.store.afleveringen.list({ waiting: false, limit: 99 })).length
    const before = await mailed()
    const asked = () => browse(gateway, { path: '/gli-register', person: lid, headers: json })
    expect(['SL201', 'SL204']).toContain((await asked()).json['code'])
    expect((await change(lid.nummer, [['actie', 'activeren']])).status).toBe(422)
    const approved = await change(lid.nummer, [
      ['actie', 'activeren'],
      ['rol', 'behandelaar'],
    ])
    expect([approved.status, approved.headers['location']]).toEqual([303, manage])
    // The stand-in is not there: it was let through.
    expect((await asked()).json['code']).toBe('SL501')
    expect((await change(lid.nummer, [['actie', 'stopzetten']])).status).toBe(303)
    expect((await asked()).json['code']).toBe('SL109')
    expect((await change(lid.nummer, [['actie', 'stopzetten']])).status).toBe(422)
    expect((await change(lid.nummer, [['actie', 'activeren']])).status).toBe(303)
    expect((await asked()).json['code']).toBe('SL501')
    expect((await mailed()) - before).toBe(3)
  })

  test('T16: the last manager, and who asks himself, cannot be stopped; a stale form is a conflict', async () => {
    const stop = [['actie', 'stopzetten']] as const
    expect((await change(founder.nummer, stop)).status).toBe(422)
    const lower = [
      ['actie', 'wijzigen'],
      ['rol', 'behandelaar'],
    ] as const
    expect((await change(founder.nummer, lower)).status).toBe(422)
    const lid = await join('vers@de-oever.example', 'actief', ['behandelaar'])
    const page = `${manage}/leden/${lid.nummer}`
    const { text } = await browse(gateway, { path: page, person: founder })
    const csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? ''
    expect((await change(lid.nummer, lower)).status).toBe(303)
    const stale = await browse(gateway, {
      path: page,
      person: founder,
      form: [['csrf', csrf], ['versie', '1'], ...stop],
    })
    expect(stale.status).toBe(409)
    // What does not say what it was made from is no better, whatever it says in its place.
    for (const versie of [[], [['versie', '']], [['versie', '1e0']]] as [string, string][][]) {
      const form = [['csrf', csrf] as const, ...versie, ...stop]
      expect((await browse(gateway, { path: page, person: founder, form })).status).toBe(409)
    }
    const [now] = await gateway.sluis.gateway.organisaties.leden.ofAccount(lid.nummer)
    expect(now?.staat).toBe('actief')
  })

  test('T18: a member without a role that manages, a stranger, and who acts for another organisation are kept out', async () => {
    const lid = await join('kijker@de-oever.example', 'actief', ['behandelaar'])
    const code = async (person: Person) =>
      (await browse(gateway, { path: manage, person, headers: json })).json['code']
    expect(await code(lid)).toBe('SL209')
    expect(await code(await join('wacht@de-oever.example', 'aangemeld'))).toBe('SL209')
    expect(await code(await signIn(gateway, { email: 'niemand@elders.example' }))).toBe('SL401')
    expect(await code(await signInAgain(gateway, founder, '01000007'))).toBe('SL209')
    const unsigned = await browse(gateway, { path: manage, headers: json })
    expect(unsigned.json['code']).toBe('SL121')
  })

  test('T18: who acts for another organisation, is no member, no manager or not active yet is kept out of every address, and changes nothing there', async () => {
    const lid = await join('doel@de-oever.example', 'actief', ['behandelaar'])
    const elsewhere = await signInAgain(gateway, founder, '01000007')
    const stranger = await signIn(gateway, { email: 'buiten@elders.example' })
    const waiting = await join('wachtend@de-oever.example', 'aangemeld', ['contactpersoon'])
    const { leden, meldcodes } = gateway.sluis.gateway.organisaties
    const there = async () => [
      await leden.leden(oever, 'gli-register'),
      await leden.uitnodigingen({ agbCode: oever, dienst: 'gli-register', since: 0, limit: 99 }),
      await leden.ownLink(oever, 'gli-register', gateway.sluis.gateway.now()),
      await meldcodes.list(oever, 'gli-register'),
    ]
    const before = await there()
    const own = organisatieRoutes.filter(({ path }) => path.startsWith('/organisaties/:agb'))
    expect(own.length).toBeGreaterThan(12)
    const filled = { agb: oever, dienst: 'gli-register', nummer: lid.nummer, id: randomUUID() }
    for (const { method, path: pattern } of own) {
      const path = Object.entries(filled).reduce(
        (text, [name, value]) => text.replace(`:${name}`, value),
        pattern,
      )
      for (const [person, code] of [
        [elsewhere, 'SL209'],
        [stranger, 'SL401'],
        [waiting, 'SL209'],
        // A member hands over what is his own.
        ...(path.endsWith('/overdracht') ? [] : [[lid, 'SL209'] as const]),
      ] as const) {
        const answer =
          method === 'GET'
            ? await browse(gateway, { path, person, headers: json })
            : await submit(gateway, person, {
                ...{ page: nieuw, to: path, fields: [], headers: json },
              })
        expect([method, path, answer.json['code']]).toEqual([method, path, code])
      }
    }
    expect(await there()).toEqual(before)
  })

  test('T18, S1-34: one chooses for which organisation one acts, with a new sign-in in the place of the old', async () => {
    const person = await signIn(gateway, { email: 'twee@elders.example', naam: 'T. Twee' })
    const { leden } = gateway.sluis.gateway.organisaties
    const at = gateway.sluis.gateway.now()
    const lid = { dienst: 'gli-register', nummer: person.nummer, naam: 'T. Twee', at }
    for (const agbCode of [oever, agb('01000007')])
      await leden.voegToe(
        {
          ...{ ...lid, agbCode, staat: 'actief', rollen: ['behandelaar'] },
          ...{ via: 'link', door: person.nummer },
        },
        () => auditOf(person.nummer),
      )
    await gateway.sluis.gateway.organisaties.refresh()
    const page = '/organisaties'
    const shown = await browse(gateway, { path: page, person })
    expect(shown.text).toContain('Huisartsenpraktijk De Werf')
    const choose = (agbCode: string) =>
      submit(gateway, person, { page, to: page, fields: [['agbCode', agbCode]] })
    expect((await choose(sas)).status).toBe(422)
    const chosen = await choose(oever)
    expect([chosen.status, chosen.headers['location']]).toEqual([303, '/'])
    const cookie = /__Host-sluis-sessie=([^;]+)/.exec(String(chosen.headers['set-cookie']))?.[1]
    const asked = async (held: string) =>
      (
        await browse(gateway, {
          path: '/gli-register',
          person: { ...person, cookie: held },
          headers: json,
        })
      ).json['code']
    expect(await asked(person.cookie)).toBe('SL122')
    expect(await asked(String(cookie))).toBe('SL501')
  })

  test('T11: a form without its token, or from another site, does nothing', async () => {
    const form = [
      ['dienst', 'gli-register'],
      ['agbCode', sas],
    ] as const
    const bare = await browse(gateway, { path: nieuw, person: founder, form, headers: json })
    expect(bare.json['code']).toBe('SL511')
    const elsewhere = await submit(gateway, founder, {
      page: nieuw,
      fields: form,
      headers: { ...json, 'sec-fetch-site': 'cross-site' },
    })
    expect(elsewhere.json['code']).toBe('SL511')
  })

  test('S1-36, T5: the link of the organisation is shown to copy, and a new one ends the old', async () => {
    const linkIn = (text: string) => /https:[^<]*\/link\/([A-Za-z0-9_-]{48})/.exec(text)?.[1]
    const first = linkIn((await browse(gateway, { path: manage, person: founder })).text)
    expect(first).toBeDefined()
    const fields = [['actie', 'nieuw']] as const
    expect(
      (await submit(gateway, founder, { page: manage, to: `${manage}/link`, fields })).status,
    ).toBe(303)
    const second = linkIn((await browse(gateway, { path: manage, person: founder })).text)
    expect(second).toBeDefined()
    expect(second).not.toBe(first)
  })

  test('S0-05, S0-17: a manager makes meldcodes, each shown once, five at most, and ends one', async () => {
    const person = await signIn(gateway, { email: 'praktijk@praktijk-de-werf.example' })
    const begun = await begin(person, 'incident-melden', agb('01000007'))
    const chosen = await submit(gateway, person, {
      page: String(begun.headers['location']),
      fields: Object.entries({
        naam: 'Huisartsenpraktijk De Werf',
        adres: 'Werf 1, 1234 AB Sluisstad',
        email: 'praktijk@praktijk-de-werf.example',
        rol: 'hoofdgebruiker',
      }),
    })
    expect(chosen.status).toBe(303)
    const page = '/organisaties/01000007/incident-melden'
    const make = (label: string) =>
      submit(gateway, person, { page, to: `${page}/meldcodes`, fields: [['label', label]] })
    expect((await make('')).status).toBe(422)
    const made = await make('Balie')
    const code = /[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2}/.exec(made.text)?.[0] ?? ''
    expect([made.status, code.length]).toEqual([200, 14])
    expect((await browse(gateway, { path: page, person })).text).not.toContain(code)
    for (const label of ['2', '3', '4', '5']) expect((await make(label)).status).toBe(200)
    expect((await make('6')).status).toBe(422)
    const [first] = await gateway.sluis.gateway.organisaties.meldcodes.list(
      agb('01000007'),
      'incident-melden',
    )
    const to = `${page}/meldcodes/${first?.id ?? ''}`
    expect(
      (await submit(gateway, person, { page, to, fields: [['actie', 'intrekken']] })).status,
    ).toBe(303)
    expect((await make('6')).status).toBe(200)
    expect(
      (
        await submit(gateway, person, {
          page,
          to: `${page}/meldcodes/600000000000`,
          fields: [['actie', 'intrekken']],
        })
      ).status,
    ).toBe(404)
  })
})
