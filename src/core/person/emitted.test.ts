/** Every event that decisions on a person give, each with how: a list that must be whole. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { at, grant, joining, theCase } from '../../../test/support/build.ts';
import {
  ben,
  changes,
  edited,
  type Filing,
  hana,
  joins,
  lea,
  leaves,
  minute,
  onLeave,
  renaming,
  taken,
  texts,
} from '../../../test/support/forms.ts';
import { given, HIRED, OPENED, typesOf } from '../../../test/support/given.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { rowId } from '../shared/ids.ts';

type Events = readonly TenureEvent[];
const hired = given(HIRED);

const AWAY = onLeave({ start: minute(2), end: minute(20) });
/** Every event the slice can give, each with how. */
const EMITTED: Readonly<Record<string, () => Events>> = {
  CaseOpened: () => given().when(joins()),
  FormAccepted: () => given().when(joins()),
  FormRefused: () => given().when(joins({}, ben)),
  CaseWithdrawn: () => hired.when(taken(joins(), lea), 5),
  FormPostponed: () => hired.when(changes({ start: minute(50), title: 'Lead' }), 5),
  PersonRegistered: () => given().when(joins()),
  ProfileChanged: () => hired.when(changes({ familyName: 'Berg' }), 5),
  CaseConcerns: () => hired.when(leaves(), 5),
  EngagementOpened: () => given().when(joins()),
  EngagementChanged: () => hired.when(leaves(), 5),
  LeaveSet: () => hired.when(onLeave({ start: minute(20) }), 5),
  LeaveEnded: () => hired.after(AWAY, 1).when(AWAY, 20),
  LoginIntended: () => hired.and(OPENED).when(changes({ familyName: 'Berg' }), 5, { rules: renaming }),
  GrantGiven: () => given().when(joins()),
  GrantEnded: () => hired.when(leaves(), 5),
  GrantReinstated: () =>
    given()
      .after(joins({ end: minute(50) }), 0)
      .when(edited(joins(), 6, { end: minute(90) }), 6),
  GrantRowsChanged: () =>
    hired
      .and({
        on: joining,
        minute: 1,
        events: [{ type: 'GrantRowsChanged', grant: grant(`${joining}#1`, [], 0).id, rows: [rowId('old')] }],
      })
      .when(changes({ title: 'Lead' }), 5),
  AccountIntended: () => given().when(joins()),
  TaskRequested: () => given().when(joins({ hardware: texts('Laptop') })),
  TaskDropped: () =>
    given()
      .after(joins({ hardware: texts('Laptop') }), 0)
      .when(edited(joins(), 5, { hardware: texts('Screen') }), 5),
  TaskDone: () => closed(joins({ hardware: texts('Laptop') }), lea),
  LineWaiting: () => given().when(joins({ applications: texts('Figma: editor') })),
  ExceptionRaised: () => given().when(joins({ department: 'Operations' })),
  ExceptionSettled: () => {
    const foreign = edited(joins(), 5, { department: 'Sales' }, ben);
    return hired.after(foreign, 5).when(edited(foreign, 6, { department: 'Sales' }, hana), 6);
  },
};

/** The first sub-task of a form, closed by this person. */
function closed(filing: Filing, by: typeof lea): Events {
  const before = given().after(filing, 0);
  const [task] = before.caseOf(theCase('joining')).tasks;
  if (task === undefined) throw new Error('no task');
  const tasks = [{ task: task.task, key: 'PEO-9', done: true, closed: { author: by, at: at(4) } }];
  return before.when({ ...filing, form: { ...filing.form, tasks } }, 5);
}

describe('every event', () => {
  it.each(Object.entries(EMITTED))('%s', (type, events) => expect(typesOf(events())).toContain(type));

  it('that this slice writes is in the list above', () => {
    const sources = readdirSync(new URL('.', import.meta.url)).filter(
      (name) => !/\.test\.ts$|^(leaving|meaning)\.ts$/.test(name),
    );
    const text = sources.map((name) => readFileSync(new URL(name, import.meta.url), 'utf8')).join('\n');
    const written = [...text.matchAll(/\btype: '(\w+)'/g)].map(([, type]) => type);
    expect([...new Set(written)].sort()).toEqual(Object.keys(EMITTED).sort());
  });
});
