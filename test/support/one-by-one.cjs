/** Jest's own runner, for tests that measure time: after all others, one at a time, in jest's own process. */
const { default: Runner } = require('jest-runner')

module.exports = class OneByOne extends Runner {
  isSerial = true
}
