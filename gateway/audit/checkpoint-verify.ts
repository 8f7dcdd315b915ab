/** Checks the signed checkpoints of the audit, and the chains against what they say. */
import type { AuditWriter, Head } from './chain.ts'
import { checkpointHash, isOutsideSigned, isSigned } from './checkpoint.ts'
import type { Checkpoint, KeyFinder, OutsideCheckpoint } from './checkpoint.ts'
import type { ChainFinding, WriterRegister } from './verify.ts'

/** What is wrong with a checkpoint itself; `seq` is its number, 0 for the one that was kept outside. */
export interface CheckpointFinding {
  readonly seq: number
  readonly fault: 'ontbreekt' | 'gewijzigd' | 'handtekening' | 'sleutel-onbekend'
}

/** Which keys are known. `complete`: they are all there are, so another one is a finding. */
export interface KnownKeys {
  readonly find: KeyFinder
  readonly complete: boolean
}

/** What the checkpoints came to. */
export interface CheckpointSummary {
  readonly count: number
  /** Checkpoints whose signature nobody could check. */
  readonly unchecked: number
  readonly findings: readonly CheckpointFinding[]
  /** Every row that was removed as expired was older than this (epoch ms). */
  readonly expiredBefore: number | undefined
}

interface Given {
  readonly keys: KnownKeys
  readonly writers: readonly AuditWriter[]
  readonly outside?: OutsideCheckpoint | undefined
}

export interface CheckpointCheck {
  /** Takes the next checkpoint, in order of its number. */
  add(checkpoint: Checkpoint): void
  /** Ends it: `last` is how many there should be, and the hash of the last. */
  end(last: WriterRegister): CheckpointSummary
  /** What is wrong with the register of writers, by what was signed. */
  writers(): readonly ChainFinding[]
  /** Whether a row is what was signed under its number. */
  isAsSigned(writer: string, row: Head): boolean
  /** Whether a row is one that was signed. */
  isSigned(writer: string, row: Head): boolean
  /** What is wrong with a chain as a whole, by what was signed: a tail cut along with its head, a moved begin. */
  chain(writer: AuditWriter): ChainFinding | undefined
  /** How many rows of a chain stand behind its last checkpoint. */
  unsigned(writer: AuditWriter): number
}

/** Begins a check. A checkpoint whose signature is wrong says nothing about the chains. */
export function checkCheckpoints({ keys, writers, outside }: Given): CheckpointCheck {
  const judge = judgeSignatures(keys)
  const signed = collectHeads()
  const registers: WriterRegister[] = []
  const state = { count: 0, hash: '', expiredBefore: undefined as number | undefined }
  if (outside !== undefined && judge.accepts(0, isOutsideSigned(outside, keys.find))) {
    registers.push({ count: outside.schrijvers.aantal, hash: outside.schrijvers.hash })
    for (const { schrijver, nr, hash } of outside.ketens) signed.take(schrijver, { nr, hash })
  }
  return {
    add: (checkpoint) => {
      const { seq, previous, writer, head } = checkpoint
      if (seq !== state.count + 1) judge.found(state.count + 1, 'ontbreekt')
      else if (previous !== state.hash) judge.found(seq, 'gewijzigd')
      state.count = seq
      state.hash = checkpointHash(checkpoint)
      const counts = judge.accepts(seq, isSigned(checkpoint, keys.find))
      if (outside?.controlepunten.aantal === seq && outside.controlepunten.hash !== state.hash)
        judge.found(seq, 'gewijzigd')
      if (!counts) return
      registers.push(checkpoint.register)
      signed.take(writer, head)
      if (checkpoint.kind !== 'begin') return
      signed.of(writer).begin = head
      state.expiredBefore = Math.max(state.expiredBefore ?? 0, checkpoint.expiredBefore ?? 0)
    },
    end: (last) => {
      const count = Math.max(last.count, outside?.controlepunten.aantal ?? 0)
      if (state.count < count) judge.found(state.count + 1, 'ontbreekt')
      else if (state.hash !== last.hash) judge.found(state.count, 'gewijzigd')
      return { count: state.count, expiredBefore: state.expiredBefore, ...judge.outcome() }
    },
    writers: () => judgeRegisters(registers, writers),
    isAsSigned: (writer, { nr, hash }) => (signed.of(writer).heads.get(nr) ?? hash) === hash,
    isSigned: (writer, { nr, hash }) => signed.of(writer).heads.get(nr) === hash,
    chain: (writer) => judgeChain(writer, signed.of(writer.id)),
    unsigned: ({ id, head }) => Math.max(0, head.nr - signed.of(id).last),
  }
}

type CheckpointFault = CheckpointFinding['fault']

/** Decides which checkpoints count, and keeps the first finding of each kind. */
function judgeSignatures(keys: KnownKeys) {
  const findings = new Map<CheckpointFault, CheckpointFinding>()
  let unchecked = 0
  const found = (seq: number, fault: CheckpointFault): void => {
    if (!findings.has(fault)) findings.set(fault, { seq, fault })
  }
  return {
    found,
    /** Whether what it says counts: its signature is good, or nobody could check it. */
    accepts: (seq: number, good: boolean | undefined): boolean => {
      if (good === undefined && keys.complete) found(seq, 'sleutel-onbekend')
      else if (good === undefined) unchecked += 1
      else if (!good) found(seq, 'handtekening')
      return good ?? !keys.complete
    },
    outcome: () => ({
      unchecked,
      findings: [...findings.values()].sort((one, other) => one.seq - other.seq),
    }),
  }
}

/** What is signed of one writer. */
interface Signed {
  /** Hash by number of row. */
  readonly heads: Map<number, string>
  last: number
  /** Where its rows begin since the last removal of expired ones. */
  begin: Head | undefined
}

function collectHeads() {
  const signed = new Map<string, Signed>()
  const of = (writer: string): Signed => {
    const known = signed.get(writer) ?? { heads: new Map(), last: 0, begin: undefined }
    signed.set(writer, known)
    return known
  }
  const take = (writer: string, { nr, hash }: Head): void => {
    const known = of(writer)
    known.heads.set(nr, hash)
    known.last = Math.max(known.last, nr)
  }
  return { of, take }
}

/** The first register that the writers do not fit. */
function judgeRegisters(
  registers: readonly WriterRegister[],
  writers: readonly AuditWriter[],
): readonly ChainFinding[] {
  for (const { count, hash } of registers) {
    if (count > writers.length)
      return [{ writer: `nummer ${writers.length + 1}`, nr: 0, fault: 'schrijver-ontbreekt' }]
    const last = writers[count - 1]
    if (last !== undefined && last.hash !== hash)
      return [{ writer: last.id, nr: 0, fault: 'gewijzigd' }]
  }
  return []
}

function judgeChain(writer: AuditWriter, signed: Signed): ChainFinding | undefined {
  const { id, base, head } = writer
  if (signed.last > head.nr) return { writer: id, nr: head.nr + 1, fault: 'staart-afgeknipt' }
  const begins = signed.begin ?? { nr: 0, hash: base.hash }
  if (begins.nr !== base.nr || begins.hash !== base.hash)
    return { writer: id, nr: base.nr, fault: 'begin-niet-ondertekend' }
  return undefined
}
