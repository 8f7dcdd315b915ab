/**
 * `sluis bericht proef`: one mail or text message, to see whether they arrive (contract part two, 15). It says what
 * the server answered, and is in the audit without the address.
 */
import type { ProgramPlace } from './environment.ts'
import { randomUUID } from 'node:crypto'
import { readEmail } from '../../gateway/account/email.ts'
import { readMobile } from '../../gateway/account/phone.ts'
import { ownEvent } from '../../gateway/audit/retention.ts'
import { readSettings } from '../../gateway/config/config.ts'
import type { ConfigOf } from '../../gateway/config/config.ts'
import { mailProblems, openNotifier, smsProblems } from '../../gateway/notify/open.ts'
import { recordAlone } from '../../gateway/store/audit-append.ts'
import { hasTable, withExisting, writeJson } from './with-database.ts'
import type { Streams } from './with-database.ts'

export interface BerichtOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Epoch ms. */
  readonly now: () => number
  readonly mail?: string
  readonly sms?: string
  readonly json?: boolean
  readonly door?: string
}

const wanted = [
  'database',
  'smtpUrl',
  'mailFrom',
  'smsVorm',
  'smsUrl',
  'smsKey',
  'smsFrom',
  'smsCountries',
] as const

type Wanted = ConfigOf<(typeof wanted)[number]>

/** Where it goes; or what is wrong with that, in Dutch. */
type Goal =
  | { readonly soort: 'mail' | 'sms'; readonly aan: string }
  | { readonly problems: readonly string[] }

export async function berichtProef(options: BerichtOptions, streams: Streams): Promise<number> {
  const read = readSettings(options.env, wanted, { demo: false })
  const goal = 'problems' in read ? read : goalOf(options, read.config)
  if ('problems' in read || 'problems' in goal) {
    const problems = 'problems' in goal ? goal.problems : []
    for (const problem of problems) streams.stderr.write(`${problem}\n`)
    return 2
  }
  const { config } = read
  return withExisting(config.database, streams.stderr, async (database) => {
    if (!(await hasTable(database, 'audit_writer'))) {
      streams.stderr.write('deze database is nog niet in gebruik; start Sluis eerst\n')
      return 2
    }
    const uitkomst = await sent(config, goal)
    const at = options.now()
    const event = ownEvent(
      { at, id: randomUUID() },
      {
        gebeurtenis: 'bericht-proef',
        actie: 'E',
        object: { soort: 'bericht', id: goal.soort },
        toelichting: `${uitkomst}${options.door === undefined ? '' : `, door ${options.door}`}`,
      },
    )
    await recordAlone(database, { writer: randomUUID(), at }, event)
    if (options.json === true) writeJson(streams, { soort: goal.soort, uitkomst })
    else streams.stdout.write(`${goal.soort}: ${uitkomst}\n`)
    return uitkomst === 'bezorgd' || uitkomst === 'aangenomen' ? 0 : 1
  })
}

function goalOf({ mail, sms }: BerichtOptions, config: Wanted): Goal {
  if ((mail === undefined) === (sms === undefined))
    return { problems: ['noem met --mail een adres of met --sms een mobiel nummer'] }
  const problems = mail === undefined ? smsProblems(config) : mailProblems(config)
  if (problems.length > 0) return { problems }
  const aan =
    mail === undefined ? readMobile(sms ?? '', config.smsCountries) : readEmail(mail)?.address
  if (aan !== undefined) return { soort: mail === undefined ? 'sms' : 'mail', aan }
  return {
    problems: [
      mail === undefined
        ? '--sms: geen mobiel nummer waarheen een sms mag; bijvoorbeeld 06 12345678 (SLUIS_SMS_LANDEN)'
        : '--mail: geen geldig e-mailadres',
    ],
  }
}

async function sent(
  config: Wanted,
  { soort, aan }: Extract<Goal, { soort: string }>,
): Promise<string> {
  const notifier = openNotifier(config)
  const id = randomUUID()
  try {
    if (soort === 'mail')
      return (
        (await notifier.mail?.({
          to: aan,
          subject: 'Proefbericht van Sluis',
          text: 'Dit is een proefbericht van Sluis. U hoeft niets te doen.\n',
          messageId: id,
        })) ?? 'later'
      )
    const tekst = 'Dit is een proefbericht van Sluis.'
    return (await notifier.sms?.({ telefoon: aan, tekst, referentie: id })) ?? 'onbereikbaar'
  } finally {
    await notifier.close()
  }
}

/** Puts `sluis bericht …` in the program. */
export function addBerichtCommand({ program, streams, ...given }: ProgramPlace): void {
  program
    .command('bericht')
    .description('mails en sms-berichten')
    .addHelpText('after', '\nVoorbeeld:\n  sluis bericht proef --mail beheer@example.nl')
    .command('proef')
    .option('--mail <adres>', 'stuur een mail naar dit adres')
    .option('--sms <nummer>', 'stuur een sms naar dit mobiele nummer')
    .option('--door <naam>', 'wie dit doet, voor het auditlog')
    .option('--json', 'als JSON')
    .description('stuur een proefbericht en toon wat de server antwoordde')
    .addHelpText('after', '\nVoorbeeld:\n  sluis bericht proef --sms "06 12345678"')
    .action(async (flags: Omit<BerichtOptions, 'env' | 'now'>) => {
      process.exitCode = await berichtProef({ ...given, ...flags }, streams)
    })
}
