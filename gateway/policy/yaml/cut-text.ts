/** Text that YAML cuts off without a word: of `naam: Tandarts #1` the name is `Tandarts`, and `#1` a remark. */
import type { TextFault } from './slips.ts'

/** Keys whose value is written as people speak. */
const freeText = ['naam', 'omschrijving', 'reden', 'kop', 'tekst', 'tijden']

/** A value without quotes, and behind it a remark that begins like a word: whoever means a remark writes `# `. */
const cut = new RegExp(
  `(?:^|[{,]) *(?:- +)*(?:${freeText.join('|')}): +[^\\s"'[{|>&*!%@\`#](?:(?![ \\t]#)[^\\n])*[ \\t]+(?=#[^\\s#])`,
  'gm',
)

/** Where that is, by offset; to be told as a warning, for YAML allows it. */
export function cutTexts(text: string): readonly TextFault[] {
  if (!text.includes(' #') && !text.includes('\t#')) return []
  return [...text.matchAll(cut)].map(({ index, 0: before }) => ({
    offset: index + before.length,
    melding: 'de tekst houdt hier op: wat achter ` #` staat, is voor YAML een opmerking',
    hint: 'hoort het bij de tekst, zet die dan tussen aanhalingstekens: "Tandarts #1"; is het een opmerking, zet dan een spatie achter de `#`',
  }))
}
