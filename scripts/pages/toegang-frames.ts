/** What stands around the example pages of the toegang listener. */
import type { Frame } from '../../gateway/pages/frame.ts'

/** As who signed in with an account sees it. */
export const withAccount = (frame: Frame): Frame => ({
  ...frame,
  viewer: {
    ...{ naam: 'F. Mulder', gebruikersnummer: '700000000001' },
    ...{ instantieNaam: 'Huisartsenpraktijk De Werf', agbCode: '01000007' },
  },
  ...{ ownPages: false, isContactpersoon: false, signsOut: true },
})

export const withoutMeans = (frame: Frame): Frame => ({
  ...frame,
  ...{ viewer: undefined, ownPages: false, isContactpersoon: false },
})
