/** Text that a person reads elsewhere: what a terminal, a spreadsheet or an editor would act on, shown. */

// C0, DEL and C1; zero-width and direction characters; line and paragraph separators; a lone surrogate.
const unsafe =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu

/** Nearly every text: looked through much faster than for what is unsafe. */
const plain = /^[ -~]*$/

/** The text on one line, every such character written as \uXXXX, but those in `keep`. */
export const visible = (text: string, keep = ''): string =>
  plain.test(text)
    ? text
    : text.replace(unsafe, (char) =>
        keep.includes(char) ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
      )

/** Whether somebody who types this sees all of it: no control, format or unassigned character, and one line. */
export const isAllSeen = (text: string): boolean => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text)
