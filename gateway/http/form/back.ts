/** Addresses that only forms are sent to: who asks for one again, by reloading or from the address bar, is led to the page of the form. */
import type { AllowedAny, Asking } from '../judge/allow.ts'
import { seeOther } from '../answer/answer.ts'
import { reading } from '../route.ts'
import type { Place, Route } from '../route.ts'

/** `GET` of such an address. The page judges by itself who may see it. */
export const backTo = (
  page: string,
  asking: Asking<AllowedAny>,
  { at, path }: Pick<Place, 'at' | 'path'>,
): Route =>
  reading({
    ...{ at, method: 'GET', path },
    event: ['pagina-bekijken', 'R'],
    asks: () => asking,
    run: () => ({ answer: seeOther(page) }),
  })
