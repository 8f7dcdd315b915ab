module.exports = async () => {
  const run = globalThis.sluisTestRun
  run?.pki.remove()
  await run?.server.remove()
}
