/** What a form asks for beyond birthright: applications that are ticked, hardware, what people open by hand. */
import { describe, expect, it } from 'vitest';
import { at, group, joining, theCase } from '../../../test/support/build.ts';
import { changes, edited, joins, leaves, minute, texts, type Values } from '../../../test/support/forms.ts';
import { given, HIRED, only, typesOf } from '../../../test/support/given.ts';
import type { TenureEvent } from '../evidence/model.ts';
import { startOf } from '../grant/index.ts';

const asked = (events: readonly TenureEvent[]) =>
  only(events, 'GrantGiven').filter(({ grant }) => grant.cause === 'request');
const titles = (events: readonly TenureEvent[]) =>
  only(events, 'TaskRequested').map(({ about, title }) => `${about}: ${title}`);
const ticks = (applications: Values['applications']) => joins({ applications: applications ?? null });

describe('an application that is ticked', () => {
  it('and automatic is a grant that ends with the work', () => {
    const events = asked(given().when(joins({ applications: 'Figma', end: minute(90) })));
    expect(events).toMatchObject([
      {
        grant: {
          cause: 'request',
          holds: { entitlement: 'figma:viewer' },
          groups: [group('figma-viewers')],
          givenBy: joining,
          rows: [],
          end: at(90),
        },
      },
    ]);
  });

  it('and risky waits for the first day', () =>
    expect(
      asked(given().when(joins({ applications: 'Vault: admin', start: minute(500) }))).map(({ grant }) =>
        startOf(grant),
      ),
    ).toEqual([at(500)]));

  it.each([
    ['Figma: editor', 'needs-decision'],
    ['Lab: badge', 'needs-decision'],
    ['Nothing known', 'not-in-catalogue'],
    ['Figma: owner', 'not-in-catalogue'],
  ])('“%s” waits: %s', (line, because) => {
    const events = given().when(ticks(line));
    expect(only(events, 'LineWaiting')).toEqual([{ type: 'LineWaiting', line, because }]);
    expect(asked(events)).toEqual([]);
  });

  it('none holds back another, nor the rest of the form', () => {
    const events = given().when(ticks(texts('Nothing known', 'Figma: editor', 'Figma')));
    expect(only(events, 'LineWaiting')).toHaveLength(2);
    expect(asked(events)).toHaveLength(1);
    expect(typesOf(events)).toContain('AccountIntended');
  });

  it('is given and listed once, however often the form is read and edited', () => {
    const form = ticks(texts('Figma', 'Figma: editor'));
    const events = given()
      .after(form, 0)
      .when(edited(form, 5, { title: 'Lead' }), 5);
    expect([...asked(events), ...only(events, 'LineWaiting'), ...only(events, 'GrantReinstated')]).toEqual([]);
  });

  it('and unticked is given back at once; ticked again it is given afresh', () => {
    const form = ticks('Figma');
    const before = given().after(form, 0);
    const off = edited(form, 5, { applications: null });
    expect(only(before.when(off, 5), 'GrantEnded')).toMatchObject([{ grant: `${joining}#4`, end: at(5), by: joining }]);
    expect(asked(before.after(off, 5).when(edited(off, 6, { applications: 'Figma' }), 6))).toHaveLength(1);
  });

  it('on another case’s form is that case’s to take back', () => {
    const before = given().after(ticks('Figma'), 0);
    expect(only(before.when(changes({ title: 'Lead' }), 5), 'GrantEnded')).toEqual([]);
  });

  it('and in a group the provider does not have is an exception, and no grant', () => {
    const events = given().when(ticks('Ghost'));
    expect(asked(events)).toEqual([]);
    expect(only(events, 'ExceptionRaised')).toMatchObject([
      { kind: 'unknown-group', detail: { group: 'okta:not-there' } },
    ]);
  });
});

