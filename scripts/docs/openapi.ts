/** docs/openapi.json: the description of the instroom listener for the dienst of the example policy. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { openapi } from '../../gateway/http/openapi.ts'
import { packageRoot } from '../../gateway/package-root.ts'

/** The document as text; a gateway gives its own at `/v1/openapi.json`, with its own diensten. */
export function openapiText(): string {
  const path = join(packageRoot, 'policy', 'diensten', 'machtigingenportaal.yaml')
  const file = parse(readFileSync(path, 'utf8')) as {
    readonly dienst: string
    readonly naam: string
    readonly instroom: { readonly schema: string }
  }
  const dienst = { naam: file.dienst, titel: file.naam, instroom: file.instroom }
  return JSON.stringify(openapi([dienst], 'https://instroom.sluis.example'))
}
