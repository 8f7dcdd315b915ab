/** The variables of signing in, and of mail and text messages: what goes out to people (contract part two, 15). */
import { httpsOrigin, port, token, value, whole, wrong } from './values.ts'
import type { Parsed } from './values.ts'
import { optional, setting } from './variable.ts'
import { readMobile, knownCountries } from '../account/phone.ts'
import { readEmail } from '../account/email.ts'
import { readSender, smsUrlProblem, smtpProblem } from '../notify/settings.ts'
import type { MailFrom } from '../notify/settings.ts'
import { isSmsShape, smsShapes } from '../notify/sms-shapes.ts'
import type { SmsShape } from '../notify/sms-shapes.ts'

const checked =
  (problemOf: (text: string) => string | undefined) =>
  (text: string): Parsed<string> => {
    const problem = problemOf(text)
    return problem === undefined ? value(text) : wrong(problem)
  }

const sender = (text: string): Parsed<MailFrom> => {
  const read = readSender(text)
  return read === undefined
    ? wrong('is geen afzender; bijvoorbeeld Sluis <toegang@example.nl>')
    : value(read)
}

const shape = (text: string): Parsed<SmsShape> =>
  isSmsShape(text) ? value(text) : wrong(`is geen van ${Object.keys(smsShapes).join(', ')}`)

const countries = (text: string): Parsed<readonly string[]> => {
  const codes = text.split(',').map((code) => code.trim())
  return codes.every((code) => knownCountries.includes(code))
    ? value(codes)
    : wrong(`is geen lijst van landnummers; mogelijk zijn ${knownCountries.join(', ')}`)
}

const address = (text: string): Parsed<string> => {
  const read = readEmail(text)
  return read === undefined ? wrong('is geen e-mailadres') : value(read.address)
}

const smsSender = (text: string): Parsed<string> =>
  /^[A-Za-z0-9]{1,11}$/.test(text) || readMobile(text) !== undefined
    ? value(text)
    : wrong('is geen afzender van hoogstens 11 letters en cijfers')

export const messageVariables = {
  toegangPort: optional(
    'SLUIS_TOEGANG_PORT',
    port,
    'Poort voor wie zich aanmeldt met een account of een meldcode; 0 kiest een vrije poort. Leeg: die luisteraar is er niet.',
  ),
  toegangUrl: optional(
    'SLUIS_TOEGANG_URL',
    httpsOrigin,
    'Openbaar adres waarmee links in mails beginnen; standaard https://localhost:<poort van toegang>.',
  ),
  smtpUrl: {
    ...optional(
      'SLUIS_SMTP_URL',
      checked(smtpProblem),
      'Mailserver: smtps://gebruiker:wachtwoord@host:465, of smtp://host:587 met STARTTLS (zonder alleen op deze machine).',
    ),
    geheim: true,
  },
  mailFrom: optional(
    'SLUIS_MAIL_VAN',
    sender,
    'Afzender van mails, zoals Sluis <toegang@example.nl>.',
  ),
  mailServicedesk: optional(
    'SLUIS_MAIL_SERVICEDESK',
    address,
    'E-mailadres van de servicedesk: daarheen gaan verzoeken om overdracht en meldingen van gelekte links.',
  ),
  smsVorm: optional(
    'SLUIS_SMS_VORM',
    shape,
    'Wie sms-berichten verstuurt: spryng, cm of messagebird.',
  ),
  smsUrl: optional(
    'SLUIS_SMS_URL',
    checked(smsUrlProblem),
    'Adres van de sms-dienst, als dat een ander is dan het gewone; het pad van de dienst komt erachter.',
  ),
  smsKey: {
    ...optional('SLUIS_SMS_SLEUTEL', token, 'Sleutel van de sms-dienst.'),
    geheim: true,
  },
  smsFrom: setting(
    'SLUIS_SMS_AFZENDER',
    smsSender,
    'Sluis',
    'Afzender van sms-berichten: hoogstens 11 letters en cijfers.',
  ),
  smsCountries: setting(
    'SLUIS_SMS_LANDEN',
    countries,
    '31',
    'Landnummers waarheen een sms mag, gescheiden door komma’s.',
  ),
  smsDayMaximum: setting(
    'SLUIS_SMS_DAGMAXIMUM',
    whole(0, 1_000_000),
    '1000',
    'Hoogste aantal sms-berichten per dag, van alle accounts samen.',
  ),
}
