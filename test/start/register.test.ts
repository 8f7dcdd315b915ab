import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { dutchToday } from '../../gateway/base/today.ts'
import { findInstantie } from '../../gateway/decision/policy.ts'
import { agb, type AgbCode } from '../../gateway/identity/agb-code.ts'
import { askRegister } from '../../gateway/organisaties/register-einde.ts'
import { logTexts } from '../../gateway/base/log-texts.ts'
import { startAgbApi, onderneming, reachable, zorgverlener } from '../register/agb-api.ts'
import type { AgbApi } from '../register/agb-api.ts'
import { instroom, post, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { browse, signIn, submit } from '../support/signed-in.ts'

let api: AgbApi
let gateway: TestGateway
const clock = { ahead: 0 }

beforeAll(async () => {
  api = await startAgbApi()
  gateway = await startTestGateway({
    env: {
      SLUIS_AGB_API_URL: `${api.url}/`,
      SLUIS_AGB_API_TOKEN: 'geheim-token',
      SLUIS_TOEGANG_PORT: '0',
    },
    now: () => Date.now() + clock.ahead,
  })
})
afterAll(async () => {
  await gateway.stop()
  await api.stop()
})

let count = 0
const postFor = (agbCode: AgbCode) =>
  post(gateway, { ...instroom(`vektis-${(count += 1)}`), zorgverlener: { agbCode } })

test('the zorgverlener of a message is looked up at Vektis, not in the imported register', async () => {
  // In the imported register, but not at Vektis.
  expect((await postFor(agb('12100001'))).json).toMatchObject({ code: 'SL306' })
  api.documents.set('/v2/zorgverleners/12100777', zorgverlener('12100777'))
  expect((await postFor(agb('12100777'))).status).toBe(201)
  api.documents.set('/v2/ondernemingen/12000888', onderneming('12000888'))
  expect((await postFor(agb('12000888'))).json).toMatchObject({ code: 'SL307' })
})

test('S1-06, S1-16, S1-17: an onderneming registers itself with what Vektis says of it, a vestiging does not', async () => {
  const person = await signIn(gateway, { email: 'iemand@elders.example' })
  const begin = (agbCode: AgbCode) => {
    const fields = Object.entries({ dienst: 'gli-register', agbCode })
    const headers = { accept: 'application/json' }
    return submit(gateway, person, { page: '/organisaties/nieuw', fields, headers })
  }
  // In the imported register, but not at Vektis.
  expect((await begin(agb('57000001'))).json).toMatchObject({ code: 'SL322' })
  api.documents.set('/v2/vestigingen/57000008', reachable('57000008'))
  expect((await begin(agb('57000008'))).json).toMatchObject({ code: 'SL322' })
  api.documents.set('/v2/ondernemingen/57000007', onderneming('57000007'))
  expect((await begin(agb('57000007'))).json).toMatchObject({ code: 'SL323' })
  api.documents.set('/v2/ondernemingen/57000009', reachable('57000009'))
  const begun = await begin(agb('57000009'))
  expect(begun.status).toBe(303)
  const { text } = await browse(gateway, { path: String(begun.headers['location']), person })
  for (const shown of ['De Sluis B.V.', 'Oever 7 a, 1234 AE Sluisstad', 'info@de-sluis.example'])
    expect([shown, text.includes(shown)]).toEqual([shown, true])
})

test('S1-16: who ends at Vektis has no agreement any more, and who is there again has', async () => {
  const { aanmeldingen } = gateway.sluis.gateway.organisaties
  const [row] = await aanmeldingen.list({ agbCode: agb('57000009'), limit: 1 })
  const person = await signIn(gateway, { email: 'info@de-sluis.example' })
  const begun = await submit(gateway, person, {
    page: '/organisaties/nieuw',
    fields: Object.entries({ dienst: 'gli-register', agbCode: agb('57000009') }),
  })
  const chosen = await submit(gateway, person, {
    page: String(begun.headers['location']),
    fields: Object.entries({
      ...{ naam: 'De Sluis', adres: 'Oever 7 a, 1234 AE Sluisstad', epd: 'Medicom' },
      ...{ email: 'info@de-sluis.example', rol: 'contactpersoon' },
    }),
  })
  expect([row?.staat, chosen.status]).toEqual(['begonnen', 303])
  const tot = async (einde: object | undefined) => {
    api.documents.delete('/v2/ondernemingen/57000009')
    if (einde !== undefined)
      api.documents.set('/v2/ondernemingen/57000009', reachable('57000009', { ...einde }))
    clock.ahead += 25 * 3_600_000
    const changed = await askRegister(gateway.sluis.gateway)
    await gateway.sluis.gateway.organisaties.refresh()
    const { policy } = gateway.sluis.gateway.policies.current()
    const agbCode = agb('57000009')
    return [changed, findInstantie(policy, agbCode)?.overeenkomst.tot]
  }
  expect(await tot({})).toEqual([0, undefined])
  expect(await tot({ einde: '2026-01-31T00:00:00' })).toEqual([1, '2026-01-31'])
  expect(await tot({ einde: '2026-01-31T00:00:00' })).toEqual([0, '2026-01-31'])
  expect(await tot({})).toEqual([1, undefined])
  const yesterday = dutchToday(Date.now() + clock.ahead + 3_600_000)
  expect(await tot(undefined)).toEqual([1, yesterday])
  // Asked today: not again.
  expect(await askRegister(gateway.sluis.gateway)).toBe(0)
  clock.ahead = 0
})

test('when Vektis does not answer, a known zorgverlener passes and a new one is SL505', async () => {
  api.answer = (_, response) => response.destroy()
  expect((await postFor(agb('12100777'))).status).toBe(201)
  const refused = await postFor(agb('12100778'))
  expect(refused.status).toBe(503)
  expect(refused.json).toMatchObject({ code: 'SL505', herhalen: true })
  clock.ahead = 2 * 3_600_000
  expect((await postFor(agb('12100777'))).status).toBe(201)
  clock.ahead = 0
  const told = gateway.log.join('')
  expect(told).toContain(logTexts.registerOlder)
  expect(told).not.toContain('geheim-token')
})
