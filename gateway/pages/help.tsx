/** Who helps: the help desk of who operates Sluis, as `hulp` of beleid.yaml names it. */
import type { JSX } from 'preact'
import type { Code } from '../errors.ts'
import type { Hulp } from '../decision/policy-set.ts'
import { ButtonLink, DataList, Paragraph, Stranger } from './components.tsx'
import type { Frame } from './frame.ts'
import { frameTexts, helpTexts } from './texts.ts'

/** A letter that only needs sending. Lines hold no half characters: those cannot be encoded. */
const mailTo = (address: string, subject: string, lines: readonly string[]): string =>
  `mailto:${address}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(lines.join('\r\n'))}`

const telephone = (number: string): string => `tel:${number.replace(/[^+\d]/g, '')}`

/** Addresses of a help desk are the operator's: their form is the schema's. */
const Direct = ({
  href,
  children,
}: {
  readonly href: string
  readonly children: string
}): JSX.Element => (
  <a class="utrecht-link utrecht-link--html-a" href={href}>
    {children}
  </a>
)

/** How to reach the help desk, with a letter that says what was refused; nothing when nobody is named. */
export const HelpContact = ({
  hulp,
  lines,
  subject,
}: {
  readonly hulp: Hulp | undefined
  readonly lines: readonly string[]
  readonly subject: string
}): JSX.Element | null => {
  if (hulp === undefined) return null
  const { naam, telefoon, tijden, 'e-mail': mail } = hulp
  return (
    <>
      <DataList
        rows={[
          [helpTexts.naam, naam && <Stranger text={naam} />],
          [helpTexts.telefoon, telefoon && <Direct href={telephone(telefoon)}>{telefoon}</Direct>],
          [helpTexts.mail, mail && <Direct href={mailTo(mail, subject, lines)}>{mail}</Direct>],
          [helpTexts.tijden, tijden && <Stranger text={tijden} />],
        ]}
      />
      {mail !== undefined && <Paragraph>{helpTexts.filledIn}</Paragraph>}
    </>
  )
}

/** In the foot: one line with the help desk, and the operator's other pages. */
export const FootHelp = ({ hulp }: { readonly hulp: Hulp | undefined }): JSX.Element | null => {
  if (hulp === undefined) return null
  const { naam, telefoon, tijden, 'e-mail': mail } = hulp
  const reach = [
    ...(telefoon === undefined ? [] : [<Direct href={telephone(telefoon)}>{telefoon}</Direct>]),
    ...(mail === undefined ? [] : [<Direct href={`mailto:${mail}`}>{mail}</Direct>]),
    ...(tijden === undefined ? [] : [<Stranger text={tijden} />]),
  ]
  const links = footLinks.flatMap((name) => {
    const href = hulp[name]
    return href === undefined ? [] : [{ href, text: helpTexts.links[name] }]
  })
  return (
    <>
      {(reach.length > 0 || naam !== undefined) && (
        <p class="utrecht-paragraph">
          {helpTexts.need} {naam !== undefined && <Stranger text={naam} />}
          {reach.map((one, index) => (
            <>
              {index > 0 || naam !== undefined ? ', ' : ''}
              {one}
            </>
          ))}
        </p>
      )}
      {links.length > 0 && (
        <ul class="sluis-foot-links">
          {links.map(({ href, text }) => (
            <li key={text}>
              <Direct href={href}>{text}</Direct>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

type HelpLink = keyof typeof helpTexts.links

const footLinks: readonly HelpLink[] = [
  'aanmelden',
  'certificaatAanvragen',
  'overeenkomst',
  'privacy',
  'toegankelijkheid',
]

/** The page of the operator where a refusal is mended. */
const mendedAt: Readonly<Partial<Record<Code, HelpLink>>> = {
  SL101: 'certificaatAanvragen',
  SL102: 'certificaatAanvragen',
  SL103: 'certificaatAanvragen',
  SL105: 'certificaatAanvragen',
  SL107: 'certificaatAanvragen',
  SL201: 'aanmelden',
  SL202: 'overeenkomst',
  SL203: 'overeenkomst',
}

/** A button to where a refusal is mended, where the operator has such a page. */
export const MendedAt = ({
  code,
  hulp,
}: {
  readonly code: Code
  readonly hulp: Hulp | undefined
}): JSX.Element | null => {
  const name = mendedAt[code]
  const href = name === undefined ? undefined : hulp?.[name]
  if (name === undefined || href === undefined) return null
  return <ButtonLink href={href}>{helpTexts.links[name]}</ButtonLink>
}

/** The number of a request: a letter to the help desk about it, where it takes letters. */
export const RequestNumber = ({ frame }: { readonly frame: Frame }): JSX.Element => {
  const { requestId, hulp } = frame
  const mail = hulp?.['e-mail']
  if (mail === undefined) return <span class="sluis-code">{requestId}</span>
  const line = `${frameTexts.requestId} ${requestId}`
  return (
    <span class="sluis-code">
      <Direct href={mailTo(mail, line, [line])}>{requestId}</Direct>
    </span>
  )
}
