/** "Wat ziet deze gebruiker nu": the decisions of this moment, by the same function as `sluis policy explain`. */
import type { AgbCode } from '../identity/agb-code.ts'
import type { Gebruikersnummer } from '../identity/gebruikersnummer.ts'
import type { Code } from '../errors.ts'
import type { CertificateSoort } from '../identity/identity.ts'
import { readLeaf } from '../identity/trust.ts'
import type { Dienst } from '../decision/dienst.ts'
import type { Control } from '../decision/steps.ts'
import type { Allowed } from '../http/judge/allow.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import { explain, explainHolder } from '../workbench/explain.ts'
import type { Explanation } from '../workbench/explain.ts'

/** What a holder comes to at a dienst. */
export interface DienstNow {
  readonly titel: string
  readonly autorisaties: readonly {
    readonly omschrijving: string
    /** Null: allowed. */
    readonly code: Code | null
  }[]
  /** The steps of the first that is refused, or of the first when none is. */
  readonly controls: readonly Control[]
}

export interface Now {
  /** Whether it is about the certificate last seen; else about one that is in order. */
  readonly gezien: boolean
  /** Milliseconds since the epoch. */
  readonly geldigTot: number | undefined
  readonly diensten: readonly DienstNow[]
}

export interface HolderNow {
  readonly agbCode: AgbCode
  readonly soort: CertificateSoort
  readonly gebruikersnummer: Gebruikersnummer
}

/** Of a certificate holder as of now. */
export async function explainNow(gateway: Gateway, allowed: Allowed, who: HolderNow): Promise<Now> {
  const { policy, at } = allowed
  const { set } = allowed.judged
  const [seen] =
    who.soort === 'persoonlijk'
      ? await gateway.beheer.store.seenBytes(who.agbCode, [who.gebruikersnummer])
      : []
  const decideOn = await deciderOf(gateway, allowed, who, seen?.der)
  const ask = (dienst: string, autorisatie: string): Explanation =>
    decideOn({ set, dienst, autorisatie, at })
  return {
    gezien: seen?.der !== undefined,
    geldigTot: seen?.validTo,
    diensten: [...policy.diensten.values()].map((dienst) => dienstNow(dienst, ask)),
  }
}

type Decider = (asked: Parameters<typeof explainHolder>[1]) => Explanation

async function deciderOf(
  gateway: Gateway,
  { at, judged: { set } }: Allowed,
  { agbCode, soort, gebruikersnummer }: HolderNow,
  der: Buffer | undefined,
): Promise<Decider> {
  if (der === undefined) {
    const certificate = { soort, gebruikersnummer, agbCode, publicKeySha256: undefined }
    return (asked) => explainHolder({ ...certificate, toestand: 'goed' }, asked)
  }
  const leaf = readLeaf(set.trust, der)
  const revocation =
    leaf.issuer === undefined ? 'onbekend' : await gateway.revocation.state(leaf, at)
  // It came in by a handshake that accepted its chain.
  const presented = { leaf, chainAccepted: true }
  return (asked) => explain({ ...asked, presented, revocation })
}

export function dienstNow(
  dienst: Dienst,
  ask: (dienst: string, autorisatie: string) => Explanation,
): DienstNow {
  const told = [...dienst.autorisaties.values()].map(({ naam, omschrijving }) => ({
    omschrijving,
    explanation: ask(dienst.naam, naam),
  }))
  const shown = told.find(({ explanation }) => explanation.code !== null) ?? told[0]
  return {
    titel: dienst.titel,
    autorisaties: told.map(({ omschrijving, explanation }) => ({
      omschrijving,
      code: explanation.code,
    })),
    controls: shown?.explanation.controles ?? [],
  }
}
