/** The variables of mail and text messages: what goes out to people (contract part two, 15). */
import { token, value, whole, wrong } from './values.ts'
import type { ParsedValue } from './values.ts'
import { optional, setting } from './variable.ts'
import { readEmail } from '../account/email.ts'
import { readMobile, knownCountries } from '../account/phone.ts'
import { readSender, smsUrlProblem, smtpProblem } from '../notify/settings.ts'
import type { MailFrom } from '../notify/settings.ts'
import { isSmsShape, smsShapes } from '../notify/sms-shapes.ts'
import type { SmsShape } from '../notify/sms-shapes.ts'

const checked =
  (problemOf: (text: string) => string | undefined) =>
  (text: string): ParsedValue<string> => {
    const problem = problemOf(text)
    return problem === undefined ? value(text) : wrong(problem)
  }

const sender = (text: string): ParsedValue<MailFrom> => {
  const read = readSender(text)
  return read === undefined
    ? wrong('is geen afzender; bijvoorbeeld Sluis <toegang@example.nl>')
    : value(read)
}

const address = (text: string): ParsedValue<string> => {
  const read = readEmail(text)
  return read === undefined ? wrong('is geen e-mailadres') : value(read.address)
}

const shape = (text: string): ParsedValue<SmsShape> =>
  isSmsShape(text) ? value(text) : wrong(`is geen van ${Object.keys(smsShapes).join(', ')}`)

const countries = (text: string): ParsedValue<readonly string[]> => {
  const codes = text.split(',').map((code) => code.trim())
  return codes.every((code) => knownCountries.includes(code))
    ? value(codes)
    : wrong(`is geen lijst van landnummers; mogelijk zijn ${knownCountries.join(', ')}`)
}

const smsSender = (text: string): ParsedValue<string> =>
  /^[A-Za-z0-9]{1,11}$/.test(text) || readMobile(text) !== undefined
    ? value(text)
    : wrong('is geen afzender van hoogstens 11 letters en cijfers')

export const messageVariables = {
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
    'Mailadres van de servicedesk, voor overdrachten en gelekte links.',
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
  smsPerDay: setting(
    'SLUIS_SMS_DAGMAXIMUM',
    whole(1, 1_000_000),
    '1000',
    'Hoeveel sms-berichten er op een dag hoogstens uitgaan; daarboven alleen nog de app.',
  ),
}
