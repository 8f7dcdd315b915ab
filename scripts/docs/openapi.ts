/** docs/openapi.json: the description of the instroom listener for the diensten of the example policy. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { openapi } from '../../gateway/openapi/document.ts'
import { routes } from '../../gateway/routes.ts'
import { packageRoot } from '../../gateway/package-root.ts'

interface WithInstroom {
  readonly dienst: string
  readonly naam: string
  readonly instroom: { readonly schema: string }
}

/** The document as text; a gateway gives its own at `/v1/openapi.json`, with its own diensten. */
export function openapiText(): string {
  const folder = join(packageRoot, 'policy', 'diensten')
  const diensten = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => parse(readFileSync(join(folder, name), 'utf8')) as WithInstroom)
    .map(({ dienst, naam, instroom }) => ({ naam: dienst, titel: naam, instroom }))
  return JSON.stringify(openapi(diensten, 'https://instroom.sluis.example', routes))
}
