/** What the pages of the service desk share. */
import type { JSX } from 'preact'
import type { Code } from '../../errors.ts'
import { meaningOf } from '../../decision/meaning.ts'
import type { CodeReader } from '../../decision/meaning.ts'
import type { AdviceFacts } from '../../pages/advice.ts'
import { Badge, Link, Paragraph, Person, Stranger, Table, Unseen } from '../../pages/components.tsx'
import { dutchMoment } from '../../pages/dates.ts'
import { SubMenu } from '../../pages/sub-menu.tsx'
import {
  accountPath,
  deskPaths,
  deskHouderPath,
  praktijkPath,
  tekstPath,
  toegangPath,
  verzoekPath,
} from '../paths.ts'
import type { RecordedAct } from '../refusals.ts'
import { deskTexts } from './desk-texts.ts'
import { toegangTexts } from './toegang-texts.ts'
import { readOut } from './read-out.ts'

export const DeskMenu = ({
  current,
}: {
  readonly current: 'zoeken' | 'toegang' | 'teksten' | undefined
}): JSX.Element => (
  <SubMenu
    label={deskTexts.menu}
    current={current}
    parts={[
      ['zoeken', deskPaths.home, deskTexts.search],
      ['toegang', toegangPath, toegangTexts.title],
      ['teksten', deskPaths.teksten, deskTexts.teksten],
    ]}
  />
)

export interface PracticeName {
  readonly agbCode: string
  readonly naam: string
}

/** A practice as a link to its page. */
export const PracticeLink = ({ naam, agbCode }: PracticeName): JSX.Element => (
  <Link href={praktijkPath(agbCode)}>
    <Stranger text={naam} /> (<Stranger text={agbCode} />)
  </Link>
)

/** A code with its title, as a link to the text to read out; or that it is allowed. */
export const CodeLink = ({
  code,
  reader = {},
}: {
  readonly code: Code | null
  readonly reader?: CodeReader
}): JSX.Element =>
  code === null ? (
    <Badge kind="success">{deskTexts.toegestaan}</Badge>
  ) : (
    <Link href={tekstPath(code)}>
      {code} {meaningOf(code, reader).title.nl}
    </Link>
  )

/** A text to read out, easily selected. */
export const ReadOut = ({
  code,
  facts,
}: {
  readonly code: Code
  readonly facts?: AdviceFacts
}): JSX.Element => <p class="sluis-copy">{readOut(code, facts).join('\n')}</p>

/** Refusals on record. */
export const Refusals = ({ acts }: { readonly acts: readonly RecordedAct[] }): JSX.Element =>
  acts.length === 0 ? (
    <Paragraph>{deskTexts.weigeringenNone}</Paragraph>
  ) : (
    <>
      <Paragraph>{deskTexts.weigeringenMore}</Paragraph>
      <Table
        caption={deskTexts.weigeringen}
        titled
        columns={[
          deskTexts.wanneer,
          deskTexts.code,
          deskTexts.wie,
          deskTexts.waarvoor,
          deskTexts.verzoek,
        ]}
        rows={acts.map((act) => [
          <>
            {dutchMoment(act.at)}
            {act.aantal > 1 && <span class="sluis-line">{deskTexts.keer(act.aantal)}</span>}
          </>,
          <CodeLink code={act.code} reader={act} key="code" />,
          <Who act={act} key="wie" />,
          <What act={act} key="wat" />,
          <Link href={verzoekPath(act.verzoek)} key="verzoek">
            {deskTexts.bekijk}
            <Unseen> {act.verzoek}</Unseen>
          </Link>,
        ])}
      />
    </>
  )

/** Who asked, as a link to what he sees now. Behind a meldcode there is nobody to look at. */
export function Who({ act: { wie } }: { readonly act: RecordedAct }): JSX.Element {
  if (wie === undefined) return <>{deskTexts.onbekend}</>
  if (wie.soort === 'meldcode') return <Person {...wie} />
  const href =
    wie.soort === 'account'
      ? accountPath(wie.gebruikersnummer)
      : deskHouderPath(wie.agbCode, wie.soort, wie.gebruikersnummer)
  return (
    <Link href={href}>
      <Person {...wie} />
    </Link>
  )
}

/** The dienst and autorisatie that were asked for. */
export const What = ({
  act: { dienst, autorisatie, gebeurtenis },
}: {
  readonly act: RecordedAct
}): JSX.Element => (
  <>
    <Stranger text={dienst ?? gebeurtenis} />
    {autorisatie !== undefined && (
      <span class="sluis-line">
        <Stranger text={autorisatie} />
      </span>
    )}
  </>
)
