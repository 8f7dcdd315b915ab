/** Organisations that registered themselves, each with its members, put straight in a database. */
import { randomBytes, randomUUID } from 'node:crypto'
import { namePartsOf } from '../../../gateway/account/name-parts.ts'
import { todaysParameters } from '../../../gateway/account/password-hash.ts'
import { hashOf } from '../../../gateway/http/sign-in/sign-in.ts'
import { openDatabase } from '../../../gateway/store/database.ts'
import { migrate } from '../../../gateway/store/migrate.ts'
import { insertRows } from '../../../gateway/store/rows.ts'
import { makeKeyring, readDataKeys } from '../../../gateway/secrets/keys.ts'
import type { Keyring } from '../../../gateway/secrets/keys.ts'
import { sealAccount } from '../../../gateway/toegang/account.ts'
import { macOf } from '../../../gateway/toegang/macs.ts'

export const dienst = 'gli-register'
/** Of one organisation; the first manages the others. */
export const membersEach = 10

export const agbOf = (organisatie: number): string =>
  `57${String(organisatie + 1).padStart(6, '0')}`
export const nummerOf = (organisatie: number, lid: number): string =>
  String(700_000_000_000 + organisatie * membersEach + lid)
export const emailOf = (organisatie: number, lid: number): string =>
  `lid-${nummerOf(organisatie, lid)}@zorg.example`

/** A family name of its own for each member, so that a part of it finds few. */
export const naamOfLid = (organisatie: number, lid: number): string =>
  `L. van ${letters(organisatie * membersEach + lid)}berg`

const letters = (number: number): string =>
  String(number)
    .padStart(6, '0')
    .replace(/[0-9]/g, (digit) => 'bdfgklmnrs'.charAt(Number(digit)))

/** A member that is signed in for its organisation. */
export interface SignedLid {
  readonly organisatie: number
  readonly lid: number
  /** Of the cookie. */
  readonly held: string
}

type Row = Readonly<Record<string, string | number | Buffer | null>>

/** Fills the database of an environment; gives a manager and a colleague of some organisations, signed in. */
export async function fillLeden(
  env: Readonly<Record<string, string>>,
  organisaties: number,
): Promise<readonly SignedLid[]> {
  const keyring = keyringOf(env)
  const database = openDatabase(env['SLUIS_DATABASE'] ?? '')
  await migrate(database)
  const at = Date.now()
  for (let from = 0; from < organisaties; from += perPart) {
    const size = Math.min(perPart, organisaties - from)
    const here = Array.from({ length: size }, (_, index) => from + index)
    await database.writer.transaction((trx) => fillPart(trx, keyring, { here, at }))
  }
  const signed = signedOf(organisaties)
  const sessies = signed.map((one) => sessie(one, at))
  await insertRows(database.writer, 'sessie', sessies)
  const version = { version: registerVersion, entries: organisaties, imported_at: at }
  await database.writer('register_version').where('id', 1).update(version)
  await database.writer('leden_counter').update({ counter: organisaties + 1 })
  await database.flush()
  await database.close()
  return signed
}

const perPart = 500

async function fillPart(
  db: Parameters<typeof insertRows>[0],
  keyring: Keyring,
  { here, at }: { readonly here: readonly number[]; readonly at: number },
): Promise<void> {
  const members = here.flatMap((nr) =>
    Array.from({ length: membersEach }, (_, lid) => ({ nr, lid, at })),
  )
  await insertRows(db, 'register_entry', here.map(register))
  const aanmeldingen = here.map((nr) => aanmelding(nr, at))
  await insertRows(db, 'aanmelding', aanmeldingen)
  const accounts = members.map((one) => account(keyring, one))
  await insertRows(db, 'account', accounts)
  const zoeknamen = members.map(({ nr, lid }) => ({
    nummer: nummerOf(nr, lid),
    naam: naamOfLid(nr, lid),
  }))
  await insertRows(db, 'account_zoeknaam', zoeknamen)
  const delen = zoeknamen.flatMap(({ nummer, naam }) =>
    namePartsOf(naam).map((deel) => ({ deel, nummer })),
  )
  await insertRows(db, 'account_naamdeel', delen)
  await insertRows(db, 'lidmaatschap', members.map(lidmaatschap))
  await insertRows(db, 'leden_history', members.map(history))
}

