/** docs/openapi.json: the description of the instroom listener for the diensten of the example policy. */
import { openapi } from '../../gateway/openapi/document.ts'
import { routes } from '../../gateway/routes.ts'
import { exampleDiensten } from './diensten.ts'

/** The document as text; a gateway gives its own at `/v1/openapi.json`, with its own diensten. */
export function openapiText(): string {
  const diensten = exampleDiensten().flatMap(({ dienst, naam, instroom }) =>
    instroom === undefined ? [] : [{ naam: dienst, titel: naam, instroom }],
  )
  return JSON.stringify(openapi(diensten, 'https://instroom.sluis.example', routes))
}
