/** Keeps the data that were chosen and asks the mailbox of the organisation to confirm (contract part two, 11). */
import { readEmail } from '../account/email.ts'
import { seeOther } from '../http/answer/answer.ts'
import type { Answer } from '../http/answer/answer.ts'
import type { Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { changing } from '../http/outcome.ts'
import type { Outcome } from '../http/outcome.ts'
import { refusedLidForm } from '../leden/form-answer.ts'
import { newLink } from '../leden/link.ts'
import { bevestigingMail } from '../leden/mail-texts.ts'
import { mailTo } from '../leden/mails.ts'
import { dutchMoment } from '../pages/dates.ts'
import type { NewAflevering } from '../store/aflevering.ts'
import type { AanmeldingResult, Keuze } from '../store/leden/aanmelding.ts'
import type { NewLink } from '../store/toegang/link.ts'
import { macsOf } from '../toegang/macs.ts'
import { startOrganisatie } from './actief.ts'
import { keuzeHtml } from './keuze-form.ts'
import type { ShownKeuze } from './keuze-form.ts'
import { nieuwPath } from './nieuw.ts'
import type { Own } from './own-aanmelding.ts'
import { faultTexts } from './texts.ts'

interface AskParts {
  readonly keuze: Keuze
  readonly shown: ShownKeuze
}

/** Confirmed at once when the registrant's own, proved address is the very one that would be asked. */
export async function keepKeuze(
  gateway: Gateway,
  visit: Visit,
  own: Own,
  { keuze, shown }: AskParts,
): Promise<Outcome> {
  const { at, identity } = own.allowed
  const email = readEmail(keuze.email)
  const account = await gateway.toegang.store.account(identity.gebruikersnummer)
  const naam = account?.naam ?? identity.naam ?? identity.gebruikersnummer
  const isDirect =
    email !== undefined &&
    account !== undefined &&
    macsOf(gateway.keyring, 'adres', email.fold).includes(account.adresMac)
  const asking = isDirect ? undefined : await askMailbox(gateway, own, { keuze, naam })
  if (asking === 'op') return fault(gateway, visit, own, { shown, melding: faultTexts.mails })
  return changing<AanmeldingResult>({
    told: { object: { soort: 'organisatie', id: own.agbCode } },
    make: (audit) =>
      gateway.organisaties.aanmeldingen.kies(
        {
          ...{ id: own.row.id, at, keuze, naam },
          ...(asking === undefined ? { direct: 'automatisch' } : asking),
        },
        audit,
      ),
    outcomeOf: ({ kind }) =>
      kind === 'bezet'
        ? { reference: 'SL321' }
        : { told: { toelichting: `gegevens gekozen: ${kind}` } },
    answerOf: async (result) => {
      gateway.deliveries.accepted()
      if (result.kind === 'vol')
        return (await fault(gateway, visit, own, { shown, melding: faultTexts.vol })).answer
      if ('row' in result && result.row.staat === 'actief')
        await startOrganisatie(gateway, visit, result.row)
      return seeOther(`${nieuwPath}/${own.row.id}`)
    },
  })
}

const fault = (
  gateway: Gateway,
  visit: Visit,
  own: Own,
  { shown, melding }: { readonly shown: ShownKeuze; readonly melding: string },
): Promise<{ readonly answer: Answer }> => {
  const problems = [{ veld: 'email', melding }]
  const html = (): string => keuzeHtml(gateway, visit, own, { ...shown, problems })
  return Promise.resolve({ answer: refusedLidForm(visit, problems, html) })
}

const dayMs = 24 * 60 * 60_000
const mostMailsADay = 3

/** The link and the mail that ask; `op`: the mailbox was asked often enough today. */
async function askMailbox(
  gateway: Gateway,
  { allowed, row, dienst, agbCode }: Own,
  { keuze, naam }: { readonly keuze: Keuze; readonly naam: string },
): Promise<{ readonly mails: readonly NewAflevering[]; readonly link: NewLink } | 'op'> {
  const { at } = allowed
  const key = `organisaties/bevestiging/${agbCode}/${dienst.naam}`
  const limit = { aantal: mostMailsADay, perMs: dayMs }
  if ((await gateway.toegang.store.neem([{ key, limit, at }])) > 0) return 'op'
  const code = String(gateway.toegang.randomInt(1_000_000)).padStart(6, '0')
  const { email, naam: organisatie } = keuze
  const { row: link, url } = newLink(gateway, {
    ...{ soort: 'organisatie-bevestiging', agbCode, dienst: dienst.naam, door: row.door },
    // Several may wait for one mailbox: each is asked by itself.
    adres: `bevestiging ${row.id}`,
    gegevens: { email, naam: organisatie, uitnodiging: row.id, code },
    createdAt: at,
    validUntil: row.validUntil,
  })
  const tekst = bevestigingMail({
    ...{ dienst: dienst.titel, organisatie, agbCode, wie: naam, link: url, code },
    wanneer: dutchMoment(at),
    tot: dutchMoment(row.validUntil),
  })
  const to = { to: email, naam: organisatie, geldigTot: row.validUntil }
  return { link, mails: [mailTo(gateway, to, tekst)] }
}
