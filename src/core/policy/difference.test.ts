import { describe, expect, it } from 'vitest';
import { difference } from './difference.ts';
import { renderDifference } from './render.ts';
import { policyIn, SMALL, type Texts } from './testing/policies.ts';

const before = policyIn();
const lines = (texts: Partial<Texts>) => renderDifference(difference(before, policyIn(texts)));

describe('the difference of two policies', () => {
  it('is nothing for another spelling of the same', () => {
    const rows = SMALL.table.trim().split('\n');
    expect(lines({ table: [rows[0], rows[3], rows[1], rows[2]?.replace('Science', ' science')].join('\n') })).toEqual([
      'No change.',
    ]);
  });

  it('names rows added, removed and changed', () => {
    const table = `${SMALL.table.replace('everyone,,,figma:viewer,all\n', '').replace('Lead|Head', 'Lead')}new,,,,x\n`;
    expect(lines({ table })).toEqual([
      '+ row new (reference-table.csv:4): everyone -> group x',
      '- row everyone: everyone -> figma:viewer, group all',
      '~ row lead (reference-table.csv:3)',
      '    was department=Science, title=Lead|Head -> figma:editor',
      '    is  department=Science, title=Lead -> figma:editor',
    ]);
  });

  it('names groups an entitlement gained and lost, and what else changed about it', () => {
    const catalogue = SMALL.catalogue.replace('[figma-editors]', '[figma-authors], risk: low').replace('lena@', 'ada@');
    expect(lines({ catalogue })).toEqual([
      '~ entitlement figma:editor',
      '    + okta:figma-authors',
      '    - okta:figma-editors',
      '    onForm: "ask" -> "automatic"',
      '    risk: "medium" -> "low"',
      '~ application figma.owner: "lena@small.example" -> "ada@small.example"',
    ]);
  });

  it('names settings by path, lists as a whole', () => {
    const settings = `${SMALL.settings.replace('small.okta', 'new.okta').replace('{ group: hr }', '{ group: people }')}brake: { leaversPerHour: 3 }\nkeep: [alumni]\n`;
    expect(lines({ settings })).toEqual([
      '~ setting brake.leaversPerHour: 10 -> 3',
      '~ setting cases.onboarding.mayFile: [{"group":"hr","kind":"group"}] -> [{"group":"people","kind":"group"}]',
      '~ setting connections.okta.baseUrl: "https://small.okta.example" -> "https://new.okta.example"',
      '~ setting keep: [] -> ["okta:alumni"]',
    ]);
  });
});
