/** Gebruikersbeheer: there is always somebody who can act, and two contact persons do not undo each other's work. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createHash, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openDatabase } from '../../gateway/store/database.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { formTo, getPage, postTo, saveForm, shownText, withFields } from '../support/own-forms.ts'
import type { PageForm } from '../support/own-forms.ts'
import { startReplica } from '../support/replica.ts'
import { ask, changePolicy, startTestGateway } from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'

const beheer = '/gebruikersbeheer'
const contactpersonen = `${beheer}/contactpersonen`
const place = (nummer: string): string => `${beheer}/houders/persoonlijk/${nummer}`
const lezer = place('10000002')
const grant = 'autorisatie.machtigingenportaal'

/** De Sluis is managed by its contact persons. */
const managed = {
  'instanties/voorbeeld.yaml': (text: string) =>
    text.replace('beheer: bestand', 'beheer: contactpersoon'),
}

const codeOf = ({ json, text }: Answered): unknown => json['code'] ?? /SL\d{3}/.exec(text)?.[0]

eachDatabase('the rules of Gebruikersbeheer on %s', (engine) => {
  const fresh = useDatabases(engine)
  let database: string
  let gateway: TestGateway
  let other: TestGateway

  beforeAll(async () => {
    database = await fresh()
    gateway = await startTestGateway({ database, policy: managed })
    other = await startReplica(gateway)
  }, 60_000)
  afterAll(async () => {
    await other.stop()
    await gateway.stop()
  })

  const visit = (client: string) => ask(gateway, { listener: 'portaal', client, path: '/' })

  /** The form of the contact persons with these chosen. */
  const chosenForm = async (client: string, chosen: readonly string[], where = gateway) => {
    const page = await getPage(where, client, `${contactpersonen}?opnieuw`)
    const { fields } = formTo(page, contactpersonen)
    return [
      ...fields.filter(([name]) => name !== 'contactpersoon'),
      ...chosen.map((nummer) => ['contactpersoon', nummer] as const),
    ]
  }
  const choose = async (client: string, chosen: readonly string[]): Promise<Answered> => {
    const fields = await chosenForm(client, chosen)
    const preview = await postTo(gateway, client, contactpersonen, { fields })
    if (preview.status !== 200) return preview
    return postTo(gateway, client, contactpersonen, formTo(preview, contactpersonen))
  }

  /** Has a certificate of the development set stand as seen, as if it was good at that time. */
  async function haveSeen(nummer: string, client: string | undefined, validTo?: number) {
    const pem = join(gateway.dir, `certs-dev/clients/${client ?? ''}.pem`)
    const certificate = client === undefined ? undefined : new X509Certificate(readFileSync(pem))
    const opened = openDatabase(database)
    try {
      await opened
        .reader('certificaat_gezien')
        .insert({
          agb_code: '12000001',
          soort: 'persoonlijk',
          gebruikersnummer: nummer,
          naam: null,
          valid_to: validTo ?? Date.parse(certificate?.validTo ?? ''),
          last_used_at: Date.now(),
          certificaat: certificate?.raw ?? null,
        })
        .onConflict(['agb_code', 'soort', 'gebruikersnummer'])
        .merge()
    } finally {
      await opened.close()
    }
  }

  const addPerson = (nummer: string) =>
    saveForm(
      gateway,
      'contactpersoon',
      { page: `${beheer}/nieuw` },
      { soort: 'persoonlijk', gebruikersnummer: nummer, naam: `N. ${nummer}` },
    )

  describe('P1: there is always somebody who can act', () => {
    const rows: readonly (readonly [string, string, () => Promise<unknown>])[] = [
      ['was never seen', '10000070', () => Promise.resolve()],
      ['has expired', '10000071', () => haveSeen('10000071', undefined, Date.now() - 1)],
      [
        'was revoked after it was seen',
        '10000072',
        () => haveSeen('10000072', 'sl105-ingetrokken'),
      ],
      [
        'has a key that the operator blocked',
        '10000073',
        async () => {
          await haveSeen('10000073', 'indiener-2')
          const pem = readFileSync(join(gateway.dir, 'certs-dev/clients/indiener-2.pem'))
          const key = new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' })
          const hash = createHash('sha256').update(key).digest('hex')
          changePolicy(gateway.dir, {
            'blokkades.yaml': (text) =>
              `${text}- { publiekeSleutel: "sha256:${hash}", reden: "gelekt" }\n`,
          })
          await gateway.sluis.reload()
        },
      ],
      ['is blocked by the operator', '10000009', () => haveSeen('10000009', 'sl109-geblokkeerd')],
      [
        'is blocked by the practice',
        '10000074',
        async () => {
          await haveSeen('10000074', 'indiener')
          await saveForm(
            gateway,
            'contactpersoon',
            { page: place('10000074') },
            { geblokkeerd: 'ja' },
          )
        },
      ],
    ]

    test.each(rows)('P1: who %s is never left alone', async (_, nummer, prepare) => {
      if (nummer !== '10000009') expect((await addPerson(nummer)).status).toBe(303)
      await prepare()
      await visit('indiener')
      const answer = await postTo(gateway, 'contactpersoon', contactpersonen, {
        fields: [...(await chosenForm('contactpersoon', [nummer])), ['bevestigd', 'ja']],
      })
      expect(answer.status).toBe(422)
      expect((await getPage(gateway, 'contactpersoon', beheer)).status).toBe(200)
      expect((await getPage(gateway, 'indiener', beheer)).status).toBe(200)
    })

    test('P1: candidates show how they stand, and who cannot act is disabled', async () => {
      const page = await getPage(gateway, 'contactpersoon', `${contactpersonen}?zoek=100000`)
      const option = (nummer: string): string =>
        new RegExp(`<input[^>]*value="${nummer}"[^>]*>.*?</div></div>`, 's').exec(page.text)?.[0] ??
        ''
      expect(shownText({ text: option('10000070') })).toContain('Wacht op eerste gebruik')
      expect(option('10000070')).not.toContain('disabled')
      for (const [nummer, status] of [
        ['10000071', 'Certificaat verlopen'],
        ['10000072', 'Certificaat ingetrokken'],
        ['10000073', 'Geblokkeerd door de beheerder'],
        ['10000009', 'Geblokkeerd door de beheerder'],
        ['10000074', 'Geblokkeerd'],
      ] as const) {
        expect([nummer, shownText({ text: option(nummer) })]).toEqual([
          nummer,
          expect.stringContaining(status),
        ])
        expect(option(nummer)).toContain('disabled')
      }
      const answer = await choose('contactpersoon', ['10000005', '10000071'])
      expect(answer.status).toBe(422)
      expect(shownText(answer)).toContain('kan nu geen contactpersoon worden')
    })

    test('P1: a new contact person stays beside another until seen once, and then may be the only one', async () => {
      await addPerson('10000003')
      expect((await choose('contactpersoon', ['10000005', '10000003'])).status).toBe(303)
      const early = await choose('contactpersoon', ['10000003'])
      expect([early.status, shownText(early)]).toEqual([
        422,
        expect.stringContaining('al een keer heeft ingelogd'),
      ])
      const block = await saveForm(
        gateway,
        'contactpersoon',
        { page: place('10000005') },
        { geblokkeerd: 'ja' },
      )
      expect(block.status).toBe(422)
      await visit('sl204-zonder-autorisatie')
      expect((await choose('contactpersoon', ['10000003'])).headers['location']).toBe('/')
      expect(codeOf(await getPage(gateway, 'contactpersoon', beheer))).toBe('SL209')
      expect((await choose('sl204-zonder-autorisatie', ['10000003', '10000005'])).status).toBe(303)
      expect((await choose('contactpersoon', ['10000001', '10000005'])).status).toBe(303)
    })

    test('P1: two contact persons who each leave, or block the other, at the same moment: one stays', async () => {
      await visit('indiener')
      await visit('contactpersoon')
      for (let round = 0; round < 5; round++) {
        const confirmed = async (where: TestGateway, client: string, nummer: string) => {
          const { fields } = formTo(await getPage(where, client, place(nummer)), place(nummer))
          return [...withFields({ fields }, { geblokkeerd: 'ja' }), ['bevestigd', 'ja'] as const]
        }
        // Even rounds: each leaves. Odd rounds: each blocks himself.
        const forms =
          round % 2 === 0
            ? ([
                [...(await chosenForm('indiener', ['10000005'])), ['bevestigd', 'ja'] as const],
                [
                  ...(await chosenForm('contactpersoon', ['10000001'], other)),
                  ['bevestigd', 'ja'] as const,
                ],
              ] as const)
            : ([
                await confirmed(gateway, 'indiener', '10000001'),
                await confirmed(other, 'contactpersoon', '10000005'),
              ] as const)
        const [one, two] =
          round % 2 === 0
            ? [contactpersonen, contactpersonen]
            : [place('10000001'), place('10000005')]
        const answers = await Promise.all([
          postTo(gateway, 'indiener', one, { fields: forms[0] }),
          postTo(other, 'contactpersoon', two, { fields: forms[1] }),
        ])
        expect([round, ...answers.map(({ status }) => status).sort()]).toEqual([
          round,
          303,
          expect.any(Number),
        ])
        const stays = answers[0].status === 303 ? 'contactpersoon' : 'indiener'
        expect((await getPage(gateway, stays, beheer)).status).toBe(200)
        if (round % 2 === 0) await choose(stays, ['10000001', '10000005'])
        else
          await saveForm(
            gateway,
            stays,
            { page: stays === 'indiener' ? place('10000005') : place('10000001') },
            { geblokkeerd: undefined },
          )
        // The next round begins on both gateways, and the other one has to hear of it.
        for (const [where, client] of [
          [gateway, 'indiener'],
          [other, 'contactpersoon'],
        ] as const)
          while ((await getPage(where, client, beheer)).status !== 200)
            await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }, 60_000)
  })

  describe('P2: a colleague’s change is merged', () => {
    const typed = (form: PageForm, change: Readonly<Record<string, string | undefined>>) => ({
      fields: withFields(form, change),
    })
    const set = (client: string, change: Readonly<Record<string, string | undefined>>) =>
      saveForm(gateway, client, { page: lezer }, change)

    test('P2: untouched fields keep the colleague’s value, and the page says who changed what', async () => {
      await set('contactpersoon', { naam: '', [grant]: 'raadplegen' })
      const old = formTo(await getPage(gateway, 'indiener', lezer), lezer)
      await set('contactpersoon', { naam: 'B. Jansen-de Wit', [grant]: 'indienen' })
      const preview = await postTo(gateway, 'indiener', lezer, typed(old, { geblokkeerd: 'ja' }))
      expect(preview.status).toBe(200)
      const text = shownText(preview)
      expect(text).toMatch(
        /C\. Bakker \( 10000005 \), .* uur: Naam: was leeg , wordt ‘ B\. Jansen-de Wit ’ Machtigingenportaal: was Machtigingen raadplegen, wordt Machtigingen indienen en raadplegen/,
      )
      expect(text).toContain('Toegang: was toegestaan, wordt geblokkeerd')
      expect(text.match(/Naam: was/g)).toHaveLength(1)
      expect((await postTo(gateway, 'indiener', lezer, formTo(preview, lezer))).status).toBe(303)
      const now = new Map(formTo(await getPage(gateway, 'indiener', lezer), lezer).fields)
      expect([now.get('naam'), now.get(grant), now.get('geblokkeerd')]).toEqual([
        'B. Jansen-de Wit',
        'indienen',
        'ja',
      ])
      await set('indiener', { geblokkeerd: undefined })
    })

    test('P2: only the field that both touched is asked', async () => {
      await set('contactpersoon', { naam: 'Eerst', [grant]: 'raadplegen' })
      const old = formTo(await getPage(gateway, 'indiener', lezer), lezer)
      await set('contactpersoon', { naam: 'Van Bakker', [grant]: 'indienen' })
      const late = await postTo(gateway, 'indiener', lezer, typed(old, { naam: 'Van De Vries' }))
      expect(late.status).toBe(409)
      expect(shownText(late)).toContain('Nu geldt: ‘Van Bakker’')
      const again = formTo(late, lezer)
      const values = new Map(again.fields)
      expect([values.get('naam'), values.get(grant)]).toEqual(['Van De Vries', 'indienen'])
      const preview = await postTo(gateway, 'indiener', lezer, again)
      expect(shownText(preview)).toContain('Naam: was ‘ Van Bakker ’, wordt ‘ Van De Vries ’')
      expect(shownText(preview)).not.toContain('Machtigingenportaal: was')
    })

    test('P2: what was confirmed on what held before is shown again, not saved', async () => {
      await set('contactpersoon', { naam: 'Rust', [grant]: 'raadplegen' })
      const form = formTo(await getPage(gateway, 'indiener', lezer), lezer)
      const preview = await postTo(gateway, 'indiener', lezer, typed(form, { [grant]: 'indienen' }))
      await set('contactpersoon', { geblokkeerd: 'ja' })
      const confirmed = await postTo(gateway, 'indiener', lezer, formTo(preview, lezer))
      expect(confirmed.status).toBe(409)
      expect(shownText(confirmed)).toContain('Toegang: was toegestaan, wordt geblokkeerd')
      expect((await postTo(gateway, 'indiener', lezer, formTo(confirmed, lezer))).status).toBe(303)
      const now = new Map(formTo(await getPage(gateway, 'indiener', lezer), lezer).fields)
      expect([now.get(grant), now.get('geblokkeerd')]).toEqual(['indienen', 'ja'])
      await set('contactpersoon', { geblokkeerd: undefined, [grant]: 'raadplegen' })
    })

    test('P2: a change of another holder, or of the contact persons, is no conflict', async () => {
      const form = formTo(await getPage(gateway, 'indiener', lezer), lezer)
      await saveForm(gateway, 'contactpersoon', { page: place('10000070') }, { naam: 'Een ander' })
      const answer = await postTo(gateway, 'indiener', lezer, {
        fields: [...withFields(form, { naam: 'Gewoon' }), ['bevestigd', 'ja']],
      })
      expect(answer.status).toBe(303)
    })

    test('P2: who was chosen by one and taken away by the other are both done', async () => {
      await visit('lezer')
      const mine = await chosenForm('indiener', ['10000001', '10000005'])
      expect((await choose('contactpersoon', ['10000001'])).status).toBe(303)
      const fields = [...mine, ['contactpersoon', '10000002'] as const]
      const preview = await postTo(gateway, 'indiener', contactpersonen, { fields })
      expect(shownText(preview)).toContain('C. Bakker is geen contactpersoon meer.')
      expect(
        (await postTo(gateway, 'indiener', contactpersonen, formTo(preview, contactpersonen)))
          .status,
      ).toBe(303)
      const now = formTo(await getPage(gateway, 'indiener', contactpersonen), contactpersonen)
      expect(
        now.fields.flatMap(([name, value]) => (name === 'contactpersoon' ? [value] : [])),
      ).toEqual(['10000001', '10000002'])
      await choose('indiener', ['10000001', '10000005'])
    })
  })

  test('P3: the preview has one line for each dienst, of what was and what becomes', async () => {
    await saveForm(gateway, 'contactpersoon', { page: lezer }, { [grant]: 'indienen' })
    const form = formTo(await getPage(gateway, 'contactpersoon', lezer), lezer)
    const preview = await postTo(gateway, 'contactpersoon', lezer, {
      fields: withFields(form, { [grant]: 'raadplegen' }),
    })
    const text = shownText(preview)
    expect(text).toContain(
      'Machtigingenportaal: was Machtigingen indienen en raadplegen, wordt Machtigingen raadplegen',
    )
    expect(text).not.toMatch(/Raakt kwijt|Krijgt erbij/)
    const none = await postTo(gateway, 'contactpersoon', lezer, {
      fields: withFields(form, { [grant]: '' }),
    })
    expect(shownText(none)).toContain(
      'Machtigingenportaal: was Machtigingen indienen en raadplegen, wordt geen autorisatie',
    )
  })

  test('P4: who was removed is told apart, folded, with when and by whom', async () => {
    await saveForm(gateway, 'contactpersoon', { page: lezer }, { naam: 'B. Jansen' })
    await visit('lezer')
    const remove = `${lezer}/verwijderen`
    const page = await getPage(gateway, 'contactpersoon', lezer)
    const preview = await postTo(gateway, 'contactpersoon', remove, formTo(page, remove))
    expect(shownText(preview)).toContain('Wordt verwijderd: B. Jansen ( 10000002 )')
    expect(shownText(preview)).toContain('Laat dan ook het certificaat intrekken')
    expect(preview.text).toMatch(/<button[^>]*>Verwijderen</)
    await postTo(gateway, 'contactpersoon', remove, formTo(preview, remove))
    await visit('lezer')
    // The first page after it says what was done.
    await getPage(gateway, 'contactpersoon', beheer)
    const list = await getPage(gateway, 'contactpersoon', beheer)
    const [before = '', ...rest] = list.text.split('Verwijderde certificaathouders')
    const folded = rest.join('')
    expect(before).not.toContain('10000002')
    expect(before).toMatch(/<details[^>]*>\s*<summary>$/)
    expect(shownText({ text: folded })).toMatch(
      /B\. Jansen \( 10000002 \) Verwijderd op \d+ \w+ \d{4} door C\. Bakker/,
    )
    // Who was never added is in a part of its own.
    await haveSeen('10000099', 'indiener')
    const strangers = shownText(await getPage(gateway, 'contactpersoon', beheer))
    expect(strangers).toMatch(/Wel een certificaat, niet toegevoegd .* 10000099 .*Niet toegevoegd/)
  })
})
