/** What moves the clock of this process (scripts/test-at-date.mjs), for a child that gets an environment of its own. */
export const sameClock: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value = '']) =>
    /^(LD_PRELOAD|FAKETIME.*|TZ)$/.test(name) ? [[name, value]] : [],
  ),
)
