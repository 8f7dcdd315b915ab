import { connect } from 'node:net'

/** Whether something listens at the host and port of `url`: a TCP connect, nothing is sent (contract 5.3). */
export const reachByTcp = (url: string, timeoutMs = 3000): Promise<void> =>
  new Promise((resolve, reject) => {
    const { hostname, port, protocol } = new URL(url)
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    })
    socket.setTimeout(timeoutMs, () =>
      socket.destroy(new Error(`geen antwoord binnen ${timeoutMs} ms`)),
    )
    socket.once('connect', () => {
      socket.destroy()
      resolve()
    })
    socket.once('error', reject)
  })