describe('a group the provider does not have', () => {
  const operations = joins({ department: 'Operations' });

  it('is an exception once while it is open, and holds back nothing else', () => {
    const events = given().when(operations);
    expect(only(events, 'ExceptionRaised')).toMatchObject([
      { kind: 'unknown-group', detail: { group: 'okta:missing' } },
    ]);
    expect(only(events, 'GrantGiven').map(({ grant }) => grant.groups.join())).toEqual([group('all'), '']);
    expect(
      only(
        given()
          .after(operations, 0)
          .when(edited(operations, 5, { title: 'Lead' }), 5),
        'ExceptionRaised',
      ),
    ).toEqual([]);
  });

  it('is asked about again when the first was settled', () => {
    const before = given().after(operations, 0);
    const [open] = before.caseOf(joining).exceptions;
    const settled = { type: 'ExceptionSettled', exception: open?.id, verdict: 'retry', by: 'it', at: at(4) };
    const events = before
      .and({ on: joining, minute: 4, events: [settled as TenureEvent] })
      .when(edited(operations, 5, { title: 'Lead' }), 5);
    expect(only(events, 'ExceptionRaised')).toHaveLength(1);
  });
});

describe('what no machine can do', () => {
  it.each<[string, Values, readonly string[]]>([
    ['hardware, one task for each', { hardware: texts('Laptop', 'Badge') }, ['hardware: Laptop', 'hardware: Badge']],
    [
      'hardware written as text, by comma or line',
      { hardware: 'Laptop, Badge\nScreen' },
      ['hardware: Laptop', 'hardware: Badge', 'hardware: Screen'],
    ],
    ['the same twice is once', { hardware: texts('Laptop', 'Laptop', 'laptop ') }, ['hardware: laptop']],
    ['what the table gives by hand', { department: 'Operations' }, ['application: Open lab:badge']],
    ['what is ticked and opened by hand', { applications: 'Desk' }, ['application: Open desk:key']],
    [
      'hardware and application of one name apart',
      { hardware: 'Open desk:key', applications: 'Desk' },
      ['hardware: Open desk:key', 'application: Open desk:key'],
    ],
  ])('%s', (_, values, expected) => expect(titles(given().when(joins(values)))).toEqual(expected));

  it('is asked for once; what is new is added, what is gone is dropped, what is done stays done', () => {
    const form = joins({ hardware: texts('Laptop', 'Badge') });
    const before = given().after(form, 0);
    const [laptop, badge] = before.caseOf(joining).tasks.map(({ task }) => task);
    const done = { type: 'TaskDone', task: laptop, by: 'it', closedAt: at(3), at: at(4) } as TenureEvent;
    const events = before
      .and({ on: joining, minute: 4, events: [done] })
      .when(edited(form, 5, { hardware: texts('Screen') }), 5);
    expect(titles(events)).toEqual(['hardware: Screen']);
    expect(only(events, 'TaskDropped')).toEqual([{ type: 'TaskDropped', task: badge }]);
  });

  it('dropped and wanted again is asked for again', () => {
    const form = joins({ hardware: 'Laptop' });
    const off = edited(form, 5, { hardware: null });
    const events = given()
      .after(form, 0)
      .after(off, 5)
      .when(edited(off, 6, { hardware: 'Laptop' }), 6);
    expect(titles(events)).toEqual(['hardware: Laptop']);
  });

  it('that another case has had opened is there already', () => {
    const before = given().after(joins({ applications: 'Desk' }), 0);
    expect(titles(before.when(changes({ applications: 'Desk' }), 5))).toEqual([]);
  });

  it('is asked to be closed when a mover no longer has it, once, and no edit drops that', () => {
    const before = given().after(joins({ department: 'Operations' }), 0);
    const move = changes({ department: 'Sales' });
    const events = before.when(move, 5);
    expect(titles(events)).toEqual(['application: Close lab:badge']);
    const further = before.after(move, 5).when(edited(move, 6, { department: 'Science' }), 6);
    expect(titles(further)).toEqual([]);
    expect(typesOf(further)).not.toContain('TaskDropped');
  });

  it('of a leaver waits for the closing read', () =>
    expect(
      titles(
        given()
          .after(joins({ department: 'Operations' }), 0)
          .when(leaves(), 5),
      ),
    ).toEqual([]));
});

