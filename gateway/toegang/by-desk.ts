/** What the service desk does to an account (contract part two, 15): whoever may sign in as it decides nothing here. */
import type { NewAflevering } from '../store/aflevering.ts'
import type { Doer } from '../store/doer.ts'
import type { AccountNaar, AccountResult, AccountRow } from '../store/toegang/account.ts'
import type { NewLink } from '../store/toegang/link.ts'
import type { AuditOf } from '../store/store.ts'
import { linkToken } from '../secrets/link-token.ts'
import { factorsOf, openAccount, sealLink } from './account.ts'
import { mailFor } from './mail.ts'
import type { MailParts } from './mail.ts'

/** What the audit says was done. */
export const deskActs = {
  blokkeer: 'geblokkeerd',
  deblokkeer: 'blokkade opgeheven',
  beeindig: 'alle aanmeldingen beëindigd',
} as const

export type DeskActie = keyof typeof deskActs

/** Blocks, lifts the block, or ends what is signed in; the sign-ins of whom is blocked end too, in every process. */
export function actOnAccount(
  { keyring, now, toegang }: MailParts,
  account: AccountRow,
  actie: DeskActie,
  audit: AuditOf<AccountResult>,
): Promise<AccountResult> {
  const { nummer, version } = account
  const isLifting = actie === 'deblokkeer'
  const naar: AccountNaar =
    actie === 'blokkeer'
      ? { staat: 'geblokkeerd' }
      : isLifting && account.staat === 'geblokkeerd'
        ? {
            staat:
              factorsOf(openAccount(keyring, account)).length > 0 ? 'actief' : 'factor-ontbreekt',
          }
        : {}
  return toegang.store.wijzig(
    {
      ...{ nummer, at: now(), naar },
      // A block holds whatever else was changed meanwhile.
      version: isLifting ? version : undefined,
      ...(!isLifting && { eindig: 'alle' as const }),
    },
    audit,
  )
}

const herstelMs = 24 * 3_600_000

/** The link by which a second factor is registered again, and its mail; the old factor works until then. */
export function factorHerstel(
  { keyring, newId, now, toegang }: MailParts,
  account: AccountRow,
  door: Doer,
): { readonly link: NewLink; readonly mail: NewAflevering } {
  const { nummer, naam, adresMac } = account
  const { email } = openAccount(keyring, account)
  const [id, createdAt] = [newId(), now()]
  const validUntil = createdAt + herstelMs
  const link: NewLink = {
    ...{ id, soort: 'factor-herstel', adresMac, agbCode: '', dienst: '', nummer, door },
    sealed: sealLink(keyring, id, { email, naam }),
    ...{ createdAt, validUntil },
  }
  const url = `${toegang.url}/link/${linkToken(keyring.current, 'factor-herstel', id)}`
  const mail = mailFor({ keyring, newId, now, toegang }, email, 'factor-herstel', {
    ...{ naam, link: url, geldigTot: validUntil },
  })
  return { link, mail }
}
