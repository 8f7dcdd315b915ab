/** Accounts, sign-ins and links as the rest of the gateway sees them (contract part two, 10). Times are epoch milliseconds. */
import type { SignInSoort } from '../identity/identity.ts'
import type { NewAflevering } from './aflevering.ts'
import type { AuditOf, Limit, Take } from './store.ts'

/** `beeindigd`: nobody signs in with it any more; what it did stays. */
export type AccountStaat = 'actief' | 'geblokkeerd' | 'beeindigd'

/** An account as it is stored. */
export interface AccountRow {
  /** 12 digits beginning with 7. */
  readonly nummer: string
  readonly email: string
  /** What addresses are compared by (account/email.ts). */
  readonly emailFold: string
  readonly naam: string
  readonly agbZorgverlener: string | null
  /** Record of the password, sealed. */
  readonly geheim: Buffer
  /** E.164, sealed; null: no text messages. */
  readonly telefoon: Buffer | null
  readonly telefoonMac: string | null
  /** Secret of the app, sealed; null: no app. */
  readonly totp: Buffer | null
  /** The step of the last code of the app that was taken. */
  readonly totpStap: number | null
  readonly staat: AccountStaat
  readonly laatsteAgb: string | null
  readonly createdAt: number
  readonly changedAt: number
  readonly versie: number
}

/** What may be changed of an account. */
export type AccountPatch = Partial<
  Pick<
    AccountRow,
    | 'email'
    | 'emailFold'
    | 'agbZorgverlener'
    | 'geheim'
    | 'telefoon'
    | 'telefoonMac'
    | 'totp'
    | 'totpStap'
    | 'staat'
  >
>

/** A sign-in as it is stored. */
export interface SessieRow {
  /** SHA-256 of what the cookie holds, hex. */
  readonly hash: string
  readonly soort: SignInSoort
  /** Of the account or the meldcode. */
  readonly nummer: string
  /** The organisation that is acted for; empty: none. */
  readonly agbCode: string
  readonly createdAt: number
  readonly seenAt: number
  readonly endsAt: number
  readonly beveiligdTot: number | null
  /** Keyed hash of the client's address. */
  readonly adresMac: string
  readonly endedAt: number | null
}

export type NewSessie = Omit<SessieRow, 'beveiligdTot' | 'endedAt' | 'seenAt'>

/** Something that is waited for: the code of a second factor, or the end of setting something up. */
export interface UitdagingRow {
  /** SHA-256 of what its cookie holds, hex. */
  readonly id: string
  readonly doel: 'aanmelden' | 'inrichten'
  /** Of the account, where there is one. */
  readonly nummer: string | null
  readonly kanaal: 'app' | 'sms' | null
  /** Keyed hash of the code that was sent; null: none was. */
  readonly codeMac: string | null
  readonly codeUntil: number | null
  /** Codes that were tried. */
  readonly pogingen: number
  /** Codes that were sent, and when the last. */
  readonly verstuurd: number
  readonly verstuurdAt: number | null
  readonly createdAt: number
  readonly validUntil: number
  /** Where to go afterwards: a path of our own. */
  readonly na: string
  readonly linkId: string | null
  /** What is being set up, sealed. */
  readonly sealed: Buffer | null
}

export type UitdagingPatch = Partial<
  Pick<
    UitdagingRow,
    'kanaal' | 'codeMac' | 'codeUntil' | 'pogingen' | 'verstuurd' | 'verstuurdAt' | 'sealed'
  >
>

export const linkSoorten = [
  'e-mail-bewijs',
  'uitnodiging',
  'organisatielink',
  'organisatie-bevestiging',
  'wachtwoord',
  'e-mail-wijziging',
  'factor-herstel',
] as const

export type LinkSoort = (typeof linkSoorten)[number]

/** A link in a mail as it is stored. */
export interface LinkRow {
  /** UUID. */
  readonly id: string
  readonly soort: LinkSoort
  /** What it is of: the number of an account, the id of an invitation or of an aanmelding. */
  readonly ref: string | null
  readonly agbCode: string | null
  readonly dienst: string | null
  /** Keyed hash of the folded address it was sent to. */
  readonly adresMac: string
  /** What it says ({@link LinkInhoud}), sealed. */
  readonly sealed: Buffer
  readonly createdAt: number
  readonly validUntil: number
  readonly usedAt: number | null
  readonly revokedAt: number | null
  /** Codes that were tried with it. */
  readonly pogingen: number
}

