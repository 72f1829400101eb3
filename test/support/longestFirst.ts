/**
 * The order of the test files: those that are known to take longest begin first, so that none of them is what everybody
 * else has long been done for; the others as vitest has them.
 */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They take longest by waiting for processes and by counting through long histories, which their size does not show. */
const LONGEST = [
  'test/crash/kills.test.ts',
  'test/stories/five-hundred-forms.test.ts',
  'test/app/every-exception.test.ts',
  'test/store/processes.test.ts',
  'test/simulation/months/months.test.ts',
  'test/stories/an-existing-company.test.ts',
  'test/stories/replay-of-a-small-history.test.ts',
  'test/crash/every-call-fails-once.test.ts',
  'test/cli/serve.test.ts',
  'test/contract/okta.provider.test.ts',
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

const isLong = ({ moduleId }: TestSpecification) => LONGEST.some((path) => moduleId.endsWith(path));
