/** What may be the logo of who operates Sluis: a drawing that can do nothing but be looked at. */
import { expect, test } from '@jest/globals'
import { crc32, deflateSync } from 'node:zlib'
import { readLogo } from '../../gateway/policy/logo/read-logo.ts'

const root = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"'
const svg = (inside: string, attributes = root): string => `<svg ${attributes}>${inside}</svg>`

const faultOf = (name: string, bytes: Buffer): string | undefined => {
  const read = readLogo(name, bytes)
  return 'logo' in read ? undefined : read.melding
}
const svgFaultOf = (text: string): string | undefined => faultOf('logo.svg', Buffer.from(text))

test.each([
  ['a shape', svg('<path d="M0 0h10v10z" fill="#0b4f6c"/>')],
  ['nothing at all', `<svg ${root}/>`],
  [
    'what Illustrator writes',
    '\uFEFF<?xml version="1.0" encoding="utf-8"?>\n<!-- Generator: Adobe Illustrator -->\n' +
      svg(
        '<style type="text/css">\n\t.st0{fill:#E30613;}\n\t.st1{fill:url(#SVGID_1_);}\n</style>' +
          '<g><defs><rect id="SVGID_2_" width="10" height="10"/></defs>' +
          '<clipPath id="SVGID_3_"><use xlink:href="#SVGID_2_" style="overflow:visible;"/></clipPath>' +
          '<linearGradient id="SVGID_1_" gradientTransform="matrix(1 0 0 -1 0 10)"><stop offset="0" style="stop-color:#FFF"/></linearGradient>' +
          '<path class="st1" d="M1,1"/></g>',
        `version="1.1" id="Laag_1" xmlns:xlink="http://www.w3.org/1999/xlink" x="0px" y="0px" style="enable-background:new 0 0 10 10;" xml:space="preserve" ${root}`,
      ) +
      '\n',
  ],
  [
    'what Figma writes',
    svg(
      '<g clip-path="url(#clip0)"><mask id="m" style="mask-type:alpha" maskUnits="userSpaceOnUse"><path fill="white" d="M0 0"/></mask><g mask="url(#m)"><path d="M0 0" fill="rgb(1, 2, 3)"/></g></g>',
      `width="10" height="10" fill="none" ${root}`,
    ),
  ],
  [
    'words',
    svg('<title>Zorg &amp; Sluis</title><text x="1">Sluis &#8212; &quot;zorg&quot;</text>'),
  ],
  ['a name that looks like a function', svg('<g id="logo(1)" data-name="url(x)"><path d=""/></g>')],
])('P25: a logo may be %s', (_, text) => {
  expect(svgFaultOf(text)).toBeUndefined()
})

