import { errorMessage } from '../../base/thrown.ts'

/** Why something could not listen, in Dutch. */
export function addressProblem(error: unknown): string {
  const { code, port, address } = error as NodeJS.ErrnoException & {
    readonly port?: number
    readonly address?: string
  }
  if (code === 'EADDRINUSE')
    return `poort ${String(port)} op ${address ?? ''} is al in gebruik; kies een andere of stop het andere programma`
  return `de luisteraars konden niet starten: ${errorMessage(error)}`
}
