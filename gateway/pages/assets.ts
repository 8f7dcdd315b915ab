/** The files that the pages load: read once at the start, served by name of their content. */
import { sha256Hex } from '../base/hash.ts'
import type { Logo } from '../decision/policy-set.ts'
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

const forEver = 'public, max-age=31536000, immutable'

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

const imageTypes = { svg: 'image/svg+xml', png: 'image/png' } as const

/** Where the logo is: its address changes with its content. */
export const logoPath = ({ hash, soort }: Logo): string => pathOf(hash, soort)

/**
 * The file at an address of `/v1/stijl/`: one of our own, or the operator's logo. What others drew is given nothing
 * but its own colours, also to who opens it by itself: it is judged when the policy is read, and this stands behind that.
 */
export function assetAt(
  { files }: Assets,
  logo: Logo | undefined,
  path: string | undefined,
): (Asset & { readonly policy?: string }) | undefined {
  if (logo === undefined || logoPath(logo) !== path) return files.find((one) => one.path === path)
  return {
    path,
    contentType: imageTypes[logo.soort],
    cacheControl: forEver,
    body: logo.bytes,
    policy: "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  }
}

function asset(extension: string, contentType: string, text: string): Asset {
  const body = Buffer.from(text)
  const path = pathOf(sha256Hex(body), extension)
  return { path, contentType, cacheControl: forEver, body }
}

const pathOf = (hash: string, extension: string): string =>
  `/v1/stijl/${hash.slice(0, 16)}.${extension}`
