/** Where one begins with a dienst. */
import type { Dienst, PolicyRoute } from '../decision/dienst.ts'

/** The address of the first page that may be read; undefined: there is none. */
export const startPath = (
  { routes }: Pick<Dienst, 'routes'>,
  mayRead: (route: PolicyRoute) => boolean,
): string | undefined =>
  routes.find((route) => route.methodes.includes('GET') && mayRead(route))?.pad.replace(/\*\*$/, '')
