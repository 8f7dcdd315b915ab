/** The pages as a reader has them: in a real browser, under their real headers, without script. */
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { beheerPage } from '../../gateway/gebruikersbeheer/pages/beheer-page.tsx'
import { beheer } from '../../scripts/pages/beheer-examples.ts'
import { exampleLogo, examplePages } from '../../scripts/pages/examples.ts'
import { serveExamples } from '../../scripts/pages/serve-examples.ts'
import type { ExampleServer } from '../../scripts/pages/serve-examples.ts'
import { describeInBrowser } from '../support/browser.ts'
import { hostileNames, plainNames } from '../support/pages.ts'
import { axeFindings, countStops, sticksOut, tabStops } from '../support/soundness.ts'

const strange = [...hostileNames.map(([, name]) => name), ...plainNames]
const pages = {
  ...examplePages,
  'met-logo': (frame: Parameters<typeof beheerPage>[0]): string =>
    beheerPage({ ...frame, logo: exampleLogo }, beheer),
  'vreemde-namen': (frame: Parameters<typeof beheerPage>[0]): string =>
    beheerPage(
      { ...frame, viewer: { naam: strange[0], gebruikersnummer: '1', instantieNaam: strange[1] } },
      {
        ...beheer,
        houders: strange.flatMap((naam) =>
          beheer.houders.slice(0, 1).map((row) => ({ ...row, naam })),
        ),
      },
    ),
}
const names = Object.keys(pages).map((name) => [name])

