/** The browser of the browser tests: found on this machine, or said loudly to be missing. */
import { afterAll, beforeAll, describe } from '@jest/globals'
import type { Browser } from 'playwright-core'
import * as chromium from '../../scripts/pages/chromium.ts'

/** The path of a Chromium on this machine, or undefined. */
export const findChromium = (): string | undefined => chromium.findChromium()

/** A group of tests in a real browser; skipped, with a warning, where there is none. */
export function describeInBrowser(name: string, tests: (browser: () => Browser) => void): void {
  const path = findChromium()
  if (path === undefined) {
    process.stderr.write(
      `\n*** GEEN CHROMIUM GEVONDEN: "${name}" IS NIET GETEST (apt-get install chromium) ***\n\n`,
    )
    describe.skip(name, () => {
      tests(() => {
        throw new Error('no browser')
      })
    })
    return
  }
  describe(name, () => {
    let browser: Browser | undefined
    beforeAll(async () => {
      browser = await chromium.startChromium(path)
    })
    afterAll(async () => {
      await browser?.close()
    })
    tests(() => {
      if (browser === undefined) throw new Error('the browser did not start')
      return browser
    })
  })
}
