/** The page around a page: head, skip link, who you are, menu, content, foot. */
import type { ComponentChildren, JSX } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { Stranger, Unseen } from './components.tsx'
import { dutchMoment } from './dates.ts'
import type { FieldProblem, Frame, Section, Viewer } from './frame.ts'
import { FootHelp, RequestNumber } from './help.tsx'
import { logoPath } from './assets.ts'
import { paths } from './paths.ts'
import { frameTexts } from './texts.ts'
import { visibleText } from './visible-text.ts'

interface PageParts {
  readonly title: string
  /** What is wrong with the form on it: the title of the window says first that something is. */
  readonly problems?: readonly FieldProblem[]
  /** The entry of the menu that this page belongs to. */
  readonly section: Section | undefined
  readonly children: ComponentChildren
}

/** A whole HTML document as text. */
export const renderPage = (frame: Frame, parts: PageParts): string =>
  `<!doctype html>${renderToString(<Page frame={frame} parts={parts} />)}`

const Page = ({
  frame,
  parts,
}: {
  readonly frame: Frame
  readonly parts: PageParts
}): JSX.Element => (
  <html lang="nl" class="voorbeeld-theme sluis-theme">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{windowTitle(parts)}</title>
      <link rel="stylesheet" href={frame.assets.stylesheet} />
      <link rel="icon" type="image/svg+xml" href={frame.assets.favicon} />
    </head>
    <body class="utrecht-document utrecht-document--surface sluis-body">
      <a class="utrecht-skip-link utrecht-skip-link--visible-on-focus" href="#inhoud">
        {frameTexts.skip}
      </a>
      <Header frame={frame} />
      {frame.ownPages && frame.viewer !== undefined && (
        <Menu frame={frame} section={parts.section} />
      )}
      <main id="inhoud" class="sluis-main" tabindex={-1}>
        {parts.children}
      </main>
      <Foot frame={frame} />
    </body>
  </html>
)

const windowTitle = ({ title, problems = [] }: PageParts): string =>
  `${problems.length > 0 ? frameTexts.errorPrefix : ''}${title} - ${frameTexts.product}`

const Header = ({ frame }: { readonly frame: Frame }): JSX.Element => {
  const operator = frame.hulp?.naam
  const brand = (
    <>
      {/* Its name stands beside it. */}
      <img src={frame.assets.favicon} alt="" width="32" height="32" />
      <span>
        {frameTexts.product}
        {operator !== undefined && frame.logo === undefined && (
          <span class="sluis-operator">
            <Unseen>, </Unseen>
            <Stranger text={operator} />
          </span>
        )}
      </span>
      {frame.logo !== undefined && (
        <>
          <Unseen>, </Unseen>
          <img class="sluis-logo" src={logoPath(frame.logo)} alt={visibleText(operator ?? '')} />
        </>
      )}
    </>
  )
  return (
    <header class="utrecht-page-header sluis-header">
      <div class="sluis-wide sluis-header-row">
        <p class="sluis-brand">
          {frame.ownPages ? (
            <a href={paths.home}>
              {brand}
              <Unseen>, {frameTexts.toHome}</Unseen>
            </a>
          ) : (
            brand
          )}
        </p>
        {frame.viewer !== undefined && <WhoYouAre viewer={frame.viewer} linked={frame.ownPages} />}
      </div>
    </header>
  )
}

const Foot = ({ frame }: { readonly frame: Frame }): JSX.Element => (
  <footer class="utrecht-page-footer">
    <div class="sluis-wide sluis-footer">
      <p class="utrecht-paragraph">{frameTexts.about}</p>
      <FootHelp hulp={frame.hulp} />
      {frame.viewer !== undefined && frame.signsOut === undefined && (
        <p class="utrecht-paragraph">{frameTexts.leave}</p>
      )}
      <p class="utrecht-paragraph utrecht-paragraph--small">
        {frameTexts.requestId} <RequestNumber frame={frame} />
      </p>
      {frame.at !== undefined && (
        <p class="utrecht-paragraph sluis-printed">
          {frameTexts.printed} {dutchMoment(frame.at)}
        </p>
      )}
    </div>
  </footer>
)

const WhoYouAre = ({
  viewer,
  linked,
}: {
  readonly viewer: Viewer
  readonly linked: boolean
}): JSX.Element => {
  const content = (
    <>
      <Unseen>{frameTexts.loggedIn} </Unseen>
      <span class="sluis-viewer-name">
        <Stranger text={viewer.naam ?? viewer.gebruikersnummer} />
      </span>
      <span class="sluis-viewer-line">
        {frameTexts.gebruikersnummer} <Stranger text={viewer.gebruikersnummer} />
      </span>
      {viewer.instantieNaam !== undefined && (
        <span class="sluis-viewer-line">
          <Stranger text={viewer.instantieNaam} />
          {viewer.agbCode !== undefined && ` (${viewer.agbCode})`}
        </span>
      )}
    </>
  )
  return linked ? (
    <a class="sluis-viewer" href={paths.certificaat}>
      {content}
    </a>
  ) : (
    <div class="sluis-viewer">{content}</div>
  )
}

const Menu = ({
  frame,
  section,
}: {
  readonly frame: Frame
  readonly section: Section | undefined
}): JSX.Element => {
  const all: readonly (readonly [Section, string, string])[] = [
    ['home', paths.home, frameTexts.home],
    ['instromen', paths.instromen, frameTexts.instromen],
    ['certificaat', paths.certificaat, frameTexts.certificaat],
    ['beheer', paths.beheer, frameTexts.beheer],
  ]
  return (
    <nav class="sluis-menu" aria-label={frameTexts.menu}>
      <ul class="sluis-wide">
        {all
          .filter(([name]) => isShownSection(frame, name))
          .map(([name, href, text]) => (
            <li key={name}>
              <a href={href} {...(name === section ? { 'aria-current': 'page' as const } : {})}>
                {text}
              </a>
            </li>
          ))}
      </ul>
    </nav>
  )
}

/** Whether a link to a part of the site leads somewhere for this viewer. */
export const isShownSection = (frame: Frame, section: Section): boolean =>
  frame.ownPages &&
  (frame.sections?.includes(section) ?? true) &&
  (section !== 'beheer' || frame.isContactpersoon)
