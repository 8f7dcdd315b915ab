/** Work that is done again and again: what fails is tried again the next time, and told once until it succeeds. */
export function toldOnce(work: () => Promise<void>, tell: (error: unknown) => void) {
  let failing = false
  return async (): Promise<void> => {
    try {
      await work()
      failing = false
    } catch (error) {
      if (!failing) tell(error)
      failing = true
    }
  }
}
