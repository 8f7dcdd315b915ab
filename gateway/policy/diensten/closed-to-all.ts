/** Warnings about what nobody can come to, whatever he holds. */
import type { Fault } from '../../decision/problem.ts'
import type { DienstFile } from './dienst-file.ts'

/** What asks of a certificate what no certificate can have. */
export function closedToAll({ instroom, routes }: DienstFile): readonly Fault[] {
  const faults: Fault[] = routes.flatMap(({ niveau, machtiging, beveiligd }, index) => {
    const key = machtiging === undefined ? 'beveiligd' : 'machtiging'
    if ((niveau ?? 'certificaat') !== 'certificaat') return []
    if (machtiging === undefined && beveiligd !== true) return []
    const melding =
      'hier komt niemand: de route is voor certificaten, en die hebben geen machtiging en geen beveiligde sessie'
    const hint = 'geef de route `niveau: tweefactor`'
    return [{ path: ['routes', index, key], atKey: true, melding, hint }]
  })
  if (instroom?.machtiging === undefined || instroom.persoon !== undefined) return faults
  if (instroom.aflevering === 'direct') return faults
  const melding =
    'dit opent niemand: zonder `persoon` is openen voor certificaten, en die hebben geen machtiging'
  return [...faults, { path: ['instroom', 'machtiging'], atKey: true, melding }]
}
