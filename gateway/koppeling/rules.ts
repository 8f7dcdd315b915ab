/**
 * An EPD-koppeling: a systeemcertificaat of the organisation that may deliver for a dienst. It is a holder as
 * Gebruikersbeheer keeps them, with the autorisatie the instroom of the dienst asks of a system. Pure.
 */
import {
  gebruikersnr,
  parseGebruikersnummer,
  type Gebruikersnummer,
} from '../identity/gebruikersnummer.ts'
import { isReservedNumber } from '../account/numbers.ts'
import type { Dienst } from '../decision/dienst.ts'
import type { Houder } from '../decision/instantie.ts'
import { addressLines, systemAddressFaults } from '../gebruikersbeheer/houder/addresses.ts'
import { toValue } from '../gebruikersbeheer/practice/overlay.ts'
import type { FieldProblem } from '../pages/frame.ts'
import type { BeheerWhat, HouderValue } from '../store/beheer.ts'
import { koppelingProblemTexts } from './texts.ts'

/** What the instroom of a dienst asks of a system; undefined: nothing is delivered to it. */
export const koppelRecht = ({ instroom }: Pick<Dienst, 'instroom'>): string | undefined =>
  instroom?.autorisatie.systeem

/** What holds of an organisation. */
export interface KoppelingStanding {
  readonly dienst: Pick<Dienst, 'naam'>
  readonly recht: string
  /** Its systeemcertificaten. */
  readonly systemen: readonly Houder[]
  /** How many it may have. */
  readonly most: number
}

export interface TypedKoppeling {
  readonly gebruikersnummer: string
  readonly ipAdressen: string
}

type Step = Extract<BeheerWhat, { readonly soort: 'houder' }>

/** Whether a system may deliver already. */
export const isGekoppeld = (
  { dienst, recht }: Pick<KoppelingStanding, 'dienst' | 'recht'>,
  houder: Houder,
): boolean => houder.autorisaties.get(dienst.naam)?.includes(recht) === true

/** What registering comes to: a change of one holder, or all that is wrong. What it may already stays. */
export function toRegister(
  standing: KoppelingStanding,
  typed: TypedKoppeling,
): Step | { readonly problems: readonly FieldProblem[] } {
  const lines = addressLines(typed.ipAdressen)
  const known = standing.systemen.find(
    ({ gebruikersnummer }) => gebruikersnummer === typed.gebruikersnummer,
  )
  const problems = [
    ...numberFaults(standing, typed, known).map((melding) => ({
      veld: 'gebruikersnummer',
      melding,
    })),
    ...systemAddressFaults(lines).map((melding) => ({ veld: 'ipAdressen', melding })),
  ]
  if (problems.length > 0) return { problems }
  const van = known === undefined ? null : toValue(known)
  const granted = new Set([...(van?.autorisaties[standing.dienst.naam] ?? []), standing.recht])
  const naar: HouderValue = {
    ...(van ?? newSystem(gebruikersnr(typed.gebruikersnummer))),
    autorisaties: { ...van?.autorisaties, [standing.dienst.naam]: [...granted] },
    ipAdressen: lines.map(({ text }) => text),
  }
  return { soort: 'houder', van, naar }
}

const newSystem = (gebruikersnummer: Gebruikersnummer): HouderValue => ({
  ...{ soort: 'systeem', gebruikersnummer, naam: null, autorisaties: {} },
  ...{ ipAdressen: [], geblokkeerd: false },
})

function numberFaults(
  { systemen, most }: KoppelingStanding,
  { gebruikersnummer }: TypedKoppeling,
  known: Houder | undefined,
): readonly string[] {
  if (parseGebruikersnummer(gebruikersnummer) === undefined || isReservedNumber(gebruikersnummer))
    return [koppelingProblemTexts.gebruikersnummer]
  if (known?.geblokkeerd === true) return [koppelingProblemTexts.geblokkeerd]
  return known === undefined && systemen.length >= most ? [koppelingProblemTexts.teVeel(most)] : []
}

/** What ending it comes to: what the system may elsewhere stays, and without that it is taken out. */
export function toEnd(standing: KoppelingStanding, gebruikersnummer: string): Step | undefined {
  const known = standing.systemen.find((one) => one.gebruikersnummer === gebruikersnummer)
  if (known === undefined || !isGekoppeld(standing, known)) return undefined
  const van = toValue(known)
  const { naam } = standing.dienst
  const left = (van.autorisaties[naam] ?? []).filter((one) => one !== standing.recht)
  const others = Object.entries(van.autorisaties).filter(([dienst]) => dienst !== naam)
  const autorisaties = Object.fromEntries([
    ...others,
    ...(left.length === 0 ? [] : [[naam, left] as const]),
  ])
  const isLeft = Object.keys(autorisaties).length > 0
  return { soort: 'houder', van, naar: isLeft ? { ...van, autorisaties } : null }
}
