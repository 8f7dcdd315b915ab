/**
 * The program as an operator runs it, where the machine refuses a file. Root may read and write everything, so root's
 * program runs without the capability for that (capabilities(7)): it meets mode bits as anybody does.
 */
import { spawn, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { sluisProgram } from '../../scripts/crash/gateway-process.ts'
import { startTestGateway } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'

let gateway: TestGateway
let key: string

beforeAll(async () => {
  if (!existsSync(sluisProgram)) throw new Error('run `npm run build` first')
  gateway = await startTestGateway()
  key = at('tekensleutel.pem')
  const { privateKey } = generateKeyPairSync('ed25519')
  writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
})
afterAll(() => gateway.stop())

const at = (path: string): string => join(gateway.dir, path)

/** What everybody but root lacks. */
const override = '-dac_override,-dac_read_search'
const asAnybody: readonly string[] =
  process.getuid?.() === 0
    ? ['setpriv', `--bounding-set=${override}`, `--inh-caps=${override}`]
    : []
// Root of a container may have no setpriv, or not the right to give anything up; then nothing is refused to it.
const meetsModes = spawnSync(asAnybody[0] ?? 'true', [...asAnybody.slice(1), 'true']).status === 0
const whereModes = meetsModes ? test : test.skip
// Linux has a device that is always full.
const whereFull = existsSync('/dev/full') ? test : test.skip

interface Ran {
  readonly code: unknown
  readonly stdout: string
  readonly stderr: string
}

/** Runs it; `out` is where its standard output goes instead. */
async function sluis(words: readonly string[], out?: string): Promise<Ran> {
  const [command = '', ...rest] = [
    ...(meetsModes ? asAnybody : []),
    ...[process.execPath, sluisProgram, ...words],
  ]
  const fd = out === undefined ? 'pipe' : openSync(out, 'w')
  const child = spawn(command, rest, {
    env: { PATH: process.env['PATH'], ...gateway.env },
    stdio: ['ignore', fd, 'pipe'],
  })
  if (typeof fd === 'number') closeSync(fd)
  const text = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()))
  const [code] = (await once(child, 'close')) as [unknown]
  return { code, ...text }
}

/** One line that names what was refused, and the exit code of what could not be carried out. */
const refusal = (line: string) => ({ code: 2, stdout: '', stderr: `${line}\n` })

/** Takes the rights of a file or folder away while something is done. */
async function without<T>(path: string, mode: number, act: () => Promise<T>): Promise<T> {
  chmodSync(path, mode)
  try {
    return await act()
  } finally {
    chmodSync(path, 0o700)
  }
}

const signed = (): string => at('policy/handtekening.json')
const sign = (out?: string): Promise<Ran> =>
  sluis(['policy', 'sign', at('policy'), '--key', key], out)

whereModes('M1: a policy in a folder that cannot be written is not signed', async () => {
  expect(await without(at('policy'), 0o500, () => sign())).toEqual(
    refusal(`sluis: ${signed()}.nieuw: geen rechten (EACCES)`),
  )
  expect(existsSync(signed())).toBe(false)
})

whereFull('M1: on a disk that is full the signature that was there stays', async () => {
  expect(await sign()).toMatchObject({ code: 0, stderr: '' })
  const before = readFileSync(signed(), 'utf8')
  symlinkSync('/dev/full', `${signed()}.nieuw`)
  expect(await sign()).toEqual(refusal(expectedFull()))
  expect(readFileSync(signed(), 'utf8')).toBe(before)
  rmSync(`${signed()}.nieuw`)
  rmSync(signed())
})

/** A write to an open file names no path. */
const expectedFull = (): string => 'sluis: de schijf is vol (ENOSPC)'

whereFull.each([
  ['policy sign', () => ['policy', 'sign', at('policy'), '--key', key]],
  ['audit export', () => ['audit', 'export']],
  ['policy check', () => ['policy', 'check', at('policy')]],
])('M1: %s to a disk that is full ends in a line', async (_, words) => {
  expect(await sluis(words(), '/dev/full')).toEqual(
    refusal('de uitvoer kan niet worden geschreven: de schijf is vol (ENOSPC)'),
  )
  rmSync(signed(), { force: true })
})

whereModes('M2: a register that may not be read is told by its name', async () => {
  const file = at('policy/register/agb.csv')
  expect(await without(file, 0o000, () => sluis(['register', 'import', file]))).toEqual(
    refusal(`${file}: geen rechten (EACCES)`),
  )
})

whereModes(
  'L10: a policy folder that may not be read (mode 000) is a line and exit code 2',
  async () => {
    expect(
      await without(at('policy'), 0o000, () => sluis(['policy', 'check', at('policy')])),
    ).toEqual(refusal(`${at('policy')}: deze map kan niet worden gelezen (EACCES)`))
  },
)
