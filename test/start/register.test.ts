import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { logTexts } from '../../gateway/base/log-texts.ts'
import { startAgbApi, onderneming, zorgverlener } from '../register/agb-api.ts'
import type { AgbApi } from '../register/agb-api.ts'
import { instroom, post, startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'

let api: AgbApi
let gateway: TestGateway
const clock = { ahead: 0 }

beforeAll(async () => {
  api = await startAgbApi()
  gateway = await startTestGateway({
    env: { SLUIS_AGB_API_URL: `${api.url}/`, SLUIS_AGB_API_TOKEN: 'geheim-token' },
    now: () => Date.now() + clock.ahead,
  })
})
afterAll(async () => {
  await gateway.stop()
  await api.stop()
})

let count = 0
const postFor = (agbCode: string) =>
  post(gateway, { ...instroom(`vektis-${(count += 1)}`), zorgverlener: { agbCode } })

test('the zorgverlener of a message is looked up at Vektis, not in the imported register', async () => {
  // In the imported register, but not at Vektis.
  expect((await postFor('12100001')).json).toMatchObject({ code: 'SL306' })
  api.documents.set('/v2/zorgverleners/12100777', zorgverlener('12100777'))
  expect((await postFor('12100777')).status).toBe(201)
  api.documents.set('/v2/ondernemingen/12000888', onderneming('12000888'))
  expect((await postFor('12000888')).json).toMatchObject({ code: 'SL307' })
})

test('when Vektis does not answer, a known zorgverlener passes and a new one is SL505', async () => {
  api.answer = (_, response) => response.destroy()
  expect((await postFor('12100777')).status).toBe(201)
  const refused = await postFor('12100778')
  expect(refused.status).toBe(503)
  expect(refused.json).toMatchObject({ code: 'SL505', herhalen: true })
  clock.ahead = 2 * 3_600_000
  expect((await postFor('12100777')).status).toBe(201)
  clock.ahead = 0
  const told = gateway.log.join('')
  expect(told).toContain(logTexts.registerOlder)
  expect(told).not.toContain('geheim-token')
})
