/** Deliveries that arrive together share a transaction; each still gets the answer it would have got alone. */
import { expect, it } from 'vitest';
import { acmePolicy } from '../../examples/acme/company.ts';
import { type Hint, openIntake } from '../../src/app/intake/intake.ts';
import { rulesInForce } from '../../src/app/policy/rules.ts';
import { compileTable } from '../../src/core/policy/index.ts';
import type { Lane } from '../../src/ports/engine.ts';
import { describeOnEveryStore, type MakePortStore } from '../support/stores.ts';

const hint = (id: string, issue = '10001'): Hint => ({
  ...{ id, issue, parent: null, event: 'jira:issue_updated', kind: null, actorAccountId: 'nadia' },
});
const LEAVING = { project: 'PEO', issueType: 'Offboarding' };

/** The example's policy, for where an offboarding is filed. */
const here = { okta: 'http://okta.example', jira: 'http://jira.example', smtp: 'smtp://mail.example' };
const force = rulesInForce(acmePolicy(here), compileTable([]), []);
const current = () => Promise.resolve(force);

/** All that intake needs of a world. */
async function intakeOn(makeStore: MakePortStore, places: Partial<Record<Lane, number>> = {}) {
  const { store, engineOf } = await makeStore();
  return { store, engine: engineOf({ places }), intake: openIntake({ store, rules: { current, forget() {} } }) };
}

describeOnEveryStore('the intake of deliveries', (makeStore) => {
  it('remembers a flood, and tells every repeat from its first', async () => {
    const { intake, engine } = await intakeOn(makeStore);
    const ids = Array.from({ length: 300 }, (_, index) => `jira:${index % 250}`);
    const answers = await Promise.all(ids.map((id, index) => intake.receive(hint(id, String(index)), 'tenure')));
    expect(answers.filter((answer) => answer === 'queued')).toHaveLength(250);
    expect(answers.slice(250).every((answer) => answer === 'known')).toBe(true);
    expect((await engine.backlog()).look).toBe(250);
  });

  it('keeps one look for one issue when its deliveries come together', async () => {
    const { intake, engine } = await intakeOn(makeStore);
    const first = intake.receive(hint('jira:a', '1'), 'tenure');
    const together = ['jira:b', 'jira:c', 'jira:d'].map((id) => intake.receive(hint(id, '2'), 'tenure'));
    expect(await Promise.all([first, ...together])).toEqual(['queued', 'queued', 'queued', 'queued']);
    expect((await engine.backlog()).look).toBe(2);
  });

  it('has an offboarding looked at before all that came earlier', async () => {
    const { intake, engine } = await intakeOn(makeStore, { look: 1 });
    for (const issue of ['1', '2', '3']) await intake.receive(hint(`jira:${issue}`, issue), null);
    await intake.receive({ ...hint('jira:4', '4'), kind: LEAVING }, null);
    await intake.receive({ ...hint('jira:5', '5'), kind: { ...LEAVING, project: 'OTHER' } }, null);
    const looked: string[] = [];
    await new Promise<void>((resolve) => {
      void engine.start(async (job) => {
        if (job.lane === 'look' && 'issue' in job) looked.push(job.issue);
        if (looked.length === 5) resolve();
        return undefined;
      });
    });
    await engine.stop(1_000);
    expect(looked).toEqual(['4', '1', '2', '3', '5']);
  });

  it('does not look at what we wrote ourselves', async () => {
    const { intake, engine } = await intakeOn(makeStore);
    expect(await intake.receive({ ...hint('jira:a'), actorAccountId: 'tenure' }, 'tenure')).toBe('own-echo');
    expect((await engine.backlog()).look).toBe(0);
  });

  it('refuses all that shared a transaction which failed, and takes the next ones', async () => {
    const { intake } = await intakeOn(makeStore);
    const first = intake.receive(hint('jira:a'), null);
    const failing = ['\u0000', 'jira:b'].map((id) => intake.receive(hint(id), null));
    await expect(first).resolves.toBe('queued');
    for (const one of failing) await expect(one).rejects.toThrow();
    await expect(intake.receive(hint('jira:b'), null)).resolves.toBe('queued');
  });
});
