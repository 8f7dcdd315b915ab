/**
 * Handing the participants of one member over to another (contract part two, 10 and 15): who may be named, the request
 * to the service desk, and the order that goes to the dienst by the queue. Moving the data is the dienst's work.
 */
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import { type AgbCode, parseAgbCode } from '../identity/agb-code.ts'
import type { Dienst } from '../decision/dienst.ts'
import { seal } from '../secrets/seal.ts'
import type { NewAflevering } from '../store/aflevering.ts'
import type { LidRow } from '../store/leden/lid.ts'
import type { NewOverdracht } from '../store/leden/overdracht.ts'
import type { RegisterEntry } from '../store/store.ts'
import type { AccountRow } from '../store/toegang/account.ts'
import type { MailParts } from '../toegang/mail.ts'

/** A member with the personal AGB-code on his account. */
interface Behandelaar {
  readonly nummer: Gebruikersnummer
  readonly naam: string
  readonly agbCode: AgbCode
}

type Kant = 'van' | 'naar'

export interface Pair {
  readonly van: Behandelaar
  readonly naar: Behandelaar
}

/** Why somebody cannot be named; Dutch. */
export const overdrachtTexts = {
  vorm: 'Vul een persoonlijke AGB-code in: 8 cijfers.',
  gelijk: 'Kies twee verschillende mensen.',
  geenLid:
    'Geen medewerker van deze organisatie heeft deze persoonlijke AGB-code op zijn account. De medewerker vult hem zelf in bij Mijn account.',
  meerdere: 'Deze AGB-code staat op meer dan één account. Overleg met de servicedesk.',
  nietVanU: 'Vul hier uw eigen AGB-code in. Voor een ander vraagt uw contactpersoon het aan.',
  geenZorgverlener: 'Het AGB-register kent deze code vandaag niet als zorgverlener.',
} as const

type Fout = keyof typeof overdrachtTexts

interface Sources {
  readonly account: (nummer: Gebruikersnummer) => Promise<AccountRow | undefined>
  readonly register: (agbCode: AgbCode) => Promise<RegisterEntry | undefined>
  /** ISO date in Dutch time. */
  readonly today: string
}

/** Both sides; or what is wrong with which. Who leaves may have been stopped; who takes over works there. */
export async function findPair(
  sources: Sources,
  leden: readonly LidRow[],
  typed: Readonly<Record<Kant, string>>,
): Promise<Pair | { readonly fouten: readonly (readonly [Kant, Fout])[] }> {
  const van = await findOne(sources, membersIn(leden, ['actief', 'stopgezet']), typed.van)
  const naar = await findOne(sources, membersIn(leden, ['actief']), typed.naar)
  if (typeof van === 'string' || typeof naar === 'string') {
    const fouten = [['van', van] as const, ['naar', naar] as const]
    return {
      fouten: fouten.flatMap(([kant, one]) => (typeof one === 'string' ? [[kant, one]] : [])),
    }
  }
  return van.nummer === naar.nummer ? { fouten: [['naar', 'gelijk']] } : { van, naar }
}

const membersIn = (leden: readonly LidRow[], staten: readonly string[]): readonly LidRow[] =>
  leden.filter(({ staat }) => staten.includes(staat))

async function findOne(
  { account, register, today }: Sources,
  leden: readonly LidRow[],
  typed: string,
): Promise<Behandelaar | Fout> {
  const agbCode = parseAgbCode(typed.trim())
  if (agbCode === undefined) return 'vorm'
  const accounts = await Promise.all(leden.map(({ nummer }) => account(nummer)))
  const own = accounts.filter((one) => one?.agbZorgverlener === agbCode)
  const [only, other] = own
  if (only === undefined) return 'geenLid'
  if (other !== undefined) return 'meerdere'
  const entry = await register(agbCode)
  const isKnown = entry?.soort === 'zorgverlener' && isOpen(entry, today)
  return isKnown ? { nummer: only.nummer, naam: only.naam, agbCode } : 'geenZorgverlener'
}

const isOpen = ({ aanvang, einde }: RegisterEntry, today: string): boolean =>
  aanvang <= today && (einde === null || today <= einde)

/** As it is kept. */
export const overdrachtRow = (
  {
    id,
    agbCode,
    dienst,
    door,
    createdAt,
  }: Pick<NewOverdracht, 'id' | 'agbCode' | 'dienst' | 'door' | 'createdAt'>,
  { van, naar }: Pair,
): NewOverdracht => ({
  ...{ id, agbCode, dienst, door, createdAt },
  ...{ van: van.nummer, vanAgb: van.agbCode, naar: naar.nummer, naarAgb: naar.agbCode },
})

/** How long an order is tried where the dienst says nothing of it. */
const usualMs = 72 * 3_600_000

const triedMs = ({ instroom }: Dienst): number =>
  instroom?.aflevering === 'direct' ? instroom.geldigMs : usualMs

/** What goes to the dienst: made and sealed now, the same bytes at every attempt. No names. */
export function overdrachtOrder(
  { keyring, now }: Pick<MailParts, 'keyring' | 'now'>,
  row: NewOverdracht,
  dienst: Dienst,
): NewAflevering {
  const { id, agbCode } = row
  const createdAt = now()
  const body = {
    van: { gebruikersnummer: row.van, agb: row.vanAgb },
    naar: { gebruikersnummer: row.naar, agb: row.naarAgb },
    ...{ agb: agbCode, opdracht: id },
  }
  return {
    ...{ id, soort: 'overdracht', doel: dienst.naam, agbCode, createdAt },
    validUntil: createdAt + triedMs(dienst),
    sealed: seal({ keys: keyring.current, use: 'message' }, id, Buffer.from(JSON.stringify(body))),
  }
}
