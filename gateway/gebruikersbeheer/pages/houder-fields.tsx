/** The fields of a certificate holder's form: its autorisaties, whether it is blocked, a system's addresses. */
import type { JSX } from 'preact'
import type { Soort } from '../../identity/identity.ts'
import { houderTexts } from './beheer-form-texts.ts'
import { typedDay } from '../../pages/dates.ts'
import { ChoiceField, TextField } from '../../pages/form-fields.tsx'
import type { Conflict } from '../../pages/form-parts.tsx'
import type { FieldProblem, FormGuard } from '../../pages/frame.ts'
import type { AboutHouder } from './about-houder.tsx'

/** A service to give an autorisatie for; sent as `autorisatie.<dienst>`, empty for none. */
export interface GrantField {
  readonly dienst: string
  readonly titel: string
  readonly keuzes: readonly { readonly naam: string; readonly omschrijving: string }[]
  /** Name of the autorisatie that is ticked; empty: none. */
  readonly gekozen: string
  /** The last day, as typed or as an ISO date; empty: without end. Sent as `tot.<dienst>`. */
  readonly tot: string
  /** Why it cannot be granted to this practice (a sentence); undefined: it can. */
  readonly nietBeschikbaar: string | undefined
}

/** The values that the form shows: those that hold, or those just typed when something is wrong. */
export interface HouderValues {
  readonly soort: Soort
  readonly gebruikersnummer: string
  readonly naam: string
  readonly autorisaties: readonly GrantField[]
  readonly geblokkeerd: boolean
  /** One address or range a line. */
  readonly ipAdressen: string
}

/**
 * What the form shows. It is posted to its own address with `naam`, `autorisatie.<dienst>`, `geblokkeerd`
 * (`ja`) and for a system `ipAdressen`; a new one also with `soort` and `gebruikersnummer`. The answer to
 * that is the preview; the preview posts the same again with `bevestigd`.
 */
export interface HouderFormView {
  readonly guard: FormGuard
  /** What is known of the certificate; undefined: nothing. */
  readonly about?: AboutHouder | undefined
  readonly values: HouderValues
  readonly problems: readonly FieldProblem[]
  /** What a colleague saved since the form was made, where it cannot be merged. */
  readonly conflict: Conflict | undefined
  /** It shows what was typed before and was not saved. */
  readonly isUnfinished?: boolean
  /** What the form is made from, to send back unseen. */
  readonly basis: string
}

export const CommonFields = ({ view }: { readonly view: HouderFormView }): JSX.Element => (
  <>
    <TextField
      veld="naam"
      label={houderTexts.naam}
      help={houderTexts.naamHelp}
      problems={view.problems}
      value={view.values.naam}
    />
    {view.values.autorisaties.map((grant) => (
      <Grant grant={grant} problems={view.problems} key={grant.dienst} />
    ))}
    <ChoiceField
      veld="geblokkeerd"
      type="checkbox"
      label={houderTexts.block}
      problems={view.problems}
      chosen={view.values.geblokkeerd ? ['ja'] : []}
      choices={[{ waarde: 'ja', label: houderTexts.blocked, uitleg: houderTexts.blockedHelp }]}
    />
  </>
)

const Grant = ({
  grant,
  problems,
}: {
  readonly grant: GrantField
  readonly problems: readonly FieldProblem[]
}): JSX.Element =>
  grant.nietBeschikbaar !== undefined ? (
    <div class="utrecht-form-field utrecht-form-field--distanced sluis-field">
      <p class="utrecht-form-label">{houderTexts.rights(grant.titel)}</p>
      <p class="utrecht-form-field-description">
        {grant.nietBeschikbaar} {houderTexts.notOpen}
      </p>
    </div>
  ) : (
    <>
      <ChoiceField
        veld={`autorisatie.${grant.dienst}`}
        type="radio"
        label={houderTexts.rights(grant.titel)}
        problems={problems}
        chosen={[grant.gekozen]}
        choices={[
          { waarde: '', label: houderTexts.none },
          ...grant.keuzes.map(({ naam, omschrijving }) => ({ waarde: naam, label: omschrijving })),
        ]}
      />
      <TextField
        veld={`tot.${grant.dienst}`}
        label={houderTexts.tot(grant.titel)}
        help={houderTexts.totHelp}
        problems={problems}
        value={typedDay(grant.tot)}
      />
    </>
  )

export const AddressField = ({
  view,
  optional,
}: {
  readonly view: HouderFormView
  readonly optional?: boolean
}): JSX.Element => (
  <TextField
    veld="ipAdressen"
    label={houderTexts.ip}
    help={
      optional === true ? `${houderTexts.ipOnlySystem} ${houderTexts.ipHelp}` : houderTexts.ipHelp
    }
    problems={view.problems}
    value={view.values.ipAdressen}
    lines={4}
  />
)
