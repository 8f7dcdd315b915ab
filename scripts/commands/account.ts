/** `sluis account`: accounts, for the service desk (contract part two, 15). Links go out in mails alone. */
import { parseGebruikersnummer } from '../../gateway/identity/gebruikersnummer.ts'
import type { AuditEvent } from '../../gateway/audit/event.ts'
import { readEmail } from '../../gateway/account/email.ts'
import { factorHerstelMail } from '../../gateway/leden/mail-texts.ts'
import { mailTo, plaatsOf } from '../../gateway/leden/mails.ts'
import { removeAccount } from '../../gateway/organisaties/store-remove.ts'
import { recordAlone } from '../../gateway/store/audit-append.ts'
import type { NewAflevering } from '../../gateway/store/aflevering.ts'
import type { AccountRow } from '../../gateway/store/toegang/account.ts'
import { openAccount } from '../../gateway/toegang/account.ts'
import { actOnAccount, deskActs, factorHerstel } from '../../gateway/toegang/by-desk.ts'
import type { DeskActie } from '../../gateway/toegang/by-desk.ts'
import { macsOf } from '../../gateway/toegang/macs.ts'
import { deskName } from '../../gateway/leden/desk-invite.ts'
import { refuse, serviceEvent, tellService, withService } from './service.ts'
import type { Service, ServiceOptions } from './service.ts'
import type { Streams } from './with-database.ts'

type Numbered = ServiceOptions & { readonly nummer: string }

const onAccount = (
  { nummer, ...options }: Numbered,
  streams: Streams,
  run: (service: Service, account: AccountRow) => Promise<number>,
): Promise<number> =>
  withService(options, streams, async (service) => {
    const parsed = parseGebruikersnummer(nummer)
    const account = parsed && (await service.toegang.store.account(parsed))
    return account === undefined ? unknown(streams, nummer) : run(service, account)
  })

const unknown = (streams: Streams, nummer: string): number =>
  refuse(
    streams,
    `${nummer}: er is geen account met dit nummer; zoek het met sluis account zoek`,
    1,
  )

const eventOf = (
  options: ServiceOptions,
  nummer: string,
  toelichting: string,
  actie: AuditEvent['actie'] = 'U',
): AuditEvent =>
  serviceEvent(options, {
    ...{ gebeurtenis: 'account-wijzigen', actie, toelichting },
    object: { soort: 'account', id: nummer },
  })

/** `blokkeer`, `deblokkeer`, `beeindig`. */
export const accountActie = (
  { actie, ...options }: Numbered & { readonly actie: DeskActie },
  streams: Streams,
): Promise<number> =>
  onAccount(options, streams, async (service, account) => {
    const { nummer } = account
    const result = await actOnAccount(service, account, actie, (done) =>
      eventOf(options, nummer, done === 'verouderd' ? `niet ${deskActs[actie]}` : deskActs[actie]),
    )
    if (result === 'verouderd')
      return refuse(streams, `${nummer}: intussen is dit account gewijzigd; probeer het opnieuw`, 2)
    const value = { nummer, staat: result.staat, ...(actie === 'beeindig' && { beeindigd: true }) }
    return tellService(options, streams, { value, text: `${nummer}: ${deskActs[actie]}` })
  })

/** Mails the link, and tells the organisations where this account works. */
export const accountHerstel = (options: Numbered, streams: Streams): Promise<number> =>
  onAccount(options, streams, async (service, account) => {
    const { nummer } = account
    const { link, mail } = factorHerstel(service, account, deskName)
    const { store } = service.toegang
    await store.nieuweLink(link, { mails: [], vervangt: true })
    // On record before the link goes out.
    const mails = [mail, ...(await mailsToOrganisations(service, account))]
    const what = { nummer, version: undefined, at: service.now(), naar: {}, mails }
    const text = 'link gemaild om de tweede factor opnieuw te registreren'
    await store.wijzig(what, () => eventOf(options, nummer, text))
    const geldigTot = new Date(link.validUntil).toISOString()
    return tellService(options, streams, {
      value: { nummer, gemaild: true, geldigTot },
      text: `${nummer}: ${text}`,
    })
  })

