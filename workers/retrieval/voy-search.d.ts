/** The glue of voy-search without its `import … from '*.wasm'`, a form that browsers do not have yet. */
declare module 'voy-search/voy_search_bg.js' {
  export * from 'voy-search';
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
}