describeInBrowser('pages in a browser', (browser) => {
  let server: ExampleServer
  beforeAll(async () => {
    server = await serveExamples(pages)
  })
  afterAll(async () => {
    await server.close()
  })

  let page: Page | undefined
  beforeAll(async () => {
    page = await browser().newPage()
  })
  const shared = (): Page => {
    if (page === undefined) throw new Error('the browser did not start')
    return page
  }

  /** Opens a page and gives what `look` finds; what the browser complained of is thrown. */
  const onPage = async <T>(
    name: string,
    look: (page: Page) => Promise<T>,
    options: BrowserContextOptions = {},
  ): Promise<T> => {
    const context = await openContext(browser(), options)
    try {
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('console', (message) => complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(`${server.url}/${name}`)
      const found = await look(page)
      expect(complaints).toEqual([])
      return found
    } finally {
      await context.close()
    }
  }

  // One browser page for all of them: starting one takes longer than looking.
  test.each(names)('%s: sound for every reader, at every width, by keyboard', async (name) => {
    const page = shared()
    await page.setViewportSize({ width: 1100, height: 800 })
    await page.goto(`${server.url}/${name}`)
    expect(await axeFindings(page)).toEqual([])
    for (const width of [1100, 800, 600, 360, 320]) {
      await page.setViewportSize({ width, height: 800 })
      expect([width, await sticksOut(page)]).toEqual([width, []])
    }
    // Small, and in the colours of the reader.
    await page.emulateMedia({ forcedColors: 'active' })
    expect(await axeFindings(page)).toEqual([])
    await page.emulateMedia({ forcedColors: 'none' })
    const stops = await tabStops(page)
    expect(stops[0]?.what).toContain('#inhoud')
    expect(stops.map(({ order }) => order)).toEqual(
      stops.map(({ order }) => order).sort((one, other) => one - other),
    )
    expect(stops.filter(({ outline }) => outline === 'none')).toEqual([])
    expect(stops.length).toBe(await countStops(page))
  })

  test('these looks find what is wrong', async () => {
    await onPage(
      'diensten',
      async (page) => {
        await page.setContent('<main><div style="width:3000px">breed</div></main>')
        expect(await sticksOut(page)).not.toEqual([])
        await page.evaluate(axe.source)
        const found = await page.evaluate<number>('axe.run().then((r) => r.violations.length)')
        expect(found).toBeGreaterThan(0)
      },
      { bypassCSP: true },
    )
  })

  test('the skip link shows itself and leads to the content', async () => {
    await onPage('diensten', async (page) => {
      await page.keyboard.press('Tab')
      expect(await page.getByText('Direct naar de inhoud').isVisible()).toBe(true)
      await page.keyboard.press('Enter')
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.closest("main") !== null')).toBe(true)
    })
  })

  test('works without script: what is folded opens, and an error leads to its field', async () => {
    await onPage(
      'klaargezet',
      async (page) => {
        const confirm = page.getByRole('button', { name: 'Ja, intrekken' }).first()
        expect(await confirm.isVisible()).toBe(false)
        await page.getByText('Intrekken').first().click()
        expect(await confirm.isVisible()).toBe(true)
      },
      { javaScriptEnabled: false },
    )
    await onPage('houder-toevoegen-fouten', async (page) => {
      await page.getByRole('link', { name: /gebruikersnummer van 8 cijfers/ }).click()
      expect(new URL(page.url()).hash).toBe('#veld-gebruikersnummer')
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.name')).toBe('naam')
    })
  })

  test.each(['houder-toevoegen-fouten', 'klaargezet-contactpersoon'])(
    'P22: on %s the keyboard begins at what the act came to, without script',
    async (name) => {
      await onPage(
        name,
        async (page) => {
          const focused = page.locator(':focus')
          expect(await focused.getAttribute('role')).toMatch(/^(alert|status)$/)
        },
        { javaScriptEnabled: false },
      )
    },
  )

  test('P22: paragraphs, lists and tables have one colour', async () => {
    for (const name of ['weigering-autorisatie', 'klaargezet'])
      await onPage(name, async (page) => {
        const colours = await page.evaluate<readonly string[]>(
          `[...document.querySelectorAll('main > .utrecht-paragraph, main dt, main dd, main td')].map((one) =>
            getComputedStyle(one).color)`,
        )
        expect(new Set(colours).size).toBe(1)
      })
  })

  test('P22: in forced colours only the current entry of the menu has a line', async () => {
    await onPage(
      'klaargezet',
      async (page) => {
        const lines = await page.evaluate<readonly [boolean, string][]>(
          `[...document.querySelectorAll('.sluis-menu a')].map((one) =>
            [one.hasAttribute('aria-current'), getComputedStyle(one).borderBlockEndColor])`,
        )
        const canvas = await page.evaluate<string>(
          `(() => { const one = document.createElement('p'); one.style.color = 'Canvas'
            document.body.append(one); return getComputedStyle(one).color })()`,
        )
        expect(lines.map(([current, colour]) => current === (colour !== canvas))).toEqual(
          lines.map(() => true),
        )
      },
      { forcedColors: 'active' },
    )
  })

  test('P22: what one presses in the cards of a phone is 44 px high', async () => {
    for (const name of ['klaargezet-contactpersoon', 'gebruikersbeheer'])
      await onPage(
        name,
        async (page) => {
          const low = await page.evaluate<readonly string[]>(
            `[...document.querySelectorAll('[data-label=Actie] :is(a, button, summary)')]
              .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
              .map((one) => one.outerHTML)`,
          )
          expect(low).toEqual([])
        },
        { viewport: { width: 360, height: 700 } },
      )
  })

  test('P25: the logo is drawn, small, and keeps its white ground in the colours of the reader', async () => {
    await onPage(
      'met-logo',
      async (page) => {
        expect(await page.getByRole('img', { name: 'Servicedesk Voorbeeld' }).isVisible()).toBe(
          true,
        )
        const drawn = await page.evaluate<readonly [boolean, boolean, string]>(
          `(() => { const one = document.querySelector('.sluis-logo')
            return [one.naturalWidth > 0, one.offsetWidth < 180, getComputedStyle(one).backgroundColor] })()`,
        )
        expect(drawn).toEqual([true, true, 'rgb(255, 255, 255)'])
      },
      { forcedColors: 'active', viewport: { width: 360, height: 700 } },
    )
  })

  test('P25: a print has its date and who operates it, and no column of buttons', async () => {
    await onPage('klaargezet', async (page) => {
      await page.emulateMedia({ media: 'print' })
      expect(await page.getByText(/^Stand van \d/).isVisible()).toBe(true)
      expect(await page.getByText('Servicedesk Voorbeeld').first().isVisible()).toBe(true)
      for (const one of await page.locator('[data-label=Actie]').all())
        expect(await one.isVisible()).toBe(false)
    })
  })

  test('prints without menu and buttons, with every check step', async () => {
    await onPage('weigering-autorisatie', async (page) => {
      await page.emulateMedia({ media: 'print' })
      expect(await page.getByRole('navigation').isVisible()).toBe(false)
      expect(await page.getByText('Referentie of link bruikbaar').isVisible()).toBe(true)
    })
  })

  test('strange names are text: nothing runs, nothing loads, nothing turns around', async () => {
    await onPage('vreemde-namen', async (page) => {
      const shown = await page.locator('tbody th bdi').allTextContents()
      expect(shown.join('\n')).toContain('<script>alert(1)</script>')
      expect(shown.join('\n')).toContain('A[U+202E]gnp.exe')
      for (const name of plainNames) expect(shown).toContain(name)
      expect(await page.locator('main script, main img, main b, main i').count()).toBe(0)
    })
  })
})

const openContext = (browser: Browser, options: BrowserContextOptions) =>
  browser.newContext({ viewport: { width: 1100, height: 800 }, ...options })
