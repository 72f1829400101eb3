/** How the applications of one reading are said: once for each state, and all of them named. */
import { expect, it } from 'vitest';
import { milliseconds } from '../shared/instant.ts';
import { alike, appsLine } from './appWords.ts';
import type { AppSaid } from './model.ts';

const said = (name: string, state: AppSaid['state'], tail?: number): AppSaid => ({
  app: name,
  name,
  state,
  ...(tail === undefined ? {} : { tail: milliseconds(tail) }),
});
const slack = said('Slack', 'provisioned');

it.each<[string, readonly AppSaid[]]>([
  ['Slack: account there', [slack]],
  [
    'Slack: account there. Sign-on only, no account is made: Zoom, Figma',
    [slack, said('Zoom', 'sign-on-only'), said('Figma', 'sign-on-only')],
  ],
  ['Account there: Slack, Jira. Figma: account refused', [slack, said('Figma', 'failed'), said('Jira', 'provisioned')]],
])('%s', (line, apps) => expect(appsLine(apps)).toBe(line));

it('keeps apart what may honour access for another time', () =>
  expect(
    alike([said('A', 'closed', 0), said('B', 'closed'), said('C', 'closed', 0)]).map(({ names }) => names),
  ).toEqual([['A', 'C'], ['B']]));
