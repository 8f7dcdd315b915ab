/** Starts one PostgreSQL server for the whole run of the tests, and makes one PKI; global-teardown.cjs ends both. */
const { makeSharedPki } = require('./development-pki.ts')
const { startPostgres } = require('./postgres.ts')

module.exports = async () => {
  const pki = makeSharedPki()
  process.env.SLUIS_TEST_PKI = pki.dir
  const server = await startPostgres()
  process.env.SLUIS_TEST_POSTGRES = server.url
  globalThis.sluisTestRun = { pki, server }
}
