const maxVerdicts = 1_000

/** The verdicts of `judge` on names, kept: the names that are sent are few, the tests of one are many. */
export function remembered(judge: (name: string) => boolean): (name: string) => boolean {
  const verdicts = new Map<string, boolean>()
  return (name) => {
    const known = verdicts.get(name)
    if (known !== undefined) return known
    const verdict = judge(name)
    if (verdicts.size < maxVerdicts) verdicts.set(name, verdict)
    return verdict
  }
}
