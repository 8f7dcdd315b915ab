/** Finds and starts the Chromium of this machine, for screenshots and browser tests. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser, LaunchOptions } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The path of the first Chromium on the PATH (or `CHROMIUM`), or undefined. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const places = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  return [env['CHROMIUM'] ?? '', ...places].find(isExecutable)
}

const isExecutable = (path: string): boolean => {
  if (path === '') return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Starts it without a window, and without the calls home that a browser makes by itself. */
export const startChromium = (executablePath: string): Promise<Browser> =>
  chromium.launch(chromiumOptions(executablePath))

/** How {@link startChromium} starts it. */
export const chromiumOptions = (executablePath: string): LaunchOptions => ({
  executablePath,
  headless: true,
  args: [
    // Chromium has no sandbox for root, and there is nothing here but our own pages.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