function keyringOf(env: Readonly<Record<string, string>>): Keyring {
  const read = readDataKeys(env['SLUIS_DATA_KEY'] ?? '')
  if ('problems' in read) throw new Error(read.problems.join('\n'))
  return makeKeyring(read.keys)
}

const mostSigned = 100

/** Spread over all organisations. */
const signedOf = (organisaties: number): readonly SignedLid[] =>
  Array.from({ length: Math.min(mostSigned, organisaties) }, (_, index) => {
    const organisatie = (index * 7_919) % organisaties
    return [0, 1].map((lid) => ({ organisatie, lid, held: randomBytes(32).toString('base64url') }))
  }).flat()

const registerVersion = 'bench'

const register = (nr: number): Row => ({
  ...{ version: registerVersion, agb_code: agbOf(nr), soort: 'praktijk' },
  ...{ naam: `Praktijk ${agbOf(nr)}`, aanvang: '2020-01-01' },
})

interface Which {
  readonly nr: number
  readonly lid: number
  readonly at: number
}

const aanmelding = (nr: number, at: number): Row => ({
  ...{ id: randomUUID(), agb_code: agbOf(nr), dienst, staat: 'actief', door: nummerOf(nr, 0) },
  ...{ created_at: at, changed_at: at, soort: 'praktijk', naam: `Praktijk ${agbOf(nr)}` },
  ...{ adres: 'Oever 7', email: emailOf(nr, 0), epd: 'Medicom', rol: 'contactpersoon' },
  ...{ hoe: 'register-email', valid_until: at, active_at: at, counter: nr + 1 },
})

const account = (keyring: Keyring, { nr, lid, at }: Which): Row => ({
  ...{ nummer: nummerOf(nr, lid), naam: naamOfLid(nr, lid), staat: 'actief' },
  adres_mac: macOf(keyring, 'adres', emailOf(nr, lid)),
  sealed: sealAccount(keyring, nummerOf(nr, lid), {
    ...{ email: emailOf(nr, lid), telefoon: '+31612345678', totp: 'A'.repeat(32) },
    wachtwoord: { ...todaysParameters, alg: 'scrypt', salt: bytes(16), verifier: bytes(32) },
  }),
  ...{ created_at: at, changed_at: at, version: 1 },
})

const bytes = (size: number): string => randomBytes(size).toString('base64')

const lidmaatschap = ({ nr, lid, at }: Which): Row => ({
  ...{ agb_code: agbOf(nr), dienst, staat: 'actief', door: nummerOf(nr, 0) },
  ...{ created_at: at, changed_at: at, nummer: nummerOf(nr, lid), naam: naamOfLid(nr, lid) },
  rollen: JSON.stringify([lid === 0 ? 'zelfstandig' : 'behandelaar']),
  ...{ machtigingen: '[]', via: 'uitnodiging', version: 1, counter: nr + 1 },
})

const history = ({ nr, lid, at }: Which): Row => ({
  ...{ agb_code: agbOf(nr), dienst, nummer: nummerOf(nr, lid), door: nummerOf(nr, 0) },
  wat: JSON.stringify({ van: null, naar: { staat: 'actief', rollen: ['behandelaar'] } }),
  ...{ counter: -(nr * membersEach + lid + 1), at },
})

const day = 86_400_000

const sessie = ({ organisatie, lid, held }: SignedLid, at: number): Row => ({
  ...{ hash: hashOf(held), soort: 'account', nummer: nummerOf(organisatie, lid) },
  ...{ agb_code: agbOf(organisatie), created_at: at, seen_at: at, ends_at: at + day, code_at: at },
})
