/** What a change comes to, before it is saved: one line for each value, what it was and what it becomes. */
import type { ComponentChildren, JSX } from 'preact'
import { BeheerMenu } from './beheer-menu.tsx'
import { previewTexts } from './beheer-form-texts.ts'
import {
  Alert,
  Button,
  ButtonLink,
  Heading,
  Paragraph,
  Person,
  Stranger,
} from '../../pages/components.tsx'
import { HiddenFields, MeanwhileNotice } from '../../pages/form-parts.tsx'
import type { Meanwhile } from '../../pages/form-parts.tsx'
import type { FormGuard, Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { visibleText } from '../../pages/visible-text.ts'

/** A value that changes; undefined: empty. */
export interface ValueChange {
  /** What it is, such as `Naam` or `IP-adressen`. */
  readonly wat: string
  readonly van: string | undefined
  readonly naar: string | undefined
  /** Our own words; what somebody typed is shown between quotation marks. */
  readonly letterlijk?: boolean
}

/** What a change comes to for one holder. */
export interface HouderChange {
  readonly houder: Named
  readonly soort: 'nieuw' | 'gewijzigd' | 'verwijderd'
  /** One line for each dienst and value that is not what it was. */
  readonly veranderingen: readonly ValueChange[]
}

/** What the preview shows. */
export interface PreviewView {
  readonly guard: FormGuard
  /** Where the change is posted again; `bevestigd=ja` is added to `fields`. */
  readonly action: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly changes: readonly HouderChange[]
  /** Sentences to think about, such as "U blokkeert uzelf". */
  readonly warnings: readonly string[]
  /** Where to go without saving. */
  readonly cancelHref: string
  /** The button that goes back to the form with what was typed; there is none where nothing was. */
  readonly canAmend: boolean
  /** What colleagues changed since the form was made, and what stays as it is. */
  readonly meanwhile: readonly Meanwhile[]
}

/** The preview of a change. */
export const previewPage = (frame: Frame, view: PreviewView): string =>
  renderPage(frame, {
    title: previewTexts.title,
    section: 'beheer',
    children: (
      <>
        <Heading level={1}>{previewTexts.title}</Heading>
        <BeheerMenu current={undefined} readOnly={false} />
        <MeanwhileNotice meanwhile={view.meanwhile} title={previewTexts.meanwhile}>
          {previewTexts.meanwhileMore}
        </MeanwhileNotice>
        <Paragraph lead>
          {view.changes.length === 0 ? previewTexts.none : previewTexts.intro}
        </Paragraph>
        {view.warnings.length > 0 && (
          <Alert kind="warning" title={previewTexts.warning}>
            {view.warnings.map((warning) => (
              <Paragraph key={warning}>{visibleText(warning)}</Paragraph>
            ))}
          </Alert>
        )}
        {view.changes.map((change) => (
          <Change change={change} key={change.houder.gebruikersnummer} />
        ))}
        <form method="post" action={view.action}>
          <HiddenFields guard={view.guard} fields={[...view.fields, ['bevestigd', 'ja']]} />
          <div class="sluis-acts sluis-acts--row">
            {view.changes.length > 0 && (
              <Button danger={removes(view)}>
                {removes(view) ? previewTexts.remove : previewTexts.confirm}
              </Button>
            )}
            {view.canAmend && (
              <Button kind="secondary-action" name="aanpassen" value="ja">
                {previewTexts.amend}
              </Button>
            )}
            <ButtonLink href={view.cancelHref}>{previewTexts.back}</ButtonLink>
          </div>
        </form>
      </>
    ),
  })

const removes = ({ changes }: PreviewView): boolean =>
  changes.length > 0 && changes.every(({ soort }) => soort === 'verwijderd')

const Change = ({ change }: { readonly change: HouderChange }): JSX.Element => (
  <section class="sluis-card">
    <Heading level={2}>
      {previewTexts.heads[change.soort]}
      <Person {...change.houder} />
    </Heading>
    <ValueChanges changes={change.veranderingen} soort={change.soort} />
  </section>
)

/** Each value that changes: what it was and what it becomes, or of who is new or goes, what it is or was. */
export const ValueChanges = ({
  changes,
  soort = 'gewijzigd',
}: {
  readonly changes: readonly ValueChange[]
  readonly soort?: HouderChange['soort']
}): JSX.Element => (
  <>
    {changes.map((change) => (
      <span class="sluis-block" key={change.wat}>
        {change.wat}: {soort !== 'nieuw' && <>was {shown(change, change.van)}</>}
        {soort === 'gewijzigd' && ', '}
        {soort === 'gewijzigd' && <>wordt {shown(change, change.naar)}</>}
        {soort === 'nieuw' && shown(change, change.naar)}
      </span>
    ))}
  </>
)

/** The same as plain text, for a file. */
export function changeText({ wat, van, naar }: ValueChange, soort: HouderChange['soort']): string {
  const text = (value: string | undefined): string =>
    value === undefined || value === '' ? previewTexts.empty : value
  if (soort === 'nieuw') return `${wat}: ${text(naar)}.`
  return soort === 'gewijzigd'
    ? `${wat}: was ${text(van)}, wordt ${text(naar)}.`
    : `${wat}: was ${text(van)}.`
}

const shown = ({ letterlijk }: ValueChange, value: string | undefined): ComponentChildren =>
  value === undefined || value === '' ? (
    <em>{previewTexts.empty}</em>
  ) : letterlijk === true ? (
    visibleText(value)
  ) : (
    <>
      ‘<Stranger text={value} />’
    </>
  )