describe('who closed a sub-task', () => {
  const form = joins({ hardware: 'Laptop' });
  const before = given().after(form, 0);
  const [laptop] = before.caseOf(joining).tasks.map(({ task }) => task);
  const closedBy = (author: { id: string } | null, done = true) => {
    const closed = author === null ? null : { at: at(3), author: { mail: null, groups: [], roles: [], ...author } };
    return { ...form, form: { ...form.form, tasks: [{ task: laptop ?? '', key: 'PEO-9', done, closed }] } };
  };

  it('anybody else: it is done, with who and when', () =>
    expect(before.when(closedBy({ id: 'it' }), 5)).toEqual([
      { type: 'TaskDone', task: laptop, by: 'it', closedAt: at(3), at: at(5) },
    ]));

  it('the person concerned, or nobody who is named: a person is asked, once, until it is opened again', () => {
    for (const author of [{ id: 'mara' }, null]) {
      const asking = before.when(closedBy(author), 5);
      expect(asking).toMatchObject([{ type: 'ExceptionRaised', kind: 'closed-by-own-hand', detail: { task: laptop } }]);
      const told = before.after(closedBy(author), 5);
      expect(told.when(closedBy(author), 6)).toEqual([]);
      expect(told.when(closedBy(null, false), 6)).toMatchObject([{ type: 'ExceptionSettled', by: 'opened again' }]);
      expect(typesOf(told.when(closedBy({ id: 'it' }), 6))).toEqual(['ExceptionSettled', 'TaskDone']);
    }
  });

  it('is no question any more once the work is not wanted: seen before, or in the same look', () => {
    const told = before.after(closedBy({ id: 'mara' }), 5);
    const unticked = edited(closedBy({ id: 'mara' }), 6, { hardware: null });
    const after = told.after(unticked, 6);
    expect(after.caseOf(joining).exceptions).toMatchObject([{ verdict: 'retry', by: 'not wanted any more' }]);
    expect(after.when(unticked, 7)).toEqual([]);
    expect(typesOf(before.when(unticked, 6))).toEqual(['FormAccepted', 'TaskDropped']);
  });

  it('a task that is unknown, or done, or open, is nothing', () => {
    expect(given(HIRED).when(closedBy({ id: 'it' }), 5)).not.toContainEqual(
      expect.objectContaining({ type: 'TaskDone' }),
    );
    expect(before.after(closedBy({ id: 'it' }), 5).when(closedBy({ id: 'it' }), 6)).toEqual([]);
    expect(before.when(closedBy(null, false), 5)).toEqual([]);
  });
});

describe('a sub-task that was deleted', () => {
  const form = joins({ hardware: 'Laptop' });
  const before = given().after(form, 0);
  const task = before.caseOf(joining).tasks[0]?.task ?? '';
  const filed = before.and({ on: joining, minute: 2, events: [{ type: 'TaskFiled', task, issue: '9', key: 'PEO-9' }] });
  const there = { ...form, form: { ...form.form, tasks: [{ task, key: 'PEO-9', done: false, closed: null }] } };

  it('is neither done nor dropped: a person is asked, once, until it is seen again', () => {
    const events = filed.when(form, 5);
    expect(events).toMatchObject([{ kind: 'sub-task-vanished', detail: { task, subTask: 'PEO-9', title: 'Laptop' } }]);
    const told = filed.after(form, 5);
    expect(told.when(form, 6)).toEqual([]);
    expect(told.when(there, 6)).toMatchObject([{ type: 'ExceptionSettled', by: 'it is there again' }]);
    expect(typesOf(told.after(there, 6).when(form, 7))).toEqual(['ExceptionRaised']);
  });

  it('is not one that was filed only after the form was read, nor one nobody has filed', () => {
    expect(filed.when(form, 2)).toEqual([]);
    expect(before.when(form, 5)).toEqual([]);
  });
});

it('a refused or postponed form still counts what people did about sub-tasks', () => {
  const form = joins({ hardware: 'Laptop' });
  const [laptop] = given().after(form, 0).caseOf(theCase('joining')).tasks;
  const tasks = [
    { task: laptop?.task ?? '', key: 'PEO-9', done: true, closed: { at: at(3), author: form.form.creator } },
  ];
  const refused = edited({ ...form, form: { ...form.form, tasks } }, 5, { department: 'Poetry' });
  expect(typesOf(given().after(form, 0).when(refused, 5))).toEqual(['FormRefused', 'TaskDone']);
});
