/** docs/sluis.svg: the picture of the whole. That it is current is what `npm run check` compares. */
import { expect, test } from '@jest/globals'
import { dienstBoxes, doors } from '../../scripts/docs/overview.ts'
import { pictureText } from '../../scripts/docs/picture.ts'
import { palettes, xml } from '../../scripts/docs/svg.ts'

const svg = pictureText()

interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const numbers = (attributes: string): Rect => {
  const of = (name: string): number =>
    Number(new RegExp(`\\b${name}="([\\d.]+)"`).exec(attributes)?.[1] ?? NaN)
  return { x: of('x'), y: of('y'), width: of('width'), height: of('height') }
}

const boxes = [...svg.matchAll(/<rect class="box" ([^>]*)>/g)].map(([, found = '']) =>
  numbers(found),
)
const texts = [...svg.matchAll(/<text class="(kop|tekst)" ([^>]*)>([^<]*)</g)].map(
  ([, is, attributes = '', text = '']) => ({ is, text, ...numbers(attributes) }),
)

test('it names every listener with its paths, and every dienst', () => {
  const all = texts.map(({ text }) => text).join('\n')
  for (const { who, listener } of doors)
    for (const text of [who.kop, listener.kop, ...listener.regels]) expect(all).toContain(xml(text))
  for (const { kop, regels } of dienstBoxes())
    for (const text of [kop, ...regels]) expect(all).toContain(xml(text))
})

test('every tag that opens closes, and it says what it shows to who does not see it', () => {
  const open: string[] = []
  for (const [, slash, name = '', own] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (own === '/') continue
    if (slash === '/') expect(open.pop()).toBe(name)
    else open.push(name)
  }
  expect(open).toEqual([])
  expect(svg).toMatch(
    /aria-labelledby="title desc">\n<title id="title">[^<]+<\/title>\n<desc id="desc">[^<]{200,}<\/desc>/,
  )
})

test('every text stays within its box, and no box lies over another', () => {
  const holds = (text: (typeof texts)[number]) => (box: Rect) =>
    text.x > box.x &&
    text.x + text.text.length * (text.is === 'kop' ? 8 : 7.2) < box.x + box.width &&
    text.y > box.y &&
    text.y < box.y + box.height
  expect(texts.filter((text) => !boxes.some(holds(text)))).toEqual([])
  const over = (a: Rect, b: Rect): boolean =>
    a !== b &&
    a.x < b.x + b.width &&
    b.x < a.x + a.width &&
    a.y < b.y + b.height &&
    b.y < a.y + a.height
  expect(boxes.filter((box) => boxes.some((other) => over(box, other)))).toEqual([])
})

/** WCAG 2.2, relative luminance of a colour. */
const luminance = (colour: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const contrast = (one: string, other: string): number => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

test.each(Object.entries(palettes))('it can be read in %s', (_, palette) => {
  expect(contrast(palette.kop, palette.box)).toBeGreaterThanOrEqual(4.5)
  expect(contrast(palette.tekst, palette.box)).toBeGreaterThanOrEqual(4.5)
  expect(contrast(palette.line, palette.box)).toBeGreaterThanOrEqual(3)
  expect(contrast(palette.line, palette.page)).toBeGreaterThanOrEqual(3)
  for (const colour of Object.values(palette)) expect(svg).toContain(colour)
})
