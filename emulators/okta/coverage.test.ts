/** COVERAGE.md is a promise to whoever writes an adapter: it must name exactly the routes that are registered. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TOKEN_PATH } from './http/token.ts';
import { routes } from './routes.ts';

const STATES = ['supported', 'partial', 'not started'];
const table = readFileSync(new URL('./COVERAGE.md', import.meta.url), 'utf8');
const rows = [...table.matchAll(/^\| `(\w+) ([^`]+)` *\| *([^|]+?) *\|/gm)].map(([, method, path, state]) => ({
  route: `${method} ${path}`,
  state: state ?? '',
}));

describe('the coverage table', () => {
  it('knows three states and lists no route twice', () => {
    expect(rows.filter(({ state }) => !STATES.includes(state))).toEqual([]);
    expect(new Set(rows.map(({ route }) => route)).size).toBe(rows.length);
  });

  it('lists exactly the registered routes as supported or partial', () => {
    const registered = [...routes.map(({ method, path }) => `${method} ${path}`), `POST ${TOKEN_PATH}`].sort();
    const promised = rows.filter(({ state }) => state !== 'not started').map(({ route }) => route);
    expect(promised.sort()).toEqual(registered);
  });
});
