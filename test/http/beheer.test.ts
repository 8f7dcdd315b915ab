/** Gebruikersbeheer over real mutual TLS, on both databases. */
import { Agent } from 'node:https'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { verifyAudit } from '../../gateway/audit/store/audit-rows.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { allOf } from '../../gateway/store/rows.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import {
  formsOf,
  formTo,
  fromOwnPage,
  getPage,
  postTo,
  saveForm,
  shownText,
  within,
  withFields,
} from '../support/own-forms.ts'
import type { PageForm } from '../support/own-forms.ts'
import { clientTls } from '../support/client-context.ts'
import { ask, changePolicy, startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'

const beheer = '/gebruikersbeheer'
const nieuw = `${beheer}/nieuw`
const contactpersonen = `${beheer}/contactpersonen`
const geschiedenis = `${beheer}/geschiedenis`
const lezer = `${beheer}/houders/persoonlijk/10000002`
const systeem = `${beheer}/houders/systeem/90000001`
const grant = 'autorisatie.machtigingenportaal'

/** De Sluis is managed by its contact persons. */
const managed = {
  'instanties/voorbeeld.yaml': (text: string) =>
    text.replace('beheer: bestand', 'beheer: contactpersoon'),
}

/** A connection that stays open, as a browser's. */
const lasting = (gateway: TestGateway, client: string): Agent =>
  new Agent({
    keepAlive: true,
    maxSockets: 1,
    servername: 'localhost',
    ...clientTls(gateway.dir, client),
  })

const submit = (gateway: TestGateway, client: string, agent?: Agent): Promise<Answered> =>
  ask(gateway, {
    listener: 'portaal',
    client,
    path: '/machtigingenportaal/aanvragen',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'instantie.agbCode=12000001',
    ...(agent !== undefined && { agent }),
  })

const look = (gateway: TestGateway, client: string): Promise<Answered> =>
  ask(gateway, { listener: 'portaal', client, path: '/machtigingenportaal/' })

const codeOf = ({ json, text }: Answered): unknown => json['code'] ?? /SL\d{3}/.exec(text)?.[0]

eachDatabase('Gebruikersbeheer on %s', (engine) => {
  const fresh = useDatabases(engine)
  let upstream: TestUpstream
  let database: string
  let gateway: TestGateway
  let other: TestGateway

  beforeAll(async () => {
    upstream = await startUpstream(answering(200, { 'content-type': 'text/html' }, 'ok'))
    database = await fresh()
    const options = { upstream: upstream.url, database, policy: managed }
    gateway = await startTestGateway(options)
    other = await startTestGateway(options)
  }, 60_000)

  afterAll(async () => {
    await other.stop()
    await gateway.stop()
    await upstream.close()
  })

  const setLezer = (change: Readonly<Record<string, string | undefined>>, page = lezer) =>
    saveForm(gateway, 'contactpersoon', { page }, change)

  test('P22: where a systeemcertificaat was used from is told, of persons it is not kept', async () => {
    const path = '/v1/mijn-certificaat'
    await ask(gateway, { listener: 'instroom', client: 'systeem', path })
    await ask(gateway, { listener: 'portaal', client: 'lezer', path })
    // It is noted beside the request.
    let told = ''
    for (let tries = 0; tries < 200 && !told.includes('Laatst gebruikt vanaf'); tries++)
      told = shownText(await getPage(gateway, 'contactpersoon', systeem))
    expect(told).toContain('Laatst gebruikt vanaf 127.0.0.1')
    const page = shownText(await getPage(gateway, 'contactpersoon', lezer))
    expect(page).not.toContain('Laatst gebruikt vanaf')
  })

  test('a grant lets the reader submit on his open connection, here and in another process, within a second', async () => {
    const agents = [lasting(gateway, 'lezer'), lasting(other, 'lezer')] as const
    const mine = () => submit(gateway, 'lezer', agents[0])
    const theirs = () => submit(other, 'lezer', agents[1])
    expect([codeOf(await mine()), codeOf(await theirs())]).toEqual(['SL205', 'SL205'])
    const sockets = () => agents.flatMap(({ freeSockets }) => Object.values(freeSockets).flat())
    const before = sockets().map((socket) => socket?.localPort)

    const page = await getPage(gateway, 'contactpersoon', lezer)
    const preview = await postTo(gateway, 'contactpersoon', lezer, {
      fields: withFields(formTo(page, lezer), { [grant]: 'indienen' }),
    })
    expect(preview.status).toBe(200)
    expect(shownText(preview)).toContain('B. Jansen ( 10000002 )')
    expect(shownText(preview)).toContain(
      'Machtigingenportaal: was Machtigingen raadplegen, wordt Machtigingen indienen en raadplegen',
    )
    expect(codeOf(await mine())).toBe('SL205')

    const saved = await postTo(gateway, 'contactpersoon', lezer, {
      fields: formTo(preview, lezer).fields,
    })
    expect([saved.status, saved.headers['location']]).toEqual([303, '/gebruikersbeheer'])
    expect((await mine()).status).toBe(200)
    await within(async () => (await theirs()).status === 200)
    expect(sockets().map((socket) => socket?.localPort)).toEqual(before)
    for (const agent of agents) agent.destroy()
  })

  test('what is withdrawn is refused at once, here and within a second in another process', async () => {
    await setLezer({ [grant]: 'indienen' })
    expect((await setLezer({ [grant]: 'raadplegen' })).status).toBe(303)
    expect(codeOf(await submit(gateway, 'lezer'))).toBe('SL205')
    await within(async () => codeOf(await submit(other, 'lezer')) === 'SL205')
    await setLezer({ [grant]: '' })
    expect(codeOf(await look(gateway, 'lezer'))).toBe('SL204')
    await within(async () => codeOf(await look(other, 'lezer')) === 'SL204')
    await setLezer({ [grant]: 'raadplegen' })
    expect((await look(gateway, 'lezer')).status).toBe(200)
  })

  test('who is blocked is refused at once, and an open connection is closed', async () => {
    const agent = lasting(other, 'lezer')
    const request = () => ask(other, { listener: 'portaal', client: 'lezer', path: '/', agent })
    expect((await request()).status).toBe(200)
    const [socket] = Object.values(agent.freeSockets).flat()
    const closed = new Promise<void>((resolve) => socket?.once('close', resolve))
    const from = performance.now()
    expect((await setLezer({ geblokkeerd: 'ja' })).status).toBe(303)
    expect(codeOf(await look(gateway, 'lezer'))).toBe('SL109')
    await closed
    expect(performance.now() - from).toBeLessThan(2_000)
    const list = await getPage(gateway, 'contactpersoon', beheer)
    expect(shownText(list)).toMatch(/B\. Jansen 10000002 .*?Geblokkeerd/)
    expect((await setLezer({ geblokkeerd: undefined })).status).toBe(303)
    expect((await look(gateway, 'lezer')).status).toBe(200)
    agent.destroy()
  })

  test('a new holder is added, changed and removed, and the same number can be added again', async () => {
    const place = `${beheer}/houders/persoonlijk/10000077`
    const add = () =>
      saveForm(
        gateway,
        'contactpersoon',
        { page: nieuw },
        {
          soort: 'persoonlijk',
          gebruikersnummer: '10000077',
          naam: '<b>N. "Nieuw" & Co</b>',
          [grant]: 'raadplegen',
        },
      )
    expect((await add()).headers['location']).toBe('/gebruikersbeheer')
    const list = await getPage(gateway, 'contactpersoon', beheer)
    expect(list.text).not.toContain('<b>N.')
    expect(shownText(list)).toContain('<b>N. "Nieuw" & Co</b> 10000077')
    const removed = await saveForm(
      gateway,
      'contactpersoon',
      { page: place, action: `${place}/verwijderen` },
      {},
    )
    expect(removed.headers['location']).toBe('/gebruikersbeheer')
    const after = shownText(await getPage(gateway, 'contactpersoon', beheer))
    expect(after).toMatch(/Verwijderde certificaathouders .*10000077.* Verwijderd op /)
    expect((await getPage(gateway, 'contactpersoon', place)).status).toBe(404)
    expect((await add()).status).toBe(303)
    await saveForm(gateway, 'contactpersoon', { page: place, action: `${place}/verwijderen` }, {})
  })

  test('a holder of the file that is removed stays removed, also after a restart', async () => {
    const place = `${beheer}/houders/persoonlijk/10000003`
    expect(codeOf(await look(gateway, 'sl204-zonder-autorisatie'))).toBe('SL204')
    await saveForm(gateway, 'contactpersoon', { page: place }, { [grant]: 'raadplegen' })
    expect((await look(gateway, 'sl204-zonder-autorisatie')).status).toBe(200)
    await saveForm(gateway, 'contactpersoon', { page: place, action: `${place}/verwijderen` }, {})
    expect(codeOf(await look(gateway, 'sl204-zonder-autorisatie'))).toBe('SL204')
    await gateway.restart()
    expect(codeOf(await look(gateway, 'sl204-zonder-autorisatie'))).toBe('SL204')
    const list = shownText(await getPage(gateway, 'contactpersoon', beheer))
    // It was used just now, so it can be added again from there.
    expect(list).toMatch(/M\. Hendriks \( 10000003 \) Verwijderd op .*? door C\. Bakker/)
  })

  describe('what is wrong comes back with its reason, and nothing typed is lost', () => {
    const newHolder = {
      soort: 'persoonlijk',
      gebruikersnummer: '10000088',
      naam: 'O. Nieuw',
      [grant]: 'raadplegen',
    }
    const system = { ipAdressen: '127.0.0.0/8\n::1/128' }
    test.each<[string, string, Readonly<Record<string, string | undefined>>, string]>([
      [
        'a number with letters',
        nieuw,
        { ...newHolder, gebruikersnummer: '1000008a' },
        'Gebruik alleen cijfers',
      ],
      [
        'a number in other digits',
        nieuw,
        { ...newHolder, gebruikersnummer: '１００００００８' },
        'Gebruik alleen cijfers',
      ],
      ['no number', nieuw, { ...newHolder, gebruikersnummer: '' }, 'alleen uit cijfers'],
      [
        'a number that is there',
        nieuw,
        { ...newHolder, gebruikersnummer: '10000002' },
        'staat al in de lijst',
      ],
      ['no kind', nieuw, { ...newHolder, soort: undefined }, 'Kies een soort'],
      ['a kind that is none', nieuw, { ...newHolder, soort: 'beheerder' }, 'Kies een soort'],
      [
        'a second systeemcertificaat',
        nieuw,
        { ...newHolder, soort: 'systeem', ipAdressen: '127.0.0.1' },
        'al een systeemcertificaat',
      ],
      [
        'addresses of a person',
        nieuw,
        { ...newHolder, ipAdressen: '127.0.0.1' },
        'alleen bij een systeemcertificaat',
      ],
      [
        'a control character in the name',
        nieuw,
        { ...newHolder, naam: 'O.\u0007Nieuw' },
        'niet te zien',
      ],
      ['a line end in the name', nieuw, { ...newHolder, naam: 'O.\nNieuw' }, 'niet te zien'],
      [
        'a direction character in the name',
        nieuw,
        { ...newHolder, naam: 'O.\u202eNieuw' },
        'niet te zien',
      ],
      [
        'a name that is too long',
        nieuw,
        { ...newHolder, naam: 'N'.repeat(201) },
        'hoogstens 200 tekens',
      ],
      [
        'an autorisatie that is none',
        lezer,
        { [grant]: 'beheren' },
        'Kies een autorisatie uit de lijst',
      ],
      [
        'an autorisatie of a dienst that is none',
        lezer,
        { 'autorisatie.elders': 'raadplegen' },
        'kunt u geen autorisatie geven',
      ],
      ['no address of a system', systeem, { ipAdressen: ' \n' }, 'minstens één IP-adres'],
      [
        'an address that is none',
        systeem,
        { ipAdressen: '127.0.0.1\n300.1.1.1' },
        'Regel 2 is geen IP-adres',
      ],
      [
        'P22: several lines, each of which is named',
        systeem,
        { ipAdressen: 'x\n127.0.0.1, 127.0.0.1\n192.0.2.1/24, 300.1.1.1' },
        'Regel 1 is geen IP-adres of reeks. Schrijf het als 192.0.2.10 of 192.0.2.0/24. Regel 2 staat er al. Regel 3 is niet het begin van een reeks. Schrijf bijvoorbeeld 192.0.2.0/24. Regel 3 is geen',
      ],
      [
        'a range with bits behind it',
        systeem,
        { ipAdressen: '192.0.2.1/24' },
        'niet het begin van een reeks',
      ],
      ['an address twice', systeem, { ...system, ipAdressen: '::1\n::1' }, 'Regel 2 staat er al'],
      [
        'more addresses than can be',
        systeem,
        { ipAdressen: Array.from({ length: 51 }, (_, n) => `192.0.2.${n}`).join('\n') },
        'hoogstens 50',
      ],
    ])('%s', async (_, path, change, message) => {
      const page = await getPage(gateway, 'contactpersoon', path)
      const answer = await postTo(gateway, 'contactpersoon', path, {
        fields: withFields(formTo(page, path), change),
      })
      expect(answer.status).toBe(422)
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
      // In the summary and, but for a field that no page has, at the field.
      const places = path === lezer && 'autorisatie.elders' in change ? 1 : 2
      expect(shownText(answer).split(message).length - 1).toBeGreaterThanOrEqual(places)
      const again = new Map(formTo(answer, path).fields)
      for (const name of ['gebruikersnummer', 'naam', 'ipAdressen'])
        if (change[name] !== undefined) expect(again.get(name)?.trim()).toBe(change[name].trim())
    })

    test.each<[string, readonly string[], string]>([
      ['none', [], 'minstens één contactpersoon'],
      ['three', ['10000001', '10000002', '10000005'], 'hoogstens 2 contactpersonen'],
      ['somebody of elsewhere', ['10000005', '10000011'], 'alleen medewerkers uit de lijst'],
    ])('contact persons: %s', async (_, chosen, message) => {
      const page = await getPage(gateway, 'contactpersoon', contactpersonen)
      const { fields } = formTo(page, contactpersonen)
      const answer = await postTo(gateway, 'contactpersoon', contactpersonen, {
        fields: [
          ...fields.filter(([name]) => name !== 'contactpersoon'),
          ...chosen.map((nummer) => ['contactpersoon', nummer] as const),
        ],
      })
      expect(answer.status).toBe(422)
      expect(shownText(answer)).toContain(message)
    })

    test('a contact person is not removed as a holder', async () => {
      const place = `${beheer}/houders/persoonlijk/10000001`
      const action = `${place}/verwijderen`
      const answer = await saveForm(gateway, 'contactpersoon', { page: place, action }, {})
      expect(answer.status).toBe(422)
      expect(shownText(answer)).toContain('Haal deze persoon eerst weg bij Contactpersonen')
    })

    test('what changes nothing is not saved', async () => {
      const before = shownText(await getPage(gateway, 'contactpersoon', geschiedenis))
      const page = await getPage(gateway, 'contactpersoon', lezer)
      const form = formTo(page, lezer)
      const preview = await postTo(gateway, 'contactpersoon', lezer, form)
      expect(shownText(preview)).toContain('U hebt niets veranderd')
      expect(preview.text).not.toContain('>Opslaan<')
      const answer = await postTo(gateway, 'contactpersoon', lezer, {
        fields: [...form.fields, ['bevestigd', 'ja']],
      })
      expect(answer.headers['location']).toBe('/gebruikersbeheer')
      expect(shownText(await getPage(gateway, 'contactpersoon', geschiedenis)).length).toBe(
        before.length,
      )
    })
  })

  test('a dienst that is not open to the practice cannot be granted', async () => {
    const place = `${beheer}/houders/persoonlijk/10000011`
    const page = await getPage(gateway, 'indiener-2', place)
    changePolicy(gateway.dir, {
      'instanties/voorbeeld.yaml': (text) =>
        text.replace(/(12000002"[^]*?diensten: )\[machtigingenportaal\]/, '$1[]'),
    })
    await gateway.sluis.reload()
    const answer = await postTo(gateway, 'indiener-2', place, {
      fields: withFields(formTo(page, place), { [grant]: 'raadplegen' }),
    })
    expect(answer.status).toBe(422)
    expect(shownText(answer)).toContain('Deze dienst staat niet open')
    changePolicy(gateway.dir, {
      'instanties/voorbeeld.yaml': (text) =>
        text.replace('diensten: []', 'diensten: [machtigingenportaal]'),
    })
    await gateway.sluis.reload()
  })

  describe('two contact persons at once', () => {
    test('the second is told, keeps what he typed, and can go on', async () => {
      const theirs = await getPage(other, 'indiener', lezer)
      await setLezer({ naam: 'B. Jansen-Eerst' })
      const late = await postTo(other, 'indiener', lezer, {
        fields: withFields(formTo(theirs, lezer), { naam: 'B. Jansen-Tweede' }),
      })
      expect(late.status).toBe(409)
      expect(shownText(late)).toContain('Iemand anders heeft dit intussen gewijzigd')
      const again = formTo(late, lezer)
      expect(new Map(again.fields).get('naam')).toBe('B. Jansen-Tweede')
      const preview = await postTo(other, 'indiener', lezer, again)
      expect(shownText(preview)).toContain(
        'Naam: was ‘ B. Jansen-Eerst ’, wordt ‘ B. Jansen-Tweede ’',
      )
      const saved = await postTo(other, 'indiener', lezer, {
        fields: formTo(preview, lezer).fields,
      })
      expect(saved.status).toBe(303)
    })

    test('of confirmations at the same moment one is saved', async () => {
      const confirmed = async (where: TestGateway, client: string, naam: string) => {
        const page = await getPage(where, client, lezer)
        return [...withFields(formTo(page, lezer), { naam }), ['bevestigd', 'ja'] as const]
      }
      const forms = [
        await confirmed(gateway, 'contactpersoon', 'Een'),
        await confirmed(gateway, 'indiener', 'Twee'),
        await confirmed(other, 'contactpersoon', 'Drie'),
        await confirmed(other, 'indiener', 'Vier'),
      ] as const
      const answers = await Promise.all([
        postTo(gateway, 'contactpersoon', lezer, { fields: forms[0] }),
        postTo(gateway, 'indiener', lezer, { fields: forms[1] }),
        postTo(other, 'contactpersoon', lezer, { fields: forms[2] }),
        postTo(other, 'indiener', lezer, { fields: forms[3] }),
      ])
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 409, 409, 409])
      const saved = ['Een', 'Twee', 'Drie', 'Vier'][
        answers.findIndex(({ status }) => status === 303)
      ]
      const page = await getPage(gateway, 'contactpersoon', lezer)
      expect(new Map(formTo(page, lezer).fields).get('naam')).toBe(saved)
    })

    test('a form for who was removed meanwhile comes back as one that adds him', async () => {
      const place = `${beheer}/houders/persoonlijk/10000066`
      await saveForm(
        gateway,
        'contactpersoon',
        { page: nieuw },
        { soort: 'persoonlijk', gebruikersnummer: '10000066', naam: 'P. Weg' },
      )
      const theirs = await getPage(gateway, 'indiener', place)
      await saveForm(gateway, 'contactpersoon', { page: place, action: `${place}/verwijderen` }, {})
      const late = await postTo(gateway, 'indiener', place, {
        fields: withFields(formTo(theirs, place), { naam: 'P. Blijft' }),
      })
      expect(late.status).toBe(409)
      const again = new Map(formTo(late, nieuw).fields)
      expect([again.get('gebruikersnummer'), again.get('naam')]).toEqual(['10000066', 'P. Blijft'])
    })
  })

  describe('a form that was not sent from our own page changes nothing', () => {
    const fields = async (): Promise<PageForm['fields']> => {
      const page = await getPage(gateway, 'contactpersoon', lezer)
      return [...withFields(formTo(page, lezer), { naam: 'Vervalst' }), ['bevestigd', 'ja']]
    }
    const tokenOf = async (client: string, path: string): Promise<string> => {
      const [form] = formsOf(await getPage(gateway, client, path))
      return new Map(form?.fields).get('csrf') ?? ''
    }
    test.each<
      [string, () => Promise<Readonly<Record<string, string>>>, Readonly<Record<string, string>>]
    >([
      [
        'from another site',
        () => Promise.resolve({}),
        { 'sec-fetch-site': 'cross-site', origin: 'https://elders.example' },
      ],
      ['from a sister site', () => Promise.resolve({}), { 'sec-fetch-site': 'same-site' }],
      [
        'from a sandboxed page',
        () => Promise.resolve({}),
        { 'sec-fetch-site': 'cross-site', origin: 'null' },
      ],
      ['with an origin that is none', () => Promise.resolve({}), { origin: 'null' }],
      [
        'with another origin alone',
        () => Promise.resolve({}),
        { origin: 'https://localhost.elders.example' },
      ],
      ['with neither header', () => Promise.resolve({}), {}],
      ['without a token', () => Promise.resolve({ csrf: '' }), fromOwnPage],
      ['with a token that is none', () => Promise.resolve({ csrf: 'a.b' }), fromOwnPage],
      [
        'with a token of a colleague',
        async () => ({ csrf: await tokenOf('indiener', lezer) }),
        fromOwnPage,
      ],
      [
        'with a token of another practice',
        async () => ({ csrf: await tokenOf('indiener-2', nieuw) }),
        fromOwnPage,
      ],
    ])('%s', async (_, change, headers) => {
      const answer = await postTo(gateway, 'contactpersoon', lezer, {
        fields: withFields({ fields: await fields() }, await change()),
        headers,
      })
      expect([answer.status, codeOf(answer)]).toEqual([403, 'SL511'])
      expect((await getPage(gateway, 'contactpersoon', lezer)).text).not.toContain('Vervalst')
    })

    test('the same form with its own headers and token is taken', async () => {
      const answer = await postTo(gateway, 'contactpersoon', lezer, { fields: await fields() })
      expect(answer.status).toBe(303)
      await setLezer({ naam: '' })
    })

    test('with a bit of the token changed it is not', async () => {
      const mine = await fields()
      const token = new Map(mine).get('csrf') ?? ''
      const csrf = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0')
      const answer = await postTo(gateway, 'contactpersoon', lezer, {
        fields: withFields({ fields: mine }, { csrf }),
      })
      expect(codeOf(answer)).toBe('SL511')
    })
  })

  test.each<[string, string, Readonly<Record<string, string>>, string]>([
    ['JSON', '{}', { 'content-type': 'application/json' }, 'SL304'],
    ['packed', 'a=b', { 'content-encoding': 'gzip' }, 'SL304'],
    [
      'another charset',
      'a=b',
      { 'content-type': 'application/x-www-form-urlencoded; charset=utf-16' },
      'SL304',
    ],
    ['too large', `naam=${'n'.repeat(64 * 1024)}`, {}, 'SL303'],
    ['a field twice', 'naam=a&naam=b', {}, 'SL302'],
    ['a field that is unknown', 'naam=a&beheerder=ja', {}, 'SL302'],
    ['a stray percent sign', 'naam=%zz', {}, 'SL302'],
    ['what is no UTF-8', 'naam=%ff', {}, 'SL302'],
    ['a raw NUL', 'naam=\0', {}, 'SL302'],
    ['another separator', 'naam=a;csrf=b', {}, 'SL302'],
  ])('a body that is %s is refused', async (_, body, headers, code) => {
    const answer = await ask(gateway, {
      listener: 'portaal',
      client: 'contactpersoon',
      path: lezer,
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...fromOwnPage, ...headers },
      body,
    })
    expect(answer.json['code']).toBe(code)
  })

  test.each([
    ['lezer', 'SL209'],
    ['systeem', 'SL108'],
    ['sl201-niet-aangesloten', 'SL201'],
    ['sl109-geblokkeerd', 'SL109'],
    ['sl102-onbekende-ca', 'SL102'],
  ])('%s is refused with %s, by every address and method', async (client, code) => {
    for (const path of [beheer, nieuw, contactpersonen, geschiedenis, lezer]) {
      expect(codeOf(await getPage(gateway, client, path))).toBe(code)
      if (path === beheer || path === geschiedenis) continue
      expect(codeOf(await postTo(gateway, client, path, { fields: [] }))).toBe(code)
    }
  })

  test('a GET changes nothing, and other methods are refused', async () => {
    const page = await getPage(gateway, 'contactpersoon', lezer)
    const query = new URLSearchParams(
      withFields(formTo(page, lezer), { naam: 'Met GET', bevestigd: 'ja' }) as [string, string][],
    ).toString()
    expect((await getPage(gateway, 'contactpersoon', `${lezer}?${query}`)).text).not.toContain(
      'Met GET',
    )
    const remove = await getPage(gateway, 'contactpersoon', `${lezer}/verwijderen?${query}`)
    expect([remove.status, remove.headers['location']]).toEqual([303, lezer])
    const put = await ask(gateway, {
      listener: 'portaal',
      client: 'contactpersoon',
      method: 'PUT',
      path: lezer,
    })
    expect([codeOf(put), put.headers['allow']]).toEqual(['SL513', 'GET, POST'])
  })

  test('another practice sees and changes nothing of this one', async () => {
    const list = await getPage(gateway, 'indiener-2', beheer)
    expect(shownText(list)).toContain('Tandartspraktijk Het Verlaat , AGB-code 12000002')
    expect(list.text).not.toMatch(/1000000\d|Jansen|12000001/)
    expect((await getPage(gateway, 'indiener-2', lezer)).status).toBe(404)
    const [form] = formsOf(await getPage(gateway, 'indiener-2', nieuw))
    const { fields } = form ?? { fields: [] }
    const guard = fields.filter(([name]) => name === 'csrf' || name === 'versie')
    const answer = await postTo(gateway, 'indiener-2', lezer, {
      fields: [...guard, ['naam', 'Van buiten'], ['bevestigd', 'ja']],
    })
    expect(codeOf(answer)).toBe('SL512')
    // The same number is a holder of their own.
    const added = await saveForm(
      gateway,
      'indiener-2',
      { page: nieuw },
      {
        soort: 'persoonlijk',
        gebruikersnummer: '10000002',
        naam: 'Naamgenoot',
        [grant]: 'indienen',
      },
    )
    expect(added.status).toBe(303)
    expect(codeOf(await submit(gateway, 'lezer'))).toBe('SL205')
    expect((await getPage(gateway, 'contactpersoon', beheer)).text).not.toContain('Naamgenoot')
    expect((await getPage(gateway, 'indiener-2', geschiedenis)).text).not.toContain('Jansen')
  })

  test('contact persons: added, removed, and the last one stays', async () => {
    const choose = async (client: string, chosen: readonly string[]) => {
      const page = await getPage(gateway, client, contactpersonen)
      const fields = formTo(page, contactpersonen).fields.filter(
        ([name]) => name !== 'contactpersoon',
      )
      const preview = await postTo(gateway, client, contactpersonen, {
        fields: [...fields, ...chosen.map((nummer) => ['contactpersoon', nummer] as const)],
      })
      if (preview.status !== 200) return preview
      return postTo(gateway, client, contactpersonen, formTo(preview, contactpersonen))
    }
    // A. de Vries makes room for B. Jansen, and is out himself.
    const left = await choose('indiener', ['10000002', '10000005'])
    expect([left.status, left.headers['location']]).toEqual([303, '/'])
    expect(codeOf(await getPage(gateway, 'indiener', beheer))).toBe('SL209')
    expect((await getPage(gateway, 'lezer', beheer)).status).toBe(200)
    await within(async () => (await getPage(other, 'lezer', beheer)).status === 200)
    expect((await choose('lezer', ['10000005'])).headers['location']).toBe('/')

    const last = await choose('contactpersoon', ['10000001'])
    expect(last.status).toBe(422)
    expect(shownText(last)).toContain('U bent de enige contactpersoon')
    const blocked = await saveForm(
      gateway,
      'contactpersoon',
      { page: `${beheer}/houders/persoonlijk/10000005` },
      { geblokkeerd: 'ja' },
    )
    expect(blocked.status).toBe(422)
    expect((await choose('contactpersoon', ['10000001', '10000005'])).status).toBe(303)
    expect((await getPage(gateway, 'indiener', beheer)).status).toBe(200)
  })

  test('names of contact persons that change in the file have the word again', async () => {
    changePolicy(gateway.dir, {
      'instanties/voorbeeld.yaml': (text) =>
        text.replace('contactpersonen: ["10000001", "10000005"]', 'contactpersonen: ["10000002"]'),
    })
    await within(async () => (await getPage(gateway, 'lezer', beheer)).status === 200).catch(() =>
      within(async () => (await getPage(gateway, 'lezer', beheer)).status === 200),
    )
    expect(codeOf(await getPage(gateway, 'contactpersoon', beheer))).toBe('SL209')
    changePolicy(gateway.dir, {
      'instanties/voorbeeld.yaml': (text) =>
        text.replace('contactpersonen: ["10000002"]', 'contactpersonen: ["10000001", "10000005"]'),
    })
    await gateway.sluis.reload()
    await within(async () => (await getPage(gateway, 'contactpersoon', beheer)).status === 200)
  })

  test('the addresses of a systeemcertificaat hold at once', async () => {
    const home = () =>
      ask(gateway, { listener: 'instroom', client: 'systeem', path: '/v1/mijn-certificaat' })
    const set = (ipAdressen: string) =>
      saveForm(gateway, 'contactpersoon', { page: systeem }, { ipAdressen })
    const outcome = async () => (await home()).text.includes('"SL110"')
    expect(await outcome()).toBe(false)
    expect((await set('192.0.2.0/24\r\n2001:db8::/32')).status).toBe(303)
    expect(await outcome()).toBe(true)
    expect((await set('127.0.0.0/8\r\n::1/128')).status).toBe(303)
    expect(await outcome()).toBe(false)
  })

  test('who changed what, from what, to what, and when: in the history and in the audit', async () => {
    await setLezer({ [grant]: 'indienen', naam: 'B. Jansen-Later' })
    await setLezer({ [grant]: 'raadplegen', naam: '' })
    const page = shownText(await getPage(gateway, 'contactpersoon', geschiedenis))
    expect(page).toMatch(
      /C\. Bakker \( 10000005 \) B\. Jansen \( 10000002 \) Naam: was ‘ B\. Jansen-Later ’, wordt leeg Machtigingenportaal: was Machtigingen indienen en raadplegen, wordt Machtigingen raadplegen/,
    )
    const reader = openDatabase(database)
    try {
      const all = await allOf(reader.reader('audit').orderBy(['tijd', 'writer', 'nr']))
      const changes = all
        .filter((row) => row['agb_code'] === '12000001')
        .map((row) => JSON.parse(String(row['line'])) as Record<string, unknown>)
        .filter((row) => row['gebeurtenis'] === 'beheer-wijzigen' && row['wijziging'] !== undefined)
      expect(changes.at(-1)).toMatchObject({
        actie: 'U',
        uitkomst: 'toegestaan',
        gebruiker: { gebruikersnummer: '10000005', agbCode: '12000001' },
        object: { soort: 'houder', id: '10000002' },
        wijziging: {
          van: { naam: 'B. Jansen-Later', autorisaties: { machtigingenportaal: ['indienen'] } },
          naar: { naam: null, autorisaties: { machtigingenportaal: ['raadplegen'] } },
        },
      })
      const saved = await allOf(reader.reader('beheer_history'))
      expect(
        all.filter((row) => /"beheer-wijzigen".*"wijziging"/.test(String(row['line']))),
      ).toHaveLength(saved.length)
      expect((await verifyAudit(reader)).findings).toEqual([])
    } finally {
      await reader.close()
    }
  })

  test('P21: the history is searched by name and number, and goes out as a file in the words of the dienst', async () => {
    await setLezer({ [grant]: 'indienen', naam: 'B. Jansen-Later' })
    await setLezer({ [grant]: 'raadplegen', naam: '' })
    const of = async (zoek: string) =>
      shownText(await getPage(gateway, 'contactpersoon', `${geschiedenis}?zoek=${zoek}`))
    expect(await of('jansen-LATER')).toContain('B. Jansen-Later')
    expect(await of('10000002')).toContain('wordt Machtigingen raadplegen')
    expect(await of('10000002')).not.toContain('Hierbij is niets gewijzigd')
    expect(await of('niemand')).toContain('Hierbij is niets gewijzigd')
    const file = await getPage(gateway, 'contactpersoon', `${geschiedenis}.csv?zoek=10000002`)
    expect(file.headers['content-disposition']).toMatch(/filename="geschiedenis-12000001-.*\.csv"/)
    expect(file.text).toMatch(/^\ufeff"moment";"door";/)
    expect(file.text).toMatch(
      /"C\. Bakker";"10000005";"[^"]*";"10000002";"[^"]*was Machtigingen indienen en raadplegen, wordt Machtigingen raadplegen\."/,
    )
    const other = await getPage(gateway, 'contactpersoon', `${geschiedenis}.csv?zoek=niemand`)
    expect(other.text.split('\r\n')).toHaveLength(2)
  })

  test('a long history goes on at the next page', async () => {
    for (let n = 0; n < 26; n++) {
      await setLezer({ naam: `Ronde ${n}` })
      await setLezer({ naam: '' })
    }
    const first = await getPage(gateway, 'contactpersoon', geschiedenis)
    const older = /href="(\/gebruikersbeheer\/geschiedenis\?voor=\d+)"/.exec(first.text)?.[1] ?? ''
    expect(first.text.match(/<tr/g)?.length).toBe(51)
    expect(shownText(await getPage(gateway, 'contactpersoon', older))).toContain('Ronde 0 ')
  }, 60_000)

  test('of a certificate that is used again and again, one use a minute is noted', async () => {
    const reader = openDatabase(database)
    const noted = async () => {
      const rows = await allOf(
        reader.reader('certificaat_gezien').where('gebruikersnummer', '900000123'),
      )
      return rows.map((row) => Number(row['last_used_at']))
    }
    try {
      expect(await noted()).toEqual([])
      const from = Date.now()
      await look(gateway, 'uzi-zorgverlener')
      await within(async () => (await noted()).length === 1)
      const [first = 0] = await noted()
      expect(first).toBeGreaterThanOrEqual(from)
      for (let n = 0; n < 5; n++) await look(gateway, 'uzi-zorgverlener')
      expect(await noted()).toEqual([first])
      // Refused by its certificate, or of a practice that is not connected: not noted.
      await look(gateway, 'sl109-geblokkeerd')
      await look(gateway, 'sl201-niet-aangesloten')
      const all = await allOf(reader.reader('certificaat_gezien'))
      const numbers = all.map((row) => row['gebruikersnummer'])
      expect(numbers).not.toContain('10000009')
      expect(numbers).not.toContain('10000021')
    } finally {
      await reader.close()
    }
  })

  test('the list tells when a certificate was last used and how long it is good', async () => {
    const list = await getPage(gateway, 'contactpersoon', beheer)
    const rows = list.text.split('<tr').map((text) => shownText({ text: `<tr${text}` }))
    // Of the list: what is to be done stands above it, and names people too.
    const row = rows.find((text) => text.includes('B. Jansen') && text.includes('Wijzigen')) ?? ''
    expect(row).toMatch(/\d{1,2} \w+ 20\d\d, \d\d:\d\d uur .*\d{1,2} \w+ 20\d\d/)
    expect(rows.find((text) => text.includes('L. van Dijk'))).toContain(
      'Geblokkeerd door de beheerder',
    )
  })
})

describe('with `beheer: bestand`', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway()
  }, 60_000)
  afterAll(() => gateway.stop())

  test('there is something to see and nothing to change', async () => {
    const list = await getPage(gateway, 'contactpersoon', beheer)
    expect(list.status).toBe(200)
    expect(shownText(list)).toContain('U kunt hier alleen kijken')
    expect(list.text).not.toContain('/gebruikersbeheer/houders/')
    expect(formsOf(list)).toEqual([])
    for (const path of [nieuw, contactpersonen, lezer])
      expect((await getPage(gateway, 'contactpersoon', path)).headers['location']).toBe(beheer)
    expect((await getPage(gateway, 'contactpersoon', geschiedenis)).status).toBe(200)
  })

  test('a form of the practice next door changes nothing here', async () => {
    const [form] = formsOf(await getPage(gateway, 'indiener-2', nieuw))
    const answer = await postTo(gateway, 'contactpersoon', lezer, {
      fields: [...(form?.fields ?? []).filter(([name]) => name === 'csrf'), ['naam', 'Toch']],
    })
    expect(codeOf(answer)).toBe('SL511')
  })
})
