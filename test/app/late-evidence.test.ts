/** A writer of evidence that is overtaken, or late: it says nothing over the head of whoever writes now. */
import { expect, it, vi } from 'vitest';
import type { Filed } from '../../examples/acme/forms.ts';
import { writeEvidence } from '../../src/app/evidence/evidence.ts';
import { jobHandler } from '../../src/app/jobs.ts';
import { lookAtIssue } from '../../src/app/look/look.ts';
import { lookAtRecord } from '../../src/app/recordWatch/index.ts';
import type { World } from '../../src/app/world.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import type { Job } from '../../src/ports/engine.ts';
import { Fault } from '../../src/ports/fault.ts';
import { type Company, describeStory } from '../support/company.ts';
import { openKinds } from '../support/hands.ts';
import { commentsOn, propertiesOf, recordOn } from '../support/looks.ts';

/** A form about nobody is refused at once: one comment and one move, and nobody else writes them. */
async function refused(company: Company) {
  const issue = await company.file('Offboarding', { Employee: 'E9999' });
  await lookAtIssue(company.world, issue.id);
  return { issue, id: caseId('jira', issue.id) };
}

const withTracker = (world: World, tracker: Partial<World['tracker']>): World => ({
  ...world,
  tracker: { ...world.tracker, ...tracker },
});

describeStory('a writer of evidence', (makeCompany) => {
  it('whose right another has taken gives nothing back over that one', async () => {
    const company = await makeCompany({ places: { evidence: 0 } });
    const { world, store } = company;
    const { id } = await refused(company);
    const key = `evidence-writer:${id}`;
    const theirs = { holder: world.holder, until: '2026-03-02T09:00:00.000Z' };
    const overtaken = withTracker(world, {
      moveTo: async () => {
        await store.transaction((tx) => tx.setControl(key, theirs));
        return true;
      },
    });
    await writeEvidence(overtaken, id);
    const [now, cursor] = await store.transaction(async (tx) => [
      await tx.getControl(key),
      await tx.evidenceCursor(id),
    ]);
    expect([now, cursor]).toEqual([theirs, 0]);
  });

  it('that stood still in the move settles nothing once another has its right', async () => {
    const company = await makeCompany({ places: { evidence: 0 } });
    const { world, store } = company;
    const { id } = await refused(company);
    const no = async () => {
      throw new Fault('denied', 'move issue');
    };
    await writeEvidence(withTracker(world, { moveTo: no }), id);
    await company.passDown('10m');
    const key = `evidence-writer:${id}`;
    let late = 0;
    const overtaken: World = {
      ...withTracker(world, {
        moveTo: async () => {
          await store.transaction((tx) => tx.setControl(key, { holder: 'another', until: '2026-03-02T09:00:00.000Z' }));
          late = world.timing.leaseMilliseconds + world.timing.callMilliseconds;
          return true;
        },
      }),
      monotonic: () => world.monotonic() + late,
    };
    await writeEvidence(overtaken, id);
    expect(late).toBeGreaterThan(0);
    expect(await openKinds(company)).toEqual(['evidence-refused']);
    await store.transaction((tx) => tx.setControl(key, { holder: '', until: '2026-03-02T08:00:00.000Z' }));
    await writeEvidence(world, id);
    expect(await openKinds(company)).toEqual([]);
  });

  it('that is late after its comment leaves the move to the next attempt', async () => {
    const company = await makeCompany({ places: { evidence: 0 } });
    const { world, store } = company;
    const { issue, id } = await refused(company);
    const moved: string[] = [];
    let late = 0;
    const real = performance.now.bind(performance);
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => real() + late);
    const slow = withTracker(world, {
      comment: async (...call) => {
        const told = await world.tracker.comment(...call);
        late = world.timing.leaseMilliseconds - world.timing.callMilliseconds + 1;
        return told;
      },
      moveTo: async (_, status) => {
        moved.push(status);
        return true;
      },
    });
    const answer = await writeEvidence(slow, id);
    clock.mockRestore();
    expect(moved).toEqual([]);
    expect(answer).toBeUndefined();
    expect(await store.transaction((tx) => tx.getControl(`evidence-writer:${id}`))).toMatchObject({ putOff: true });
    expect(commentsOn(company, issue)).toHaveLength(1);
  });

  it('that stood still between the look at where the issue stands and the move makes none when it is overtaken', async () => {
    const company = await makeCompany({ places: { evidence: 0 } });
    const { world, store } = company;
    const { id } = await refused(company);
    const moved: string[] = [];
    let late = 0;
    const paused: World = {
      ...withTracker(world, {
        moveTo: async (_, status, __, mayLeave) => {
          late = world.timing.leaseMilliseconds + world.timing.callMilliseconds;
          const theirs = { holder: 'another', until: '2026-03-02T09:00:00.000Z' };
          await store.transaction((tx) => tx.setControl(`evidence-writer:${id}`, theirs));
          const may = (await mayLeave?.('To Do')) ?? true;
          if (may) moved.push(status);
          return may;
        },
      }),
      monotonic: () => world.monotonic() + late,
    };
    await writeEvidence(paused, id);
    expect([late > 0, moved]).toEqual([true, []]);
  });

  it('that stood still between the look for its comment and the writing of it writes none when it is overtaken', async () => {
    const company = await makeCompany({ places: { evidence: 0 } });
    const { world, store } = company;
    const { issue, id } = await refused(company);
    const theirs = { holder: 'another', until: '2026-03-02T09:00:00.000Z' };
    let late = 0;
    const real = performance.now.bind(performance);
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => real() + late);
    const paused = withTracker(world, {
      comment: (on, key, document, upTo, _, before) =>
        world.tracker.comment(on, key, document, upTo, false, async () => {
          late = world.timing.leaseMilliseconds;
          await store.transaction((tx) => tx.setControl(`evidence-writer:${id}`, theirs));
          await before?.();
        }),
    });
    const answer = await writeEvidence(paused, id);
    clock.mockRestore();
    expect(commentsOn(company, issue)).toEqual([]);
    expect(answer).toMatchObject({ again: expect.any(String) });
  });

  it('that stood still puts no older head over what another has written', async () => {
    const company = await makeCompany({ places: { evidence: 0 } });
    const { issue, id } = await refused(company);
    const { slow, put } = standingStill(company, { after: 'tenure.record.1' }, () => another(company, issue));
    expect(await writeEvidence(slow, id)).toMatchObject({ again: expect.any(String) });
    await holdsAll(company, issue);
    expect(put).toEqual(['tenure.record.1']);
  });

  it('whose head comes late all the same, as an older record that holds, has it written again, and nobody is accused', async () => {
    const company = await makeCompany({ places: { evidence: 0 } });
    const { world, store } = company;
    const { issue, id } = await refused(company);
    const { slow, sent } = standingStill(company, { before: 'tenure.record' }, () => another(company, issue));
    await writeEvidence(slow, id);
    expect(recordOn(company, issue)).toEqual({ ok: false, refusal: 'piece-altered' });
    expect(sent).toEqual([{ lane: 'bulk', record: id, late: true }]);
    // While there is something to write it waits, longer each time: a tracker may take nothing from us for days.
    await company.edit(issue, { Employee: 'E9997' });
    await lookAtIssue(world, issue.id);
    const waits: number[] = [];
    for (const tries of [0, 1, 20]) {
      const [answer] = await Promise.all(sent.map((job) => jobHandler(world)(job, tries)));
      expect(answer).toMatchObject({ tries: tries + 1 });
      waits.push(Date.parse(answer?.again ?? '') - Date.parse(company.now()));
    }
    expect(waits).toEqual([60_000, 120_000, 3_600_000]);
    expect(await writeEvidence(world, id)).toBeUndefined();
    for (const job of sent) expect(await jobHandler(world)(job)).toBeUndefined();
    await holdsAll(company, issue);
    expect(await store.read.exceptions({ kinds: ['record-edited'] })).toEqual([]);
  });

  it('that writes a broken record over again, and comes late, has it written once more', async () => {
    const company = await makeCompany({ places: { evidence: 0 } });
    const { world } = company;
    const { issue, id } = await refused(company);
    await writeEvidence(world, id);
    const head = propertiesOf(company, issue).get('tenure.record');
    company.systems.jira.site.issue(issue.key).properties.set('tenure.record', { ...Object(head), count: 99 });
    const { slow, sent } = standingStill(company, { before: 'tenure.record' }, () => another(company, issue));
    await lookAtRecord(slow, id);
    expect(sent).toEqual([{ lane: 'bulk', record: id, late: true }]);
    expect(propertiesOf(company, issue).get('tenure.record')).toEqual(head);
    for (const job of sent) expect(await jobHandler(world)(job)).toBeUndefined();
    await holdsAll(company, issue);
  });

  it('whose right is nearly over keeps it when nobody else has it, so that a long record on a slow tracker comes to its end', async () => {
    const company = await makeCompany({ places: { evidence: 0 } });
    const { world } = company;
    const { issue, id } = await refused(company);
    const nearly = world.timing.leaseMilliseconds + world.timing.callMilliseconds / 2;
    const { slow } = standingStill(company, { after: 'tenure.record.1' }, async () => {}, nearly);
    expect(await writeEvidence(slow, id)).toBeUndefined();
    await holdsAll(company, issue);
    expect(commentsOn(company, issue)).toHaveLength(1);
  });
});

