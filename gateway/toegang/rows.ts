/** Rows of accounts, sign-ins, what is under way and links, to values and back. */
import { textOf } from '../store/rows.ts'
import type { Stored } from '../store/rows.ts'
import { linkSoorten } from '../store/toegang.ts'
import type {
  AccountPatch,
  AccountRow,
  LinkRow,
  NewLink,
  NewSessie,
  SessieRow,
  UitdagingPatch,
  UitdagingRow,
} from '../store/toegang.ts'

type Value = string | number | Buffer | null
type Row = Record<string, Value>

const text = (row: Stored, column: string): string => String(row[column])
const number = (row: Stored, column: string): number => Number(row[column])
const textOrNull = (row: Stored, column: string): string | null => textOf(row, column) ?? null
const numberOrNull = (row: Stored, column: string): number | null =>
  row[column] === null ? null : number(row, column)
const bytesOrNull = (row: Stored, column: string): Buffer | null =>
  Buffer.isBuffer(row[column]) ? row[column] : null
const bytes = (row: Stored, column: string): Buffer => bytesOrNull(row, column) ?? Buffer.alloc(0)
const oneOf = <T extends string>(row: Stored, column: string, known: readonly T[], other: T): T =>
  known.find((one) => one === row[column]) ?? other

export const toAccount = (row: Stored): AccountRow => ({
  nummer: text(row, 'nummer'),
  email: text(row, 'email'),
  emailFold: text(row, 'email_fold'),
  naam: text(row, 'naam'),
  agbZorgverlener: textOrNull(row, 'agb_zorgverlener'),
  geheim: bytes(row, 'geheim'),
  telefoon: bytesOrNull(row, 'telefoon'),
  telefoonMac: textOrNull(row, 'telefoon_mac'),
  totp: bytesOrNull(row, 'totp'),
  totpStap: numberOrNull(row, 'totp_stap'),
  // What is no state that is known lets nobody in.
  staat: oneOf(row, 'staat', ['actief', 'geblokkeerd', 'beeindigd'], 'beeindigd'),
  laatsteAgb: textOrNull(row, 'laatste_agb'),
  createdAt: number(row, 'created_at'),
  changedAt: number(row, 'changed_at'),
  versie: number(row, 'versie'),
})

export const fromAccount = (row: Omit<AccountRow, 'versie'>): Row => ({
  nummer: row.nummer,
  naam: row.naam,
  laatste_agb: row.laatsteAgb,
  created_at: row.createdAt,
  changed_at: row.changedAt,
  versie: 1,
  ...fromPatch(row),
})

const accountColumns = {
  email: 'email',
  emailFold: 'email_fold',
  agbZorgverlener: 'agb_zorgverlener',
  geheim: 'geheim',
  telefoon: 'telefoon',
  telefoonMac: 'telefoon_mac',
  totp: 'totp',
  totpStap: 'totp_stap',
  staat: 'staat',
} as const satisfies Record<keyof AccountPatch, string>

/** Only what is in it. */
export function fromPatch(patch: AccountPatch): Row {
  const row: Row = {}
  for (const [name, column] of Object.entries(accountColumns)) {
    const value = patch[name as keyof AccountPatch]
    if (value !== undefined) row[column] = value
  }
  return row
}

export const toSessie = (row: Stored): SessieRow => ({
  hash: text(row, 'hash'),
  soort: oneOf(row, 'soort', ['account', 'meldcode'], 'meldcode'),
  nummer: text(row, 'nummer'),
  agbCode: text(row, 'agb_code'),
  createdAt: number(row, 'created_at'),
  seenAt: number(row, 'seen_at'),
  endsAt: number(row, 'ends_at'),
  beveiligdTot: numberOrNull(row, 'beveiligd_tot'),
  adresMac: text(row, 'adres_mac'),
  endedAt: numberOrNull(row, 'ended_at'),
})

export const fromSessie = (row: NewSessie): Row => ({
  hash: row.hash,
  soort: row.soort,
  nummer: row.nummer,
  agb_code: row.agbCode,
  created_at: row.createdAt,
  seen_at: row.createdAt,
  ends_at: row.endsAt,
  adres_mac: row.adresMac,
})

export const toUitdaging = (row: Stored): UitdagingRow => ({
  id: text(row, 'id'),
  doel: oneOf(row, 'doel', ['aanmelden', 'inrichten'], 'inrichten'),
  nummer: textOrNull(row, 'nummer'),
  kanaal: row['kanaal'] === 'app' || row['kanaal'] === 'sms' ? row['kanaal'] : null,
  codeMac: textOrNull(row, 'code_mac'),
  codeUntil: numberOrNull(row, 'code_until'),
  pogingen: number(row, 'pogingen'),
  verstuurd: number(row, 'verstuurd'),
  verstuurdAt: numberOrNull(row, 'verstuurd_at'),
  createdAt: number(row, 'created_at'),
  validUntil: number(row, 'valid_until'),
  na: text(row, 'na'),
  linkId: textOrNull(row, 'link_id'),
  sealed: bytesOrNull(row, 'sealed'),
})

export const fromUitdaging = (row: UitdagingRow): Row => ({
  id: row.id,
  doel: row.doel,
  nummer: row.nummer,
  created_at: row.createdAt,
  valid_until: row.validUntil,
  na: row.na,
  link_id: row.linkId,
  ...fromUitdagingPatch(row),
})

const uitdagingColumns = {
  kanaal: 'kanaal',
  codeMac: 'code_mac',
  codeUntil: 'code_until',
  pogingen: 'pogingen',
  verstuurd: 'verstuurd',
  verstuurdAt: 'verstuurd_at',
  sealed: 'sealed',
} as const satisfies Record<keyof UitdagingPatch, string>

export function fromUitdagingPatch(patch: UitdagingPatch): Row {
  const row: Row = {}
  for (const [name, column] of Object.entries(uitdagingColumns)) {
    const value = patch[name as keyof UitdagingPatch]
    if (value !== undefined) row[column] = value
  }
  return row
}

export const toLink = (row: Stored): LinkRow => ({
  id: text(row, 'id'),
  soort: oneOf(row, 'soort', linkSoorten, 'e-mail-bewijs'),
  ref: textOrNull(row, 'ref'),
  agbCode: textOrNull(row, 'agb_code'),
  dienst: textOrNull(row, 'dienst'),
  adresMac: text(row, 'adres_mac'),
  sealed: bytes(row, 'sealed'),
  createdAt: number(row, 'created_at'),
  validUntil: number(row, 'valid_until'),
  usedAt: numberOrNull(row, 'used_at'),
  revokedAt: numberOrNull(row, 'revoked_at'),
  pogingen: number(row, 'pogingen'),
})

export const fromLink = (row: NewLink): Row => ({
  id: row.id,
  soort: row.soort,
  ref: row.ref,
  agb_code: row.agbCode,
  dienst: row.dienst,
  adres_mac: row.adresMac,
  sealed: row.sealed,
  created_at: row.createdAt,
  valid_until: row.validUntil,
  pogingen: 0,
})
