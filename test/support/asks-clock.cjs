/**
 * Jest's environment of Node, and it notes which test files ask what day or time it is: their paths are added to the
 * file SLUIS_CLOCK_ASKED. All that `scripts/shifted-clock.cjs` moves is `Date` without arguments, so a file that never asks
 * that is the same run at every date. Who starts a program counts as asking: what that asks is not seen here.
 */
const { appendFileSync } = require('node:fs')
const vm = require('node:vm')
const { TestEnvironment } = require('jest-environment-node')

/** Who asks for something else than the date: by the path of the file that asks. */
const otherwise = [
  '/node_modules/fast-check/', // a seed, and how long a run may take
  '/node_modules/lodash/_shortOut.js', // how often something is called
  '/node_modules/@peculiar/asn1-x509/build/cjs/validity.js', // a default that who makes a certificate replaces
  '/gateway/policy/files/watch.ts', // the clock of the file system, which no shift moves
]

/** A `Date` that calls `asked` before it tells what time it is. */
const noting = `(asked) => {
  const Unseen = Date
  globalThis.Date = Unseen.prototype.constructor = new Proxy(Unseen, {
    construct: (target, given, newTarget) => {
      if (given.length === 0) asked()
      return Reflect.construct(target, given, newTarget)
    },
    apply: (target) => {
      asked()
      return target()
    },
    get: (target, name) => {
      if (name === 'now') asked()
      return Reflect.get(target, name)
    },
  })
}`

/** Told of each program and thread that is started. */
let started = () => undefined

const programs = require('node:child_process')
for (const name of ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync']) {
  const start = programs[name]
  const told = (...given) => {
    started()
    return start(...given)
  }
  // As it is for who makes a promise of it: tests of other projects run in the same process.
  programs[name] = Object.defineProperties(told, Object.getOwnPropertyDescriptors(start))
}
const threads = require('node:worker_threads')
threads.Worker = class extends threads.Worker {
  constructor(...given) {
    started()
    super(...given)
  }
}

module.exports = class AsksClock extends TestEnvironment {
  #path
  #asked = false

  constructor(config, context) {
    super(config, context)
    this.#path = context.testPath
  }

  async setup() {
    await super.setup()
    started = () => {
      this.#asked = true
    }
    vm.runInContext(
      noting,
      this.context,
    )(() => {
      // The first line is the error itself, the next two are this function and the trap.
      const asker = this.#asked ? '' : (new Error('asked').stack?.split('\n')[3] ?? '')
      this.#asked ||= otherwise.every((path) => !asker.includes(path))
    })
  }

  async teardown() {
    started = () => undefined
    await super.teardown()
    if (this.#asked) appendFileSync(process.env.SLUIS_CLOCK_ASKED ?? '', `${this.#path}\n`)
  }
}
