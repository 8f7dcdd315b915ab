/** What pages and forms of Gebruikersbeheer ask and read, for contact persons of the practice (contract 5.2; SL209 for others). */
import { aContactpersoon } from '../http/judge/allow.ts'
import type { AllowedInstantie, Asking, Barred } from '../http/judge/allow.ts'
import type { Params, Visit } from '../http/exchange/exchange.ts'
import type { Gateway } from '../http/exchange/gateway.ts'
import type { Outcome } from '../http/outcome.ts'
import { asksFromPage } from '../http/form/own-form.ts'
import type { SeenCertificate } from '../store/beheer.ts'
import type { Editor } from './form/editor.ts'
import { refOf } from './practice/houder-ref.ts'
import type { HouderRef } from './practice/houder-ref.ts'
import { postForm, readPosted } from './form/post-form.ts'
import { enterPractice, readPractice } from './practice/practice.ts'
import type { Practice } from './practice/practice.ts'

/** A page of Gebruikersbeheer. */
type BeheerPage = (gateway: Gateway, visit: Visit, practice: Practice) => Outcome | Promise<Outcome>

/** What a page of Gebruikersbeheer asks and reads; looking is recorded before anything is shown. */
export const looking = (show: BeheerPage) => ({
  event: ['beheer-bekijken', 'R'] as const,
  asks: () => aContactpersoon,
  reads: readPractice,
  run: (
    gateway: Gateway,
    visit: Visit,
    allowed: AllowedInstantie,
    seen: readonly SeenCertificate[],
  ) => enterPractice(gateway, allowed, seen).then((practice) => show(gateway, visit, practice)),
})

/** What a form of Gebruikersbeheer asks, reads and does. */
export const editing = (editorOf: (params: Params) => Editor | undefined) => ({
  event: ['beheer-wijzigen', 'U'] as const,
  asks: (_gateway: Gateway, visit: Visit): Asking<AllowedInstantie> | Barred =>
    editorOf(visit.params) === undefined
      ? { barred: 'SL512' }
      : asksFromPage(visit, aContactpersoon),
  reads: (
    gateway: Gateway,
    visit: Visit,
    asker: AllowedInstantie,
  ): ReturnType<typeof readPosted> | Barred => {
    const editor = editorOf(visit.params)
    return editor === undefined ? { barred: 'SL512' } : readPosted(gateway, visit, asker, editor)
  },
  run: postForm,
})

/** The editor of the holder an address names. */
export const ofHouder =
  (editorFor: (ref: HouderRef) => Editor) =>
  (params: Params): Editor | undefined => {
    const ref = refOf(params)
    return ref === undefined ? undefined : editorFor(ref)
  }
