/** Medewerkersbeheer of VIPLive: who has an account and may what, and accounts that a huisarts asks for. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { setTimeout as wait } from 'node:timers/promises'
import { agb } from '../../gateway/identity/agb-code.ts'
import type { Notifier } from '../../gateway/notify/notifier.ts'
import { auditEvent } from '../store/fixtures.ts'
import { useDatabases } from '../support/databases.ts'
import { formsOf } from '../support/own-forms.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { browse, signIn, signInAgain, submit } from '../support/signed-in.ts'
import type { Person } from '../support/signed-in.ts'
import { linkIn, makeOutbox } from '../support/visitor.ts'
import type { Outbox } from '../support/visitor.ts'

const agbCode = agb('01000007')
const dienst = 'viplive'
const page = `/organisaties/${agbCode}/${dienst}`
const day = 24 * 3600_000

describe('Medewerkersbeheer', () => {
  const fresh = useDatabases('sqlite')
  let gateway: TestGateway
  let outbox: Outbox
  let huisarts: Person
  let ahead = 0

  beforeAll(async () => {
    outbox = makeOutbox()
    const notifier: Notifier = {
      ...outbox,
      mail: (mail) =>
        mail.to.startsWith('weg@')
          ? Promise.resolve('onbestelbaar')
          : (outbox.mail?.(mail) ?? Promise.resolve('later')),
    }
    gateway = await startTestGateway({
      database: await fresh(),
      now: () => Date.now() + ahead,
      env: { SLUIS_TOEGANG_PORT: '0' },
      start: { scrypt: { N: 2 ** 10, r: 8, p: 1 }, notifier },
    })
    huisarts = await member('huisarts@praktijk.example', 'H. de Boer', ['huisarts'])
  })
  afterAll(() => gateway.stop())

  /** A member with an account, signed in. */
  async function member(
    email: string,
    naam: string,
    rollen: readonly string[],
    machtigingen: readonly string[] = [],
  ): Promise<Person> {
    const person = await signIn(gateway, { email, naam })
    const { leden } = gateway.sluis.gateway.organisaties
    const { nummer } = person
    const at = gateway.sluis.gateway.now()
    const place = { agbCode, dienst, nummer, at, door: nummer }
    await leden.voegToe({ ...place, naam, staat: 'actief', rollen, via: 'uitnodiging' }, () =>
      auditEvent(),
    )
    if (machtigingen.length > 0)
      await leden.wijzig(
        {
          ...{ ...place, version: undefined },
          judge: () => ({ naar: { staat: 'actief', rollen, machtigingen } }),
        },
        () => auditEvent(),
      )
    await gateway.sluis.gateway.organisaties.refresh()
    return person
  }

  const look = async (): Promise<string> =>
    (await browse(gateway, { path: page, person: huisarts })).text
  const ask = (change: Readonly<Record<string, string>> = {}) =>
    submit(gateway, huisarts, {
      page,
      to: `${page}/uitnodigen`,
      fields: Object.entries({
        ...{ naam: 'S. de Wit', email: 'wit@praktijk.example' },
        ...{ telefoon: '06 12345678', rol: 'assistent', ...change },
      }),
    })
  const rowOf = (text: string, naam: string): string =>
    text
      .split('<tr')
      .slice(1)
      .find((row) => row.includes(naam))
      ?.replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ') ?? ''
  const requestOf = (text: string, email: string): string =>
    text.split('<li').find((row) => row.includes(email)) ?? ''

  test('S4-03, S4-04: the huisarts sees who has an account, who is gemachtigd, and how each stands', async () => {
    const poh = await member('poh@praktijk.example', 'P. Smit', ['poh-s'], ['patientdata'])
    const text = await look()
    expect(text).toContain('<title>Medewerkersbeheer')
    const row = rowOf(text, 'P. Smit')
    for (const shown of [poh.nummer, 'POH-S', 'Medewerker heeft toegang tot patiëntdata', 'Actief'])
      expect([shown, row.includes(shown)]).toEqual([shown, true])
  })

  test('S4-13, S4-30: whom nobody ticked is not gemachtigd', async () => {
    const row = rowOf(await look(), 'H. de Boer')
    expect([row.includes('Nee'), row.includes('patiëntdata')]).toEqual([true, false])
  })

  describe('S4-05, S4-14: the huisarts ticks that an employee comes to patient data', () => {
    let waarnemer: Person
    const lid = () => `${page}/leden/${waarnemer.nummer}`
    const tick = (rol: string, machtigingen: readonly string[]) =>
      submit(gateway, huisarts, {
        page: lid(),
        fields: [
          ['actie', 'wijzigen'],
          ['rol', rol],
          ...machtigingen.map((naam) => ['machtiging', naam] as const),
        ],
      })
    const stands = async (): Promise<boolean> =>
      rowOf(await look(), 'W. Bos').includes('toegang tot patiëntdata')

    test('who just entered a code can, and take it away again', async () => {
      waarnemer = await member('bos@praktijk.example', 'W. Bos', ['waarnemer'])
      huisarts = await again(huisarts)
      expect([(await tick('waarnemer', ['patientdata'])).status, await stands()]).toEqual([
        303,
        true,
      ])
      expect([(await tick('waarnemer', [])).status, await stands()]).toEqual([303, false])
    })

    test('S4-11: not to a role that does not need it', async () => {
      expect([(await tick('aios', ['patientdata'])).status, await stands()]).toEqual([422, false])
    })

    test('not when the code was entered longer ago than five minutes', async () => {
      ahead = 6 * 60_000
      const answer = await tick('waarnemer', ['patientdata'])
      expect([answer.status, await stands()]).toEqual([403, false])
      ahead = 0
    })
  })

  test('S4-06: the form is a panel on the page that opens without script', async () => {
    const text = await look()
    expect(text).toMatch(/<details[^>]*><summary>\+ Vraag account medewerker aan<\/summary>/)
    const form = formsOf({ text }).find(({ action }) => action === `${page}/uitnodigen`)
    expect(form).toBeDefined()
    // The roles a huisarts may give; what a HIS needs to start is none.
    expect(text).toContain('value="kwaliteitsmedewerker"')
    expect(text).not.toContain('value="starten"')
  })

  test.each([
    ['without a name', { naam: ' ' }, 'naam'],
    ['without an address', { email: '' }, 'email'],
    ['S4-08: without a number', { telefoon: '' }, 'telefoon'],
    ['S4-08: with a number that is not mobile', { telefoon: '020 1234567' }, 'telefoon'],
    ['without a role', { rol: '' }, 'rol'],
    ['with a role of a system', { rol: 'starten' }, 'rol'],
  ])('S4-07: a request %s is not saved', async (_, change, veld) => {
    const answer = await ask(change)
    expect([answer.status, answer.text.includes(`href="#veld-${veld}"`)]).toEqual([422, true])
    expect(requestOf(await look(), 'wit@praktijk.example')).toBe('')
  })

  test('S4-09, S4-10: a request stands below the list for 30 days, and its mail holds a link and no password', async () => {
    expect((await ask()).status).toBe(303)
    expect(requestOf(await look(), 'wit@praktijk.example')).toContain('Uitgenodigd')
    while (!outbox.mails.some(({ to }) => to === 'wit@praktijk.example')) await wait(20)
    const [mail] = outbox.mails.filter(({ to }) => to === 'wit@praktijk.example')
    expect(mail && linkIn(mail)).toMatch(/^\/link\//)
    expect(mail?.text).not.toMatch(/wachtwoord is/i)
    // A sign-in of the person who looks then is another one.
    const after = async (days: number): Promise<string> => {
      ahead = days * day
      huisarts = await again(huisarts)
      return requestOf(await look(), 'wit@praktijk.example')
    }
    expect(await after(29.9)).toContain('Verlopen')
    expect(await after(30.1)).toBe('')
    ahead = 0
    huisarts = await again(huisarts)
  })

  const again = (person: Person): Promise<Person> => signInAgain(gateway, person, '')

  test('an address that does not exist is shown to who asked', async () => {
    expect((await ask({ email: 'weg@praktijk.example' })).status).toBe(303)
    let shown = ''
    while (!shown.includes('kon niet worden bezorgd')) {
      await wait(20)
      shown = requestOf(await look(), 'weg@praktijk.example')
    }
    expect(requestOf(await look(), 'wit@praktijk.example')).not.toContain('kon niet')
  })
})
