/** The frame of every page of the demo diensten, and their style. */
import { html } from './html.ts'
import type { Html } from './html.ts'
import type { Caller } from './identity.ts'

/** Where a dienst lives behind Sluis (the paths are those of the browser, unchanged), and what it is called. */
export interface DemoSite {
  readonly base: string
  readonly naam: string
  /** Whether it is on a host of its own, where no page of Sluis is. */
  readonly eigenHost?: true | undefined
  /** Its style, in the page; undefined: `stijl.css` beside its pages. */
  readonly stijl?: Html | undefined
}

/** A whole page. */
export const framed = (
  { base, naam, eigenHost, stijl }: DemoSite,
  {
    title,
    caller,
    content,
  }: {
    readonly title: string
    readonly caller: Caller | undefined
    readonly content: Html
  },
): Html =>
  html`<!doctype html>
    <html lang="nl" class="voorbeeld-theme">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} - ${naam} (demo)</title>
        ${stijl ?? html`<link rel="stylesheet" href="${base}/stijl.css" />`}
      </head>
      <body class="utrecht-document utrecht-document--surface">
        <header class="portaal-header">
          <div class="portaal-wide">
            <p><strong>${naam}</strong> (demo)</p>
            ${caller === undefined || eigenHost ? '' : html`<p>${link('/', 'Terug naar Sluis, uw diensten')}</p>`}
            ${caller === undefined ? '' : html`<p><bdi>${caller.naam ?? caller.gebruikersnummer}</bdi>, <bdi>${caller.instantieNaam}</bdi> (${caller.agb})</p>`}
          </div>
        </header>
        <main class="portaal-wide">
          <h1 class="utrecht-heading-1">${title}</h1>
          ${content}
        </main>
      </body>
    </html>`

export const link = (href: string, text: string): Html =>
  html`<a class="utrecht-link utrecht-link--html-a" href="${href}">${text}</a>`

/** A moment for people, in Dutch time. */
export const moment = (at: number): string =>
  new Intl.DateTimeFormat('nl-NL', {
    timeZone: 'Europe/Amsterdam',
    dateStyle: 'long',
    timeStyle: 'short',
  }).format(at)

/** The portal's own style, after the design system. */
export const demoStyle = `
html.voorbeeld-theme{
--utrecht-document-font-family:system-ui,'Noto Sans','Liberation Sans',sans-serif;
--utrecht-heading-1-font-family:var(--utrecht-document-font-family);--utrecht-heading-1-font-size:2rem;
--utrecht-button-primary-action-background-color:#7a4a00;--utrecht-button-primary-action-hover-background-color:#523200;
--utrecht-link-color:#7a4a00;--utrecht-link-visited-color:#7a4a00;--utrecht-link-hover-color:#523200;
}
body{margin:0;font-family:var(--utrecht-document-font-family);line-height:1.5}
.utrecht-heading-1,.utrecht-paragraph{margin-block:0 1rem}
.portaal-wide{max-inline-size:50rem;margin-inline:auto;padding:1rem}
.portaal-header{background:#eef4f7;border-block-end:4px solid #7a4a00}
.portaal-header p{margin:0}
.portaal-field{margin-block-end:1rem}
.portaal-field label{display:block}
.portaal-field input{max-inline-size:100%}
.portaal-field textarea{inline-size:100%}
.portaal-faults{border:.25rem solid #a01d23;padding:1rem;margin-block-end:1.5rem}
.portaal-faults h2{font-size:1.25rem;margin:0}
.portaal-fault{color:#a01d23;font-weight:700;margin:0}
.portaal-line{display:block;font-size:.875rem}
.portaal-fields div{padding-block:.5rem;border-block-end:1px solid #c0c7d2}
.portaal-fields dt{font-weight:700}
.portaal-fields dd{margin:0}
.portaal-list li{padding-block:.4rem}
bdi{overflow-wrap:anywhere}
`
