/** The form of one certificate holder: its autorisaties, whether it is blocked, a system's addresses. */
import type { JSX } from 'preact'
import type { Soort } from '../../identity/identity.ts'
import { BeheerMenu } from './beheer-menu.tsx'
import type { HouderStatus } from '../practice/status.ts'
import { beheerTexts, houderTexts, successionTexts } from './beheer-texts.ts'
import {
  Button,
  DataList,
  Heading,
  Link,
  Paragraph,
  Person,
  Stranger,
} from '../../pages/components.tsx'
import { dutchDate, dutchMoment, typedDay } from '../../pages/dates.ts'
import { ChoiceField, TextField } from '../../pages/form-fields.tsx'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import type { Conflict } from '../../pages/form-parts.tsx'
import type { FieldProblem, FormGuard, Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { houderPath, paths, removePath } from '../../pages/paths.ts'
import { soortTexts } from '../../pages/texts.ts'
import { Unfinished } from './unfinished.tsx'
import { visibleText } from '../../pages/visible-text.ts'
import { NextOrCancel } from './next-or-cancel.tsx'

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

/** What is known of the certificate of a holder. Times are milliseconds since the epoch. */
export interface AboutHouder {
  readonly certificaatNaam: string | undefined
  readonly status: HouderStatus
  readonly validTo: number | undefined
  readonly lastUsedAt: number | undefined
  /** Where a systeemcertificaat came from. */
  readonly adres?: string | undefined
  /** Undefined: nobody changed it here. */
  readonly gewijzigd?: { readonly at: number; readonly door: Named } | undefined
}

/** The form that changes a holder. */
export const houderPage = (frame: Frame, view: HouderFormView): string => {
  const { soort, gebruikersnummer, naam } = view.values
  const { about } = view
  const known = naam === '' ? (about?.certificaatNaam ?? '') : naam
  const who = known === '' ? gebruikersnummer : `${known} (${gebruikersnummer})`
  return renderPage(frame, {
    title: houderTexts.changeTitle(visibleText(who)),
    problems: view.problems,
    section: 'beheer',
    children: (
      <>
        <Heading level={1}>
          <Person naam={known} gebruikersnummer={gebruikersnummer} /> {houderTexts.changeVerb}
        </Heading>
        <BeheerMenu current={undefined} readOnly={false} />
        <FormTroubles conflict={view.conflict} problems={view.problems} />
        <Unfinished view={view} href={houderPath(soort, gebruikersnummer)} />
        <DataList
          rows={[
            [houderTexts.soort, soortTexts[soort]],
            [houderTexts.gebruikersnummer, <Stranger text={gebruikersnummer} />],
            ...aboutRows(about),
          ]}
        />
        <form method="post" action={houderPath(soort, gebruikersnummer)}>
          <HiddenFields guard={view.guard} fields={[['basis', view.basis]]} />
          <CommonFields view={view} />
          {soort === 'systeem' && <AddressField view={view} />}
          <NextOrCancel />
        </form>
        {soort === 'persoonlijk' && (
          <Paragraph>
            <Link href={`${paths.opvolgen}?vertrekt=${gebruikersnummer}`}>
              {successionTexts.title}
            </Link>
          </Paragraph>
        )}
        <Remove view={view} />
      </>
    ),
  })
}

const aboutRows = (about: AboutHouder | undefined) =>
  about === undefined
    ? []
    : ([
        [
          beheerTexts.certificateName,
          about.certificaatNaam === undefined ? undefined : (
            <Stranger text={about.certificaatNaam} />
          ),
        ],
        [houderTexts.status, beheerTexts.statuses[about.status]],
        [houderTexts.validTo, about.validTo === undefined ? undefined : dutchDate(about.validTo)],
        [
          houderTexts.lastUsed,
          about.lastUsedAt === undefined ? beheerTexts.never : dutchMoment(about.lastUsedAt),
        ],
        [houderTexts.lastUsedFrom, about.adres],
        [houderTexts.lastChanged, about.gewijzigd && <Changed gewijzigd={about.gewijzigd} />],
      ] as const)

const Changed = ({
  gewijzigd: { at, door },
}: {
  readonly gewijzigd: NonNullable<AboutHouder['gewijzigd']>
}): JSX.Element => (
  <>
    {dutchMoment(at)}, {houderTexts.changedBy} <Person {...door} />
  </>
)

/** What the form for a new holder shows. */
export interface NewHouderView extends HouderFormView {
  /** The practice has a systeemcertificaat and may have no more. */
  readonly systeemTaken: boolean
}

/** The form that adds a holder. */
export const newHouderPage = (frame: Frame, view: NewHouderView): string =>
  renderPage(frame, {
    title: houderTexts.newTitle,
    problems: view.problems,
    section: 'beheer',
    children: (
      <>
        <Heading level={1}>{houderTexts.newTitle}</Heading>
        <BeheerMenu current={undefined} readOnly={false} />
        <FormTroubles conflict={view.conflict} problems={view.problems} />
        <Unfinished view={view} href={paths.nieuweHouder} />
        <Paragraph lead>{houderTexts.newIntro}</Paragraph>
        {view.about !== undefined && <DataList rows={aboutRows(view.about)} />}
        <form method="post" action={paths.nieuweHouder}>
          <HiddenFields guard={view.guard} fields={[['basis', view.basis]]} />
          <Kind view={view} />
          <TextField
            veld="gebruikersnummer"
            label={houderTexts.gebruikersnummer}
            help={houderTexts.gebruikersnummerHelp}
            problems={view.problems}
            value={view.values.gebruikersnummer}
            numeric
            required
          />
          <CommonFields view={view} />
          <NewAddress view={view} />
          <NextOrCancel />
        </form>
      </>
    ),
  })

const Kind = ({ view }: { readonly view: NewHouderView }): JSX.Element => (
  <ChoiceField
    veld="soort"
    type="radio"
    label={houderTexts.soort}
    problems={view.problems}
    chosen={[view.values.soort]}
    choices={[
      { waarde: 'persoonlijk', label: soortTexts.persoonlijk },
      {
        waarde: 'systeem',
        label: soortTexts.systeem,
        disabled: view.systeemTaken,
        ...(view.systeemTaken ? { uitleg: houderTexts.systeemTaken } : {}),
      },
    ]}
  />
)

const CommonFields = ({ view }: { readonly view: HouderFormView }): JSX.Element => (
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

const AddressField = ({
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

/** Left out where there can be no system, unless something was typed in it. */
const NewAddress = ({ view }: { readonly view: NewHouderView }): JSX.Element | null =>
  view.systeemTaken && view.values.ipAdressen === '' ? null : <AddressField view={view} optional />

const Remove = ({ view }: { readonly view: HouderFormView }): JSX.Element => (
  <details class="sluis-details sluis-apart">
    <summary>{houderTexts.remove}</summary>
    <form method="post" action={removePath(view.values.soort, view.values.gebruikersnummer)}>
      <HiddenFields guard={view.guard} fields={[['basis', view.basis]]} />
      <Paragraph>{houderTexts.removeHelp}</Paragraph>
      <Paragraph>{houderTexts.nextHelp}</Paragraph>
      <Button kind="secondary-action" danger>
        {houderTexts.remove}
      </Button>
    </form>
  </details>
)
