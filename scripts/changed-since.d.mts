export function changedSince(stamp: string, paths: readonly string[]): boolean
