/** What is known of the certificate of a holder, as rows. */
import type { JSX } from 'preact'
import type { HouderStatus } from '../practice/status.ts'
import { beheerTexts } from './beheer-texts.ts'
import { houderTexts } from './beheer-form-texts.ts'
import { Person, Stranger } from '../../pages/components.tsx'
import { dutchDate, dutchMoment } from '../../pages/dates.ts'
import type { Named } from '../../pages/frame.ts'

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

export const aboutRows = (about: AboutHouder | undefined) =>
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
