/**
 * Runs tests at other dates: `node scripts/test-at-date.mjs [options] [folders] [-- jest's arguments]`, by default the
 * project `pure`.
 *
 *   --faketime  moves the clock of every program, OpenSSL and PostgreSQL too, by libfaketime (Debian: faketime), so
 *               that every test can run; needs a build first. Without it JavaScript's clock alone is moved, which is
 *               enough for what makes no TLS handshake: the project `pure`.
 *   --at WHEN   one moment instead of all: a name from the list below or ISO 8601.
 *
 *   --asked FILE  what a run of today noted, with SLUIS_CLOCK_ASKED=FILE: which test files ask for the date at all
 *               (`test/support/asks-clock.cjs`).
 *
 * Those files alone run at the other dates. Without --asked every test runs at the first date, and it is noted then. With
 * --faketime, or when something else than `pure` is asked for, all run at every date.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const jest = new URL('../node_modules/jest/bin/jest.js', import.meta.url).pathname
const clock = new URL('shifted-clock.cjs', import.meta.url).pathname

/** The same day and time so many years on. */
function yearsOn(years) {
  const moment = new Date()
  moment.setUTCFullYear(moment.getUTCFullYear() + years)
  return moment
}

/** Noon on the next 29 February. */
function leapDay() {
  for (let year = new Date().getUTCFullYear(); ; year++) {
    const moment = new Date(Date.UTC(year, 1, 29, 12))
    if (moment.getUTCMonth() === 1 && moment.getTime() > Date.now()) return moment
  }
}

/** Some seconds before the Dutch clocks change (01:00 UTC on the last Sunday of `month`), so that the run crosses it. */
function beforeChange(month) {
  const last = new Date(Date.UTC(new Date().getUTCFullYear() + 1, month + 1, 0, 1))
  last.setUTCDate(last.getUTCDate() - last.getUTCDay())
  return new Date(last.getTime() - 10_000)
}

const moments = {
  'a year on': yearsOn(1),
  'ten years on': yearsOn(10),
  'on 29 February': leapDay(),
  'into summer time': beforeChange(2),
  'into winter time': beforeChange(9),
}

const multiarch = { x64: 'x86_64', arm64: 'aarch64' }[process.arch] ?? process.arch
const libraries = [
  `/usr/lib/${multiarch}-linux-gnu/faketime/libfaketimeMT.so.1`,
  '/usr/lib64/faketime/libfaketimeMT.so.1',
  '/usr/lib/faketime/libfaketimeMT.so.1',
]

/** What moves the clock of a process and its children by `shift` milliseconds. */
function environmentFor(shift, faketime) {
  if (!faketime)
    return {
      SLUIS_CLOCK_SHIFT: String(shift),
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --require ${clock}`,
    }
  const library = libraries.find((path) => existsSync(path))
  if (library === undefined) {
    console.error('--faketime: install libfaketime first (Debian: apt-get install faketime)')
    process.exit(2)
  }
  return {
    LD_PRELOAD: library,
    FAKETIME: `${shift < 0 ? '' : '+'}${Math.round(shift / 1000)}`,
    // Time that is measured is real time: only the calendar moves.
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    FAKETIME_FORCE_MONOTONIC_FIX: '0',
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { faketime: { type: 'boolean' }, at: { type: 'string' }, asked: { type: 'string' } },
})
const isPure = positionals.length === 0 && values.faketime !== true
const args = positionals.length === 0 ? ['--selectProjects', 'pure'] : positionals
const chosen =
  values.at === undefined ? moments : { [values.at]: moments[values.at] ?? new Date(values.at) }

/** Runs jest at that moment; whether all passed. */
function passes(moment, more, env = {}) {
  const run = spawnSync(process.execPath, [jest, ...args, ...more], {
    stdio: 'inherit',
    env: {
      ...process.env,
      TZ: 'Europe/Amsterdam',
      ...environmentFor(moment.getTime() - Date.now(), values.faketime === true),
      ...env,
    },
  })
  return run.status === 0
}

/** The files of a note. Nobody who asks: then the noting itself does not work. */
function filesIn(note) {
  const files = existsSync(note) ? [...new Set(readFileSync(note, 'utf8').trim().split('\n'))] : []
  if (files.length === 0) throw new Error(`${note}: no test file asked for the date`)
  return files
}

/** At that moment, with a note of the files that ask for the date: those are what the other dates need. */
function notes(moment) {
  const folder = mkdtempSync(join(tmpdir(), 'sluis-clock-'))
  const asked = join(folder, 'asked')
  const passed = passes(moment, [], { SLUIS_CLOCK_ASKED: asked })
  const files = filesIn(asked)
  rmSync(folder, { recursive: true })
  return { passed, files }
}

const only = (files) => ['--runTestsByPath', ...files]

const failed = []
/** What jest is told besides; undefined before it is known. */
let those = isPure ? (values.asked === undefined ? undefined : only(filesIn(values.asked))) : []
for (const [title, moment] of Object.entries(chosen)) {
  console.log(`\n== ${title}: ${moment.toISOString()}`)
  if (those === undefined) {
    const { passed, files } = notes(moment)
    if (!passed) failed.push(title)
    those = only(files)
  } else if (!passes(moment, those)) failed.push(title)
}
console.log(failed.length === 0 ? '\nEvery date passes.' : `\nFailed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
