/**
 * A copy that stands alone. V8 keeps a part of 13 characters and more as a view on the whole text, so one
 * long name would keep a file of many megabytes in memory.
 */
export const ownText = (text: string): string =>
  text.length < 13 ? text : Buffer.from(text, 'utf8').toString('utf8')
