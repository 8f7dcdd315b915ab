/** Pages as tests look at them: hostile names, and the text that a reader sees. */
import type { Frame } from '../../gateway/pages/frame.ts'
import { exampleFrame } from '../../scripts/pages/examples.ts'

/** A frame that needs no file. */
export const testFrame: Frame = exampleFrame({
  stylesheet: '/v1/stijl/test.css',
  favicon: '/v1/stijl/test.svg',
})

/** Names as a stranger may put them in a certificate, each with what must not reach the page raw. */
export const hostileNames: readonly (readonly [what: string, name: string, raw: string])[] = [
  ['a script', '<script>alert(1)</script>', '<script>alert'],
  ['an image', '<img src=x onerror=alert(1)>', '<img src=x'],
  ['an attribute', '" onmouseover="alert(1)', '" onmouseover="'],
  ['an attribute in single quotes', "' autofocus onfocus='alert(1)", '<p onfocus'],
  ['a closing title', '</title><style>*{display:none}', '</title><style>'],
  ['a closing textarea', '</textarea><b>vet', '</textarea><b>'],
  ['a comment', '<!--', '<!--'],
  ['a NUL', 'A\u0000B', '\u0000'],
  ['an escape sequence', '\u001b[31mrood', '\u001b'],
  ['a line end', 'A\r\nBeheerder', '\r'],
  ['a right-to-left override', 'A\u202egnp.exe', '\u202e'],
  ['an isolate', 'A\u2066B', '\u2066'],
  ['a zero-width space', 'A\u200bB', '\u200b'],
  ['a line separator', 'A\u2028B', '\u2028'],
  ['a byte order mark', '\ufeffA', '\ufeff'],
  ['a no-break space', 'A\u00a0B', '\u00a0'],
  ['a lone surrogate', 'A\ud800B', '\ud800'],
  ['a tag character', 'A\u{e0041}B', '\u{e0041}'],
  ['60,000 letters', 'x'.repeat(60_000), 'x'.repeat(200)],
]

/** Other hostile names that are harmless as text and must be left as they are. */
export const plainNames: readonly string[] = [
  '=HYPERLINK("http://example.test")',
  '+31 20 000',
  '@SUM(A1)',
  'javascript:alert(1)',
  '{{7*7}}',
  '%00%0d%0a',
  'מרפאת שיניים',
  'Jansen-de Boer, É. ’s',
]
