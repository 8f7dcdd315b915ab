/** Accounts and their sign-ins put straight in the database, and a browser that holds one: for what comes after signing in. */
import { gebruikersnr } from '../../gateway/identity/gebruikersnummer.ts'
import type { Gebruikersnummer } from '../../gateway/identity/gebruikersnummer.ts'
import { randomBytes } from 'node:crypto'
import { readEmail } from '../../gateway/account/email.ts'
import { hashOf } from '../../gateway/http/sign-in/sign-in.ts'
import { openDatabase } from '../../gateway/store/database.ts'
import { sealAccount } from '../../gateway/toegang/account.ts'
import { macOf } from '../../gateway/toegang/macs.ts'
import { answered, clientAt } from './http.ts'
import { fromOwnPage } from './own-forms.ts'
import type { Answered } from './answered.ts'
import type { TestGateway } from './running.ts'

export interface Person {
  readonly nummer: Gebruikersnummer
  readonly cookie: string
}

let persons = 0

const write = async (
  { env }: TestGateway,
  table: string,
  row: Readonly<Record<string, unknown>>,
): Promise<void> => {
  const database = openDatabase(env['SLUIS_DATABASE'] ?? '', { busyMs: 5_000 })
  await database.writer(table).insert(row)
  await database.close()
}

/** Makes an account that has just signed in, for an organisation or for none. */
export async function signIn(
  gateway: TestGateway,
  {
    email,
    naam = 'S. Visser',
    agbCode = '',
  }: { readonly email: string; readonly naam?: string; readonly agbCode?: string },
): Promise<Person> {
  const { keyring, now } = gateway.sluis.gateway
  const read = readEmail(email)
  if (read === undefined) throw new Error(`${email} is no address`)
  const nummer = gebruikersnr(String(700_000_000_000 + (persons += 1)))
  const wachtwoord = { alg: 'scrypt' } as never
  await write(gateway, 'account', {
    ...{ nummer, naam, staat: 'actief', version: 1, created_at: now(), changed_at: now() },
    adres_mac: macOf(keyring, 'adres', read.fold),
    sealed: sealAccount(keyring, nummer, { email: read.address, wachtwoord, totp: 'A' }),
  })
  return { nummer, cookie: await begin(gateway, nummer, agbCode) }
}

/** Another sign-in of an account, for an organisation. */
export const signInAgain = async (
  gateway: TestGateway,
  person: Person,
  agbCode: string,
): Promise<Person> => ({ ...person, cookie: await begin(gateway, person.nummer, agbCode) })

async function begin(gateway: TestGateway, nummer: string, agbCode: string): Promise<string> {
  const held = randomBytes(32).toString('base64url')
  const at = gateway.sluis.gateway.now()
  await write(gateway, 'sessie', {
    ...{ hash: hashOf(held), soort: 'account', nummer, agb_code: agbCode, created_at: at },
    ...{ seen_at: at, ends_at: at + 3_600_000, code_at: at },
  })
  return held
}

export interface Browse {
  readonly path: string
  readonly person?: Person | undefined
  /** Fields to post; undefined: GET. */
  readonly form?: readonly (readonly [string, string])[]
  readonly headers?: Readonly<Record<string, string>>
}

/** What a browser gets; it follows nothing. */
export function browse(
  gateway: TestGateway,
  { path, person, form, headers = {} }: Browse,
): Promise<Answered> {
  const client = clientAt(gateway, 'toegang')
  const asked =
    form === undefined
      ? client.get(path)
      : client
          .post(path)
          .type('form')
          .set(fromOwnPage)
          .send(new URLSearchParams(form.map(([name, value]) => [name, value])).toString())
  return asked
    .set({
      accept: 'text/html',
      ...(person && { cookie: `__Host-sluis-sessie=${person.cookie}` }),
      ...headers,
    })
    .then(answered)
}

/** Posts to an address with the hidden fields of the page that has its form. */
export async function submit(
  gateway: TestGateway,
  person: Person,
  {
    page,
    to = page,
    fields,
    headers = {},
  }: {
    readonly page: string
    readonly to?: string
    readonly fields: readonly (readonly [string, string])[]
    readonly headers?: Readonly<Record<string, string>>
  },
): Promise<Answered> {
  const { text } = await browse(gateway, { path: page, person })
  const csrf = /name="csrf" value="([^"]*)"/.exec(text)?.[1] ?? ''
  const versie = /name="versie" value="([^"]*)"/.exec(text)?.[1] ?? ''
  const guard = Object.entries({ csrf, versie })
  return browse(gateway, { path: to, person, form: [...guard, ...fields], headers })
}
