import { expect, it } from 'vitest';
import { caseId, type ExceptionId, exceptionId } from '../shared/ids.ts';
import { BEGINNING } from '../shared/instant.ts';
import { newCase } from './caseState.ts';
import { evolveCaseAll } from './evolveCase.ts';
import type { TenureEvent } from './model.ts';
import { namedApart } from './namedApart.ts';

const raised = (name: string): TenureEvent => ({ type: 'ExceptionRaised', exception: exceptionId(name), kind: 'k' });
const namesOf = (events: readonly TenureEvent[]): readonly ExceptionId[] =>
  events.flatMap((event) => (event.type === 'ExceptionRaised' ? [event.exception] : []));

it('gives a second name to what is raised in one go, or was raised before, and keeps all else', () => {
  const settled: TenureEvent = {
    ...{ type: 'ExceptionSettled', exception: exceptionId('a'), verdict: 'retry', by: 'ines', at: BEGINNING },
  };
  const state = evolveCaseAll(newCase(caseId('jira', '1')), [raised('a'), settled], BEGINNING);
  const events = namedApart(state, [raised('a'), raised('b'), settled, raised('a'), raised('b')]);
  expect(namesOf(events)).toEqual(['a.2', 'b', 'a.3', 'b.2']);
  expect(events[2]).toBe(settled);
  expect(namedApart(state, [raised('c')])).toEqual([raised('c')]);
});
