/** The waiting instromen of a practice, over real mutual TLS, on both databases. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { allOf } from '../../gateway/store/rows.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { formsOf, fromOwnPage, getPage, postTo, shownText } from '../support/own-forms.ts'
import type { PageForm } from '../support/own-forms.ts'
import { ask, instroom, open, post, startPath, startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'
import { answering, startUpstream } from '../support/upstream.ts'
import type { TestUpstream } from '../support/upstream.ts'

const instromen = '/start'
const intrekken = '/start/intrekken'
const vrijgeven = '/start/vrijgeven'

const codeOf = ({ json, text }: Answered): unknown => json['code'] ?? /SL\d{3}/.exec(text)?.[0]

const delivered = answering(201, { location: '/machtigingenportaal/aanvragen/nieuw/1' })

eachDatabase('waiting instromen on %s', (engine) => {
  const fresh = useDatabases(engine)
  let upstream: TestUpstream
  let database: string
  let gateway: TestGateway
  let count = 0

  beforeAll(async () => {
    upstream = await startUpstream(delivered)
    database = await fresh()
    gateway = await startTestGateway({ upstream: upstream.url, database })
  }, 60_000)
  afterAll(async () => {
    await gateway.stop()
    await upstream.close()
  })

  /** Nothing waits when a test begins. */
  beforeEach(async () => {
    upstream.behave(delivered)
    for (const form of formsTo(await getPage(gateway, 'indiener', instromen), intrekken))
      await postTo(gateway, 'indiener', intrekken, form)
  })

  const waiting = async (): Promise<Answered & { readonly id: string; readonly link: string }> => {
    const posted = await post(gateway, instroom(`wacht-${engine}-${String(++count)}`))
    return { ...posted, id: String(posted.json['instroomId']), link: startPath(posted) }
  }
  const formsTo = (page: Answered, action: string): readonly PageForm[] =>
    formsOf(page).filter((form) => form.action === action)
  const ofId = (forms: readonly PageForm[], id: string): PageForm => {
    const found = forms.find(({ fields }) => fields.some(([, value]) => value === id))
    if (found === undefined) throw new Error('no form for this instroom')
    return found
  }
  const statusOf = async (id: string): Promise<unknown> => {
    const path = `/v1/instroom/machtigingenportaal/${id}`
    return (await ask(gateway, { listener: 'instroom', client: 'systeem', path })).json['status']
  }
  /** Opened by A. de Vries, and never delivered. */
  const left = async () => {
    const one = await waiting()
    upstream.behave((_, socket) => {
      socket.destroy()
    })
    expect(codeOf(await open(gateway, one.link, 'indiener'))).toBe('SL501')
    upstream.behave(delivered)
    return one
  }

  test('an employee sees what waits, with a BSN that is masked, and opens it', async () => {
    expect(shownText(await getPage(gateway, 'indiener', instromen))).toContain(
      'Er staat niets klaar',
    )
    expect(shownText(await getPage(gateway, 'indiener', '/'))).not.toContain('klaar om te openen')
    const one = await waiting()
    await waiting()
    const home = shownText(await getPage(gateway, 'indiener', '/'))
    expect(home).toContain('Er staan 2 aanvragen klaar om te openen')
    const page = await getPage(gateway, 'indiener', instromen)
    expect(shownText(page)).toMatch(
      /BSN eindigt op 019 geboren 31 januari 1980 F492A .*?vandaag, \d\d:\d\d uur|\d{1,2} \w+ \d{4}, \d\d:\d\d uur/,
    )
    expect(page.text).not.toContain('999990019')
    expect(page.text).toContain(`href="${one.link}"`)
    expect((await open(gateway, one.link)).headers['location']).toBe(
      '/machtigingenportaal/aanvragen/nieuw/1',
    )
    const after = await getPage(gateway, 'indiener', instromen)
    expect(after.text).not.toContain(one.link)
  })

  test('an employee withdraws one: its link is over, and its content is gone', async () => {
    const one = await waiting()
    const form = ofId(formsTo(await getPage(gateway, 'indiener', instromen), intrekken), one.id)
    const answer = await postTo(gateway, 'indiener', intrekken, form)
    expect([answer.status, answer.headers['location']]).toEqual([303, '/start?melding=ingetrokken'])
    expect(await statusOf(one.id)).toBe('ingetrokken')
    expect(codeOf(await open(gateway, one.link))).toBe('SL405')
    const database_ = openDatabase(database)
    try {
      const [row] = await allOf(database_.reader('instroom').where('id', one.id))
      expect(row?.['sealed']).toBeNull()
    } finally {
      await database_.close()
    }
    // Once more is no harm.
    expect((await postTo(gateway, 'indiener', intrekken, form)).headers['location']).toBe(
      '/start?melding=ingetrokken',
    )
  })

  test('what a colleague opened meanwhile is not withdrawn', async () => {
    const one = await waiting()
    const form = ofId(formsTo(await getPage(gateway, 'indiener', instromen), intrekken), one.id)
    await open(gateway, one.link, 'uzi-zorgverlener')
    const answer = await postTo(gateway, 'indiener', intrekken, form)
    expect(answer.headers['location']).toBe('/start?melding=verlopen')
    expect(await statusOf(one.id)).toBe('geopend')
  })

  test('who may only look sees it without a link, and withdraws nothing', async () => {
    const one = await waiting()
    const page = await getPage(gateway, 'lezer', instromen)
    expect(shownText(page)).toContain('U hebt geen autorisatie om deze aanvraag te openen')
    expect(page.text).not.toContain(one.link)
    expect(formsOf(page)).toEqual([])
    expect(shownText(await getPage(gateway, 'lezer', '/'))).not.toContain('klaar om te openen')
    expect(await statusOf(one.id)).toBe('klaargezet')
  })

  test.each([
    ['sl204-zonder-autorisatie', 'SL204'],
    ['sl201-niet-aangesloten', 'SL201'],
    ['sl109-geblokkeerd', 'SL109'],
    ['systeem', 'SL108'],
  ])('%s is refused with %s', async (client, code) => {
    expect(codeOf(await getPage(gateway, client, instromen))).toBe(code)
    expect(codeOf(await postTo(gateway, client, vrijgeven, { fields: [] }))).not.toBeUndefined()
  })

  test('another practice sees nothing, and can withdraw and free nothing', async () => {
    const one = await waiting()
    const page = await getPage(gateway, 'indiener-2', instromen)
    expect(page.text).not.toContain(one.link)
    expect(page.text).not.toContain(one.id)
    const mine = await post(
      gateway,
      { ...instroom(`buur-${engine}`), instantie: { agbCode: '12000002' } },
      { client: 'systeem-2' },
    )
    const forms = formsTo(await getPage(gateway, 'indiener-2', instromen), intrekken)
    const { fields } = ofId(forms, String(mine.json['instroomId']))
    const aimed = fields.map(
      ([name, value]) => [name, name === 'instroom' ? one.id : value] as const,
    )
    for (const path of [intrekken, vrijgeven])
      expect(codeOf(await postTo(gateway, 'indiener-2', path, { fields: aimed }))).toBe('SL401')
    expect(await statusOf(one.id)).toBe('klaargezet')
  })

  test('a contact person frees one that a colleague opened and left, and another opens it', async () => {
    const one = await left()
    expect(codeOf(await open(gateway, one.link, 'uzi-zorgverlener'))).toBe('SL404')
    const page = await getPage(gateway, 'contactpersoon', instromen)
    expect(shownText(page)).toMatch(/BSN eindigt op 019 .*? A\. de Vries \( 10000001 \)/)
    const form = ofId(formsTo(page, vrijgeven), one.id)
    const answer = await postTo(gateway, 'contactpersoon', vrijgeven, form)
    expect([answer.status, answer.headers['location']]).toEqual([303, '/start?melding=vrijgegeven'])
    expect((await open(gateway, one.link, 'uzi-zorgverlener')).status).toBe(303)
    expect(codeOf(await open(gateway, one.link, 'indiener'))).toBe('SL404')
    // Delivered now: there is nothing left to free.
    const again = await postTo(gateway, 'contactpersoon', vrijgeven, form)
    expect(again.headers['location']).toBe('/start?melding=verlopen')
    expect(codeOf(await open(gateway, one.link, 'indiener'))).toBe('SL404')
  })

  test('P7: what was opened and not finished is found again by who opened it, and by the contact person', async () => {
    const one = await waiting()
    await open(gateway, one.link, 'indiener')
    const page = await getPage(gateway, 'indiener', instromen)
    expect(page.text).toMatch(
      /Door u geopend[^]*href="\/machtigingenportaal\/aanvragen\/nieuw\/1"[^>]*>Verder gaan/,
    )
    // The dienst has it: nothing can be freed, and who it is about is not kept.
    const contact = await getPage(gateway, 'contactpersoon', instromen)
    const referentie = `wacht-${engine}-${String(count)}`
    const row = new RegExp(`${referentie} [^]*?Vrijgeven kan niet meer`)
    expect(row.exec(shownText(contact))?.[0]).toContain('A. de Vries')
    expect(shownText(contact)).not.toContain('Door u geopend')
    expect(shownText(await getPage(gateway, 'uzi-zorgverlener', instromen))).not.toContain(
      referentie,
    )
  })

  test('P7: what did not arrive goes on by its link', async () => {
    const one = await left()
    const page = await getPage(gateway, 'indiener', instromen)
    expect(page.text).toContain(`href="${one.link}"`)
    expect((await open(gateway, one.link, 'indiener')).status).toBe(303)
  })

  test('who is no contact person frees nothing', async () => {
    const one = await left()
    expect(shownText(await getPage(gateway, 'uzi-zorgverlener', instromen))).not.toContain(
      'Alle geopende aanvragen',
    )
    const theirs = ofId(
      formsTo(await getPage(gateway, 'contactpersoon', instromen), vrijgeven),
      one.id,
    )
    const answer = await postTo(gateway, 'uzi-zorgverlener', vrijgeven, theirs)
    expect(codeOf(answer)).toBe('SL209')
    expect(codeOf(await open(gateway, one.link, 'uzi-zorgverlener'))).toBe('SL404')
  })

  test.each<[string, Readonly<Record<string, string>>]>([
    ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'https://elders.example' }],
    ['with neither header', {}],
  ])('a form %s withdraws nothing', async (_, headers) => {
    const one = await waiting()
    const form = ofId(formsTo(await getPage(gateway, 'indiener', instromen), intrekken), one.id)
    const answer = await postTo(gateway, 'indiener', intrekken, { ...form, headers })
    expect(codeOf(answer)).toBe('SL511')
    expect(await statusOf(one.id)).toBe('klaargezet')
  })

  test('a token of Gebruikersbeheer, of a colleague or of nobody withdraws nothing', async () => {
    const one = await waiting()
    const tokens = ['', 'x']
    for (const [client, path] of [
      ['indiener-2', '/gebruikersbeheer/nieuw'],
      ['contactpersoon', instromen],
    ] as const) {
      const [form] = formsOf(await getPage(gateway, client, path))
      tokens.push(new Map(form?.fields).get('csrf') ?? '')
    }
    expect(new Set(tokens).size).toBe(4)
    for (const csrf of tokens) {
      const fields = [
        ['csrf', csrf],
        ['instroom', one.id],
      ] as const
      expect(codeOf(await postTo(gateway, 'indiener', intrekken, { fields }))).toBe('SL511')
    }
    expect(await statusOf(one.id)).toBe('klaargezet')
  })

  test.each(['', 'onzin', "' or 1=1 --", '00000000-0000-4000-8000-000000000000'])(
    'an instroom named %j is unknown',
    async (id) => {
      await waiting()
      const [form] = formsTo(await getPage(gateway, 'indiener', instromen), intrekken)
      const fields = (form?.fields ?? []).map(
        ([name, value]) => [name, name === 'instroom' ? id : value] as const,
      )
      const answer = await postTo(gateway, 'indiener', intrekken, { fields, headers: fromOwnPage })
      expect(codeOf(answer)).toBe('SL401')
    },
  )

  test('a GET on these addresses changes nothing', async () => {
    const one = await waiting()
    for (const path of [intrekken, vrijgeven]) {
      const answer = await getPage(gateway, 'indiener', `${path}?instroom=${one.id}`)
      expect([answer.status, answer.headers['location']]).toEqual([303, instromen])
    }
    expect(await statusOf(one.id)).toBe('klaargezet')
  })

  test('the audit says who saw which instromen, who withdrew and who freed', async () => {
    const one = await left()
    const two = await waiting()
    const page = await getPage(gateway, 'contactpersoon', instromen)
    await postTo(gateway, 'contactpersoon', vrijgeven, ofId(formsTo(page, vrijgeven), one.id))
    await postTo(gateway, 'contactpersoon', intrekken, ofId(formsTo(page, intrekken), two.id))
    const database_ = openDatabase(database)
    try {
      const lines = (await allOf(database_.reader('audit'))).map((row) => String(row['line']))
      const of = (gebeurtenis: string, id: string) =>
        lines.filter(
          (line) =>
            line.includes(`"gebeurtenis":"${gebeurtenis}"`) &&
            line.includes(id) &&
            line.includes('"gebruikersnummer":"10000005"'),
        )
      expect(of('pagina-bekijken', two.id)).toHaveLength(1)
      expect(of('pagina-bekijken', one.id)).toHaveLength(1)
      expect(of('instroom-vrijgeven', one.id).join()).toContain('"van":"10000001","naar":null')
      expect(of('instroom-intrekken', two.id)).toHaveLength(1)
      expect(lines.join()).not.toContain('999990019')
    } finally {
      await database_.close()
    }
  })
})
