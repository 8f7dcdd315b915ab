/** A name and an address as people type them, and what is said when they cannot be. */
import type { FieldProblem } from '../pages/frame.ts'

/** A name as people write it: letters, spaces and a few signs. */
export const readName = (text: string): string | undefined => {
  const name = text.normalize('NFC').trim().replace(/\s+/g, ' ')
  return /^[\p{L}\p{M}][\p{L}\p{M}0-9 .,'’()/-]{0,99}$/u.test(name) ? name : undefined
}

export const nameProblem: FieldProblem = {
  veld: 'naam',
  melding: 'Vul uw naam in, met letters en hoogstens 100 tekens.',
}

export const emailProblem: FieldProblem = {
  veld: 'email',
  melding: 'Vul één e-mailadres in, bijvoorbeeld naam@praktijk.example.',
}
