/**
 * The check steps (controlestappen), one row each, in the order they are judged and reported (contract 6). The
 * order is the whole of the rule which code a request gets: the first step that fails.
 */
import type { Code } from '../errors.ts'
import {
  judgeAangemeld,
  judgeAccount,
  judgeBeveiligd,
  judgeMachtiging,
  judgeNiveau,
} from './judge-aanmelding.ts'
import {
  judgeBlock,
  judgePresence,
  judgeProfile,
  judgeRevocation,
  judgeSoort,
  judgeTrust,
  judgeWindow,
} from './judge-certificate.ts'
import {
  judgeAddress,
  judgeAutorisatie,
  judgeDienst,
  judgeInstantie,
  judgeKind,
  judgeOvereenkomst,
  judgeQuotum,
  judgeZorgsoort,
} from './judge-identity.ts'
import type { Known, Verdict } from './known.ts'
import type { Asked, MessageStep, Question } from './question.ts'

/**
 * When a step is judged. `middel` (what was shown) and `houder` (may this holder come in at all): one by one, until
 * one fails, so that a stranger learns nothing of a practice. `identiteit`: all of them, of who passed those.
 * `bericht` and `verwijzing`: when nothing before failed.
 */
export type Fase = 'middel' | 'houder' | 'identiteit' | 'bericht' | 'verwijzing'

/** A row of the table. */
export interface Step {
  readonly stap: string
  readonly titel: string
  /** Of who signed in, where the title speaks of a certificate. */
  readonly titelAangemeld?: string
  readonly fase: Fase
  /** What it can fail with. */
  readonly codes: readonly Code[]
  /** The only means it is listed for; undefined: for both. */
  readonly middel?: Question['middel']
  /** Whether what is asked has it; undefined: it is always listed. */
  readonly bij?: (asked: Asked) => boolean
  /** Pure. A fact that is absent is a step that is not judged (undefined), never one that passes. */
  readonly judge: (known: Known) => Verdict
}

/** What reading the message found of one of its steps. */
const told =
  (stap: MessageStep) =>
  ({ question: { message } }: Known): Verdict =>
    message?.[stap]

const certificaat = { fase: 'middel', middel: 'certificaat' } as const
const aanmelding = { fase: 'middel', middel: 'aanmelding' } as const
const houder = { fase: 'houder' } as const
const identiteit = { fase: 'identiteit' } as const
const bericht = { fase: 'bericht' } as const

