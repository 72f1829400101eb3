/**
 * What the brake, with the limits it is shipped with, would have held over a real history, if every change set of it had
 * been one change of many by one author; how much of that wrongly (all of it was meant, but for what the history's own
 * notes call an import or a bulk edit); and how many mistakes planted at random days it would have held.
 */
import { basename, dirname } from 'node:path';
import { diceFor } from '../../emulators/kit/dice.ts';
import { acmePolicy } from '../../examples/acme/company.ts';
import type { BrakeLimits } from '../../src/core/policy/model.ts';
import { changesIn, HourBefore, HourlyMeters, itemsOf, reasonsFor } from '../brake/limits.ts';
import { applied, type RealChange, readChanges } from '../brake/memberships.ts';
import { MISTAKES } from '../brake/mistakes.ts';
import { type Benchmark, type Figure, informing } from '../figure.ts';

const NOWHERE = { okta: 'http://localhost:1', jira: 'http://localhost:1', smtp: 'smtp://localhost:1' };
const SMALL = 'bench/replay/small/events.jsonl';
const DAYS = 100;
const SEED = 20261121;

export const brakeOverHistory: Benchmark = {
  name: 'brake-over-history',
  about: 'what the brake would have held over real histories, how much of it wrongly, and of planted mistakes',
  async run({ options }) {
    const { brake } = acmePolicy(NOWHERE).settings;
    const files = options.histories.length === 0 ? [SMALL] : options.histories;
    const figures = files.flatMap((given) => {
      const [path = '', bulk = ''] = given.split('@');
      const changes = readChanges(path);
      const name = `brake-over-history/${basename(dirname(path))}`;
      const meant = new Set(bulk.split(',').filter(Boolean).map(Number));
      return [...overHistory(name, changes, meant, brake), ...overMistakes(name, changes, brake)];
    });
    return {
      figures,
      notes: [
        `limits as shipped: ${Object.entries(brake)
          .map(([limit, most]) => `${limit} ${most}`)
          .join(', ')}.`,
        'each change set counts as one change of many by one author; in Tenure most of these were single forms, which nothing holds.',
        `mistakes: each of ${MISTAKES.length} kinds on ${DAYS} change sets drawn with seed ${SEED}; a group that a mistake empties is any group that has somebody.`,
      ],
    };
  },
};

function overHistory(name: string, changes: readonly RealChange[], bulk: ReadonlySet<number>, limits: BrakeLimits) {
  const holdings = new Map<string, ReadonlySet<string>>();
  const meters = new HourlyMeters(limits);
  const hour = new HourBefore();
  const count = { sets: 0, changes: 0, held: 0, wrongly: 0, heldChanges: 0, wrongChanges: 0, waiting: 0 };
  for (const change of changes) {
    const items = itemsOf(change.edits);
    if (items.length > 0) {
      const many = changesIn(items);
      count.sets += 1;
      count.changes += many;
      if (reasonsFor(items, holdings, limits, hour.itemsAt(change.at)).length === 0) {
        hour.add(items, change.at);
        count.waiting += meters.book(items, change.at);
      } else {
        count.held += 1;
        count.heldChanges += many;
        if (!bulk.has(change.seq)) {
          count.wrongly += 1;
          count.wrongChanges += many;
        }
      }
    }
    applied(holdings, change);
  }
  return [
    informing(`${name}/change-sets`, count.sets, 'sets'),
    informing(`${name}/changes`, count.changes, 'memberships'),
    informing(`${name}/held`, count.held, 'sets'),
    informing(`${name}/held-changes`, count.heldChanges, 'memberships'),
    informing(`${name}/held-wrongly`, count.wrongly, 'sets'),
    informing(`${name}/held-wrongly-share`, share(count.wrongly, count.sets), '% of sets'),
    informing(`${name}/held-wrongly-changes`, count.wrongChanges, 'memberships'),
    informing(`${name}/waiting-for-the-hour`, count.waiting, 'memberships'),
  ];
}

function overMistakes(name: string, changes: readonly RealChange[], limits: BrakeLimits): readonly Figure[] {
  const dice = diceFor(SEED, name);
  const days = new Set(Array.from({ length: DAYS }, () => dice.between(0, changes.length - 1)));
  const holdings = new Map<string, ReadonlySet<string>>();
  const planted = new Map(MISTAKES.map((mistake) => [mistake, { all: 0, held: 0, taken: 0, stopped: 0 }]));
  for (const [place, change] of changes.entries()) {
    applied(holdings, change);
    if (!days.has(place) || holdings.size === 0) continue;
    for (const [mistake, count] of planted) {
      const items = itemsOf(mistake.edits(holdings, dice));
      if (items.length === 0) continue;
      const isHeld = reasonsFor(items, holdings, limits).length > 0;
      const many = changesIn(items);
      count.all += 1;
      count.taken += many;
      count.held += isHeld ? 1 : 0;
      count.stopped += isHeld ? many : 0;
    }
  }
  return [...planted].flatMap(([mistake, { all, held, taken, stopped }]) => [
    informing(`${name}/${mistake.name}-held`, share(held, all), `% of ${all}`),
    informing(`${name}/${mistake.name}-stopped`, share(stopped, taken), '% of changes'),
  ]);
}

const share = (part: number, whole: number) => (whole === 0 ? 0 : (100 * part) / whole);
