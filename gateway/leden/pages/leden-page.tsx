/** The management page of an organisation's members: the list, and what else there is to manage. */
import type { JSX } from 'preact'
import { Heading, Link, Paragraph, Stranger, Table } from '../../pages/components.tsx'
import { FormTroubles } from '../../pages/form-parts.tsx'
import type { Frame } from '../../pages/frame.ts'
import { renderPage } from '../../pages/layout.tsx'
import { ledenTexts } from '../texts.ts'
import type { LedenView } from './leden-view.ts'
import { Invite, Requests, OwnLink } from './invites.tsx'
import { StaatBadge } from './lid-staat.tsx'

export const ledenPage = (frame: Frame, view: LedenView): string =>
  renderPage(frame, {
    title: ledenTexts.beheer,
    problems: view.problems,
    section: undefined,
    children: (
      <>
        <Heading level={1}>
          {view.dienst}: <Stranger text={view.organisatie} />
        </Heading>
        <Paragraph lead>{ledenTexts.intro}</Paragraph>
        <FormTroubles conflict={undefined} problems={view.problems} />
        <LedenTable view={view} />
        <Invite view={view} />
        <Requests view={view} />
        <OwnLink view={view} />
        {view.koppelt && (
          <section>
            <Heading level={2}>{ledenTexts.koppeling}</Heading>
            <Paragraph>
              <Link href={`${view.base}/koppeling`}>{ledenTexts.koppelingNaar}</Link>
            </Paragraph>
          </section>
        )}
        {view.draagtOver && (
          <Paragraph>
            <Link href={`${view.base}/overdracht`}>{ledenTexts.overdracht}</Link>
          </Paragraph>
        )}
        {view.more}
      </>
    ),
  })

const LedenTable = ({ view }: { readonly view: LedenView }): JSX.Element =>
  view.leden.length === 0 ? (
    <Paragraph>{ledenTexts.geenLeden}</Paragraph>
  ) : (
    <Table
      caption={ledenTexts.leden}
      columns={[
        ledenTexts.naam,
        ledenTexts.account,
        ledenTexts.rol,
        ...(view.kentMachtigingen ? [ledenTexts.gemachtigd] : []),
        ledenTexts.status,
        ledenTexts.wijzigStatus,
      ]}
      rows={view.leden.map((lid) => [
        <Stranger text={lid.naam} />,
        lid.nummer,
        lid.rollen.join(', ') || 'Nog geen rol',
        ...(view.kentMachtigingen ? [<Gemachtigd machtigingen={lid.machtigingen} />] : []),
        <StaatBadge staat={lid.staat} />,
        <Link href={`${view.base}/leden/${lid.nummer}`}>
          {ledenTexts.wijzigStatus} van <Stranger text={lid.naam} />
        </Link>,
      ])}
    />
  )

/** Says at a glance what the text beside it tells. */
const Lock = (): JSX.Element => (
  <svg aria-hidden="true" width="12" height="14" viewBox="0 0 12 14">
    <path d="M3 6V4a3 3 0 0 1 6 0v2" fill="none" stroke="currentColor" stroke-width="2" />
    <rect x="1" y="6" width="10" height="8" rx="1" fill="currentColor" />
  </svg>
)

const Gemachtigd = ({ machtigingen }: { readonly machtigingen: readonly string[] }): JSX.Element =>
  machtigingen.length === 0 ? (
    <>{ledenTexts.nietGemachtigd}</>
  ) : (
    <>
      <Lock /> {machtigingen.join(', ')}
    </>
  )
