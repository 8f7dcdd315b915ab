/** Draws boxes of text as SVG: plain shapes and text, colours for light and for dark. */
import type { Box } from './overview.ts'

/** Colours by what they are for; every text has at least 4.5 to 1 on every ground it stands on. */
export const palettes = {
  light: { page: '#ffffff', box: '#eef3f8', line: '#5b6b7b', kop: '#10243a', tekst: '#33475b' },
  dark: { page: '#0d1117', box: '#1a2430', line: '#8496a8', kop: '#f0f6fc', tekst: '#c3d0dd' },
} as const

const lineHeight = 18
const padding = 12

/** A place on the picture, in its units. */
export interface Spot {
  readonly x: number
  readonly y: number
  readonly width: number
}

/** How high a box is. */
export const heightOf = ({ regels }: Box): number => 2 * padding + (regels.length + 1) * lineHeight

/** How wide a text is at most: what a wide letter of the font takes, for each. */
export const widthOf = (text: string): number => text.length * 7.2

/** Text as XML has it. */
export const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const line = (text: string, { x, y, is }: { x: number; y: number; is: 'kop' | 'tekst' }): string =>
  `<text class="${is}" x="${String(x)}" y="${String(y)}">${xml(text)}</text>`

/** A box with its lines; as high as `height`, by itself as high as it needs. */
export function drawBox(box: Box, { x, y, width }: Spot, height = heightOf(box)): string {
  const at = (row: number): number => y + padding + 13 + row * lineHeight
  return [
    `<rect class="box" x="${String(x)}" y="${String(y)}" width="${String(width)}" height="${String(height)}" rx="6"/>`,
    line(box.kop, { x: x + padding, y: at(0), is: 'kop' }),
    ...box.regels.map((text, row) => line(text, { x: x + padding, y: at(row + 1), is: 'tekst' })),
  ].join('\n')
}

/** An arrow from left to right, or from above to below. */
export const drawArrow = (from: readonly [number, number], to: readonly [number, number]): string =>
  `<path class="pijl" marker-end="url(#punt)" d="M${from.join(' ')} L${to.join(' ')}"/>`

const rules = ({ page, box, line: stroke, kop, tekst }: Readonly<Record<string, string>>): string =>
  [
    `.page{fill:${page ?? ''}}`,
    `.box{fill:${box ?? ''};stroke:${stroke ?? ''}}`,
    `.pijl{fill:none;stroke:${stroke ?? ''};stroke-width:1.5}`,
    `.punt{fill:${stroke ?? ''}}`,
    `.kop{fill:${kop ?? ''};font-weight:600}`,
    `.tekst{fill:${tekst ?? ''}}`,
  ].join('')

/** The whole picture: what a screen reader says of it, and what is drawn. */
export const picture = (
  { title, desc }: { readonly title: string; readonly desc: string },
  { width, height }: { readonly width: number; readonly height: number },
  drawn: readonly string[],
): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width)} ${String(height)}" role="img" aria-labelledby="title desc">
<title id="title">${xml(title)}</title>
<desc id="desc">${xml(desc)}</desc>
<style>text{font:13px system-ui,sans-serif}${rules(palettes.light)}@media (prefers-color-scheme:dark){${rules(palettes.dark)}}</style>
<defs><marker id="punt" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="punt" d="M0 0L8 4L0 8z"/></marker></defs>
<rect class="page" width="${String(width)}" height="${String(height)}"/>
${drawn.join('\n')}
</svg>
`
