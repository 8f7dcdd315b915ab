/**
 * Jest's own runner, for tests that measure time: after all others, one at a time, in jest's own process. What runs
 * beside them meanwhile, the process group SLUIS_TEST_STILL, stands still.
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

module.exports = class OneByOne extends Runner {
  isSerial = true

  async runTests(...given) {
    tell('SIGSTOP')
    try {
      return await super.runTests(...given)
    } finally {
      tell('SIGCONT')
    }
  }
}
