/** Links of organisations: an invitation, an organisation's own link, and asking its mailbox to confirm. */
import type { AgbCode } from '../identity/agb-code.ts'
import { linkToken } from '../secrets/link-token.ts'
import type { Doer } from '../store/doer.ts'
import type { LinkSoort, NewLink } from '../store/toegang/link.ts'
import { sealLink } from '../toegang/account.ts'
import type { LinkGegevens } from '../toegang/account.ts'
import type { MailParts } from '../toegang/mail.ts'
import { macOf } from '../toegang/macs.ts'

/** How long the link of an organisation lives. */
export const ownLinkMs = 90 * 24 * 3_600_000

export interface LinkMaking extends Pick<
  NewLink,
  'agbCode' | 'dienst' | 'door' | 'createdAt' | 'validUntil'
> {
  readonly soort: LinkSoort
  /** What it is for: of the same soort, organisation and dienst one is live. */
  readonly adres: string
  readonly gegevens: LinkGegevens
}

export const linkUrl = (
  { toegang, keyring }: Pick<MailParts, 'toegang' | 'keyring'>,
  { soort, id }: Pick<NewLink, 'soort' | 'id'>,
): string => `${toegang.url}/link/${linkToken(keyring.current, soort, id)}`

/** The row of a new link, and the address that a mail names. */
export function newLink(
  gateway: MailParts,
  { adres, gegevens, ...rest }: LinkMaking,
): { readonly row: NewLink; readonly url: string } {
  const { keyring } = gateway
  const id = gateway.newId()
  const row: NewLink = {
    ...rest,
    id,
    nummer: null,
    adresMac: macOf(keyring, 'adres', adres),
    sealed: sealLink(keyring, id, gegevens),
  }
  return { row, url: linkUrl(gateway, row) }
}

/** Another link of an organisation, for who is let in by a manager. */
export const ownLink = (
  gateway: MailParts,
  of: { readonly agbCode: AgbCode; readonly dienst: string; readonly naam: string },
  { at, door }: { readonly at: number; readonly door: Doer },
): NewLink =>
  newLink(gateway, {
    ...{ soort: 'organisatielink', agbCode: of.agbCode, dienst: of.dienst, door },
    adres: `${of.agbCode}/${of.dienst}`,
    gegevens: { email: '', naam: of.naam },
    createdAt: at,
    validUntil: at + ownLinkMs,
  }).row
