/** What several pages of signing in ask. */
import type { FieldProblem } from '../../pages/frame.ts'
import type { FieldView } from './fields.tsx'

export interface Guarded {
  readonly csrf: string
  readonly problems?: readonly FieldProblem[]
}

export const emailField = (value = ''): FieldView => ({
  veld: 'email',
  label: 'E-mailadres',
  type: 'email',
  autocomplete: 'username',
  value,
})

export const codeField = (label: string, help?: string): FieldView => ({
  veld: 'code',
  label,
  ...(help !== undefined && { help }),
  type: 'text',
  autocomplete: 'one-time-code',
  numeric: true,
})
