/** What somebody who signed in sees first: the diensten, and the way out. */
import type { Frame } from '../../pages/frame.ts'
import { Heading, Link } from '../../pages/components.tsx'
import { PostForm, toegangPage } from './fields.tsx'

export const signedInPage = (
  frame: Frame,
  view: {
    readonly csrf: string
    readonly diensten: readonly { readonly titel: string; readonly href: string }[]
    readonly links: readonly (readonly [text: string, href: string])[]
  },
): string =>
  toegangPage(frame, {
    title: 'Diensten',
    lead:
      view.diensten.length === 0
        ? 'Er is nog geen dienst die u met dit account kunt gebruiken.'
        : 'Deze diensten kunt u gebruiken.',
    children: (
      <>
        <ul class="sluis-list">
          {view.diensten.map(({ titel, href }) => (
            <li key={href}>
              <Link href={href}>{titel}</Link>
            </li>
          ))}
        </ul>
        <Heading level={2}>Uw account</Heading>
        <ul class="sluis-list">
          {view.links.map(([text, href]) => (
            <li key={href}>
              <Link href={href}>{text}</Link>
            </li>
          ))}
        </ul>
        <SignOut csrf={view.csrf} />
      </>
    ),
  })

export const SignOut = ({ csrf }: { readonly csrf: string }) => (
  <PostForm form={{ action: '/afmelden', csrf, fields: [], button: 'Afmelden' }} />
)