export const steps = [
  {
    ...certificaat,
    stap: 'certificaat-aanwezig',
    titel: 'Certificaat aanwezig',
    codes: ['SL101'],
    judge: judgePresence,
  },
  {
    ...certificaat,
    stap: 'vertrouwd',
    titel: 'Uitgegeven door een vertrouwde uitgever',
    codes: ['SL102'],
    judge: judgeTrust,
  },
  {
    ...certificaat,
    stap: 'geldig',
    titel: 'Geldig op dit moment',
    codes: ['SL103', 'SL104'],
    judge: judgeWindow,
  },
  {
    ...certificaat,
    stap: 'niet-ingetrokken',
    titel: 'Niet ingetrokken',
    codes: ['SL105', 'SL106'],
    judge: judgeRevocation,
  },
  {
    ...certificaat,
    stap: 'profiel',
    titel: 'Past bij een bekend profiel',
    codes: ['SL107'],
    judge: judgeProfile,
  },
  {
    ...aanmelding,
    stap: 'aangemeld',
    titel: 'Aangemeld',
    codes: ['SL121', 'SL122'],
    judge: judgeAangemeld,
  },
  {
    ...aanmelding,
    stap: 'account',
    titel: 'Account bruikbaar',
    codes: ['SL126', 'SL127'],
    judge: judgeAccount,
  },
  {
    ...houder,
    stap: 'soort',
    titel: 'Juiste soort certificaat',
    titelAangemeld: 'Juiste manier van aanmelden',
    codes: ['SL108'],
    judge: judgeSoort,
  },
  {
    ...houder,
    stap: 'blokkade',
    titel: 'Niet geblokkeerd',
    codes: ['SL109'],
    judge: judgeBlock,
  },
  {
    ...identiteit,
    middel: 'certificaat',
    stap: 'adres',
    titel: 'IP-adres geregistreerd',
    codes: ['SL110'],
    judge: judgeAddress,
  },
  {
    ...identiteit,
    stap: 'instantie',
    titel: 'Instantie aangesloten',
    codes: ['SL201'],
    judge: judgeInstantie,
  },
  {
    ...identiteit,
    stap: 'overeenkomst',
    titel: 'Overeenkomst geldig',
    codes: ['SL202'],
    judge: judgeOvereenkomst,
  },
  {
    ...identiteit,
    stap: 'dienst',
    titel: 'Dienst open voor de instantie',
    codes: ['SL203'],
    judge: judgeDienst,
  },
  {
    ...identiteit,
    stap: 'agb-soort',
    titel: 'AGB-code van een praktijk of instelling',
    codes: ['SL206'],
    judge: judgeKind,
  },
  {
    ...identiteit,
    stap: 'zorgsoort',
    titel: 'Zorgsoort toegelaten',
    codes: ['SL207'],
    judge: judgeZorgsoort,
  },
  {
    ...identiteit,
    middel: 'aanmelding',
    stap: 'niveau',
    titel: 'Aangemeld op een voldoende niveau',
    codes: ['SL210'],
    judge: judgeNiveau,
  },
  {
    ...identiteit,
    stap: 'autorisatie',
    titel: 'Autorisatie voldoende',
    codes: ['SL204', 'SL205', 'SL209'],
    judge: judgeAutorisatie,
  },
  {
    ...identiteit,
    bij: ({ machtiging }) => machtiging !== undefined,
    stap: 'machtiging',
    titel: 'Gemachtigd',
    codes: ['SL212'],
    judge: judgeMachtiging,
  },
  {
    ...identiteit,
    bij: ({ beveiligd }) => beveiligd === true,
    stap: 'beveiligde-sessie',
    titel: 'Beveiligde sessie open',
    codes: ['SL211'],
    judge: judgeBeveiligd,
  },
  {
    ...identiteit,
    stap: 'quotum',
    titel: 'Quotum niet verbruikt',
    codes: ['SL208'],
    judge: judgeQuotum,
  },
  {
    ...bericht,
    stap: 'bericht-mediatype',
    titel: 'Mediatype van het bericht',
    codes: ['SL304'],
    judge: told('bericht-mediatype'),
  },
  {
    ...bericht,
    stap: 'bericht-grootte',
    titel: 'Grootte van het bericht',
    codes: ['SL303'],
    judge: told('bericht-grootte'),
  },
  {
    ...bericht,
    stap: 'bericht-json',
    titel: 'Bericht is geldige JSON',
    codes: ['SL301'],
    judge: told('bericht-json'),
  },
  {
    ...bericht,
    stap: 'bericht-schema',
    titel: 'Bericht voldoet aan het schema',
    codes: ['SL302'],
    judge: told('bericht-schema'),
  },
  {
    ...bericht,
    stap: 'bericht-bsn',
    titel: 'BSN juist',
    codes: ['SL308', 'SL310'],
    judge: told('bericht-bsn'),
  },
  {
    ...bericht,
    stap: 'bericht-agbcode',
    titel: 'AGB-code van de instantie in het bericht',
    codes: ['SL305'],
    judge: told('bericht-agbcode'),
  },
  {
    ...bericht,
    stap: 'bericht-zorgverlener',
    titel: 'Zorgverlener bestaat',
    codes: ['SL306', 'SL307'],
    judge: told('bericht-zorgverlener'),
  },
  {
    stap: 'referentie',
    titel: 'Referentie of link bruikbaar',
    fase: 'verwijzing',
    codes: ['SL311', 'SL312', 'SL401', 'SL402', 'SL403', 'SL404', 'SL405', 'SL406', 'SL407'],
    judge: ({ question }) => question.reference,
  },
] as const satisfies readonly Step[]

/** A step with the title it has for a means. */
type Listed = Step & { readonly stap: StepName }

const rows: Readonly<Record<Question['middel'], readonly Listed[]>> = {
  certificaat: steps,
  aanmelding: steps.map((row: Listed) => ({ ...row, titel: row.titelAangemeld ?? row.titel })),
}

/**
 * The steps that are listed, in order: all but those that the means does not have or that nothing asks for. What is
 * asked of a certificate on the two mTLS listeners has the same 23 as ever.
 */
export const listed = (middel: Question['middel'], asked: Asked | undefined): readonly Listed[] =>
  rows[middel].filter(
    (row) =>
      (row.middel === undefined || row.middel === middel) &&
      (row.bij === undefined || (asked !== undefined && row.bij(asked))),
  )

/** The name of a check step. */
export type StepName = (typeof steps)[number]['stap']

/** Whether these are the steps of who signed in, and has no certificate. */
export const areOfSignIn = (controls: readonly Pick<Control, 'stap'>[]): boolean =>
  controls.some(({ stap }) => stap === 'aangemeld')

/** How a step came out. */
export type StepOutcome = 'geslaagd' | 'mislukt' | 'niet-uitgevoerd'

/** One judged step; `code` is set when it failed, null otherwise. */
export interface Control {
  readonly stap: StepName
  readonly titel: string
  readonly uitkomst: StepOutcome
  readonly code: Code | null
}
