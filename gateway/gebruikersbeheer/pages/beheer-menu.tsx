/** The parts of Gebruikersbeheer, above each of them. */
import type { JSX } from 'preact'
import { beheerTexts, reviewTexts } from './beheer-texts.ts'
import { paths } from '../../pages/paths.ts'
import { SubMenu } from '../../pages/sub-menu.tsx'

/** Links to the parts; `readOnly` leaves out what only changes things. */
export const BeheerMenu = ({
  current,
  readOnly,
}: {
  readonly current: 'houders' | 'contactpersonen' | 'geschiedenis' | 'jaarcontrole' | undefined
  readonly readOnly: boolean
}): JSX.Element => {
  const parts = [
    ['houders', paths.beheer, beheerTexts.houders],
    ['contactpersonen', paths.contactpersonen, beheerTexts.contactpersonen],
    ['geschiedenis', paths.geschiedenis, beheerTexts.history],
    ['jaarcontrole', paths.jaarcontrole, reviewTexts.title],
  ] as const
  const shown = parts.filter(([name]) => !readOnly || name !== 'contactpersonen')
  return <SubMenu label={beheerTexts.menu} current={current} parts={shown} />
}
