/** Who is mailed of a change of a member. */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import {
  linkGelektMail,
  lidActiefMail,
  lidAfgekeurdMail,
  lidStopgezetMail,
  zelfGemachtigdMail,
} from './mail-texts.ts'
import type { NewAflevering } from '../store/aflevering.ts'
import { mailTo, mailToAccount, mailToManagers, plaatsOf } from './mails.ts'
import type { Managing } from './managing.ts'
import type { LidActie, LidWanted } from './change-judged.ts'

const mailOf = {
  activeren: lidActiefMail,
  afkeuren: lidAfgekeurdMail,
  stopzetten: lidStopgezetMail,
} as const

export async function mailsFor(
  gateway: Gateway,
  managing: Managing,
  nummer: Gebruikersnummer,
  actie: LidActie,
): Promise<readonly NewAflevering[]> {
  if (actie === 'wijzigen') return []
  const tekst = mailOf[actie](plaatsOf(gateway, managing))
  return mailToAccount(gateway, nummer, tekst)
}

/** To the service desk: somebody came by the link of the organisation who should not have had it. */
export function leakMail(
  gateway: Gateway,
  managing: Managing,
  { lid, actie, meldt }: LidWanted,
): readonly NewAflevering[] {
  const { servicedesk } = gateway.toegang
  if (!meldt || actie !== 'afkeuren' || lid.via !== 'link' || servicedesk === undefined) return []
  const { dienst, self } = managing
  const what = { ...plaatsOf(gateway, managing), dienstNaam: dienst.naam, wie: lid, door: self }
  return [mailTo(gateway, { to: servicedesk, naam: 'servicedesk' }, linkGelektMail(what))]
}

/** To the others who manage, when he lets himself see what he did not: nobody ticks for himself unseen. */
export async function ownTickMails(
  gateway: Gateway,
  managing: Managing,
  { lid, chosen }: LidWanted,
): Promise<readonly NewAflevering[]> {
  const { dienst, self, leden } = managing
  const given = chosen.machtigingen.filter((naam) => !lid.machtigingen.includes(naam))
  if (lid.nummer !== self.nummer || given.length === 0) return []
  const machtigingen = given.map((naam) => dienst.machtigingen?.get(naam)?.omschrijving ?? naam)
  const tekst = zelfGemachtigdMail({ ...plaatsOf(gateway, managing), wie: self, machtigingen })
  const others = leden.filter(({ nummer }) => nummer !== self.nummer)
  return mailToManagers(gateway, { dienst, leden: others }, tekst)
}
