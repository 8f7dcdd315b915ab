/** The state of a member or an invitation, told at a glance. */
import type { JSX } from 'preact'
import { Badge } from '../../pages/components.tsx'
import { staatTexts } from '../texts.ts'

const badges = new Map([
  ['actief', 'success'],
  ['aangemeld', 'warning'],
  ['stopgezet', 'error'],
] as const)

export const StaatBadge = ({ staat }: { readonly staat: string }): JSX.Element => (
  <Badge kind={[...badges].find(([one]) => one === staat)?.[1] ?? 'neutral'}>
    {staatTexts[staat] ?? staat}
  </Badge>
)
