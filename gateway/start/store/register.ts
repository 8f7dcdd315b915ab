/** Where AGB-codes are looked up: in the imported register, or at Vektis when the environment says so. */
import { logTexts } from '../../base/log-texts.ts'
import { makeVektisRegister } from '../../register/vektis.ts'
import type { DetailedRegister } from '../../store/store.ts'
import type { StartOptions } from '../prepare/prepare.ts'

interface OpenRegister extends DetailedRegister {
  close(): Promise<void>
}

export function openRegister(
  { config, now, log }: Pick<StartOptions, 'config' | 'now' | 'log'>,
  imported: DetailedRegister,
): OpenRegister {
  const { agbApiUrl, agbApiToken } = config
  if (agbApiUrl === undefined || agbApiToken === undefined)
    return { ...imported, close: () => Promise.resolve() }
  return makeVektisRegister({
    url: agbApiUrl,
    token: agbApiToken,
    now,
    onFailure: (fout, leeftijdMs) => {
      if (leeftijdMs === undefined) log.error({ fout }, logTexts.registerUnasked)
      else log.warn({ fout, leeftijdMs }, logTexts.registerOlder)
    },
  })
}
