/** The service desk over real TLS, by two holders of `servicedesk`: looking, and giving a practice a contact person. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { openDatabase } from '../../gateway/store/database.ts'
import { selectAudit } from '../../gateway/audit/store/audit-rows.ts'
import { eachDatabase, useDatabases } from '../support/databases.ts'
import { formTo, getPage, sendTo, shownText, withFields } from '../support/own-forms.ts'
import type { PageForm } from '../support/own-forms.ts'
import {
  ask,
  changePolicy,
  instroom,
  open,
  post,
  startPath,
  startTestGateway,
} from '../support/running.ts'
import type { Answered } from '../support/answered.ts'
import type { TestGateway } from '../support/running.ts'

const desk = '/servicedesk'
const praktijk = `${desk}/praktijk/12000002`
const voorstellen = `${praktijk}/contactpersoon`

/** Two of De Sluis work at the desk; Het Verlaat has lost its contact person, and grants itself the same in vain. */
const withDesk = {
  'beleid.yaml': (text: string) =>
    text.replace(
      'servicedesk: { dienst: servicedesk }',
      'servicedesk: { dienst: machtigingenportaal }',
    ),
  'diensten/machtigingenportaal.yaml': (text: string) =>
    text.replace(
      'autorisaties:\n',
      'autorisaties:\n  servicedesk: { omschrijving: Servicedesk }\n',
    ),
  'instanties/voorbeeld.yaml': (text: string) =>
    text
      .replace(
        'naam: A. de Vries, autorisaties: { machtigingenportaal: [indienen] }',
        'naam: A. de Vries, autorisaties: { machtigingenportaal: [indienen, servicedesk] }',
      )
      .replace('[raadplegen]', '[raadplegen, servicedesk]')
      .replace('contactpersonen: ["10000011"]', 'contactpersonen: ["10000019"]')
      .replace(
        'naam: E. Smit, autorisaties: { machtigingenportaal: [indienen] }',
        'naam: E. Smit, autorisaties: { machtigingenportaal: [indienen, servicedesk] }',
      ),
}

const codeOf = ({ json, text }: Answered): unknown => json['code'] ?? /SL\d{3}/.exec(text)?.[0]
const locationOf = ({ headers }: Answered): string => String(headers['location'])

