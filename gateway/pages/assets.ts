/** The files that the pages load: read once at the start, served by name of their content. */
import { sha256Hex } from '../base/hash.ts'
import { designSystemCss } from './design-system.ts'
import { ownStyle } from './own-style.ts'

/** A static file. Its address changes with its content, so it may be kept for ever. */
export interface Asset {
  readonly path: string
  readonly contentType: string
  readonly cacheControl: string
  readonly body: Buffer
}

/** The files and the two addresses that every page names. */
export interface Assets {
  readonly files: readonly Asset[]
  readonly stylesheet: string
  readonly favicon: string
}

const components = [
  'document',
  'skip-link',
  'page-header',
  'page-footer',
  'heading-1',
  'heading-2',
  'heading-3',
  'paragraph',
  'link',
  'alert',
  'status-badge',
  'data-list',
  'table',
  'button',
  'button-link',
  'form-label',
  'form-field',
  'form-field-description',
  'form-field-error-message',
  'form-fieldset',
  'textbox',
  'textarea',
  'checkbox',
  'code-block',
]

// A lock gate seen from above: two leaves that close against the water, and the water behind them.
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#0b4f6c"/><path d="M5 8l11 7 11-7" fill="none" stroke="#fff" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/><path d="M5 21q3-3 5.5 0t5.5 0 5.5 0 5.5 0M5 26.5q3-3 5.5 0t5.5 0 5.5 0 5.5 0" fill="none" stroke="#7fd1e8" stroke-width="2" stroke-linecap="round"/></svg>`

/** Reads the design system and the own style; throws when a package is not there. */
export function readAssets(): Assets {
  const css = asset('css', 'text/css; charset=utf-8', designSystemCss(components, ownStyle))
  const svg = asset('svg', 'image/svg+xml', icon)
  return { files: [css, svg], stylesheet: css.path, favicon: svg.path }
}

function asset(extension: string, contentType: string, text: string): Asset {
  const body = Buffer.from(text)
  const hash = sha256Hex(body).slice(0, 16)
  return {
    path: `/v1/stijl/${hash}.${extension}`,
    contentType,
    cacheControl: 'public, max-age=31536000, immutable',
    body,
  }
}
