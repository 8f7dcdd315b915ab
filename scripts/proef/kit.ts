/**
 * The supplier's kit: for every code a software package can meet, the requests that meet it. The one source
 * of the hints of `sluis proef`, of docs/leveranciers.md and of the Bruno collection.
 */
import type { PackageCode } from '../../gateway/openapi/package-codes.ts'
import { certificateRoutes } from './kit-certificates.ts'
import { messageRoutes } from './kit-messages.ts'
import { stateRoutes } from './kit-states.ts'
import type { KitRoute } from './kit-request.ts'

/** A code without a route does not compile. */
export const kit: Readonly<Record<PackageCode, KitRoute>> = {
  ...certificateRoutes,
  ...messageRoutes,
  ...stateRoutes,
}
