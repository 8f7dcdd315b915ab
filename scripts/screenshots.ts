/** Writes docs/screenshots/*.png: every page in its states, and some as a telephone shows them. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { packageRoot } from '../gateway/package-root.ts'
import { findChromium, startChromium } from './pages/chromium.ts'
import { examplePages } from './pages/examples.ts'
import { serveExamples } from './pages/serve-examples.ts'

const folder = join(packageRoot, 'docs', 'screenshots')
const onTelephone = [
  'diensten',
  'klaargezet',
  'weigering-autorisatie',
  'gebruikersbeheer',
  'medewerkersbeheer',
]

async function shoot(browser: Browser, url: string): Promise<void> {
  for (const [suffix, width, names] of [
    ['', 1100, Object.keys(examplePages)],
    ['-telefoon', 320, onTelephone],
  ] as const) {
    const page = await browser.newPage({ viewport: { width, height: 720 } })
    for (const name of names) {
      await page.goto(`${url}/${name}`)
      await page.screenshot({ path: join(folder, `${name}${suffix}.png`), fullPage: true })
      console.log(`docs/screenshots/${name}${suffix}.png`)
    }
    await page.close()
  }
}

async function main(): Promise<void> {
  const path = findChromium()
  if (path === undefined) throw new Error('geen Chromium gevonden (apt-get install chromium)')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const server = await serveExamples()
  const browser = await startChromium(path)
  try {
    await shoot(browser, server.url)
  } finally {
    await browser.close()
    await server.close()
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
