/** The parts of Gebruikersbeheer, above each of them. */
import type { JSX } from 'preact'
import { beheerTexts, reviewTexts } from './beheer-texts.ts'
import { paths } from '../../pages/paths.ts'

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
  return (
    <nav class="sluis-submenu" aria-label={beheerTexts.menu}>
      <ul>
        {parts
          .filter(([name]) => !readOnly || name !== 'contactpersonen')
          .map(([name, href, text]) => (
            <li key={name}>
              <a
                class="utrecht-link utrecht-link--html-a"
                href={href}
                {...(name === current ? { 'aria-current': 'page' as const } : {})}
              >
                {text}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  )
}
