/** What the AGB register says of a code beside its entry: what kind of thing it is, and how it may be called and reached. */
import type { AgbCode } from '../identity/agb-code.ts'
import { firstOf, textOf } from '../store/rows.ts'
import type { Database } from '../store/database.ts'
import type { RegisterDetails } from '../store/store.ts'

export const detailTable = 'register_detail'

export const toStoredDetail = (
  version: string,
  agbCode: AgbCode,
  { entiteit, ...gegevens }: RegisterDetails,
) => ({ version, agb_code: agbCode, entiteit, gegevens: JSON.stringify(gegevens) })

/** The details of a code in the register of now; undefined: the register has none of it. */
export async function findDetails(
  { reader }: Pick<Database, 'reader'>,
  agbCode: AgbCode,
): Promise<RegisterDetails | undefined> {
  const row = await firstOf(
    reader(detailTable)
      .join('register_version', 'register_version.version', `${detailTable}.version`)
      .where({ id: 1, agb_code: agbCode })
      .select(`${detailTable}.*`)
      .first(),
  )
  if (row === undefined) return undefined
  const gegevens = JSON.parse(textOf(row, 'gegevens') ?? '{}') as Omit<RegisterDetails, 'entiteit'>
  return { entiteit: textOf(row, 'entiteit') ?? '', ...gegevens }
}
