// Only .svelte files: plain TypeScript is oxlint's. This plugin alone sees templates
// (an unkeyed each, a prop nobody reads, raw HTML).
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

export default defineConfig(
  { ignores: ['build/', '.svelte-kit/', 'node_modules/', '**/*.ts', '**/*.js'] },
  ...svelte.configs.recommended,
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
);