/** To the mailbox of the register: who reads it speaks for the organisation, and knows who works there. */
async function mailsToOrganisations(
  service: Service,
  { nummer, naam }: AccountRow,
): Promise<readonly NewAflevering[]> {
  const mails: NewAflevering[] = []
  for (const { agbCode, dienst, staat } of await service.leden.ofAccount(nummer)) {
    if (staat !== 'actief') continue
    const rows = await service.aanmeldingen.list({ agbCode, dienst, limit: 100 })
    const row = rows.find((one) => one.staat === 'actief')
    if (row?.email == null) continue
    const organisatie = row.naam ?? agbCode
    const plaats = plaatsOf(service, { dienst: { titel: dienst }, organisatie, agbCode })
    mails.push(
      mailTo(
        service,
        { to: row.email, naam: organisatie },
        factorHerstelMail({ ...plaats, wie: naam }),
      ),
    )
  }
  return mails
}

/** Removes the account; what it did stays in the audit and in histories. */
export const accountVerwijder = (options: Numbered, streams: Streams): Promise<number> =>
  onAccount(options, streams, async (service, { nummer }) => {
    const what = { nummer, at: service.now(), door: deskName }
    const ended = await removeAccount(service.queue, what, (done) =>
      eventOf(options, nummer, done === undefined ? 'niet verwijderd' : 'verwijderd', 'D'),
    )
    if (ended === undefined) return unknown(streams, nummer)
    const value = { nummer, verwijderd: true, lidmaatschappen: ended }
    const text = `${nummer}: verwijderd; beëindigde lidmaatschappen: ${String(ended)}`
    return tellService(options, streams, { value, text })
  })

const mostFound = 50

/** By number, by a part of a name, or by a whole e-mail address. Who looked, and whom he found, is on record. */
export const accountZoek = (
  { tekst, ...options }: ServiceOptions & { readonly tekst: string },
  streams: Streams,
): Promise<number> =>
  withService(options, streams, async (service) => {
    const rows = await find(service, tekst.trim())
    const told = await Promise.all(rows.map((row) => toJson(service, row)))
    await record(service, options, rows)
    if (options.json === true) streams.stdout.write(`${JSON.stringify(told)}\n`)
    else for (const one of told) streams.stdout.write(`${lineOf(one)}\n`)
    return rows.length > 0 ? 0 : refuse(streams, 'er is geen account gevonden', 1)
  })

async function find({ toegang, keyring }: Service, tekst: string): Promise<readonly AccountRow[]> {
  const email = readEmail(tekst)
  if (email === undefined) return tekst === '' ? [] : toegang.store.zoek(tekst, mostFound)
  const row = await toegang.store.accountOf(macsOf(keyring, 'adres', email.fold))
  return row === undefined ? [] : [row]
}

async function record(
  { database, newId, now }: Service,
  options: ServiceOptions,
  rows: readonly AccountRow[],
): Promise<void> {
  const [only, other] = rows
  const nummers = rows.map(({ nummer }) => nummer).join(' ')
  const event = serviceEvent(options, {
    ...{ gebeurtenis: 'servicedesk-bekijken', actie: 'R' },
    object:
      only === undefined || other !== undefined ? null : { soort: 'account', id: only.nummer },
    toelichting: `account gezocht: ${nummers === '' ? 'niets gevonden' : nummers}`,
  })
  const by = { writer: newId(), at: now() }
  await recordAlone(database, by, event)
}

const toJson = async ({ leden, keyring }: Service, row: AccountRow) => ({
  nummer: row.nummer,
  naam: row.naam,
  email: openAccount(keyring, row).email,
  staat: row.staat,
  aangemaaktOp: new Date(row.createdAt).toISOString(),
  lidmaatschappen: (await leden.ofAccount(row.nummer)).map(
    ({ agbCode, dienst, staat, rollen }) => ({
      ...{ agbCode, dienst, staat, rollen },
    }),
  ),
})

const lineOf = ({
  nummer,
  naam,
  email,
  staat,
  lidmaatschappen,
}: Awaited<ReturnType<typeof toJson>>): string =>
  [
    ...[nummer, naam, email, staat],
    ...lidmaatschappen.map((one) => `${one.agbCode} ${one.dienst} ${one.staat}`),
  ].join('  ')
