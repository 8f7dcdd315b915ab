/**
 * What browsers and robots ask for by themselves, at addresses that no page names. Answered to everyone, so that
 * it counts as nobody's request (F20).
 */
import { crc32, deflateSync } from 'node:zlib'
import type { Asset, Assets } from './assets.ts'

/** Whose name is fixed may change: kept for a day. */
const cacheControl = 'public, max-age=86400'

const robots = Buffer.from('User-agent: *\nDisallow: /\n')

interface Icons {
  /** As the pages have it. */
  readonly svg: Buffer
  readonly png: Buffer
}

const asked: readonly (readonly [path: string, type: string, body: (icons: Icons) => Buffer])[] = [
  ['/favicon.ico', 'image/svg+xml', ({ svg }) => svg],
  ['/apple-touch-icon.png', 'image/png', ({ png }) => png],
  ['/apple-touch-icon-precomposed.png', 'image/png', ({ png }) => png],
  ['/robots.txt', 'text/plain; charset=utf-8', () => robots],
]

/** The files at those addresses, with the icon that the pages have. */
export function askedFiles({ files, favicon }: Assets): readonly Asset[] {
  const svg = files.find(({ path }) => path === favicon)?.body ?? Buffer.alloc(0)
  drawn ??= touchIcon()
  const icons = { svg, png: drawn }
  return asked.map(([path, contentType, body]) => ({
    path,
    contentType,
    cacheControl,
    body: body(icons),
  }))
}

/** The same for every listener, and drawn point by point: once in a process. */
let drawn: Buffer | undefined

/** Pixels a side, as iOS asks. */
const side = 180

/** The lock gate of the icon as PNG (ISO 15948): two colours, one byte a pixel. */
function touchIcon(): Buffer {
  const rows = Array.from({ length: side }, (_, y) => [
    0,
    ...Array.from({ length: side }, (_, x) => (isGate(x, y) ? 1 : 0)),
  ])
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  // Eight bits a pixel, an index in the palette.
  header.set([8, 3], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from([0x0b, 0x4f, 0x6c, 0xff, 0xff, 0xff])),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** Two leaves that close against the water, on the icon's grid of 32. */
function isGate(x: number, y: number): boolean {
  const across = Math.abs((x * 32) / side - 16)
  const down = 19 - (across * 7) / 11
  return across <= 11 && Math.abs((y * 32) / side - down) <= 2.4
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)])
}
