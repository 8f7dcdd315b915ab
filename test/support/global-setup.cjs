/** Starts one PostgreSQL server for the whole run of the tests; global-teardown.cjs stops it. */
const { startPostgres } = require('./postgres.ts')

module.exports = async () => {
  const server = await startPostgres()
  process.env.SLUIS_TEST_POSTGRES = server.url
  globalThis.sluisTestPostgres = server
}
