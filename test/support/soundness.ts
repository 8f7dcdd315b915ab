/** Whether a page is sound for every reader: what axe says, what sticks out, where the Tab key stops. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe finds against WCAG 2.2 A and AA and its own good practice: rule and elements. */
export async function axeFindings(page: Page): Promise<unknown> {
  await page.evaluate(axe.source)
  const { passes, violations } = await page.evaluate<{
    readonly passes: number
    readonly violations: readonly unknown[]
  }>(`axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    .then(({ passes, violations }) => ({
      passes: passes.length,
      violations: violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
    }))`)
  if (passes < 16) throw new Error(`axe looked at ${passes} rules only`)
  return violations
}

/** The page itself when it can be scrolled sideways, and what stands outside the window. */
export const sticksOut = (page: Page): Promise<unknown> =>
  page.evaluate(`(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    const outside = [...document.querySelectorAll('body *')].filter((one) =>
      one.getBoundingClientRect().right > clientWidth + 1 && !one.closest('.sluis-unseen, thead'))
    return [...(scrollWidth > clientWidth ? ['page'] : []), ...outside.map((one) => one.outerHTML.slice(0, 200))]
  })()`)

export interface Stop {
  readonly what: string
  /** Place in the document. */
  readonly order: number
  readonly outline: string
}

/** Where the Tab key stops, in turn from the top, until it has been everywhere. */
export async function tabStops(page: Page): Promise<readonly Stop[]> {
  const stops: Stop[] = []
  // A page may begin at a message.
  await page.evaluate(
    `document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex')`,
  )
  for (;;) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate<Stop | null>(`(() => {
      const one = document.activeElement
      if (one === null || one === document.body) return null
      const order = [...document.querySelectorAll('*')].indexOf(one)
      return { what: one.outerHTML.slice(0, 80), order, outline: getComputedStyle(one).outlineStyle }
    })()`)
    // Past the last one a browser goes to its own bar, or round to the first.
    if (stop === null || stops.some(({ order }) => order === stop.order)) return stops
    stops.push(stop)
  }
}

/** How many stops there should be: a group of radio buttons is one. */
export const countStops = (page: Page): Promise<number> =>
  page.evaluate<number>(`(() => {
    const all = [...document.querySelectorAll('a[href],button,input:not([type=hidden]),textarea,select,summary')]
      .filter((one) => one.checkVisibility() && !one.disabled)
    const radios = all.filter((one) => one.type === 'radio')
    return all.length - radios.length + new Set(radios.map((one) => one.name)).size
  })()`)