type Where = { readonly before: string } | { readonly after: string };

/** A process that stands still once, before or after it puts that piece: longer than its right lasts unless said otherwise. */
function standingStill(
  { world }: Company,
  where: Where,
  meanwhile: () => Promise<void>,
  milliseconds = 10 * world.timing.leaseMilliseconds,
): { readonly slow: World; readonly sent: readonly Job[]; readonly put: readonly string[] } {
  let stood = 0;
  const sent: Job[] = [];
  const put: string[] = [];
  const stands = async () => {
    if (stood > 0) return;
    stood = milliseconds;
    await meanwhile();
  };
  const putProperty: World['tracker']['putProperty'] = async (issue, key, value) => {
    if ('before' in where && key === where.before) await stands();
    await world.tracker.putProperty(issue, key, value);
    put.push(key);
    if ('after' in where && key === where.after) await stands();
  };
  const slow: World = {
    ...withTracker(world, { putProperty }),
    holder: 'one that stands still',
    monotonic: () => world.monotonic() + stood,
    engine: { ...world.engine, send: async (job) => void sent.push(job) },
  };
  return { slow, sent, put };
}

/** There is more to write by the time the right of the one before has ended, and another process writes all of it. */
async function another(company: Company, issue: Filed): Promise<void> {
  const { world } = company;
  await company.edit(issue, { Employee: 'E9998' });
  await lookAtIssue(world, issue.id);
  await company.passDown('1m');
  expect(await writeEvidence(world, caseId('jira', issue.id))).toBeUndefined();
  await holdsAll(company, issue);
}

async function holdsAll(company: Company, issue: Filed): Promise<void> {
  const links = await company.store.read.rawStream(caseId('jira', issue.id));
  expect(recordOn(company, issue)).toMatchObject({ ok: true });
  expect(propertiesOf(company, issue).get('tenure.record')).toMatchObject({ count: links.length });
}
