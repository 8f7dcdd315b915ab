/** What the OpenAPI document says of a route; openapi/document.ts makes the document of it. */
import type { Dienst } from '../decision/dienst.ts'

export type Json = Record<string, unknown>

/** What is described of a dienst. */
export type DescribedDienst = Pick<Dienst, 'naam' | 'titel'> & {
  readonly instroom: Pick<NonNullable<Dienst['instroom']>, 'schema' | 'aflevering'> | undefined
}

/** What is said of a route: for each dienst that takes instromen, or once. */
export type Description =
  { readonly perDienst: (dienst: DescribedDienst) => Json } | { readonly once: Json }
