/** The media types of content that is judged before it is forwarded. */
export type JudgedMediaType = 'json' | 'form'

const types: Readonly<Record<string, JudgedMediaType>> = {
  'application/json': 'json',
  'application/x-www-form-urlencoded': 'form',
}

/**
 * What kind of content is announced, read from raw headers because Node keeps only the first of two. Undefined
 * when it is another media type, another charset than UTF-8, announced twice, or packed (Content-Encoding):
 * then the upstream could read other content than was judged.
 */
export function judgedMediaType(rawHeaders: readonly string[]): JudgedMediaType | undefined {
  const [announced, ...others] = valuesOf(rawHeaders, 'content-type')
  if (announced === undefined || others.length > 0) return undefined
  if (valuesOf(rawHeaders, 'content-encoding').length > 0) return undefined
  const [type = '', ...parameters] = announced
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  if (parameters.length > 1 || !parameters.every(isUtf8)) return undefined
  return Object.hasOwn(types, type) ? types[type] : undefined
}

const isUtf8 = (parameter: string): boolean => /^charset=(?:utf-8|"utf-8")$/.test(parameter)

/** The values under a name in any spelling that an upstream could read as this one. */
function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter(
    (_, at) =>
      at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase().replace(/[^a-z0-9]/g, '-') === name,
  )
}
