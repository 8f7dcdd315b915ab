/** What a stand-in for a dienst is: its pages, each with the autorisatie that it asks. */
import type { Html } from './html.ts'
import type { Caller } from './identity.ts'
import type { Inbox } from './inbox.ts'

/** What a page shows, or where it leads once it has done something. */
export type Shown = { readonly title: string; readonly content: Html } | { readonly next: string }

interface Asked {
  readonly caller: Caller
  readonly inbox: Inbox
  readonly form: URLSearchParams
  /** A new id. */
  readonly newId: () => string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** One page of a stand-in; `autorisatie` is checked again here, as every dienst should. */
interface PageRow {
  readonly methode: 'get' | 'post'
  readonly pad: string
  readonly autorisatie: string
  readonly show: (asked: Asked) => Shown
}

export interface StandIn {
  /** Name of the dienst in the policy; its pages are under a path of the same name. */
  readonly dienst: string
  readonly naam: string
  readonly pages: readonly PageRow[]
  /** Takes what is not an instroom: a take-over order. */
  readonly overdracht?: true
}
