/**
 * VIPLive from the first request to the patient card, as people do it: a huisarts at a desk, an employee on a phone, the
 * demo's VIPLive on a host of its own, and a button in the HIS.
 */
import { nobodysNumber } from '../../gateway/identity/gebruikersnummer.ts'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { JWK } from 'jose'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { agb } from '../../gateway/identity/agb-code.ts'
import type { DemoPortal } from '../../scripts/demo-portal/serve.ts'
import { startStandIn } from '../../scripts/demo-portal/stand-ins.ts'
import { viplive } from '../../scripts/demo-portal/viplive.ts'
import { auditEvent } from '../store/fixtures.ts'
import { describeInBrowser } from '../support/browser.ts'
import { cheapScrypt, password, peopleOf, setClock } from '../support/people.ts'
import { changePolicy, post, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { waitFor } from '../support/serving.ts'
import { sticksOut } from '../support/soundness.ts'
import { linkIn, makeOutbox } from '../support/visitor.ts'

const agbCode = agb('01000007')
const manage = `/organisaties/${agbCode}/viplive`
const desk = { viewport: { width: 1100, height: 800 } }
const phone = { viewport: { width: 360, height: 740 }, javaScriptEnabled: false }
const [huisarts, employee] = ['huisarts@praktijk.example', 'poh@praktijk.example']
const own: JWK = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' })
const jwk = { kty: 'OKP', crv: 'X25519', x: own.x ?? '', kid: 'verhaal' }

export function describeVipliveStory(): void {
  describeInBrowser('VIPLive in a browser', (browser) => {
    const clock = setClock()
    const outbox = makeOutbox()
    let gateway: TestGateway
    let standIn: DemoPortal
    let secret = ''

    beforeAll(async () => {
      gateway = await startTestGateway({
        now: clock.now,
        env: { SLUIS_TOEGANG_PORT: '0' },
        policy: { 'diensten/sleutels/viplive.jwk.json': () => JSON.stringify(jwk) },
        start: { scrypt: cheapScrypt, notifier: outbox },
      })
      await standInBehind()
      secret = await people().withApp(huisarts, 'H. de Boer')
      await join('H. de Boer', 'huisarts')
    }, 90_000)
    afterAll(async () => {
      await gateway.stop()
      await standIn.close()
    })

    const people = () => peopleOf(gateway, outbox, clock)
    const stores = () => gateway.sluis.gateway
    const portOf = (listener: 'toegang' | 'portaal'): string =>
      new URL(gateway.sluis.addresses[listener]).port
    const origin = (): string => `https://localhost:${portOf('toegang')}`
    const theirs = (): string => `https://viplive.localhost:${portOf('toegang')}`

    /** It asks the gateway for its keys, so it starts after it. */
    async function standInBehind(): Promise<void> {
      standIn = await startStandIn(viplive, {
        ...{ port: 0, own: { ...own, kid: jwk.kid }, newId: randomUUID, now: clock.now },
        jwksUrl: `${gateway.sluis.addresses.beheer}/jwks.json`,
        issuer: `https://localhost:${portOf('portaal')}`,
        log: () => undefined,
      })
      const { version } = stores().policies.current()
      changePolicy(gateway.dir, {
        'diensten/viplive.yaml': (text) => text.replace('http://127.0.0.1:8085', standIn.url),
      })
      await waitFor(() => stores().policies.current().version !== version || undefined)
    }

    async function join(naam: string, rol: string): Promise<void> {
      const [row] = await stores().toegang.store.zoek(naam, 1)
      const nummer = row?.nummer ?? nobodysNumber
      const lid = { agbCode, dienst: 'viplive', nummer, naam, door: nummer, at: clock.now() }
      await stores().organisaties.leden.voegToe(
        { ...lid, rollen: [rol], staat: 'actief', via: 'uitnodiging' },
        () => auditEvent(),
      )
      await stores().organisaties.refresh()
    }

    const open = async (options: BrowserContextOptions): Promise<Page> =>
      (await browser().newContext({ ignoreHTTPSErrors: true, ...options })).newPage()
    const fill = async (page: Page, fields: Readonly<Record<string, string>>): Promise<void> => {
      for (const [name, value] of Object.entries(fields))
        await page.locator(`main [name=${name}]`).first().fill(value)
    }
    const press = async (page: Page, name: string | RegExp): Promise<void> => {
      await page.getByRole('main').getByRole('button', { name }).first().click()
      await page.waitForLoadState()
    }
    const follow = async (page: Page, name: string | RegExp): Promise<void> => {
      await page.getByRole('main').getByRole('link', { name }).first().click()
      await page.waitForLoadState()
    }
    const shown = (page: Page): Promise<string> => page.locator('body').innerText()

    /** The code of the next text message after `act`. */
    async function texted(act: () => Promise<void>): Promise<string> {
      const before = outbox.texts.length
      await act()
      const { tekst } = await waitFor(() => outbox.texts[before])
      return /\b\d{6}\b/.exec(tekst)?.[0] ?? ''
    }

    async function requestsAccount(page: Page): Promise<void> {
      await page.goto(`${origin()}${manage}`)
      await fill(page, { email: huisarts, wachtwoord: password })
      await press(page, 'Verder')
      await fill(page, { code: people().freshCode(secret) })
      await press(page, 'Aanmelden')
      expect(new URL(page.url()).pathname).toBe(manage)
      await page.locator('summary', { hasText: 'Vraag account medewerker aan' }).click()
      await fill(page, { naam: 'P. Hendriks', email: employee, telefoon: '06 12345678' })
      await page.locator('[name=rol][value=poh-s]').first().check()
      await page.locator('form[action$="/uitnodigen"] button').click()
      await page.waitForURL(`${origin()}${manage}`)
      expect(await shown(page)).toContain(employee)
    }

    /** On a phone, without script; nothing sticks out. */
    async function setsUp(page: Page): Promise<void> {
      await page.goto(`${origin()}${linkIn(await people().mailTo(employee))}`)
      await press(page, 'Verder')
      await fill(page, { wachtwoord: password })
      await page.locator('[name=kanaal][value=sms]').check()
      expect(await shown(page)).toContain('06-…78')
      expect(await sticksOut(page)).toEqual([])
      await fill(page, { code: await texted(() => press(page, 'Verder')) })
      await press(page, 'Klaar')
      expect(new URL(page.url()).pathname).toBe('/aanmelden')
      await fill(page, { email: employee, wachtwoord: password })
      clock.forward(60_000)
      await fill(page, { code: await texted(() => press(page, 'Verder')) })
      await press(page, 'Aanmelden')
      await follow(page, 'VIPLive')
      expect(page.url()).toBe(`${theirs()}/viplive/`)
      expect(await shown(page)).toContain('Samenwerken')
      // Its style is there, and it fits a phone.
      expect(
        await page.locator('body').evaluate((one) => getComputedStyle(one).fontFamily),
      ).toContain('system-ui')
      expect(await sticksOut(page)).toEqual([])
    }

    async function ticks(page: Page): Promise<void> {
      await page.goto(`${origin()}${manage}`)
      await follow(page, /P\. Hendriks/)
      await page.locator('[name=machtiging][value=patientdata]').check()
      await page.locator('button[name=actie][value=wijzigen]').click()
      await page.waitForURL(`${origin()}${manage}`)
      expect(await shown(page)).toContain('Medewerker heeft toegang tot patiëntdata')
    }

    async function opensTheLock(page: Page): Promise<void> {
      await page.goto(`${theirs()}/viplive/`)
      expect(await shown(page)).toContain('Slot open')
      await follow(page, 'Start een beveiligde sessie')
      expect(new URL(page.url()).origin).toBe(origin())
      expect(await sticksOut(page)).toEqual([])
      await fill(page, { wachtwoord: password })
      await press(page, 'Beveiligde sessie starten')
      await page.waitForURL(`${theirs()}/viplive/patienten/`)
      expect(await shown(page)).toContain('Slot dicht')
    }

    /** The HIS has one button in the file of a patient. */
    async function comesFromTheHis(page: Page): Promise<void> {
      const [row] = await stores().toegang.store.zoek('P. Hendriks', 1)
      const posted = await post(
        gateway,
        {
          ...{ referentie: 'dossier-1', instantie: { agbCode }, verzekerde: { bsn: '999990019' } },
          medewerker: { gebruikersnummer: row?.nummer ?? '' },
        },
        { path: '/v1/instroom/viplive', client: 'systeem-melden' },
      )
      const startUrl = String(posted.json['startUrl'])
      const visited: string[] = []
      page.on('request', (request) => visited.push(request.url()))
      await page.goto(`data:text/html,<a href="${startUrl}">Open in VIPLive</a>`)
      await page.getByRole('link', { name: 'Open in VIPLive' }).click()
      await page.waitForURL(new RegExp(`^${theirs()}/viplive/patienten/[^/]+$`))
      expect(await shown(page)).toContain('Patiëntkaart uit het HIS')
      expect(await shown(page)).toContain('Bloeddruk 130/80')
      expect(visited.filter((url) => url.includes('999990019'))).toEqual([])
    }

    test('S4-06 to S4-19: a huisarts asks an account, the employee sets it up on a phone, is refused the patient card, is ticked, opens the lock, and comes in from the HIS by one button', async () => {
      const [hers, his] = [await open(desk), await open(phone)]
      await requestsAccount(hers)
      await setsUp(his)
      const refused = await his.goto(`${theirs()}/viplive/patienten/`)
      expect([refused?.status(), (await shown(his)).includes('SL212')]).toEqual([403, true])
      await ticks(hers)
      await opensTheLock(his)
      await comesFromTheHis(his)
      await Promise.all([hers, his].map((page) => page.context().close()))
    }, 120_000)
  })
}
