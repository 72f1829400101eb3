/** COVERAGE.md is a promise to whoever writes an adapter: it must name exactly what is there. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../kit/clock.ts';
import { METHODS } from './api/methods.ts';
import { slackApp } from './app.ts';
import { ELEMENTS } from './blocks/elements.ts';
import { BLOCK_TYPES } from './blocks/layout.ts';
import { DEFAULT_APP, DEFAULT_QUIRKS } from './options.ts';
import { People } from './people/people.ts';
import { Workspace } from './workspace.ts';

const STATES = ['supported', 'partial', 'not started'];
const text = readFileSync(new URL('./COVERAGE.md', import.meta.url), 'utf8');

/** The rows of the table with that first column. */
function table(column: string): readonly { readonly name: string; readonly state: string }[] {
  const lines = text.split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${column} `));
  const end = lines.findIndex((line, index) => index > head && !line.startsWith('|'));
  return lines.slice(head + 2, end).map((line) => {
    const [, name = '', state = ''] = /^\| `([^`]+)` *\| *([^|]+?) *\|/.exec(line) ?? [];
    return { name, state };
  });
}
const promised = (column: string) =>
  table(column)
    .filter(({ state }) => state !== 'not started')
    .map(({ name }) => name)
    .sort();

function routes(): readonly string[] {
  const team = { id: 'T1', name: 'Acme', domain: 'acme' };
  const options = { team, app: DEFAULT_APP, requestUrl: undefined, limits: 'off', quirks: DEFAULT_QUIRKS } as const;
  const workspace = new Workspace(manualClock(0), options);
  const registered = slackApp(workspace, new People(workspace)).routes;
  return [...new Set(registered.map(({ method, path }) => `${method} ${path}`))].filter(
    (one) => !one.includes('/api/'),
  );
}

describe('the coverage tables', () => {
  it('know three states and list nothing twice', () => {
    const rows = ['method', 'route', 'kind', 'block', 'element'].flatMap((column) => table(column));
    expect(rows.filter(({ name, state }) => name === '' || !STATES.includes(state))).toEqual([]);
    expect(rows.length).toBeGreaterThan(60);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length - 1); // `image` is a block and an element
  });

  it('promise exactly the methods and routes that are registered', () => {
    expect(promised('method')).toEqual(METHODS.map(({ name }) => name).sort());
    expect(promised('route')).toEqual(routes().toSorted());
  });

  it('promise exactly the blocks and elements that are checked', () => {
    expect(promised('block')).toEqual(BLOCK_TYPES.toSorted());
    expect(promised('element')).toEqual(Object.keys(ELEMENTS).sort());
  });
});
