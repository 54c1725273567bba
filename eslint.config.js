import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** One arrow: src → workers/contract.ts ← workers. */
const onlyTheContract = {
  regex: '(^|/)workers/(?!contract($|\\.ts$))',
  message: 'src may import types from workers/contract.ts and nothing else of workers.',
};
const nothingOfThePage = {
  regex: '(^|/)src/',
  message: 'workers never import src.',
};

export default ts.config(
  // workers/mamba/cpu/wasm is AssemblyScript, whose decorators on functions no tool for TypeScript reads.
  {
    ignores: [
      'workers/mamba/cpu/wasm/',
      'dist/',
      'public/',
      'test-results/',
      'playwright-report/',
      'training/',
      '.cache/',
    ],
  },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
  },
  {
    rules: {
      'no-undef': 'off', // TypeScript knows better
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'svelte/no-at-html-tags': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [onlyTheContract] }] },
  },
  {
    files: ['src/**'],
    ignores: ['src/bridge/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [onlyTheContract],
          paths: [{ name: 'comlink', message: 'Only src/bridge speaks Comlink.' }],
        },
      ],
    },
  },
  {
    files: ['workers/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [nothingOfThePage] }] },
  },
);
