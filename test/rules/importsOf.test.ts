/** Reading imports off a text, with what is easily taken for one. */
import { describe, expect, it } from 'vitest';
import { importsOf } from './importsOf.ts';

describe('reading imports', () => {
  const read = (text: string) => importsOf({ path: 'src/app/a.ts', text });

  it.each([
    ["import { a } from './b.ts';", 'src/app/b.ts', false],
    ["import a from './b.ts';", 'src/app/b.ts', false],
    ["import a, { b } from './b.ts';", 'src/app/b.ts', false],
    ["import * as a from '../ports/b.ts';", 'src/ports/b.ts', false],
    ["import './b.ts';", 'src/app/b.ts', false],
    ["import type { A } from './b.ts';", 'src/app/b.ts', true],
    ["import type A from './b.ts';", 'src/app/b.ts', true],
    ["export * from './b.ts';", 'src/app/b.ts', false],
    ["export * as a from './b.ts';", 'src/app/b.ts', false],
    ["export { a } from './b.ts';", 'src/app/b.ts', false],
    ["export type { A } from './b.ts';", 'src/app/b.ts', true],
    ["import {\n  a,\n  type B, // from 'c'\n} from './b.ts';", 'src/app/b.ts', false],
    ['import { a } from "./b.ts";', 'src/app/b.ts', false],
    ["const a = await import('./b.ts');", 'src/app/b.ts', false],
    ["let a: import('./b.ts').B;", 'src/app/b.ts', false],
    ["import { a } from '@scope/pack/inner';", '@scope/pack', false],
    ["import { a } from 'pack/inner';", 'pack', false],
    ["import { a } from 'node:fs/promises';", 'node:fs/promises', false],
    [`const a = await import(\`./\${name}.ts\`);`, null, false],
  ])('finds %j', (text, to, typesOnly) => {
    const isLate = text.includes('import(');
    expect(read(text)).toEqual([expect.objectContaining({ to, typesOnly, isLate, line: 1 })]);
  });

  it.each([
    "// import { a } from './b.ts';",
    "/*\n import { a } from './b.ts';\n*/",
    'const a = "import { a } from \'./b.ts\';";',
    `const a = \`\n import { a } from './b.ts';\n\${b}\n import './c.ts';\`;`,
    "const pattern = /['\"`]/; // import './b.ts'",
    "const half = a / 2; const text = 'import'; const other = '/b.ts';",
    "export const from = './b.ts';",
    "meta.import('./b.ts');",
    'const here = import.meta.url;',
  ])('finds nothing in %j', (text) => {
    expect(read(text)).toEqual([]);
  });

  it('counts lines over what it passes by', () => {
    const text = `/* a\n b */\nconst a = \`\n\${\`\${1}}\`}\n\`;\nconst b = /[/\`]/;\nimport { c } from './c.ts';\n`;
    expect(read(text)).toEqual([expect.objectContaining({ to: 'src/app/c.ts', line: 7 })]);
  });
});
