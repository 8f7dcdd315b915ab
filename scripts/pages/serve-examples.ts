/** Serves the example pages over loopback HTTP with the headers they really get, so that the CSP holds. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ownHeaders } from '../../gateway/http/answer/answer.ts'
import { assetAt, readAssets } from '../../gateway/pages/assets.ts'
import type { Render } from './example-people.ts'
import { exampleFrame, exampleLogo, examplePages } from './examples.ts'

/** A running server of example pages; `url` has no slash at the end. */
export interface ExampleServer {
  readonly url: string
  close(): Promise<void>
}

/** Starts the server on a free port; `/<name>` is a page, the assets are at their own addresses. */
export async function serveExamples(
  pages: Readonly<Record<string, Render>> = examplePages,
): Promise<ExampleServer> {
  const assets = readAssets()
  const frame = exampleFrame(assets)
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    const asset = assetAt(assets, exampleLogo, path)
    const page = pages[path.slice(1)]
    if (asset !== undefined)
      response.writeHead(200, { 'Content-Type': asset.contentType }).end(asset.body)
    else if (page !== undefined)
      response
        .writeHead(200, { ...ownHeaders, 'content-type': 'text/html; charset=utf-8' })
        .end(page(frame))
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}
