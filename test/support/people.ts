/** People who make accounts by mail and sign in, as they do it with a browser. */
import { TOTP } from 'otpauth'
import type { Mail } from '../../gateway/notify/notifier.ts'
import type { Answered } from './answered.ts'
import type { TestGateway } from './running.ts'
import { waitFor } from './serving.ts'
import { linkIn, visitor } from './visitor.ts'
import type { Outbox, Visitor } from './visitor.ts'

/** A password that is sound for everybody here. */
export const password = 'paard fiets wolk lepel'

/** Hashing that costs a test nothing. */
export const cheapScrypt = { N: 2 ** 10, r: 8, p: 1 }

/** A clock that runs, and is set forward: a code of an app is taken once. */
export interface SetClock {
  readonly now: () => number
  forward(ms: number): void
}

export function setClock(): SetClock {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    forward: (ms) => {
      ahead += ms
    },
  }
}

export interface People {
  /** The `count`-th mail to an address, once it is there. */
  mailTo(email: string, count?: number): Promise<Mail>
  /** The code of the `count`-th text message to a number. */
  codeTo(number: string, count?: number): Promise<string>
  /** Makes an account with an app; gives its secret. */
  withApp(email: string, naam?: string): Promise<string>
  /** Makes an account with text messages. */
  withSms(email: string, telefoon: string): Promise<void>
  /** From a link of a mail to the account with an app it makes; gives the secret. */
  finish(browser: Visitor, link: string): Promise<string>
  /** Signs in with an app; gives the last answer. */
  signIn(browser: Visitor, email: string, secret: string): Promise<Answered>
  /** The code of an app, in a step that was not used before. */
  freshCode(secret: string): string
}

const appCode = (secret: string, timestamp: number): string =>
  new TOTP({ secret }).generate({ timestamp })

export function peopleOf(gateway: TestGateway, outbox: Outbox, clock: SetClock): People {
  const register = async (email: string, naam = 'J. de Boer'): Promise<Visitor> => {
    const browser = visitor(gateway)
    const since = outbox.mails.filter(({ to }) => to === email).length
    await browser.submit('/registreren', { naam, email })
    const begun = await browser.submit(linkIn(await self.mailTo(email, since + 1)), {})
    if (begun.headers['location'] !== '/inrichten') throw new Error(begun.text.slice(0, 2000))
    return browser
  }
  const self: People = {
    mailTo: (email, count = 1) =>
      waitFor(() => outbox.mails.filter(({ to }) => to === email)[count - 1]),
    codeTo: (number, count = 1) =>
      waitFor(
        () =>
          /\b\d{6}\b/.exec(
            outbox.texts.filter(({ telefoon }) => telefoon === number)[count - 1]?.tekst ?? '',
          )?.[0],
      ),
    withApp: async (email, naam) => finishApp(await register(email, naam)),
    withSms: async (email, telefoon) => {
      const browser = await register(email)
      const before = outbox.texts.length
      await browser.submit('/inrichten', { wachtwoord: password, kanaal: 'sms', telefoon })
      const sent = await waitFor(() => outbox.texts[before])
      const code = /\b\d{6}\b/.exec(sent.tekst)?.[0] ?? ''
      await browser.submit('/inrichten/code', { code })
    },
    finish: async (browser, link) => {
      await browser.submit(link, {})
      return finishApp(browser)
    },
    signIn: async (browser, email, secret) => {
      const first = await browser.submit('/aanmelden', { email, wachtwoord: password })
      if (first.headers['location'] !== '/aanmelden/code') return first
      return browser.submit('/aanmelden/code', { code: self.freshCode(secret) })
    },
    freshCode: (secret) => {
      clock.forward(60_000)
      return appCode(secret, clock.now())
    },
  }
  const finishApp = async (browser: Visitor): Promise<string> => {
    await browser.submit('/inrichten', { wachtwoord: password, kanaal: 'app' })
    const { text } = await browser.get('/inrichten/code')
    const secret = /secret=([A-Z2-7]+)/.exec(text)?.[1] ?? ''
    const made = await browser.submit('/inrichten/code', { code: appCode(secret, clock.now()) })
    if (made.headers['location'] !== '/aanmelden') throw new Error(made.text.slice(0, 2000))
    return secret
  }
  return self
}
