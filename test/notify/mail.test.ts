import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { smtpSender } from '../../gateway/notify/mail.ts'
import { readSender, smtpProblem } from '../../gateway/notify/settings.ts'
import type { MailSender } from '../../gateway/notify/mail.ts'
import { makePki } from '../support/certificates.ts'
import { startMailbox } from '../support/mailbox.ts'
import type { Mailbox } from '../support/mailbox.ts'

const from = { name: 'Sluis', address: 'toegang@sluis.example' }
const mail = {
  to: 'anna@apotheek-het-sas.example',
  subject: 'Uw uitnodiging',
  text: 'Beste mevrouw, meneer,\n\nhttps://localhost:7443/link/abc\n',
  messageId: '7f5a1f4e-0000-4000-8000-000000000001',
}
const pki = makePki()
const { keyPem: key, chainPem: cert } = pki.server
const ca = pki.root.pem

describe('mail goes out', () => {
  let mailbox: Mailbox
  let sender: MailSender
  beforeAll(async () => {
    mailbox = await startMailbox({ key, cert })
    const url = mailbox.url.replace('127.0.0.1', 'localhost')
    sender = smtpSender({ url, from, ca: [ca] })
  })
  afterAll(async () => {
    sender.close()
    await mailbox.stop()
  })

  test('over STARTTLS, as text, from the sender, to one address', async () => {
    expect(await sender.send(mail)).toBe('bezorgd')
    expect(mailbox.received.at(-1)).toMatchObject({
      from: from.address,
      to: [mail.to],
      subject: mail.subject,
      text: mail.text,
      secure: true,
    })
    expect(mailbox.received.at(-1)?.headers).toMatch(/auto-submitted: auto-generated/i)
  })

  test.each([
    'a@example.nl,b@evil.example',
    '"a@example.nl" <b@evil.example>',
    'a@example.nl\r\nRCPT TO:<b@evil.example>',
    'a@example.nl>\r\nBcc: b@evil.example',
  ])('T21: %j reaches nobody', async (to) => {
    const before = mailbox.received.length
    expect(await sender.send({ ...mail, to })).toBe('onbestelbaar')
    expect(mailbox.received).toHaveLength(before)
  })

  test('T21: a subject with a line end makes no header', async () => {
    await sender.send({ ...mail, subject: 'Uw uitnodiging\r\nBcc: b@evil.example' })
    const { headers, to } = mailbox.received.at(-1) ?? {}
    expect(to).toEqual([mail.to])
    expect(headers).not.toMatch(/^bcc:/im)
  })

  test.each([
    [550, 'onbestelbaar'],
    [451, 'later'],
  ])('a recipient that is answered %i is %s', async (code, outcome) => {
    mailbox.refuse.set(mail.to, code)
    expect(await sender.send(mail)).toBe(outcome)
    mailbox.refuse.clear()
  })
})

describe('mail does not go out', () => {
  test('to a server that is not there: later', async () => {
    const sender = smtpSender({ url: 'smtp://127.0.0.1:1', from })
    expect(await sender.send(mail)).toBe('later')
    sender.close()
  })

  test('to a server whose certificate nobody vouches for: later', async () => {
    const mailbox = await startMailbox({ key, cert })
    const sender = smtpSender({ url: mailbox.url, from })
    expect(await sender.send(mail)).toBe('later')
    expect(mailbox.received).toEqual([])
    sender.close()
    await mailbox.stop()
  })

  test('with a wrong password: later, as that is ours to mend', async () => {
    const mailbox = await startMailbox({ key, cert, user: { name: 'sluis', password: 'goed' } })
    const url = mailbox.url.replace('127.0.0.1', 'sluis:fout@localhost')
    const sender = smtpSender({ url, from, ca: [ca] })
    expect(await sender.send(mail)).toBe('later')
    sender.close()
    await mailbox.stop()
  })
})

test.each([
  ['smtps://sluis:geheim@mail.example.nl:465', undefined],
  ['smtp://mail.example.nl:587', undefined],
  ['https://mail.example.nl', 'begint niet met'],
  ['mail.example.nl', 'is geen geldig adres'],
  ['smtp://mail.example.nl/map', 'heeft een pad'],
])('%s as SLUIS_SMTP_URL', (url, problem) => {
  if (problem === undefined) expect(smtpProblem(url)).toBeUndefined()
  else expect(smtpProblem(url)).toContain(problem)
})

test.each([
  ['Sluis <toegang@example.nl>', { name: 'Sluis', address: 'toegang@example.nl' }],
  ['toegang@example.nl', { name: 'Sluis', address: 'toegang@example.nl' }],
  ['a@example.nl, b@example.nl', undefined],
  ['Sluis', undefined],
])('%s as SLUIS_MAIL_VAN', (text, sender) => {
  expect(readSender(text)).toEqual(sender)
})
