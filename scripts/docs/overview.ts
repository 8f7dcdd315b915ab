/** What the picture of the whole says, from the route table, the check steps and the dienst files. */
import { variables } from '../../gateway/config/variables.ts'
import { steps } from '../../gateway/decision/steps.ts'
import type { Listener } from '../../gateway/http/exchange/exchange.ts'
import type { DienstFile } from '../../gateway/policy/diensten/dienst-file.ts'
import { routes } from '../../gateway/routes.ts'
import { exampleDiensten } from './diensten.ts'

/** A box: a heading, and lines below it. */
export interface Box {
  readonly kop: string
  readonly regels: readonly string[]
}

/** Who comes, and the listener that lets them in. */
export interface Door {
  readonly who: Box
  readonly listener: Box
}

const whoComes: Readonly<Record<Listener, Box>> = {
  instroom: { kop: 'Software package', regels: ['systeemcertificaat', 'of its practice'] },
  portaal: { kop: 'Employee', regels: ['contact person, desk:', 'persoonlijk certificaat'] },
  toegang: {
    kop: 'Account holder',
    regels: ['password and a code,', 'or a meldcode'],
  },
}

const portOf: Readonly<Record<Listener, string>> = {
  instroom: variables.instroomPort.standaard,
  portaal: variables.portaalPort.standaard,
  toegang: variables.toegangPort.standaard ?? '',
}

/** The first part of a path, of `/v1/...` the first two, as a person writes it. */
const groupOf = (path: string): string =>
  (/^(?:\/v1)?\/[^/{]*/.exec(path)?.[0] ?? path).replace(/:(\w+)/, '{$1}')

const groupsAt = (listener: Listener): readonly string[] => [
  ...new Set(routes.filter(({ at }) => at.includes(listener)).map(({ path }) => groupOf(path))),
]

const doorOf = (listener: Listener): Door => {
  const port = portOf[listener]
  const kop = port === '' ? listener : `${listener} :${port}`
  return { who: whoComes[listener], listener: { kop, regels: groupsAt(listener) } }
}

/** The three listeners for the world, in the order in which one meets them. */
export const doors: readonly Door[] = (['instroom', 'portaal', 'toegang'] as const).map(doorOf)

const opened = ({ dienst, instroom }: DienstFile): readonly string[] =>
  instroom === undefined
    ? []
    : [
        `POST /v1/instroom/${dienst}`,
        instroom.aflevering === 'direct' ? 'delivered at once' : 'delivered when it is opened',
      ]

const boxOf = (file: DienstFile): Box => ({
  kop: file.naam,
  regels: [
    `in with: ${(file.toegang ?? ['certificaat']).join(', ')}`,
    ...opened(file),
    ...(file.host === undefined ? [] : [`host of its own: ${file.host}`]),
  ],
})

/** The diensten behind the gate. */
export const dienstBoxes = (): readonly Box[] => exampleDiensten().map(boxOf)

/** The order in which the check steps are judged. */
export const phases: readonly string[] = [...new Set(steps.map(({ fase }) => fase))]
