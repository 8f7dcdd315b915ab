/** The windows that limit what strangers may try and have sent. */
import type { Take } from '../store.ts'

export interface LimitStore {
  /** Takes from each window, or from none: gives the longest wait in milliseconds, 0 when all had room. */
  neem(takes: readonly Take[]): Promise<number>
  /** Gives back what was taken. */
  geefTerug(keys: readonly string[]): Promise<void>
}
