/** What commands of the service desk share: the store with its keys, who does it, and what the audit says of it. */
import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import type { AuditEvent } from '../../gateway/audit/event.ts'
import { ownEvent } from '../../gateway/audit/retention.ts'
import { readSettings } from '../../gateway/config/config.ts'
import { makeLedenStore } from '../../gateway/leden/store.ts'
import { makeAanmeldingStore } from '../../gateway/organisaties/store.ts'
import { makeKeyring, readDataKeys } from '../../gateway/secrets/keys.ts'
import { recordAlone } from '../../gateway/store/audit-append.ts'
import type { CommitQueue } from '../../gateway/store/commit.ts'
import type { Database } from '../../gateway/store/database.ts'
import type { AanmeldingStore } from '../../gateway/store/leden/aanmelding.ts'
import type { LedenStore } from '../../gateway/store/leden/leden.ts'
import { baseWhenSent } from '../../gateway/toegang/mail.ts'
import type { MailParts } from '../../gateway/toegang/mail.ts'
import { makeToegangStore } from '../../gateway/toegang/store/store.ts'
import { withQueue, writeJson } from './with-database.ts'
import type { Streams } from './with-database.ts'

export interface ServiceOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Epoch ms. */
  readonly now: () => number
  readonly json?: boolean
  /** Who does it, as the audit names them. */
  readonly door?: string
}

/** What such a command works with. */
export interface Service extends MailParts {
  readonly database: Database
  readonly queue: CommitQueue
  readonly leden: LedenStore
  readonly aanmeldingen: AanmeldingStore
}

const wanted = ['database', 'dataKey', 'toegangUrl'] as const

/** The exit code: 2 when what is needed is not there. */
export async function withService(
  { env, now }: ServiceOptions,
  streams: Streams,
  run: (service: Service) => Promise<number>,
): Promise<number> {
  const read = readSettings(env, wanted, { demo: false })
  const keys = 'config' in read ? readDataKeys(read.config.dataKey ?? '') : read
  if ('problems' in read || 'problems' in keys) {
    for (const problem of 'problems' in keys ? keys.problems : [])
      streams.stderr.write(`${problem}\n`)
    return 2
  }
  const { database: place, toegangUrl } = read.config
  return withQueue({ url: place, table: 'lidmaatschap', now }, streams.stderr, (database, queue) =>
    run({
      ...{ database, queue, now, newId: randomUUID },
      keyring: makeKeyring(keys.keys),
      toegang: {
        url: toegangUrl ?? baseWhenSent,
        store: makeToegangStore(database, queue),
      },
      leden: makeLedenStore(database, queue),
      aanmeldingen: makeAanmeldingStore(database, queue),
    }),
  )
}

/** The audit row of what was done; never with a name, address or link of whom it is about. */
export const serviceEvent = (
  { now, door }: Pick<ServiceOptions, 'now' | 'door'>,
  what: Pick<AuditEvent, 'gebeurtenis' | 'actie' | 'object'> & {
    readonly toelichting: string
    readonly dienst?: string
  },
): AuditEvent => {
  const { dienst = null, toelichting, ...rest } = what
  const by = door === undefined ? '' : `, door ${door}`
  return {
    ...ownEvent({ at: now(), id: randomUUID() }, { ...rest, toelichting: `${toelichting}${by}` }),
    dienst,
  }
}

/** Puts on record who looked at a list: it is of nobody in particular. */
export async function recordLook(
  database: Database,
  options: Pick<ServiceOptions, 'now' | 'door'>,
  toelichting: string,
): Promise<void> {
  const event = serviceEvent(options, {
    ...{ gebeurtenis: 'servicedesk-bekijken', actie: 'R', object: null, toelichting },
  })
  const by = { writer: randomUUID(), at: options.now() }
  await recordAlone(database, by, event)
}

/** Tells how it ended. */
export function tellService(
  { json }: ServiceOptions,
  streams: Streams,
  { value, text }: { readonly value: object; readonly text: string },
): 0 {
  if (json === true) writeJson(streams, value)
  else streams.stdout.write(`${text}\n`)
  return 0
}

/** Tells why it was not done; gives the exit code. */
export const refuse = (streams: Streams, text: string, code: 1 | 2): number => {
  streams.stderr.write(`${text}\n`)
  return code
}

/** The options that every one of them has. */
export const withFlags = (command: Command): Command =>
  command.option('--door <naam>', 'wie dit doet, voor het auditlog').option('--json', 'als JSON')