eachDatabase('the service desk on %s', (engine) => {
  const fresh = useDatabases(engine)
  let database: string
  let gateway: TestGateway

  beforeAll(async () => {
    database = await fresh()
    gateway = await startTestGateway({ database, policy: withDesk })
    // The colleague of Het Verlaat is seen, and refused: what he may not do there the operator has not granted.
    expect(codeOf(await getPage(gateway, 'indiener-2', desk))).toBe('SL204')
  }, 60_000)
  afterAll(async () => {
    await gateway.stop()
  })

  /** The last rows of the audit, newest first. */
  const audited = async (): Promise<readonly Record<string, unknown>[]> => {
    const opened = openDatabase(database)
    try {
      const rows: Record<string, unknown>[] = []
      for await (const { line } of selectAudit(opened, {}))
        rows.push(JSON.parse(line) as Record<string, unknown>)
      return rows.reverse()
    } finally {
      await opened.close()
    }
  }
  const lastLook = async (): Promise<Record<string, unknown> | undefined> =>
    (await audited()).find(({ gebeurtenis }) => String(gebeurtenis).startsWith('servicedesk-'))

  const search = async (zoek: string, client = 'indiener'): Promise<Answered> =>
    sendTo(gateway, client, desk, {
      fields: withFields(formTo(await getPage(gateway, client, desk), desk), { zoek }),
    })

  describe('looking', () => {
    test.each([
      ['a contact person without the autorisatie', 'contactpersoon', 'SL204'],
      ['whom a contact person granted it', 'indiener-2', 'SL204'],
      ['a systeemcertificaat', 'systeem', 'SL108'],
      ['a revoked certificate', 'sl105-ingetrokken', 'SL105'],
    ])('is refused to %s, whatever the page', async (_, client, code) => {
      for (const path of [desk, `${desk}/teksten`, praktijk, `${praktijk}/persoonlijk/10000011`])
        expect(codeOf(await getPage(gateway, client, path))).toBe(code)
    })

    test('is found from the home page by who may come there, and by nobody else', async () => {
      const link = 'href="/servicedesk"'
      expect((await getPage(gateway, 'indiener', '/')).text).toContain(link)
      for (const client of ['indiener-2', 'contactpersoon'])
        expect((await getPage(gateway, client, '/')).text).not.toContain(link)
    })

    test('finds a practice by its AGB-code, with its contact persons and whether they can act', async () => {
      const found = await search('12000002')
      expect([found.status, locationOf(found)]).toEqual([303, praktijk])
      expect(await lastLook()).toMatchObject({
        gebeurtenis: 'servicedesk-bekijken',
        object: { soort: 'instantie', id: '12000002' },
        gebruiker: { gebruikersnummer: '10000001' },
      })
      const text = shownText(await getPage(gateway, 'indiener', praktijk))
      expect(text).toContain('Het Verlaat')
      expect(text).toMatch(/10000019 Wacht op eerste gebruik Nee/)
    })

    test('shows the last refusals of a practice with code, moment and who', async () => {
      const text = shownText(await getPage(gateway, 'indiener', praktijk))
      expect(text).toMatch(/SL204 .*E\. Smit \( ?10000011 ?\)/)
    })

    test('tells what a user sees now, by the decisions of this moment', async () => {
      const found = await search('10000011')
      expect(locationOf(found)).toBe(`${praktijk}/persoonlijk/10000011`)
      const text = shownText(await getPage(gateway, 'indiener', locationOf(found)))
      expect(text).toContain('Machtigingen indienen en raadplegen Toegestaan')
      expect(text).toContain('Dit is beslist over het certificaat dat het laatst is gebruikt.')
      changePolicy(gateway.dir, {
        'blokkades.yaml': (yaml) => `${yaml}- { gebruikersnummer: "10000011", reden: "proef" }\n`,
      })
      await gateway.sluis.reload()
      expect(shownText(await getPage(gateway, 'indiener', locationOf(found)))).toContain('SL109')
      changePolicy(gateway.dir, {
        'blokkades.yaml': (yaml) => yaml.replace(/.*10000011.*\n/, ''),
      })
      await gateway.sluis.reload()
    })

    test('finds a request by its number: what happened, what would happen now, and what to read out', async () => {
      const refused = await ask(gateway, {
        listener: 'portaal',
        client: 'contactpersoon',
        path: '/machtigingenportaal/x',
        headers: { accept: 'application/json' },
      })
      const verzoek = String(refused.json['instance']).replace('urn:uuid:', '')
      const found = await search(`urn:uuid:${verzoek.toUpperCase()}`)
      expect(locationOf(found)).toBe(`${desk}/verzoek/${verzoek}`)
      const text = shownText(await getPage(gateway, 'lezer', locationOf(found)))
      expect(text).toMatch(/Uitkomst toen SL204/)
      expect(text).toContain('C. Bakker')
      expect(text).toContain('U ziet foutcode SL204')
      expect(await lastLook()).toMatchObject({ object: { soort: 'verzoek', id: verzoek } })
      const unknown = `${verzoek.slice(0, -4)}ffff`
      expect(shownText(await getPage(gateway, 'lezer', `${desk}/verzoek/${unknown}`))).toContain(
        'Dit verzoek is niet gevonden',
      )
    })

    test('shows a referentie of a practice only when it is typed exactly, and never who it is about', async () => {
      const posted = await post(gateway, instroom('HIS-2026-007_x'))
      await open(gateway, startPath(posted))
      const found = await search('HIS-2026-007_x')
      expect(found.status).toBe(200)
      const text = shownText(found)
      expect(text).toMatch(/HIS-2026-007_x/)
      expect(text).toContain('Geopend door A. de Vries')
      expect(text).not.toContain('999990019')
      const look = JSON.stringify(await lastLook())
      expect(look).toContain(String(posted.json['instroomId']))
      expect(look).not.toContain('HIS-2026-007')
      for (const near of ['HIS-2026-007', 'his-2026-007_x', 'HIS-2026-007%', 'HIS-2026-0071x'])
        expect(shownText(await search(near))).toContain('Er is niets gevonden')
      for (const path of [
        `${desk}/praktijk/12000001`,
        `${desk}/praktijk/12000001/systeem/90000001`,
      ])
        expect(shownText(await getPage(gateway, 'indiener', path))).not.toContain('HIS-2026-007')
    })

    test('records no BSN and no free text that somebody searched for', async () => {
      for (const typed of ['999990019', 'Jan Jansen'])
        expect(shownText(await search(typed))).toContain('Er is niets gevonden')
      const lines = JSON.stringify(
        (await audited()).filter(({ gebeurtenis }) => gebeurtenis === 'servicedesk-bekijken'),
      )
      expect(lines).not.toMatch(/999990019|Jan Jansen/)
      expect(gateway.log.join('')).not.toMatch(/999990019|Jan Jansen/)
      expect((await search(' ')).status).toBe(422)
    })

    test('finds the same referentie of several practices, and what was refused by the rule of the desk', async () => {
      const other = { ...instroom('HIS-2026-007_x'), instantie: { agbCode: '12000002' } }
      expect((await post(gateway, other, { client: 'systeem-2' })).status).toBe(201)
      const text = shownText(await search('HIS-2026-007_x'))
      expect(text.split('Aanvraag met deze referentie')).toHaveLength(3)
      const refused = await ask(gateway, {
        listener: 'portaal',
        client: 'indiener-2',
        path: desk,
        headers: { accept: 'application/json' },
      })
      const verzoek = String(refused.json['instance']).replace('urn:uuid:', '')
      const page = await getPage(gateway, 'indiener', `${desk}/verzoek/${verzoek}`)
      expect(shownText(page)).toMatch(/Zou het nu mogen\? SL204/)
    })

    test('has a text to read out for each code', async () => {
      const { status, text } = await getPage(gateway, 'indiener', `${desk}/teksten`)
      expect(status).toBe(200)
      for (const code of ['SL101', 'SL205', 'SL407', 'SL515'])
        expect(text).toContain(`id="${code}"`)
      expect(text).toContain('U ziet foutcode SL108: Verkeerde soort certificaat.')
      expect(text).toContain('U ziet foutcode SL108: Niet met deze aanmelding.')
    })

    test.each([
      `${desk}/praktijk/99999999`,
      `${praktijk}/anders/1`,
      `${praktijk}/persoonlijk/x`,
      `${desk}/verzoek/x`,
      `${desk}/voorstel/x`,
    ])('knows no %s', async (path) => {
      expect(codeOf(await getPage(gateway, 'indiener', path))).toBe('SL512')
    })
  })

  describe('giving a locked-out practice a contact person', () => {
    const fill = {
      gebruikersnummer: '10000011',
      reden: 'vertrokken',
      kenmerk: 'SD-1',
      gebeld: 'ja',
    }
    const form = async (change: Readonly<Record<string, string | undefined>> = {}) =>
      withFields(formTo(await getPage(gateway, 'indiener', voorstellen), voorstellen), {
        ...fill,
        ...change,
      })
    const send = (fields: PageForm['fields']) =>
      sendTo(gateway, 'indiener', voorstellen, { fields })
    const decide = async (client: string, path: string, actie: string, gebeld?: string) =>
      sendTo(gateway, client, path, {
        fields: withFields(formTo(await getPage(gateway, client, path), path), { actie, gebeld }),
      })
    const proposed = async (): Promise<string> => {
      const preview = await send(await form())
      return locationOf(await send(formTo(preview, voorstellen).fields))
    }

    test.each([
      ['no number', { gebruikersnummer: '' }, 'Vul het gebruikersnummer in'],
      ['no reason', { reden: undefined }, 'Kies waarom dit nodig is'],
      [
        'a BSN for the number of the call',
        { kenmerk: '999990019' },
        'Vul het nummer van de melding in',
      ],
      ['nobody called back', { gebeld: undefined }, 'Ga eerst na wie u spreekt'],
      [
        'somebody who was never seen',
        { gebruikersnummer: '10000077' },
        'nog geen certificaat gezien',
      ],
    ])('is not proposed with %s', async (_, change, melding) => {
      const answer = await send(await form({ ...change, bevestigd: 'ja' }))
      expect(answer.status).toBe(422)
      expect(shownText(answer)).toContain(melding)
    })

    test('takes two: the first sees what it comes to, and cannot confirm it', async () => {
      const preview = await send(await form())
      expect(shownText(preview)).toMatch(
        /Wordt contactpersoon E\. Smit \( ?10000011 ?\) Is daarna geen contactpersoon meer 10000019/,
      )
      const path = locationOf(await send(formTo(preview, voorstellen).fields))
      expect(await lastLook()).toMatchObject({
        gebeurtenis: 'servicedesk-contactpersoon',
        actie: 'C',
        object: { soort: 'houder', id: '10000011' },
        toelichting: expect.stringContaining('reden: vertrokken; melding: SD-1'),
      })
      expect(shownText(await getPage(gateway, 'indiener', praktijk))).toContain(
        'Er wacht al een voorstel',
      )
      expect(shownText(await getPage(gateway, 'indiener', path))).toContain(
        'Een collega moet dit bevestigen',
      )
      const own = await decide('indiener', path, 'bevestigen', 'ja')
      expect(own.status).toBe(409)
      expect(codeOf(await getPage(gateway, 'indiener-2', '/gebruikersbeheer'))).toBe('SL209')
      // Another certificate of the same number is no second person either.
      expect((await decide('indiener-rsa', path, 'bevestigen', 'ja')).status).toBe(409)
      // Without having called back.
      expect((await decide('lezer', path, 'bevestigen')).status).toBe(422)
      const confirmed = await decide('lezer', path, 'bevestigen', 'ja')
      expect([confirmed.status, locationOf(confirmed)]).toEqual([303, path])
      expect(await lastLook()).toMatchObject({
        gebeurtenis: 'servicedesk-contactpersoon',
        actie: 'U',
        gebruiker: { gebruikersnummer: '10000002' },
        wijziging: {
          van: [{ gebruikersnummer: '10000019' }],
          naar: [{ gebruikersnummer: '10000011' }],
        },
        toelichting: expect.stringMatching(/van 10000001; reden: vertrokken; melding: SD-1/),
      })
      expect((await getPage(gateway, 'indiener-2', '/gebruikersbeheer')).status).toBe(200)
      expect(
        shownText(await getPage(gateway, 'indiener-2', '/gebruikersbeheer/geschiedenis')),
      ).toContain('(servicedesk)')
      expect(shownText(await getPage(gateway, 'indiener', path))).toContain('Bevestigd')
      expect((await decideAgain(path)).status).toBe(409)
    })

    /** With the token of another page: this one has no form any more. */
    const decideAgain = async (path: string) =>
      sendTo(gateway, 'lezer', path, {
        fields: [
          ...formTo(await getPage(gateway, 'lezer', desk), desk).fields.filter(
            ([name]) => name !== 'zoek',
          ),
          ['actie', 'bevestigen'],
          ['gebeld', 'ja'],
        ],
      })

    test('is for nobody else once somebody can act there', async () => {
      const away = await getPage(gateway, 'indiener', voorstellen)
      expect([away.status, locationOf(away)]).toEqual([303, praktijk])
      expect(shownText(await getPage(gateway, 'indiener', praktijk))).not.toContain(
        'Een contactpersoon voorstellen',
      )
    })

    describe('which has lost its contact person again', () => {
      let gone = 19
      beforeEach(async () => {
        changePolicy(gateway.dir, {
          'instanties/voorbeeld.yaml': (yaml) =>
            yaml.replace(`"100000${gone}"`, `"100000${gone + 1}"`),
        })
        gone += 1
        await gateway.sluis.reload()
      })

      test('can be proposed, and rejected or taken back', async () => {
        const path = await proposed()
        expect((await decide('lezer', path, 'afwijzen')).status).toBe(303)
        expect(shownText(await getPage(gateway, 'lezer', path))).toContain('Afgewezen')
        const other = await proposed()
        expect(other).not.toBe(path)
        // Only who proposed it takes it back.
        expect((await decide('indiener', other, 'intrekken')).status).toBe(303)
        expect(shownText(await getPage(gateway, 'lezer', other))).toContain('Ingetrokken')
        expect(codeOf(await getPage(gateway, 'indiener-2', '/gebruikersbeheer'))).toBe('SL209')
      })

      test('waits once at a time', async () => {
        const path = await proposed()
        expect(await proposed()).toBe(praktijk)
        expect((await decide('indiener', path, 'intrekken')).status).toBe(303)
      })

      test('is not confirmed when who proposed it is blocked since', async () => {
        const path = await proposed()
        changePolicy(gateway.dir, {
          'blokkades.yaml': (yaml) =>
            `${yaml}- { gebruikersnummer: "10000001", reden: "gestolen" }\n`,
        })
        await gateway.sluis.reload()
        const answer = await decide('lezer', path, 'bevestigen', 'ja')
        expect(answer.status).toBe(409)
        expect(shownText(answer)).toContain('werkt niet meer bij de servicedesk')
        changePolicy(gateway.dir, {
          'blokkades.yaml': (yaml) => yaml.replace(/.*gestolen.*\n/, ''),
        })
        await gateway.sluis.reload()
        expect((await decide('lezer', path, 'afwijzen')).status).toBe(303)
      })

      test('is told, and not confirmed, when what another version noted of who proposed it is no number', async () => {
        const path = await proposed()
        const opened = openDatabase(database)
        const row = opened.writer('servicedesk_voorstel').where('id', path.slice(-36))
        await row.update({ door: 'AB-12' })
        await opened.close()
        expect(shownText(await getPage(gateway, 'lezer', path))).toContain('AB-12')
        const answer = await decide('lezer', path, 'bevestigen', 'ja')
        expect(answer.status).toBe(409)
        expect(shownText(answer)).toContain('werkt niet meer bij de servicedesk')
        expect((await decide('lezer', path, 'afwijzen')).status).toBe(303)
      })

      test('is confirmed once, by whoever of two comes first', async () => {
        const path = await proposed()
        const page = formTo(await getPage(gateway, 'lezer', path), path)
        const fields = withFields(page, { actie: 'bevestigen', gebeld: 'ja' })
        const answers = await Promise.all(
          [1, 2].map(() => sendTo(gateway, 'lezer', path, { fields })),
        )
        expect(answers.map(({ status }) => status).sort()).toEqual([303, 409])
        const made = (await audited()).filter(
          ({ toelichting }) =>
            String(toelichting).includes('bevestigd; voorstel') &&
            String(toelichting).includes(path.slice(-36)),
        )
        expect(made).toHaveLength(1)
      })

      test('lapses after a day', async () => {
        const path = await proposed()
        const page = formTo(await getPage(gateway, 'lezer', path), path)
        const opened = openDatabase(database)
        try {
          const day = 24 * 60 * 60 * 1000
          const waiting = () => opened.reader('servicedesk_voorstel').whereNull('afloop')
          const [row] = (await waiting()) as readonly { at: unknown; geldig_tot: unknown }[]
          expect(Number(row?.geldig_tot) - Number(row?.at)).toBe(day)
          await waiting().update({ geldig_tot: Number(row?.at) })
        } finally {
          await opened.close()
        }
        expect(shownText(await getPage(gateway, 'lezer', path))).toContain(
          'Dit voorstel is verlopen',
        )
        const late = await sendTo(gateway, 'lezer', path, {
          fields: withFields(page, { actie: 'bevestigen', gebeld: 'ja' }),
        })
        expect(late.status).toBe(409)
        // It makes room for another one.
        const next = await proposed()
        expect(next).not.toBe(path)
        expect((await decide('indiener', next, 'intrekken')).status).toBe(303)
      })
    })

    test('of which the operator manages the contact persons is told so', async () => {
      changePolicy(gateway.dir, {
        'instanties/voorbeeld.yaml': (yaml) =>
          yaml.replace('beheer: contactpersoon', 'beheer: bestand'),
      })
      await gateway.sluis.reload()
      expect(shownText(await getPage(gateway, 'indiener', praktijk))).toContain(
        'Vraag de beheerder om de contactpersoon in het beleid te veranderen',
      )
      expect(locationOf(await getPage(gateway, 'indiener', voorstellen))).toBe(praktijk)
    })
  })

  test('without the key in beleid.yaml there is no service desk', async () => {
    changePolicy(gateway.dir, { 'beleid.yaml': (yaml) => yaml.replace(/^servicedesk:.*$/m, '') })
    await gateway.sluis.reload()
    expect(codeOf(await getPage(gateway, 'indiener', desk))).toBe('SL512')
  })
})
