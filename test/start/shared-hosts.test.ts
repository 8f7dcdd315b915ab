/** What a start says of host names that are to be apart. */
import { expect, test } from '@jest/globals'
import { sharedHosts } from '../../gateway/start/shared-hosts.ts'

const portaalUrl = 'https://portaal.example'
const toegangUrl = 'https://toegang.example:7443'

test.each([
  ['apart', { portaalUrl, toegangUrl }, 'viplive.toegang.example', []],
  ['not set', { portaalUrl: undefined, toegangUrl: undefined }, 'viplive.example', []],
  [
    'one for both addresses',
    { portaalUrl, toegangUrl: 'https://portaal.example:7443' },
    undefined,
    [/^SLUIS_PORTAAL_URL en SLUIS_TOEGANG_URL /],
  ],
  [
    'a dienst on the host of signing in',
    { portaalUrl, toegangUrl },
    'toegang.example',
    [/^de dienst viplive .*SLUIS_TOEGANG_URL/],
  ],
  [
    'a dienst on the host of the portal',
    { portaalUrl, toegangUrl },
    'portaal.example',
    [/^de dienst viplive .*SLUIS_PORTAAL_URL/],
  ],
])('a start tells of host names that are not apart: %s', (_case, urls, host, expected) => {
  const told = sharedHosts(urls, [{ naam: 'viplive', host }])
  expect(told).toEqual(expected.map((text) => expect.stringMatching(text) as unknown))
})
