import { describe, expect, it } from 'vitest';
import { okta } from '../../../test/support/build.ts';
import { candidate, FACTS, force } from '../../../test/support/requests.ts';
import { groupName } from '../shared/ids.ts';
import { leftWithoutApprover } from './named.ts';

const { policy } = force();
const gone = (name: string) => candidate(name, { works: false });
const named = (...left: readonly string[]) =>
  new Map(
    ['omar', 'dina', 'sven'].map((name) => [
      `${name}@small.example`,
      left.includes(name) ? gone(name) : candidate(name),
    ]),
  );
const security = groupName(okta, 'security');

describe('high risk is left without anybody who is named for it', () => {
  it('when owner and deputy have left, and not while one of them works here', () => {
    expect(leftWithoutApprover(policy, FACTS)).toEqual([]);
    expect(leftWithoutApprover(policy, { ...FACTS, named: named('omar') })).toEqual([]);
    expect(leftWithoutApprover(policy, { ...FACTS, named: named('omar', 'dina') })).toEqual(['vault:admin']);
  });

  it('when nobody of a group is left either; a group nobody could read may have somebody in it', () => {
    const facts = { named: named('sven'), members: new Map([[security, [gone('sam')]]]) };
    expect(leftWithoutApprover(policy, facts)).toEqual(['prod:console']);
    expect(leftWithoutApprover(policy, { ...facts, members: new Map() })).toEqual([]);
  });

  it('and says nothing of what nobody may ask for', () =>
    expect(leftWithoutApprover(policy, { ...FACTS, named: named('omar', 'dina', 'sven') })).not.toContain('attic:key'));
});
