/** What every dienst of the demo is served by. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Express, RequestHandler } from 'express'

/** A dienst of the demo that runs. */
export interface DemoPortal {
  /** `http://127.0.0.1:<port>` */
  readonly url: string
  /** Stops taking connections and finishes running requests. */
  close(): Promise<void>
}

/** Serves on loopback; port 0 picks a free one. Rejects when the port is taken. */
export async function serveOnLoopback(app: Express, wanted: number): Promise<DemoPortal> {
  const server = await listen(app, wanted)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}

const listen = (app: Express, port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = app.listen(port, '127.0.0.1', (error?: Error) => {
      if (error === undefined) resolve(server)
      else reject(error)
    })
  })

/** Nothing is loaded from elsewhere, nothing runs, nobody frames it, nobody keeps it. */
export const safeHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy':
      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  })
  next()
}
