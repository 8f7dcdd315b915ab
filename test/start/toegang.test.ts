/** What a start says of diensten that are used by signing in (contract part two, 15). */
import { expect, test } from '@jest/globals'
import { problemsInFiles } from '../../gateway/start/prepare/problems-in-files.ts'
import { withoutDesk } from '../../gateway/start/prepare/toegang-problems.ts'
import { startTestGateway } from '../support/running.ts'

test('the listener without a mail server, or without a gateway for the sms that a dienst demands, is no start', async () => {
  const started = startTestGateway({ env: { SLUIS_TOEGANG_PORT: '0' }, start: {} })
  await expect(started).rejects.toThrow(/SLUIS_SMTP_URL: ontbreekt/)
  await expect(started).rejects.toThrow(/SLUIS_MAIL_VAN: ontbreekt/)
  await expect(started).rejects.toThrow(/SLUIS_SMS_VORM: ontbreekt/)
})

test('what is missing for it is told beside a setting that is wrong, and of that setting once', async () => {
  const gateway = await startTestGateway({ toegang: false })
  try {
    const env = { ...gateway.env, SLUIS_TOEGANG_PORT: '0', SLUIS_SMS_VORM: 'postduif' }
    const problems = await problemsInFiles({ env, demo: false, now: Date.now, uid: undefined })
    expect(problems.map((one) => one.split(':')[0])).toEqual([
      'SLUIS_SMTP_URL',
      'SLUIS_MAIL_VAN',
      'SLUIS_SMS_SLEUTEL',
    ])
  } finally {
    await gateway.stop()
  }
})

test('without the listener it starts, and says which diensten nobody can sign in for', async () => {
  const gateway = await startTestGateway({ toegang: false })
  try {
    const told = gateway.log.filter((line) => line.includes('SLUIS_TOEGANG_PORT'))
    expect(told).toHaveLength(1)
    expect(told[0]).toContain('"diensten":["gli-register","incident-melden","viplive"]')
    expect(gateway.sluis.addresses.toegang).toBe('')
  } finally {
    await gateway.stop()
  }
})

test.each([
  [{ toegangPort: 7443, mailServicedesk: undefined }, ['gli-register']],
  [{ toegangPort: 7443, mailServicedesk: 'desk@sluis.example' }, []],
  [{ toegangPort: undefined, mailServicedesk: undefined }, []],
])('with %j, requests for a take-over of %j reach nobody by mail', (config, expected) => {
  const url = 'http://127.0.0.1:1'
  const upstream = { url, instroom: undefined, termijnMs: 1, overdracht: '/x' }
  const diensten = [
    { naam: 'gli-register', toegang: new Set(['account'] as const), upstream },
    {
      naam: 'viplive',
      toegang: new Set(['account'] as const),
      upstream: { ...upstream, overdracht: undefined },
    },
    { naam: 'portaal', toegang: undefined, upstream },
  ]
  expect(withoutDesk(config, diensten as never)).toEqual(expected)
})
