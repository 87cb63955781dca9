// Only .svelte files: plain TypeScript is oxlint's. This plugin alone sees templates
// (an unkeyed each, a prop nobody reads, raw HTML). What people read is looked at in both.
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import { wordRules } from './lint/words.ts';

/** Made-up people for tests, and the style guide, which only those who work on Wardbook open. */
const unsaid = ['**/testing-*.ts', 'src/routes/design/**'];

export default defineConfig(
  {
    ignores: [
      'build/',
      '.svelte-kit/',
      'node_modules/',
      'src/lib/words/said/',
      '**/*.js',
      '*.ts',
      '{bench,compile-messages,e2e,examples,lint,test}/',
    ],
  },
  ...svelte.configs.recommended.map((config) => ({ files: ['**/*.svelte'], ...config })),
  {
    files: ['**/*.svelte'],
    plugins: { '@typescript-eslint': ts.plugin },
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
      'svelte/button-has-type': 'error',
      'svelte/no-target-blank': 'error',
      // The app is always served from the root of its own address, so plain links are right.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  { files: ['src/**/*.ts'], languageOptions: { parser: ts.parser } },
  {
    files: ['src/**/*.{svelte,ts}'],
    plugins: { words: wordRules },
    rules: { 'words/language': 'error', 'words/when-drawn': 'error' },
  },
  {
    files: ['src/**/*.{svelte,ts}'],
    ignores: unsaid,
    rules: { 'words/literal': 'error', 'words/glued': 'error' },
  },
  { files: ['src/lib/words/said.ts'], rules: { 'words/language': 'off' } },
);
