/** docs/sluis.svg: who comes, by which listener, what every request goes through, and the diensten behind it. */
import { dienstBoxes, doors, phases } from './overview.ts'
import type { Box, Door } from './overview.ts'
import { drawArrow, drawBox, heightOf, picture, widthOf } from './svg.ts'

const margin = 16
const gap = 14
const columns = {
  who: { x: margin, width: 200 },
  listener: { x: 252, width: 250 },
  gate: { x: 540, width: 192 },
  dienst: { x: 770, width: 310 },
} as const
const width = columns.dienst.x + columns.dienst.width + margin

/** Several short lines on one, as long as they fit. */
function joined(lines: readonly string[], room: number): readonly string[] {
  const rows: string[] = []
  for (const text of lines) {
    const longer = `${rows.at(-1) ?? ''} · ${text}`
    if (rows.length > 0 && widthOf(longer) <= room) rows[rows.length - 1] = longer
    else rows.push(text)
  }
  return rows
}

const listenerBox = ({ listener: { kop, regels } }: Door): Box => ({
  kop,
  regels: joined(regels, columns.listener.width - 24),
})

const gate: Box = {
  kop: 'Every request',
  regels: [
    'TLS, the certificate',
    'or the sign-in',
    '',
    'one decision, in order:',
    ...phases.map((phase) => `· ${phase}`),
    '',
    'audit row on disk',
    '',
    'forward, with a signed',
    'Sluis-Identiteit',
    '',
    'or a code that says who',
    'can mend it',
  ],
}

/** Where each of some boxes begins below the other; and where the next would. */
function stacked(heights: readonly number[]): {
  readonly tops: readonly number[]
  readonly end: number
} {
  let y = margin
  const tops = heights.map((height) => {
    const top = y
    y += height + gap
    return top
  })
  return { tops, end: y - gap }
}

const drawDoor = (
  door: Door,
  { y, height }: { readonly y: number; readonly height: number },
): string => {
  const middle = y + height / 2
  return [
    drawBox(door.who, { ...columns.who, y }, height),
    drawArrow([216, middle], [columns.listener.x - 2, middle]),
    drawBox(listenerBox(door), { ...columns.listener, y }, height),
    drawArrow([502, middle], [columns.gate.x - 2, middle]),
  ].join('\n')
}

/** What the picture shows, told. */
const told = (diensten: readonly Box[]): string =>
  [
    ...doors.map(
      ({ who, listener }) =>
        `${who.kop} (${who.regels.join(' ')}) comes in by the listener ${listener.kop}.`,
    ),
    `Every request is decided in order (${phases.join(', ')}), recorded in the audit, and then forwarded or refused with a code.`,
    `Behind the gate: ${diensten.map(({ kop, regels }) => `${kop} (${regels.join('; ')})`).join(', ')}.`,
  ].join(' ')

/** The picture as the code has it now. */
export function pictureText(): string {
  const diensten = dienstBoxes()
  const heights = doors.map((door) => Math.max(heightOf(door.who), heightOf(listenerBox(door))))
  const left = stacked(heights)
  const right = stacked(diensten.map(heightOf))
  const end = Math.max(left.end, right.end, margin + heightOf(gate))
  const drawn = [
    ...doors.map((door, at) => drawDoor(door, { y: left.tops[at] ?? 0, height: heights[at] ?? 0 })),
    drawBox(gate, { ...columns.gate, y: margin }, end - margin),
    ...diensten.map((box, at) => drawDienst(box, right.tops[at] ?? 0)),
  ]
  const about = { title: 'Sluis: who comes in where, and what is behind it', desc: told(diensten) }
  return picture(about, { width, height: end + margin }, drawn)
}

function drawDienst(box: Box, y: number): string {
  const middle = y + heightOf(box) / 2
  const arrow = drawArrow([732, middle], [columns.dienst.x - 2, middle])
  return [arrow, drawBox(box, { ...columns.dienst, y })].join('\n')
}
