module.exports = () => globalThis.sluisTestPostgres?.stop()
