import { codes, errorEntry } from '../errors.ts'

/** The error table as `GET /v1/foutcodes` gives it, in the order of the check steps. */
export const foutcodes = codes.map((code) => {
  const { status, stage, title, detail, wie, actie, herhalen } = errorEntry(code)
  return { code, status, fase: stage, titel: title, omschrijving: detail, wie, actie, herhalen }
})
