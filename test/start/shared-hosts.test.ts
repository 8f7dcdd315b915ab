/** What is said of host names that are to be apart, by a start and by `sluis policy check`. */
import { expect, test } from '@jest/globals'
import { ownHosts, sharedHosts } from '../../gateway/start/prepare/shared-hosts.ts'
import { checkPolicy } from '../../gateway/workbench/check.ts'
import { ownHostsOf } from '../../scripts/commands/environment.ts'
import { makeFolder, now } from '../policy/policy-folder.ts'

const portaalUrl = 'https://portal.example'
const toegangUrl = 'https://toegang.example:7443'

test('a start tells of one host name for both addresses', () => {
  const both = { portaalUrl, toegangUrl: 'https://portal.example:7443' }
  expect(sharedHosts(both)).toMatch(/^SLUIS_PORTAAL_URL en SLUIS_TOEGANG_URL /)
  expect(sharedHosts({ portaalUrl, toegangUrl })).toBeUndefined()
  expect(sharedHosts({ portaalUrl: undefined, toegangUrl: undefined })).toBeUndefined()
  expect(ownHosts({ portaalUrl: undefined, toegangUrl })).toEqual(
    new Map([['toegang.example', 'SLUIS_TOEGANG_URL']]),
  )
})

test.each([
  ['apart', { SLUIS_PORTAAL_URL: portaalUrl, SLUIS_TOEGANG_URL: toegangUrl }, undefined],
  ['not set', {}, undefined],
  ['no addresses', { SLUIS_PORTAAL_URL: 'nergens' }, undefined],
  ['of the portal', { SLUIS_PORTAAL_URL: 'https://portaal.example' }, 'SLUIS_PORTAAL_URL'],
  ['of signing in', { SLUIS_TOEGANG_URL: 'https://portaal.example:7443' }, 'SLUIS_TOEGANG_URL'],
])(
  'a check, a start and a reload tell of the host of a dienst that is %s',
  async (_, env, setting) => {
    const folder = makeFolder()
    const { waarschuwingen } = await checkPolicy(folder.dir, { now, ownHosts: ownHostsOf(env) })
    folder.remove()
    const told = waarschuwingen.filter(({ melding }) => melding.includes('deze host is die van'))
    expect(
      told.map(({ file, line, melding }) => [file.replace(/.*policy\//, ''), line, melding]),
    ).toEqual(
      setting === undefined
        ? []
        : [
            [
              'diensten/portaal.yaml',
              17,
              `deze host is die van ${setting}: daar is nu geen eigen pagina van Sluis meer`,
            ],
          ],
    )
  },
)
