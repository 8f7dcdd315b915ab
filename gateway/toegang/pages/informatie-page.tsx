/** What a dienst tells, and how one gets in. Its texts are the operator's: plain text, never markup. */
import type { JSX } from 'preact'
import type { Dienst } from '../../decision/dienst.ts'
import { ButtonLink, Heading, Link, Paragraph } from '../../pages/components.tsx'
import type { Frame } from '../../pages/frame.ts'
import { visibleLongText } from '../../pages/visible-text.ts'
import { toegangPage } from './fields.tsx'

export interface Way {
  readonly kind: keyof typeof wayTexts
  readonly href: string
}

const wayTexts = {
  account: {
    knop: 'Aanmelden',
    uitleg: 'U hebt een account. U meldt u aan met uw e-mailadres, wachtwoord en een code.',
  },
  meldcode: {
    knop: 'Melden met een meldcode',
    uitleg:
      'U hebt de meldcode van uw organisatie. U hebt dan geen account en geen telefoon nodig.',
  },
  opnieuw: {
    knop: 'Opnieuw aanmelden',
    uitleg:
      'U hebt nog geen account, of alleen een oude registratie. Vraag een account aan; daarna meldt u uw organisatie aan met haar AGB-code.',
  },
} as const

export const informatiePage = (
  frame: Frame,
  {
    titel,
    informatie,
    ways,
  }: {
    readonly titel: string
    readonly informatie: NonNullable<Dienst['informatie']>
    readonly ways: readonly Way[]
  },
): string =>
  toegangPage(frame, {
    title: titel,
    children: (
      <>
        {informatie.map((item, index) => (
          <Item item={item} key={index} />
        ))}
        {ways.length > 0 && <Ways ways={ways} />}
      </>
    ),
  })

const Item = ({
  item: { kop, tekst, link },
}: {
  readonly item: NonNullable<Dienst['informatie']>[number]
}): JSX.Element => (
  <section>
    <Heading level={2}>{visibleLongText(kop)}</Heading>
    {tekst.split(/\n\s*\n/).map((part, index) => (
      <Paragraph key={index}>{visibleLongText(part.trim().replace(/\s+/g, ' '))}</Paragraph>
    ))}
    {link !== undefined && (
      <Paragraph>
        <Link href={link}>Meer over: {visibleLongText(kop)}</Link>
      </Paragraph>
    )}
  </section>
)

const Ways = ({ ways }: { readonly ways: readonly Way[] }): JSX.Element => (
  <section aria-labelledby="naar-binnen">
    <Heading level={2} id="naar-binnen">
      Wat wilt u doen?
    </Heading>
    {ways.map(({ kind, href }, index) => (
      <div key={kind}>
        <Paragraph>{wayTexts[kind].uitleg}</Paragraph>
        <p class="utrecht-button-group">
          <ButtonLink href={href} kind={index === 0 ? 'primary-action' : 'secondary-action'}>
            {wayTexts[kind].knop}
          </ButtonLink>
        </p>
      </div>
    ))}
  </section>
)
