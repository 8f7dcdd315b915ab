/** The autorisaties of all diensten, to choose from: `<dienst>:<naam>` and its words. */
import type { Practice } from './practice.ts'

export const grantChoices = ({
  policy,
}: Pick<Practice, 'policy'>): readonly (readonly [waarde: string, tekst: string])[] =>
  [...policy.diensten.values()].flatMap(({ naam, titel, autorisaties }) =>
    [...autorisaties.values()].map(
      (one) => [`${naam}:${one.naam}`, `${titel}: ${one.omschrijving.toLowerCase()}`] as const,
    ),
  )
