/** Whom a fault meets: by what is asked, by the clock, by its turn, by chance; and what is on the watch. */
import { describe, expect, it } from 'vitest';
import { oktaFaultKit } from '../../okta/faultKit.ts';
import { manualClock } from '../clock.ts';
import type { Fault } from './fault.ts';
import { Faults } from './faults.ts';

const START = Date.UTC(2026, 2, 2, 8);

function watching(...faults: readonly Fault[]) {
  const clock = manualClock(START);
  const watch = new Faults(clock, oktaFaultKit);
  watch.lay({ seed: 3, faults });
  const meet = (path = '/api/v1/users', method = 'GET') => watch.meet(method, path).ending?.do ?? '-';
  const pass = (milliseconds: number) => clock.moveTo(clock.now() + milliseconds);
  const several = (count: number) => Array.from({ length: count }, () => meet()).join(' ');
  return { clock, watch, meet, pass, several };
}

describe('a fault meets', () => {
  it.each<[string, Partial<Fault>, string]>([
    ['one request, when nothing else is said', {}, 'drop - - - -'],
    ['as many as it says', { times: 2 }, 'drop drop - - -'],
    ['from the n-th that fits', { nth: 3 }, '- - drop - -'],
    ['from the n-th, as many as it says', { nth: 2, times: 3 }, '- drop drop drop -'],
    ['every one before its end', { until: '1h' }, 'drop drop drop drop drop'],
    ['none that it does not name', { on: '^PUT ' }, '- - - - -'],
    ['an operation by its name', { operation: 'list-users', times: 2 }, 'drop drop - - -'],
  ])('%s', (_, more, met) => {
    const fault: Fault = { do: 'drop', ...more } as Fault;
    expect(watching(fault).several(5)).toBe(met);
  });

  it('what falls within its time, by the clock of the emulator', () => {
    const { several, pass } = watching({ do: 'drop', from: '10m', until: '20m' });
    expect(several(1)).toBe('-');
    pass(600_000);
    expect(several(2)).toBe('drop drop');
    pass(600_000);
    expect(several(1)).toBe('-');
    const instants = watching({ do: 'drop', from: new Date(START + 5_000).toISOString(), until: '1m' });
    expect(instants.several(1)).toBe('-');
    instants.pass(5_000);
    expect(instants.several(1)).toBe('drop');
  });

  it('by chance the same ones under the same seed, whatever other faults do', () => {
    const half: Fault = { do: 'drop', chance: 0.5 };
    const alone = watching(half).several(40);
    expect(alone).toBe(watching(half).several(40));
    expect(alone.match(/drop/g)?.length).toBeGreaterThan(10);
    expect(alone.match(/-/g)?.length).toBeGreaterThan(10);
    expect(watching(half, { do: 'delay', by: '1ms', spread: '9ms', until: '1h' }).several(40)).toBe(alone);
    const other = watching();
    other.watch.lay({ seed: 4, faults: [half] });
    expect(other.several(40)).not.toBe(alone);
  });

  it('a request together with others, but only the first that ends it', () => {
    const { watch, several } = watching(
      { do: 'delay', by: '2s', name: 'slow', until: '1h' },
      { do: 'delay', by: '3s', until: '1h' },
      { do: 'refuse', status: 503 },
      { do: 'drop', operation: 'list-users' },
    );
    expect(watch.meet('GET', '/api/v1/users')).toMatchObject({
      names: ['slow', 'delay', 'refuse'],
      delayMilliseconds: 5_000,
      ending: { do: 'refuse' },
    });
    expect(several(2)).toBe('drop -');
  });
});

describe('on the watch', () => {
  it('is what is not spent, with how often it fitted and met', () => {
    const { watch, several } = watching({ do: 'drop', times: 1 }, { do: 'refuse', status: 500, nth: 2, times: 2 });
    several(3);
    expect(watch.standing()).toEqual([{ fault: expect.objectContaining({ do: 'refuse' }), seen: 2, met: 1 }]);
    several(1);
    expect(watch.standing()).toEqual([]);
  });

  it('is of a plan for several only what is for this one', () => {
    const { watch } = watching({ do: 'drop', at: 'jira' }, { do: 'drop', at: 'okta' }, { do: 'drop' });
    expect(watch.standing()).toHaveLength(2);
  });

  it('is nothing once it is cleared', () => {
    const { watch, several } = watching({ do: 'down' });
    watch.clear();
    expect(several(1)).toBe('-');
  });
});

describe('a stale search index', () => {
  it('sees nothing newer than the moment it froze, and all of it afterwards', () => {
    const { watch, pass } = watching({ do: 'stale-search', from: '1m', until: '10m' });
    expect(watch.searchHorizon(3_000)).toBe(START);
    pass(300_000);
    expect(watch.searchHorizon(3_000)).toBe(START + 60_000);
    pass(300_000);
    expect(watch.searchHorizon(3_000)).toBe(START + 600_000);
  });

  it('is as late as it says, and never quicker than it always is', () => {
    expect(watching({ do: 'stale-search', by: '10s' }).watch.searchHorizon(3_000)).toBe(START - 7_000);
    expect(watching({ do: 'stale-search', by: '1s' }).watch.searchHorizon(3_000)).toBe(START);
  });
});
