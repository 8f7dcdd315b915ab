/** A log that cannot be written stops nothing: no request is lost for a line about it. */
import { expect, test } from '@jest/globals'
import { createLog } from '../../gateway/operations/log.ts'
import { lastingOutput } from '../../gateway/operations/lasting-output.ts'

const coded = (code: string): Error => Object.assign(new Error(code), { code })

/** An output that does at each write what is next: takes so many bytes, or throws; at the end it takes all. */
function output(next: (number | Error)[]) {
  const written: string[] = []
  let pauses = 0
  const write = (bytes: Uint8Array): number => {
    const step = next.shift() ?? bytes.length
    if (step instanceof Error) throw step
    written.push(Buffer.from(bytes.subarray(0, step)).toString())
    return Math.min(step, bytes.length)
  }
  const pause = (): void => {
    pauses += 1
  }
  const to = lastingOutput({ write, pause, now: () => 0 })
  return { to, text: () => written.join(''), pauses: () => pauses }
}

const lost = (aantal: number): unknown =>
  expect.objectContaining({
    level: 'error',
    tijd: '1970-01-01T00:00:00.000Z',
    aantal,
    melding: expect.stringMatching(/verloren/),
  })

test.each(['ENOSPC', 'EPIPE', 'EIO', 'EBADF'])(
  'O: lines that %s keeps from being written are told of when it can be again',
  (code) => {
    const { to, text } = output([3, 3, coded(code), coded(code)])
    const log = createLog({
      level: 'info',
      destination: {
        write: (line) => {
          to.write(line)
        },
      },
    })
    log.info({}, 'een')
    log.info({}, 'twee')
    log.info({}, 'drie')
    log.info({}, 'vier')
    const [half, ...lines] = text().trimEnd().split('\n')
    expect(half).toHaveLength(6)
    expect(to.lost()).toBe(2)
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      expect.objectContaining({ melding: 'drie' }),
      lost(2),
      expect.objectContaining({ melding: 'vier' }),
    ])
  },
)

test('a reader that is behind is waited for', () => {
  const { to, text, pauses } = output([coded('EAGAIN'), 2, coded('EAGAIN')])
  to.write('een\n')
  expect(text()).toBe('een\n')
  expect(pauses()).toBe(2)
})

test('a reader that stands still is not waited for twice', () => {
  const { to, text, pauses } = output(Array.from({ length: 52 }, () => coded('EAGAIN')))
  to.write('een\n')
  const waited = pauses()
  to.write('twee\n')
  expect(pauses()).toBe(waited)
  to.write('drie\n')
  expect(text().split('\n')[0]).toBe('drie')
  expect(text()).toContain('"aantal":2')
})
