/** The values of an application as people read them. */
import { dutchIsoDate } from '../../gateway/pages/dates.ts'
import { fieldLabels } from './applications.ts'
import type { ApplicationFields } from './applications.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'

/** All fields, or those that are asked for. */
export const valuesOf = (
  fields: ApplicationFields,
  isShown: (name: string) => boolean = () => true,
): Html =>
  html`<dl class="portaal-fields">
    ${Object.entries(fieldLabels)
      .filter(([name]) => isShown(name))
      .map(
        ([name, label]) =>
          html`<div>
            <dt>${label}</dt>
            <dd><bdi>${shown(fields[name])}</bdi></dd>
          </div>`,
      )}
  </dl>`

const shown = (value: string | undefined): string =>
  value === undefined || value === '' ? 'Niet ingevuld' : dutchIsoDate(value)
