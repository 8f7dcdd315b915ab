/** What stands below the form of signing in: where to go without a password. */
import { Link, Paragraph } from '../../pages/components.tsx'
import { visibleText } from '../../pages/visible-text.ts'

export const OtherWays = ({
  meldcode,
  informatie,
}: {
  readonly meldcode: boolean
  readonly informatie: readonly (readonly [titel: string, href: string])[]
}) => (
  <>
    <Paragraph>
      <Link href="/wachtwoord-vergeten">Wachtwoord vergeten</Link>
    </Paragraph>
    <Paragraph>
      <Link href="/registreren">Nog geen account? Vraag er een aan</Link>
    </Paragraph>
    {meldcode && (
      <Paragraph>
        <Link href="/aanmelden/meldcode">Aanmelden met een meldcode</Link>
      </Paragraph>
    )}
    {informatie.map(([titel, href]) => (
      <Paragraph key={href}>
        <Link href={href}>Uitleg en informatie: {visibleText(titel)}</Link>
      </Paragraph>
    ))}
  </>
)
