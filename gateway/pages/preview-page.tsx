/** What a change comes to, before it is saved: who gains what, who loses what. */
import type { ComponentChildren, JSX } from 'preact'
import { BeheerMenu } from './beheer-menu.tsx'
import { previewTexts } from './beheer-texts.ts'
import {
  Alert,
  Button,
  ButtonLink,
  DataList,
  Heading,
  Paragraph,
  Person,
  Stranger,
} from './components.tsx'
import { HiddenFields } from './form-parts.tsx'
import type { FormGuard, Frame, Named } from './frame.ts'
import { renderPage } from './layout.tsx'
import { visibleText } from './visible-text.ts'

/** A value that changes; undefined: empty. */
export interface ValueChange {
  /** What it is, such as `Naam` or `IP-adressen`. */
  readonly wat: string
  readonly van: string | undefined
  readonly naar: string | undefined
}

/** What a change comes to for one holder. */
export interface HouderChange {
  readonly houder: Named
  /** Sentences such as `Machtigingenportaal: machtigingen raadplegen`. */
  readonly erbij: readonly string[]
  readonly kwijt: readonly string[]
  readonly verandert: readonly ValueChange[]
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
  /** The form to go back to. */
  readonly backHref: string
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
            {view.changes.length > 0 && <Button>{previewTexts.confirm}</Button>}
            <ButtonLink href={view.backHref}>{previewTexts.back}</ButtonLink>
          </div>
        </form>
      </>
    ),
  })

const Change = ({ change }: { readonly change: HouderChange }): JSX.Element => (
  <section class="sluis-card">
    <Heading level={2}>
      <Person {...change.houder} />
    </Heading>
    <DataList
      rows={[
        [previewTexts.gains, <Lines lines={change.erbij} />],
        [previewTexts.loses, <Lines lines={change.kwijt} />],
        [
          previewTexts.changes,
          change.verandert.length === 0 ? undefined : <ValueChanges changes={change.verandert} />,
        ],
      ]}
    />
  </section>
)

const Lines = ({ lines }: { readonly lines: readonly string[] }): JSX.Element =>
  lines.length === 0 ? (
    <>{previewTexts.nothing}</>
  ) : (
    <>
      {lines.map((line) => (
        <span class="sluis-block" key={line}>
          {visibleText(line)}
        </span>
      ))}
    </>
  )

/** Each value that changes, with what it was and what it becomes. */
export const ValueChanges = ({
  changes,
}: {
  readonly changes: readonly ValueChange[]
}): JSX.Element => (
  <>
    {changes.map(({ wat, van, naar }) => (
      <span class="sluis-block" key={wat}>
        {wat}: {previewTexts.fromTo.from} {shown(van)}, {previewTexts.fromTo.to} {shown(naar)}
      </span>
    ))}
  </>
)

const shown = (value: string | undefined): ComponentChildren =>
  value === undefined || value === '' ? (
    <em>{previewTexts.empty}</em>
  ) : (
    <>
      ‘<Stranger text={value} />’
    </>
  )