test.each([
  ['script', svg('\n<script>alert(1)</script>'), 'regel 2: het element `script` mag er niet in'],
  [
    'script of another name space',
    svg('<svg:script xmlns:svg="http://www.w3.org/2000/svg"/>'),
    'het element `svg:script`',
  ],
  ['an event', svg('<path onload="x()" d=""/>'), 'het attribuut `onload` (script)'],
  ['an event in capitals', svg('<path ONLOAD="x()" d=""/>'), 'het attribuut `ONLOAD` (script)'],
  ['an event at the root', `<svg ${root} onload='x()'/>`, 'het attribuut `onload`'],
  ['HTML in it', svg('<foreignObject><p>x</p></foreignObject>'), 'het element `foreignObject`'],
  ['a link', svg('<a href="https://elders.example"><path d=""/></a>'), 'het element `a`'],
  ['an image', svg('<image href="https://elders.example/x.png"/>'), 'het element `image`'],
  ['movement', svg('<path d=""><animate attributeName="d"/></path>'), 'het element `animate`'],
  [
    'another file',
    svg('<use href="https://elders.example/x.svg#a"/>'),
    '`href` mag hier niet naar',
  ],
  ['another file beside it', svg('<use href="x.svg#a"/>'), '`href` mag hier niet naar'],
  ['a script as address', svg('<use href="&#106;avascript:x()"/>'), '`href` mag hier niet naar'],
  ['data as address', svg('<use href="data:image/svg+xml,x"/>'), '`href` mag hier niet naar'],
  [
    'xlink by another prefix',
    svg('<use xmlns:l="http://www.w3.org/1999/xlink" l:href="#a"/>'),
    'het attribuut `xmlns:l`',
  ],
  ['xlink that is not declared', svg('<use xlink:href="#a"/>'), '`xmlns:xlink` ontbreekt'],
  ['a base', svg('<g xml:base="https://elders.example/"/>'), 'het attribuut `xml:base`'],
  ['a doctype', `<!DOCTYPE svg>${svg('')}`, 'een doctype of entiteit mag er niet in'],
  ['an entity', `<!DOCTYPE svg [<!ENTITY x "y">]>${svg('&x;')}`, 'een doctype of entiteit'],
  ['an entity of HTML', svg('<text>&nbsp;</text>'), 'deze entiteit (`&`) is onbekend'],
  ['CDATA', svg('<style><![CDATA[.a{}]]></style>'), 'CDATA mag er niet in'],
  [
    'a style sheet elsewhere',
    `<?xml-stylesheet href="https://elders.example/x.css"?>${svg('')}`,
    'een opdracht (`<?`)',
  ],
  ['an import', svg('<style>@import "https://elders.example/x.css";</style>'), 'een regel met `@`'],
  ['an import in other letters', svg('<style>&#64;import "x.css";</style>'), 'een regel met `@`'],
  [
    'a style that loads',
    svg('<style>.a{fill:url(https://elders.example/x)}</style>'),
    '`url()` mag er niet in',
  ],
  [
    'a style that loads, in quotes',
    svg('<path style="fill: URL( \'//elders.example\' )" d=""/>'),
    '`URL()` mag er niet in',
  ],
  [
    'a style that loads, by escape',
    svg('<path style="fill:u\\72l(//elders.example)" d=""/>'),
    'een `\\` mag niet',
  ],
  [
    'a style that loads, by reference',
    svg('<path style="fill:u&#x72;l(//elders.example)" d=""/>'),
    '`url()` mag er niet in',
  ],
  [
    'an image set',
    svg(`<path mask="image-set('https://elders.example/x' 1x)" d=""/>`),
    '`image-set()` mag er niet in',
  ],
  ['a filter', svg('<filter id="f"/>'), 'het element `filter`'],
  [
    'an element in a style',
    svg('<style><path d=""/></style>'),
    'in `style` mag alleen tekst staan',
  ],
  [
    'what draws itself a thousandfold',
    svg('<g id="a"/>' + '<use href="#a"/>'.repeat(25)),
    'meer dan 24 keer',
  ],
  ['no name space', svg('', 'viewBox="0 0 1 1"'), '`xmlns="http://www.w3.org/2000/svg"` ontbreekt'],
  [
    'another name space',
    svg('', 'xmlns="http://www.w3.org/1999/xhtml" viewBox="0 0 1 1"'),
    '`xmlns` mag hier niet naar',
  ],
  ['no viewBox', svg('', 'xmlns="http://www.w3.org/2000/svg"'), '`viewBox` ontbreekt'],
  ['an attribute twice', svg('<path d="" d=""/>'), '`d` staat er twee keer'],
  ['HTML instead', '<html><body/></html>', 'het eerste en enige element moet `svg` zijn'],
  ['two roots', svg('') + svg(''), 'het eerste en enige element moet `svg` zijn'],
  ['words behind it', `${svg('')}<!-- ja -->x`, 'buiten `svg` mag geen tekst staan'],
  ['what is not closed', `<svg ${root}><g>`, '`svg` in `g` is niet afgesloten'],
  ['what closes another', svg('<g></path>'), '`</path>` staat er te veel'],
  ['an attribute without quotes', `<svg ${root}><path d=x /></svg>`, 'dit is geen geldige XML'],
  ['nothing', '', 'er staat geen tekening in'],
  ['a comment that ends early', `<!-- -- --><script/>-->${svg('')}`, 'dit is geen geldige XML'],
  ['too much', svg('<g/>'.repeat(30_000)), 'het logo is 118 kB; het mag hoogstens 100 kB zijn'],
])('P25: a logo with %s is refused', (_, text, melding) => {
  expect(svgFaultOf(text)).toContain(melding)
})

test('P25: a logo that is no UTF-8 is refused', () => {
  const utf16 = Buffer.from(`\uFEFF${svg('<script/>')}`, 'utf16le')
  expect(faultOf('logo.svg', utf16)).toBe('`logo.svg`: de SVG is geen UTF-8')
})

const chunk = (name: string, data: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([ends.subarray(0, 4), named, ends.subarray(4)])
}
const header = (width: number): Buffer => {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(1, 4)
  data.set([8, 0], 8)
  return chunk('IHDR', data)
}
const pixels = chunk('IDAT', deflateSync(Buffer.from([0, 255])))
const end = chunk('IEND', Buffer.alloc(0))
const png = (...chunks: readonly Buffer[]): Buffer =>
  Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks])
const good = png(header(1), chunk('tEXt', Buffer.from('Software\0x')), pixels, end)

test('P25: a logo may be a PNG', () => {
  expect(faultOf('logo.png', good)).toBeUndefined()
})

const damaged = Buffer.from(good)
damaged.writeUInt8(damaged.readUInt8(20) ^ 1, 20)

test.each([
  ['is none', Buffer.from(svg('')), 'dit is geen PNG'],
  ['is cut off', good.subarray(0, -1), 'de PNG is niet heel'],
  [
    'has another file behind it',
    Buffer.concat([good, Buffer.from('<script>')]),
    'de PNG is niet heel',
  ],
  ['goes on behind its end', Buffer.concat([good, end]), 'de PNG is niet heel'],
  ['has no image', png(header(1), end), 'de PNG is niet heel'],
  ['is damaged', damaged, 'de PNG is beschadigd (deel `IHDR`)'],
  ['moves', png(header(1), chunk('acTL', Buffer.alloc(8)), pixels, end), 'het deel `acTL`'],
  [
    'tells where it was made',
    png(header(1), chunk('eXIf', Buffer.alloc(8)), pixels, end),
    '`eXIf`',
  ],
  ['unpacks to gigabytes', png(header(2001), pixels, end), 'het logo is 2001 bij 1 beeldpunten'],
])('P25: a logo as PNG that %s is refused', (_, bytes, melding) => {
  expect(faultOf('logo.png', bytes)).toContain(melding)
})

test('P25: what is refused says what to do', () => {
  expect(readLogo('logo.svg', Buffer.from(svg('<script/>')))).toEqual({
    melding: '`logo.svg`: regel 1: het element `script` mag er niet in',
    hint: expect.stringContaining('exporteer het logo opnieuw'),
  })
})
