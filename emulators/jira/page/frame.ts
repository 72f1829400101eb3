import { html, raw } from 'hono/html';
import type { Markup } from './adfHtml.ts';

const STYLE = `
  :root { --ink: #172b4d; --soft: #5e6c84; --line: #dfe1e6; --blue: #0052cc }
  body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: #f4f5f7; margin: 0 }
  header { background: var(--ink); color: #fff; padding: .6rem 1.5rem } header a { color: #fff; text-decoration: none; font-weight: 600 }
  main { max-width: 64rem; margin: 1.5rem auto; padding: 0 1rem }
  section, .card { background: #fff; border: 1px solid var(--line); border-radius: 6px; padding: 1rem 1.25rem; margin: 0 0 1rem }
  h1 { font-size: 1.45rem; margin: .1rem 0 .6rem } h2 { font-size: 1rem; margin: 0 0 .6rem } p { margin: .35rem 0 }
  a { color: var(--blue) } .soft { color: var(--soft); font-size: .9em } .heading { font-weight: 600; margin-top: .7rem }
  table { border-collapse: collapse; width: 100% } th, td { border-bottom: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top }
  .facts th { width: 14rem; color: var(--soft); font-weight: 500 } .adf table { width: auto } .adf th, .adf td { border: 1px solid var(--line) } .adf th { background: #f4f5f7 }
  pre { background: #f4f5f7; padding: .6rem .8rem; border-radius: 4px; overflow-x: auto; font-size: .85em } code { background: #f4f5f7; padding: 0 .25em; border-radius: 3px }
  .lozenge { display: inline-block; border-radius: 3px; padding: 0 .45em; font-size: .75em; font-weight: 700; text-transform: uppercase; background: #dfe1e6; color: #42526e }
  .lozenge.done, .lozenge.green { background: #e3fcef; color: #006644 } .lozenge.indeterminate, .lozenge.blue { background: #deebff; color: #0747a6 }
  .lozenge.yellow { background: #fff0b3; color: #7a5200 } .lozenge.red { background: #ffebe6; color: #bf2600 } .lozenge.purple { background: #eae6ff; color: #403294 }
  .panel { border-radius: 4px; padding: .4rem .9rem; margin: .5rem 0; background: #deebff } .panel.success { background: #e3fcef } .panel.error { background: #ffebe6 }
  .panel.warning { background: #fffae6 } .panel.note { background: #eae6ff } .mention { background: #dfe1e6; border-radius: 8px; padding: 0 .35em }
  .form input, .form select, textarea { font: inherit; width: 100%; box-sizing: border-box } .inline { display: inline } .refused { color: #bf2600 } .who { float: right }
  .comment { border-top: 1px solid var(--line); padding: .6rem 0 } .comment:first-of-type { border-top: 0 } summary { cursor: pointer; color: var(--blue) }
`;

export const pageFrame = (title: string, body: Markup): Markup => html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${raw(STYLE)}</style></head>
<body><header><a href="/">Jira emulator</a> &nbsp; <a href="/servicedesk/customer/portals">Portal</a></header><main>${body}</main></body></html>`;
