/**
 * S13 over real TLS: what is over stays over on a machine whose clock is set back, and after a restart with that
 * clock. OpenSSL keeps its own clock, so the machine is ahead of the real time first and back on it afterwards.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { crlPeriod } from '../../scripts/certs/authorities.ts'
import { addClient } from '../support/more-clients.ts'
import { cheapScrypt, peopleOf, setClock } from '../support/people.ts'
import { ask, post, startPath, startTestGateway, instroom } from '../support/running.ts'
import type { TestGateway } from '../support/running.ts'
import { waitFor } from '../support/serving.ts'
import { linkIn, makeOutbox, visitor } from '../support/visitor.ts'
import type { Visitor } from '../support/visitor.ts'

const minute = 60_000
const day = 24 * 60 * minute
/** Past the end of the lists and of the short certificate. */
const ahead = crlPeriod + day

const clock = setClock()
const outbox = makeOutbox()
let gateway: TestGateway
let signedIn: Visitor
let mailed: string
let started: string
/** Before the clock is moved for the codes of an app. */
let atFirst: unknown

beforeAll(async () => {
  gateway = await startTestGateway({
    wall: clock.now,
    env: { SLUIS_TOEGANG_PORT: '0' },
    start: { scrypt: cheapScrypt, notifier: outbox },
  })
  atFirst = await told()
  addClient(gateway.dir, 'kort', { gebruikersnummer: '10000001', validTo: Date.now() + day })
  const people = peopleOf(gateway, outbox, clock)
  const secret = await people.withApp('jansen@praktijk.example')
  signedIn = visitor(gateway)
  await people.signIn(signedIn, 'jansen@praktijk.example', secret)
  await visitor(gateway).submit('/registreren', { naam: 'P. Pas', email: 'pas@praktijk.example' })
  mailed = linkIn(await people.mailTo('pas@praktijk.example'))
  started = startPath(await post(gateway, instroom('KLOK-1')))
}, 60_000)
afterAll(() => gateway.stop())

const portal = async (client: string, path = '/machtigingenportaal/'): Promise<unknown> => {
  const { status, json } = await ask(gateway, { listener: 'portaal', client, path })
  return status < 400 ? status : json['code']
}

/** What is told of the time, in the three places. */
async function told(): Promise<unknown> {
  const { beheer } = gateway.sluis.addresses
  const ready = (await (await fetch(`${beheer}/ready`)).json()) as {
    readonly onderdelen: readonly { readonly onderdeel: string; readonly status: string }[]
  }
  const metrics = await (await fetch(`${beheer}/metrics`)).text()
  return {
    ready: ready.onderdelen.find(({ onderdeel }) => onderdeel === 'klok'),
    metric: /^sluis_part_good\{onderdeel="klok"\} (\d)$/m.exec(metrics)?.[1],
  }
}

const json = { accept: 'application/json' }

/** By its cookies, since a restart takes other ports. */
async function session(): Promise<unknown> {
  const cookie = [...signedIn.cookies].map((pair) => pair.join('=')).join('; ')
  return (await visitor(gateway).get('/account', { ...json, cookie })).json['code']
}

const asOf = async () => ({
  certificate: await portal('kort'),
  list: await portal('indiener'),
  session: await session(),
  link: (await visitor(gateway).get(mailed, json)).json['code'],
})

/** There is no dienst behind this gateway: SL501 is a yes. */
const good = { certificate: 'SL501', list: 'SL501', session: undefined, link: undefined }
const over = { certificate: 'SL103', list: 'SL106', session: 'SL122', link: 'SL411' }

describe('S13: what is over stays over when the clock is set back', () => {
  test('S13: before that all of it is good', async () => {
    expect(await asOf()).toEqual(good)
    expect(atFirst).toMatchObject({ ready: { status: 'goed' }, metric: '1' })
  })

  test('S13: a start link that is over', async () => {
    clock.forward(20 * minute)
    expect(await portal('indiener', started)).toBe('SL402')
    clock.forward(-20 * minute)
    expect(await portal('indiener', started)).toBe('SL402')
    expect(await asOf()).toEqual(good)
  })

  test('S13: certificate, list, session and mailed link, with an alarm in log, /ready and metric', async () => {
    clock.forward(ahead)
    expect(await asOf()).toEqual(over)
    clock.forward(-ahead)
    expect(await asOf()).toEqual(over)
    await waitFor(
      () => gateway.log.some((line) => line.includes('achter op de hoogste')) || undefined,
    )
    expect(await told()).toMatchObject({ ready: { status: 'waarschuwing' }, metric: '0' })
  })

  test('S13: and the same after a restart', async () => {
    await gateway.restart()
    expect(await asOf()).toEqual(over)
    expect(await told()).toMatchObject({ ready: { status: 'waarschuwing' }, metric: '0' })
  })
})
