/**
 * Accounts that belong to no organisation do not stay (contract part two; GDPR 5(1)(e)): after eleven months the person
 * is told by mail, after twelve the account is removed. Nobody is removed who was not told a month before.
 */
import { monthsBefore } from '../base/months-before.ts'
import type { AuditEvent } from '../audit/event.ts'
import { ownEvent } from '../audit/retention.ts'
import { accountVervaltMail } from '../leden/mail-texts.ts'
import { mailTo } from '../leden/mails.ts'
import { dutchDate } from '../pages/dates.ts'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { AccountRow } from '../store/toegang/account.ts'
import type { ZonderLid, ZonderLidStore } from '../store/leden/zonder-lid.ts'
import { openAccount } from '../toegang/account.ts'
import type { MailParts } from '../toegang/mail.ts'

const [toldAfter, removedAfter] = [11, 12]

/** Most in one look: the next one goes on. */
const atOnce = 500

/** One look. Several processes may look at once: each account is told, and removed, by one. */
export async function lookAtAccounts(parts: MailParts, store: ZonderLidStore): Promise<void> {
  const at = parts.now()
  const old = { since: monthsBefore(at, toldAfter), at }
  for (const account of await store.nieuw(old, atOnce)) await tell(parts, store, account, old)
  const gone = { since: monthsBefore(at, removedAfter), at, told: monthsBefore(at, 1) }
  for (const nummer of await store.verlopen(gone, atOnce))
    await store.verwijder({ ...gone, nummer, door: 'sluis' }, (done) =>
      eventOf(
        parts,
        nummer,
        done ? 'verwijderd: een jaar bij geen organisatie' : 'niet verwijderd',
      ),
    )
}

async function tell(
  parts: MailParts,
  store: ZonderLidStore,
  account: AccountRow,
  old: ZonderLid,
): Promise<void> {
  const { nummer, naam } = account
  const { email } = openAccount(parts.keyring, account)
  const mail = mailTo(
    parts,
    { to: email, naam },
    accountVervaltMail({
      adres: `${parts.toegang.url}/aanmelden`,
      op: dutchDate(old.at + 31 * 24 * 3_600_000),
    }),
  )
  await store.waarschuw({ ...old, nummer, mail }, (done) =>
    eventOf(parts, nummer, done ? 'gemaild dat het account verdwijnt' : 'niet gemaild'),
  )
}

const eventOf = (
  { newId, now }: MailParts,
  nummer: Gebruikersnummer,
  toelichting: string,
): AuditEvent =>
  ownEvent(
    { at: now(), id: newId() },
    {
      ...{ gebeurtenis: 'account-wijzigen', actie: 'E', toelichting },
      object: { soort: 'account', id: nummer },
    },
  )
