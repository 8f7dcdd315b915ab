/** The parts that the stand-ins' forms and lists are made of. */
import { member } from './applications.ts'
import { moment } from './frame.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import type { Received } from './inbox.ts'

export interface DemoField {
  readonly naam: string
  readonly label: string
  readonly type?: 'date' | 'text'
}

/** A form with a button; `agb` goes along as Sluis compares it with whoever signed in. */
export const demoFormOf = (
  action: string,
  agb: string,
  { fields, button }: { readonly fields: readonly DemoField[]; readonly button: string },
): Html =>
  html`<form method="post" action="${action}">
    <input type="hidden" name="instantie.agbCode" value="${agb}" />
    ${fields.map(
      ({ naam, label, type = 'text' }) =>
        html`<div class="utrecht-form-field portaal-field">
          <label class="utrecht-form-label" for="${naam}">${label}</label>
          <input
            class="utrecht-textbox utrecht-textbox--html-input"
            id="${naam}"
            name="${naam}"
            type="${type}"
            required
            autocomplete="off"
          />
        </div>`,
    )}
    <button class="utrecht-button utrecht-button--primary-action" type="submit">${button}</button>
  </form>`

/** What was received, newest first. */
export const listOf = (items: readonly Received[], pointer: readonly string[]): Html =>
  items.length === 0
    ? html`<p class="utrecht-paragraph">Er is nog niets ontvangen.</p>`
    : html`<ul class="portaal-list">
        ${items.map(
          ({ at, door, inhoud }) =>
            html`<li>
              <bdi>${textAt(inhoud, pointer)}</bdi>, ${moment(at)}, van <bdi>${door}</bdi>
            </li>`,
        )}
      </ul>`

function textAt(inhoud: unknown, pointer: readonly string[]): string {
  const found = pointer.reduce(member, inhoud)
  return typeof found === 'string' || typeof found === 'number' ? String(found) : 'Zonder titel'
}
