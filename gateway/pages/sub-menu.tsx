/** Links to the parts of a section, above each of them. */
import type { JSX } from 'preact'

/** `parts`: name, path and text of each; `current`: the name of the one that is shown. */
export const SubMenu = ({
  label,
  current,
  parts,
}: {
  readonly label: string
  readonly current: string | undefined
  readonly parts: readonly (readonly [name: string, href: string, text: string])[]
}): JSX.Element => (
  <nav class="sluis-submenu" aria-label={label}>
    <ul>
      {parts.map(([name, href, text]) => (
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
