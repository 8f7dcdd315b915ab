/** What a stand-in for a dienst is: its pages, each with the autorisatie that it asks. */
import type { JWK } from 'jose'
import type { Cards } from './cards.ts'
import type { Html } from './html.ts'
import type { Caller } from './identity.ts'
import type { Inbox } from './inbox.ts'

/** What a page shows, or where it leads once it has done something. */
export type ShownPage =
  { readonly title: string; readonly content: Html } | { readonly next: string }

interface Asked {
  readonly caller: Caller
  readonly inbox: Inbox
  readonly cards: Cards
  /** Of the address. */
  readonly params: Readonly<Record<string, string>>
  /** The private key of who asks; undefined outside a secured session. */
  readonly sleutel: () => Promise<JWK | undefined>
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
  readonly show: (asked: Asked) => ShownPage | Promise<ShownPage>
}

export interface StandIn {
  /** Name of the dienst in the policy; its pages are under a path of the same name. */
  readonly dienst: string
  readonly naam: string
  /** Whether it is on a host of its own, where no page of Sluis is. */
  readonly eigenHost?: true
  readonly pages: readonly PageRow[]
  /** It keeps cards for one employee each, and an opened instroom becomes one of them. */
  readonly kaarten?: { readonly pad: string; readonly titel: string }
  /** Takes what is not an instroom: a take-over order. */
  readonly overdracht?: true
}
