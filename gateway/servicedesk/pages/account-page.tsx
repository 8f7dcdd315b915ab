/** What the service desk sees of one account, and the form by which it ends sign-ins or blocks. */
import type { JSX } from 'preact'
import {
  Alert,
  Button,
  DataList,
  Heading,
  Link,
  Paragraph,
  Stranger,
  Table,
} from '../../pages/components.tsx'
import { dutchMoment } from '../../pages/dates.ts'
import { FormTroubles, HiddenFields } from '../../pages/form-parts.tsx'
import { TextField } from '../../pages/form-fields.tsx'
import type { FieldProblem, FormGuard, Frame } from '../../pages/frame.ts'
import type { AccountRow } from '../../store/toegang/account.ts'
import { accountPath, organisatiePath } from '../paths.ts'
import { framedDesk } from './toegang-pages.tsx'
import type { DeskLid } from './toegang-pages.tsx'
import { accountTexts, toegangTexts as texts } from './toegang-texts.ts'

export interface DeskAccountView {
  readonly guard: FormGuard
  readonly account: Pick<AccountRow, 'nummer' | 'naam' | 'staat' | 'createdAt'>
  readonly email: string
  readonly leden: readonly (DeskLid & { readonly organisatie: string; readonly titel: string })[]
  /** As it was typed. */
  readonly kenmerk: string
  readonly problems: readonly FieldProblem[]
  /** Something was done just now. */
  readonly isGedaan: boolean
}

export const deskAccountPage = (frame: Frame, view: DeskAccountView): string => {
  const { account, email, leden } = view
  return framedDesk(
    frame,
    { title: account.naam, problems: view.problems },
    <>
      <FormTroubles conflict={undefined} problems={view.problems} />
      {view.isGedaan && (
        <Alert kind="ok" title={accountTexts.gedaan} role="status">
          <Paragraph>{accountTexts.gedaanMeer}</Paragraph>
        </Alert>
      )}
      <DataList
        rows={[
          [texts.nummer, account.nummer],
          [texts.email, <Stranger text={email} key="email" />],
          [texts.status, texts.accountStaten[account.staat]],
          [texts.aangemaakt, dutchMoment(account.createdAt)],
        ]}
      />
      <Lidmaatschappen leden={leden} />
      <Acts view={view} />
    </>,
  )
}

const Lidmaatschappen = ({ leden }: Pick<DeskAccountView, 'leden'>): JSX.Element =>
  leden.length === 0 ? (
    <Paragraph>{texts.geenLidmaatschap}</Paragraph>
  ) : (
    <Table
      caption={texts.lidmaatschappen}
      columns={[texts.organisatie, texts.dienst, texts.rollen, texts.status]}
      rows={leden.map((lid) => [
        <Link href={organisatiePath(lid.agbCode, lid.dienst)} key="organisatie">
          <Stranger text={lid.organisatie} /> ({lid.agbCode})
        </Link>,
        lid.titel,
        lid.rollen.join(', '),
        lid.staat,
      ])}
    />
  )

const Acts = ({ view }: { readonly view: DeskAccountView }): JSX.Element => (
  <section>
    <Heading level={2}>{accountTexts.kop}</Heading>
    <Paragraph>{accountTexts.uitleg}</Paragraph>
    <form method="post" action={accountPath(view.account.nummer)}>
      <HiddenFields guard={view.guard} />
      <TextField
        veld="kenmerk"
        label={accountTexts.kenmerk}
        help={accountTexts.kenmerkHelp}
        value={view.kenmerk}
        problems={view.problems}
        required
      />
      <Button kind="secondary-action" name="actie" value="beeindig">
        {accountTexts.beeindig}
      </Button>
      {view.account.staat !== 'geblokkeerd' && (
        <Button kind="secondary-action" danger name="actie" value="blokkeer">
          {accountTexts.blokkeer}
        </Button>
      )}
    </form>
    <Paragraph>{texts.accountUitleg}</Paragraph>
  </section>
)
