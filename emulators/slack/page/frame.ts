import { html, raw } from 'hono/html';

export type Markup = ReturnType<typeof html>;

const STYLE = `
  :root { --ink: #1d1c1d; --soft: #616061; --line: #dddddd; --mark: #1264a3 }
  body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: #f8f8f8; margin: 0 }
  header { background: #3f0e40; color: #fff; padding: .6rem 1.5rem } header a { color: #fff; text-decoration: none; font-weight: 600; margin-right: 1rem }
  main { max-width: 56rem; margin: 1.25rem auto; padding: 0 1rem }
  section, .modal { background: #fff; border: 1px solid var(--line); border-radius: 8px; padding: .9rem 1.2rem; margin: 0 0 1rem }
  .modal { border: 2px solid var(--mark); box-shadow: 0 8px 30px #0003 } h1 { font-size: 1.3rem; margin: 0 0 .6rem } h2 { font-size: 1.05rem; margin: 0 0 .5rem }
  .message { border-top: 1px solid var(--line); padding: .6rem 0 } .message:first-of-type { border-top: 0 } .soft { color: var(--soft); font-size: .9em }
  .only { background: #f4f9fd } .block { margin: .35rem 0 } .fields { display: grid; grid-template-columns: 1fr 1fr; gap: .3rem 1rem } .head { font-size: 1.1rem; font-weight: 700 }
  button { font: inherit; padding: .2rem .8rem; border: 1px solid #bbb; border-radius: 4px; background: #fff; cursor: pointer; margin: .1rem .3rem .1rem 0 }
  button.primary { background: #007a5a; border-color: #007a5a; color: #fff } button.danger { background: #e01e5a; border-color: #e01e5a; color: #fff }
  input[type=text], textarea, select { font: inherit; padding: .2rem .4rem; max-width: 100% } textarea { width: 100%; height: 5rem }
  label.name { display: block; font-weight: 600; margin-top: .5rem } .wrong { color: #c01343 } .notice { background: #fff4d8 } a { color: var(--mark) } hr { border: 0; border-top: 1px solid var(--line) }
`;

/** `head` is a script or nothing. */
export const pageFrame = (title: string, body: Markup, head: Markup | '' = ''): Markup => html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${raw(STYLE)}</style>${head}</head>
<body><header><a href="/">Slack emulator</a></header><main>${body}</main></body></html>`;
