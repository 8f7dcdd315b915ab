/** A worker of node:cluster that listens, and from the first message on does nothing more. */
const { createServer } = require('node:net')
const server = createServer().listen(0, '127.0.0.1', () =>
  process.send({ port: server.address().port }),
)
process.on('message', () =>
  process.send('stuck', () => {
    for (;;);
  }),
)
