/**
 * Jest's own runner, for tests that measure time: after all others, and few at once: one by one in jest's own process,
 * or as many as its option `atOnce` says. What failed is tried again one by one. What runs beside them meanwhile, the
 * process group SLUIS_TEST_STILL, stands still.
 */
const { default: Runner } = require('jest-runner')

const beside = Number(process.env.SLUIS_TEST_STILL)

function tell(signal) {
  try {
    if (beside > 1) process.kill(-beside, signal)
  } catch (error) {
    // It has ended by itself.
    if (error.code !== 'ESRCH') throw error
  }
}

module.exports = class FewAtOnce extends Runner {
  isSerial = true
  #oneByOne

  constructor(globalConfig, context, { atOnce = 1 } = {}) {
    super({ ...globalConfig, maxWorkers: atOnce }, context)
    this.#oneByOne = atOnce === 1 || globalConfig.onlyFailures
  }

  async runTests(tests, watcher, options) {
    tell('SIGSTOP')
    try {
      const serial = this.#oneByOne || tests.length === 1
      return await super.runTests(tests, watcher, { ...options, serial })
    } finally {
      tell('SIGCONT')
    }
  }
}
