/**
 * E-mail addresses as accounts have them: one addr-spec (RFC 5321 4.1.2) without the forms that mail software
 * reads in more than one way (quoted parts, comments, lists, `<>`), so that what was checked is where it goes.
 */
import { domainToASCII, domainToUnicode } from 'node:url'

const maxLength = 254
const maxLocal = 64

/** A dot-atom of ASCII (RFC 5322 3.2.3); an international local part reaches too few mailboxes. */
const localPart = /^[A-Za-z0-9!#$%&'*+/=?^_{}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_{}~-]+)*$/
const domainName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/

/** An address that may be sent to. */
export interface EmailAddress {
  /** As it was typed, without the spaces around it; mail goes here. */
  readonly address: string
  /** What addresses are compared by: lower case, the domain in its ASCII form. Plus and dots are kept. */
  readonly fold: string
}

/** The address that `text` is; undefined when it is none, or more than one. */
export function readEmail(text: string): EmailAddress | undefined {
  const typed = text.trim().normalize('NFC')
  if (typed.length > maxLength) return undefined
  const at = typed.lastIndexOf('@')
  const local = typed.slice(0, Math.max(0, at))
  const domain = asciiDomain(typed.slice(at + 1))
  if (local.length > maxLocal || !localPart.test(local) || domain === undefined) return undefined
  const fold = `${local}@${domain}`.toLowerCase()
  return fold.length > maxLength ? undefined : { address: `${local}@${domain}`, fold }
}

/** Invisible characters and those that only look like a letter: IDNA maps some of them away without a word. */
const hidden = /[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Co}\p{Cn}%/\\?#:@[\]<>()",;]/u

/** The domain in its ASCII form, one script a label (an IDN homograph is refused). */
function asciiDomain(text: string): string | undefined {
  if (!isPlain(text)) return undefined
  const ascii = domainToASCII(text.toLowerCase())
  // Typed in its ASCII form it is shown as the same letters.
  return domainName.test(ascii) && ascii.length <= 253 && isPlain(domainToUnicode(ascii))
    ? ascii
    : undefined
}

const isPlain = (domain: string): boolean =>
  !hidden.test(domain) && domain.split('.').every(isOneScript)

/** Latin letters beside those of another script are how one domain is made to look like another. */
const isOneScript = (label: string): boolean =>
  /^[\p{ASCII}\p{Script=Latin}]*$/u.test(label) ||
  (!/\p{Script=Latin}/u.test(label) &&
    !/\p{ASCII}/u.test(label.replace(/[0-9-]/g, '')) &&
    !/[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u.test(label))
