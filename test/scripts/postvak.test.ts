/** The Postvak of the demo: what Sluis would send is on its page, and nothing in it does anything there. */
import { expect, test } from '@jest/globals'
import { makePostvak } from '../../scripts/demo-portal/postvak.ts'

const at = Date.UTC(2026, 10, 29, 12)

test('mails and text messages are shown, the newest first, a link as a link', async () => {
  const postvak = makePostvak(() => at)
  const link = 'https://localhost:7443/link/abc'
  await postvak.notifier.mail?.({
    to: 'a@praktijk.example',
    subject: 'Maak uw account af',
    text: `Beste <b>A</b>,\n\n${link}\n`,
    messageId: '1',
  })
  await postvak.notifier.sms?.({ telefoon: '+31612345678', tekst: 'Code 123456', referentie: 'r' })
  const served = await postvak.serve(0)
  try {
    const page = await (await fetch(served.url)).text()
    expect(page.indexOf('Code 123456')).toBeLessThan(page.indexOf('Maak uw account af'))
    expect(page).toContain(`href="${link}"`)
    expect(page).toContain('Beste &lt;b&gt;A&lt;/b&gt;')
  } finally {
    await served.close()
  }
})

test('no more than a hundred are kept', async () => {
  const postvak = makePostvak(() => at)
  for (let i = 0; i < 120; i++)
    await postvak.notifier.sms?.({ telefoon: '+31612345678', tekst: String(i), referentie: 'r' })
  expect(postvak.messages).toHaveLength(100)
  expect(postvak.messages[0]?.tekst).toBe('119')
})
