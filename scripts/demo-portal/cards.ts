/**
 * Patient cards that the dienst itself cannot read: each is kept as a JWE for the public key of one employee, and read
 * with the private key that comes with that employee's request in a secured session, and with nothing else.
 */
import { CompactEncrypt, compactDecrypt, importJWK } from 'jose'
import type { JWK } from 'jose'
import type { Caller } from './identity.ts'

export interface Card {
  readonly id: string
  readonly titel: string
}

interface Kept extends Card {
  readonly agb: string
  readonly gebruikersnummer: string
  /** Text until the employee's public key is known, ciphertext from then on. */
  readonly content: { readonly text: string } | { readonly jwe: string }
}

/** Of a demo nobody needs more; the oldest go first. */
const mostKept = 500

const alg = 'ECDH-ES+A256KW'

export class Cards {
  readonly #cards = new Map<string, Kept>()

  has(id: string): boolean {
    return this.#cards.has(id)
  }

  /** Keeps one for an employee. */
  put(
    card: Card & { readonly agb: string; readonly gebruikersnummer: string; readonly text: string },
  ): void {
    const { text, ...rest } = card
    if (this.#cards.has(card.id)) return
    this.#cards.set(card.id, { ...rest, content: { text } })
    const [oldest] = this.#cards.keys()
    if (this.#cards.size > mostKept && oldest !== undefined) this.#cards.delete(oldest)
  }

  /** Encrypts what waits for who asks, now that the public key is there; the text is gone then. */
  async close({ agb, gebruikersnummer, sleutel, sleutelPubliek }: Caller): Promise<void> {
    if (sleutelPubliek === undefined || sleutel === undefined) return
    for (const card of this.#of({ agb, gebruikersnummer })) {
      if (!('text' in card.content)) continue
      const jwe = await new CompactEncrypt(new TextEncoder().encode(card.content.text))
        .setProtectedHeader({ alg, enc: 'A256GCM', kid: sleutel })
        .encrypt(await importJWK(sleutelPubliek, alg))
      this.#cards.set(card.id, { ...card, content: { jwe } })
    }
  }

  /** Of one employee, newest first: there is no way to ask without. */
  of(caller: Pick<Caller, 'agb' | 'gebruikersnummer'>): readonly Card[] {
    return this.#of(caller).map(({ id, titel }) => ({ id, titel }))
  }

  #of({ agb, gebruikersnummer }: Pick<Caller, 'agb' | 'gebruikersnummer'>): readonly Kept[] {
    return [...this.#cards.values()]
      .filter((card) => card.agb === agb && card.gebruikersnummer === gebruikersnummer)
      .reverse()
  }

  /** The text of one; without text: not with this key; undefined: there is no such card for who asks. */
  async read(
    id: string,
    caller: Pick<Caller, 'agb' | 'gebruikersnummer'>,
    key: JWK | undefined,
  ): Promise<(Card & { readonly text: string | undefined }) | undefined> {
    const card = this.#of(caller).find((one) => one.id === id)
    if (card === undefined) return undefined
    const text =
      key === undefined || 'text' in card.content ? undefined : await opened(card.content.jwe, key)
    return { id: card.id, titel: card.titel, text }
  }
}

async function opened(jwe: string, key: JWK): Promise<string | undefined> {
  try {
    const { plaintext } = await compactDecrypt(jwe, await importJWK(key, alg), {
      keyManagementAlgorithms: [alg],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    return new TextDecoder().decode(plaintext)
  } catch {
    return undefined
  }
}
