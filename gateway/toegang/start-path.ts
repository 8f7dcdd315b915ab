/** Where one begins with a dienst. */
import type { Dienst, Route } from '../decision/policy.ts'

/** The address of the first page that may be read; undefined: there is none. */
export const startPath = (
  { routes }: Pick<Dienst, 'routes'>,
  mayRead: (route: Route) => boolean,
): string | undefined =>
  routes.find((route) => route.methodes.includes('GET') && mayRead(route))?.pad.replace(/\*\*$/, '')
