/** The guide to growing: its arithmetic, done again, and every setting, metric, file and heading it names. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { readConfig } from '../../gateway/config/config.ts'
import { packageRoot } from '../../gateway/package-root.ts'

const file = join(packageRoot, 'docs/operations/scale.md')
const text = readFileSync(file, 'utf8')

/** A number as the guide writes it: 4.630, 1,2. */
const numberOf = (cell: string): number => Number(cell.replaceAll('.', '').replace(',', '.'))

/** The numbers of the row of a table that begins with a text. */
function row(begin: string): readonly number[] {
  const found = text.split('\n').filter((line) => line.startsWith(`| ${begin}`))
  if (found.length !== 1) throw new Error(`${found.length} rows begin with ${begin}`)
  const cells = (found[0] ?? '').split('|').slice(2, -1)
  return cells
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '')
    .map(numberOf)
}

const perDay = 2_000_000
const day = 86_400
const forwards = 20
const auditRows = 2 + forwards

describe('the arithmetic', () => {
  test.each([
    ['instromen (2.000.000', perDay],
    ['geopende links', perDay],
    ['doorgestuurde verzoeken (20', perDay * forwards],
    ['auditregels (1 + 1 + 20', perDay * auditRows],
    ['handshakes: 1 per', perDay * (1 + 3)],
  ])('of %s a second, with a peak of ten times the mean', (begin, count) => {
    const [mean = 0, peak = 0] = row(begin)
    expect(mean).toBe(Math.round(count / day))
    expect(peak).toBe(Math.round((10 * count) / day))
  })

  const [auditBytes = 0] = row('auditregel (gemiddeld')
  const [instroomBytes = 0] = row('instroom, geopend')
  const years = 5 * 365

  test.each([
    ['auditregels ', perDay * auditRows, auditBytes, 0],
    ['waarvan van doorsturen', perDay * forwards, auditBytes, 0],
    ['instromen ', perDay, instroomBytes, 1],
  ])('of the storage of %s', (begin, count, bytes, digits) => {
    // The other table has a row of this name too, with the sum in its first cell.
    const line = text
      .split('\n')
      .find((each) => each.startsWith(`| ${begin}`) && !each.includes('('))
    const cells = (line ?? '').split('|').slice(2, -1)
    const [number = 0, gigabytes = 0, terabytes = 0] = cells.map((cell) => numberOf(cell.trim()))
    expect(number).toBe(count)
    expect(gigabytes).toBe(Number(((count * bytes) / 1e9).toFixed(digits)))
    expect(terabytes).toBeCloseTo((count * bytes * years) / 1e12, digits === 0 ? -0.5 : 0.9)
  })

  test('of the write-ahead log', () => {
    const [post = 0] = row('instroom  ')
    const [open = 0] = row('openen en bezorgen')
    const [forward = 0] = row('doorsturen  ')
    const each = post + open + forwards * forward
    expect(text).toMatch(
      new RegExp(
        `\\| WAL \\(back-up en tweede server\\) +\\| +\\| ${Math.round((each * perDay) / 1e9)} `,
      ),
    )
    expect(Math.round((each * perDay * 10) / day / 1e6)).toBe(10)
    expect(text).toContain('10 MB WAL per seconde')
  })

  test('of connections', () => {
    expect(text).toContain('231 × 360 × 2 = 166.000')
    expect(Math.round((231 * 360 * 2) / 1_000)).toBe(166)
    expect(Math.ceil((231 * 360 * 2) / 10_000)).toBe(17)
    // Three machines with four processes.
    expect(text).toContain('Drie machines met vier processen: 152.')
    expect(3 * 4 * 11 + 20).toBe(152)
  })
})

test('names settings, metrics and files that exist', () => {
  const settings = new Set([...text.matchAll(/SLUIS_[A-Z_]+/g)].map(([name]) => name))
  const read = readConfig(Object.fromEntries([...settings].map((name) => [name, ''])), {
    demo: true,
  })
  expect(read).toMatchObject({ warnings: [] })
  const metrics = ['gauges', 'counters']
    .map((name) => readFileSync(join(packageRoot, `gateway/operations/${name}.ts`), 'utf8'))
    .join('')
  for (const [, name = ''] of text.matchAll(/`(sluis_[a-z_]+)`/g))
    expect([name, metrics.includes(`'${name}'`)]).toEqual([name, true])
})

test('its links lead somewhere', () => {
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link)
  expect(links.length).toBeGreaterThan(5)
  for (const link of links) {
    const [path = '', anchor] = link.split('#')
    const target = path === '' ? file : join(dirname(file), path)
    expect([link, existsSync(target)]).toEqual([link, true])
    if (anchor === undefined) continue
    const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)].map(
      ([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
    )
    expect(headings).toContain(anchor)
  }
})