export type NewLink = Omit<LinkRow, 'usedAt' | 'revokedAt' | 'pogingen'>

/** What goes along with a change, in its transaction. */
export interface Along {
  readonly at: number
  readonly mails?: readonly NewAflevering[]
  /** A link that is used up by it; when it is not live any more nothing is done. */
  readonly link?: string
}

/** Which sign-ins of an account end with a change. */
export type Ending = 'alle' | { readonly behalve: string }

/** `voorbij`: its link was used or replaced meanwhile; `bestaat`: there is an account of that address. */
export type Made = 'gemaakt' | 'bestaat' | 'voorbij'

/** A limit that was reached: how long until there is room. Milliseconds. */
export type Wait = number

export interface ToegangStore {
  account(nummer: string): Promise<AccountRow | undefined>
  accountOf(emailFold: string): Promise<AccountRow | undefined>
  maakAccount(row: Omit<AccountRow, 'versie'>, along: Along, audit: AuditOf<Made>): Promise<Made>
  /** False: its link is not live, its address taken, or its version another. */
  wijzigAccount(
    what: {
      readonly nummer: string
      readonly versie?: number
      readonly patch: AccountPatch
      readonly eindigt?: Ending
    } & Along,
    audit: AuditOf<boolean>,
  ): Promise<boolean>
  /** Takes a step of the app: false when it or a later one was taken before. */
  neemStap(nummer: string, stap: number): Promise<boolean>

  sessie(hash: string): Promise<SessieRow | undefined>
  /** Begins a sign-in; the oldest over `hoogstens` end, with what it replaces. */
  begin(
    row: NewSessie,
    more: { readonly hoogstens: number; readonly uitdaging?: string; readonly vervangt?: string },
    audit: AuditOf<number>,
  ): Promise<number>
  gezien(hash: string, at: number): Promise<void>
  /** False: it had ended. */
  eindig(hash: string, at: number, audit: AuditOf<boolean>): Promise<boolean>
  /** Ends those of an account but one; gives how many. */
  eindigAndere(
    what: { readonly nummer: string; readonly behalve: string; readonly at: number },
    audit: AuditOf<number>,
  ): Promise<number>
  /** Those that are live, newest first. `idle`: seen before then, they are over. */
  sessies(nummer: string, at: number, idle: number): Promise<readonly SessieRow[]>
  /** Whether an account signed in from an address since a moment. */
  kent(nummer: string, adresMac: string, since: number): Promise<boolean>

  uitdaging(id: string): Promise<UitdagingRow | undefined>
  /** Puts it there; others of the same link end. */
  daagUit(row: UitdagingRow): Promise<void>
  /** Counts a try; the row after it, or undefined when it is over or was tried too often. */
  poging(id: string, at: number, hoogstens: number): Promise<UitdagingRow | undefined>
  wijzigUitdaging(id: string, patch: UitdagingPatch): Promise<void>
  /** False: it was over. */
  eindigUitdaging(id: string): Promise<boolean>

  link(id: string): Promise<LinkRow | undefined>
  /** Makes a link; live ones of the same soort, address, code and dienst end. */
  maakLink(row: NewLink, mails: readonly NewAflevering[]): Promise<void>
  /** Counts a try at the code of a link; the link after it. */
  linkPoging(id: string): Promise<LinkRow | undefined>

  /** Counts in all of these windows; 0, or how long until the one that is full has room: then none counts. */
  neem(takes: readonly Take[]): Promise<Wait>
  /** Gives back what was counted. */
  geefTerug(takes: readonly Pick<Take, 'key'>[]): Promise<void>
  /** Removes what is over; gives how much. */
  sweep(before: {
    readonly sessies: number
    readonly uitdagingen: number
    readonly links: number
  }): Promise<number>
}

export type { Limit }
