/** A writer of evidence that is overtaken, or late: it says nothing over the head of whoever writes now. */
import { expect, it, vi } from 'vitest';
import { writeEvidence } from '../../src/app/evidence.ts';
import { lookAtIssue } from '../../src/app/look.ts';
import type { World } from '../../src/app/world.ts';
import { caseId } from '../../src/core/shared/ids.ts';
import { type Company, describeStory } from '../support/company.ts';
import { commentsOn } from '../support/looks.ts';

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

  it('that is late after its comment leaves the move to the next attempt', async () => {
    const company = await makeCompany({ places: { evidence: 0 } });
    const { world } = company;
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
    expect(answer).toMatchObject({ again: expect.any(String) });
    expect(commentsOn(company, issue)).toHaveLength(1);
  });
});
