/** The form that takes in a file of holders. All of its lines are saved together, or nothing is. */
import { sha256Hex } from '../../base/hash.ts'
import { houderKey } from '../../decision/instantie.ts'
import type { Houder } from '../../decision/instantie.ts'
import { oneOf } from '../../http/form/own-form.ts'
import type { FormValues } from '../../http/form/own-form.ts'
import type { FieldProblem } from '../../pages/frame.ts'
import { paths } from '../../pages/paths.ts'
import { formOf } from '../form/editor.ts'
import type { Editor, Proposal, Wrong } from '../form/editor.ts'
import { fieldsOfHouder } from '../houder/houder-form.ts'
import { judgeHouder } from '../houder/judge-houder.ts'
import { typedHouder } from '../houder/typed-houder.ts'
import { refIn } from '../practice/houder-ref.ts'
import type { HouderRef } from '../practice/houder-ref.ts'
import { readListFile } from './list-file.ts'
import type { FileLine } from './list-file.ts'
import { toHouder } from '../practice/overlay.ts'
import { problemTexts } from '../pages/beheer-messages.ts'
import { importPage } from '../pages/import-page.tsx'
import type { Practice } from '../practice/practice.ts'
import { judgeSteps, valueOf } from '../several/several.ts'
import type { Turn } from '../several/several.ts'
import { isMoved, withSince } from '../several/since.ts'

/** A file of 5,000 holders is some 600 KB. */
const maxFileBytes = 2 * 1024 * 1024

/** Fields: `bestand`, the file; its preview sends `afdruk`, a hash of it, and the file stays with the unfinished form. */
export const importEditor: Editor = {
  action: paths.inlezen,
  fields: ['bestand', 'afdruk'],
  kept: ['bestand'],
  upload: { field: 'bestand', maxBytes: maxFileBytes },
  subject: () => [],
  lastField: 'bestand',
  canAmend: true,
  prepare: withSince,
  show: (practice, _form, { frame, guard, problems, conflict }) =>
    importPage(frame, { guard, problems, conflict, instantieNaam: practice.instantie.naam }),
  judge: judgeFile,
}

function judgeFile(practice: Practice, form: FormValues): Proposal | Wrong {
  const text = oneOf(form, 'bestand')
  const wrong = (problems: readonly FieldProblem[]): Wrong => ({ problems, form, conflict: false })
  const lines = readListFile(text, practice.policy.diensten.keys())
  if (typeof lines === 'string') return wrong([aboutFile(lines)])
  const { turns, problems } = judgeLines(practice, lines)
  if (problems.length > 0) return wrong(firstOf(problems))
  const judged = judgeSteps(practice, turns)
  if (typeof judged === 'string') return wrong([aboutFile(judged)])
  const refs = turns.flatMap(({ van, naar }) => naar ?? van ?? [])
  const afdruk = sha256Hex(text)
  const sent = oneOf(form, 'afdruk')
  return {
    ...judged,
    fields: [['afdruk', afdruk]],
    cancelHref: paths.beheer,
    actie: 'U',
    // Another file was chosen since its preview: then that one is shown first.
    moved: isMoved(practice, refs) || (sent !== '' && sent !== afdruk),
  }
}

const aboutFile = (melding: string): FieldProblem => ({ veld: 'bestand', melding })

/** More of them is no help. */
const mostProblems = 50

const firstOf = (problems: readonly FieldProblem[]): readonly FieldProblem[] =>
  problems.length <= mostProblems
    ? problems
    : [
        ...problems.slice(0, mostProblems),
        aboutFile(problemTexts.moreLines(problems.length - mostProblems)),
      ]

interface Judged {
  readonly turns: readonly Turn[]
  readonly problems: readonly FieldProblem[]
}

/** Judges the lines one after the other: what an earlier one adds is there for a later one. */
function judgeLines(practice: Practice, lines: readonly FileLine[]): Judged {
  const houders = new Map(practice.houders)
  const growing = { ...practice, houders }
  const met = new Set<string>()
  const turns: Turn[] = []
  const problems: FieldProblem[] = []
  for (const { line, fields } of lines) {
    const ref = refOf(fields)
    const key = ref === undefined ? '' : houderKey(ref.soort, ref.gebruikersnummer)
    const said = met.has(key)
      ? [problemTexts.lineTwice]
      : judgeLine(growing, fields, houders.get(key))
    if (ref !== undefined) met.add(key)
    if (Array.isArray(said))
      problems.push(...said.map((melding) => aboutFile(problemTexts.line(line, melding))))
    else if (ref !== undefined) {
      turns.push({ van: valueOf(practice, ref), naar: said.value })
      houders.set(key, toHouder(said.value))
    }
  }
  return { turns, problems }
}

const refOf = (fields: FileLine['fields']): HouderRef | undefined =>
  refIn(`${soortOf(fields)}/${fields.get('gebruikersnummer') ?? ''}`)

const soortOf = (fields: FileLine['fields']): string => {
  const soort = fields.get('soort') ?? ''
  return soort === '' ? 'persoonlijk' : soort
}

/** What a line comes to, or all that is wrong with it. A column that is not there leaves its field as it is. */
function judgeLine(
  practice: Practice,
  line: FileLine['fields'],
  current: Houder | undefined,
): Extract<ReturnType<typeof judgeHouder>, { value: unknown }> | string[] {
  const blocked = line.get('geblokkeerd') ?? ''
  if (blocked !== '' && blocked !== 'ja') return [problemTexts.lineYesNo('geblokkeerd')]
  const addresses = line.get('ipAdressen')
  const fields = {
    ...(current === undefined ? {} : fieldsOfHouder(practice, current)),
    ...Object.fromEntries(line),
    ...(addresses !== undefined && { ipAdressen: addresses.split(/[\s,]+/).join('\n') }),
    soort: soortOf(line),
  }
  const typed = typedHouder(formOf(Object.entries(fields)))
  const judged = judgeHouder(practice, typed, current)
  return 'value' in judged ? judged : judged.problems.map(({ melding }) => melding)
}
