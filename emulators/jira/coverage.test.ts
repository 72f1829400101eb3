import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../kit/clock.ts';
import { jiraApp } from './app.ts';
import { DEFAULT_DELIVERY, DEFAULT_QUIRKS } from './site/options.ts';
import { JiraSite } from './site/site.ts';

const written = readFileSync(new URL('./COVERAGE.md', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const row = /^\| `([A-Z]+ [^`]+)` *\| *(\S+) *\|/.exec(line);
    return row === null ? [] : [{ route: row[1] ?? '', state: row[2] ?? '' }];
  });

function registered(): string[] {
  const site = new JiraSite(manualClock(0), {
    searchIndexDelayMilliseconds: 0,
    hiddenMail: 'none',
    scimLagMilliseconds: 0,
    limits: {},
    textLimits: { shortText: 255, longText: 32_767 },
    quirks: DEFAULT_QUIRKS,
    webhooks: DEFAULT_DELIVERY,
  });
  const routes = jiraApp(site).routes.filter(({ method }) => method !== 'ALL');
  return [...new Set(routes.map(({ method, path }) => `${method} ${path}`))];
}

describe('COVERAGE.md', () => {
  it('lists exactly the routes that are registered', () => {
    expect(written.map(({ route }) => route).sort()).toEqual(registered().sort());
  });

  it('says of each route whether it is supported or partial', () => {
    expect(written.filter(({ state }) => state !== 'supported' && state !== 'partial')).toEqual([]);
  });
});
