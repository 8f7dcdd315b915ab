/** Where the service desk begins: one field to search by, and the proposals that wait. */
import type { JSX } from 'preact'
import {
  Alert,
  Button,
  DataList,
  Heading,
  Link,
  Paragraph,
  Person,
  Stranger,
} from '../../pages/components.tsx'
import { dutchMoment } from '../../pages/dates.ts'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import { TextField } from '../../pages/form-fields.tsx'
import type { FieldProblem, FormGuard, Frame, Named } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import type { InstroomState } from '../../instroom/life.ts'
import type { Soort } from '../../identity/identity.ts'
import { deskPaths, deskHouderPath, voorstelPath } from '../paths.ts'
import { deskTexts, voorstelTexts } from './desk-texts.ts'
import { DeskMenu, PracticeLink } from './parts.tsx'
import type { PracticeName } from './parts.tsx'

/** An instroom whose referentie was typed exactly. */
export interface FoundInstroom {
  readonly id: string
  readonly praktijk: PracticeName
  readonly referentie: string
  readonly dienst: string
  readonly at: number
  readonly toestand: InstroomState
  readonly systeem: string
  readonly door: Named | undefined
}

export interface FoundHouder extends Named {
  readonly soort: Soort
  readonly praktijk: PracticeName
}

/** What a search came to. */
export interface SearchFound {
  readonly praktijken: readonly PracticeName[]
  readonly houders: readonly FoundHouder[]
  readonly instromen: readonly FoundInstroom[]
}

export interface WaitingVoorstel {
  readonly id: string
  readonly praktijk: PracticeName
  readonly persoon: Named
  readonly geldigTot: number
}

export interface SearchView {
  readonly guard: FormGuard
  readonly typed: string
  readonly problems: readonly FieldProblem[]
  /** Undefined: nothing was searched for. */
  readonly found: SearchFound | undefined
  readonly waiting: readonly WaitingVoorstel[]
}

export const searchPage = (frame: Frame, view: SearchView): string =>
  renderPage(frame, {
    title: deskTexts.title,
    problems: view.problems,
    section: undefined,
    children: (
      <>
        <Heading level={1}>{deskTexts.title}</Heading>
        <DeskMenu current="zoeken" />
        <FormTroubles conflict={undefined} problems={view.problems} />
        <Paragraph lead>{deskTexts.intro}</Paragraph>
        <form method="post" action={deskPaths.home} role="search">
          <HiddenFields guard={view.guard} />
          <TextField
            veld="zoek"
            label={deskTexts.field}
            help={deskTexts.fieldHelp}
            value={view.typed}
            problems={view.problems}
          />
          <Button>{deskTexts.button}</Button>
        </form>
        {view.found !== undefined && <Results found={view.found} />}
        <Waiting waiting={view.waiting} />
      </>
    ),
  })

const isEmpty = ({ praktijken, houders, instromen }: SearchFound): boolean =>
  praktijken.length + houders.length + instromen.length === 0

const Results = ({ found }: { readonly found: SearchFound }): JSX.Element =>
  isEmpty(found) ? (
    <Alert kind="info" title={deskTexts.nothing} role="status">
      <Paragraph>{deskTexts.nothingMore}</Paragraph>
    </Alert>
  ) : (
    <section>
      <Heading level={2}>{deskTexts.found}</Heading>
      <ul class="sluis-list">
        {found.praktijken.map((praktijk) => (
          <li key={praktijk.agbCode}>
            <PracticeLink {...praktijk} />
          </li>
        ))}
        {found.houders.map((houder) => (
          <li key={`${houder.praktijk.agbCode}/${houder.soort}`}>
            <Link
              href={deskHouderPath(houder.praktijk.agbCode, houder.soort, houder.gebruikersnummer)}
            >
              <Person {...houder} />,{' '}
              {deskTexts[houder.soort === 'systeem' ? 'systeem' : 'persoonlijk']}
            </Link>
            {' · '}
            <PracticeLink {...houder.praktijk} />
          </li>
        ))}
      </ul>
      {found.instromen.map((instroom) => (
        <Instroom instroom={instroom} key={instroom.id} />
      ))}
    </section>
  )

const Instroom = ({ instroom }: { readonly instroom: FoundInstroom }): JSX.Element => (
  <section class="sluis-card">
    <Heading level={3}>
      {deskTexts.aanvraag}: <Stranger text={instroom.referentie} />
    </Heading>
    <DataList
      rows={[
        [deskTexts.praktijk, <PracticeLink {...instroom.praktijk} key="praktijk" />],
        [deskTexts.dienst, <Stranger text={instroom.dienst} key="dienst" />],
        [deskTexts.klaargezet, dutchMoment(instroom.at)],
        [deskTexts.toestand, deskTexts.toestanden[instroom.toestand]],
        [
          deskTexts.geopendDoor,
          instroom.door && (
            <Link
              href={deskHouderPath(
                instroom.praktijk.agbCode,
                'persoonlijk',
                instroom.door.gebruikersnummer,
              )}
            >
              <Person {...instroom.door} />
            </Link>
          ),
        ],
        [
          deskTexts.systeemNummer,
          <Link
            href={deskHouderPath(instroom.praktijk.agbCode, 'systeem', instroom.systeem)}
            key="systeem"
          >
            <Stranger text={instroom.systeem} />
          </Link>,
        ],
      ]}
    />
  </section>
)

const Waiting = ({ waiting }: Pick<SearchView, 'waiting'>): JSX.Element | null =>
  waiting.length === 0 ? null : (
    <section>
      <Heading level={2}>{voorstelTexts.wachtend}</Heading>
      <ul class="sluis-list">
        {waiting.map(({ id, praktijk, persoon, geldigTot }) => (
          <li key={id}>
            <Link href={voorstelPath(id)}>
              <Stranger text={praktijk.naam} />: <Person {...persoon} />
            </Link>
            <span class="sluis-line">
              {voorstelTexts.geldigTot} {dutchMoment(geldigTot)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
