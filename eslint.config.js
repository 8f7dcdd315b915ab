import tseslint from 'typescript-eslint'

const bans = [
  {
    selector: 'ExportDefaultDeclaration',
    message: 'named exports only: one name from definition to use (docs/adr/0001)',
  },
]

const gatewayBans = [
  ...bans,
  {
    selector: "CallExpression[callee.object.name='Object'][callee.property.name='assign']",
    message:
      'Object.assign sets fields past the type checker: a misspelt audit event would compile. Assign or spread',
  },
  {
    selector:
      "ImportDeclaration[source.value='node:crypto'][importKind='value'] > ImportSpecifier[imported.name='X509Certificate'][importKind='value']",
    message:
      'certificates are opened by certificate/open-x509.ts, which opens no other than it was given',
  },
]

/** What makes a run differ from the one before it: in gateway it is an argument, given by start/ or a command. */
const ambient = {
  'no-restricted-globals': [
    'error',
    {
      name: 'process',
      message: 'environment, signals and exits are for start/: pass in what is needed of them',
    },
  ],
  'no-restricted-properties': [
    'error',
    {
      object: 'Date',
      property: 'now',
      message: 'the time is an argument, so that a test can be on any date (docs/adr/0001)',
    },
    {
      object: 'Math',
      property: 'random',
      message: 'chance is an argument; what must be secret comes from node:crypto',
    },
  ],
  'no-restricted-syntax': [
    'error',
    ...gatewayBans,
    {
      selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
      message: 'the time is an argument, so that a test can be on any date (docs/adr/0001)',
    },
  ],
}

export default tseslint.config(
  { ignores: ['dist/', 'data/', 'coverage/', 'node_modules/', 'certs-dev/'] },
  {
    files: ['gateway/**/*.{ts,tsx}', 'scripts/**/*.{ts,tsx}', 'test/**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // An audit write or knex query nobody waits for is lost: the rule that matters most here.
      '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-restricted-syntax': ['error', ...bans],
      'no-console': 'error',
      complexity: ['error', 10],
      'max-depth': ['error', 3],
      'max-params': ['error', 4],
      'max-lines-per-function': ['error', { max: 45, skipBlankLines: true, skipComments: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['test/**/*.{ts,tsx}'],
    rules: { 'max-lines-per-function': 'off', 'max-lines': 'off', complexity: 'off' },
  },
  {
    files: ['gateway/**/*.{ts,tsx}'],
    rules: { 'no-restricted-syntax': ['error', ...gatewayBans] },
  },
  { files: ['gateway/**/*.{ts,tsx}'], ignores: ['gateway/start/**'], rules: ambient },
  { files: ['scripts/**/*.ts'], rules: { 'no-console': 'off' } },
  // One table is one file (docs/adr/0003).
  { files: ['gateway/errors.ts'], rules: { 'max-lines': 'off' } },
)
