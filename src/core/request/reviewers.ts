/** Who may say what an emergency was: whom its rule names, whoever answers for the application, and roles.confirm. */
import type { Application, StageRule } from '../policy/model.ts';
import { unreachable } from '../shared/outcome.ts';
import { mayDecide, ownersOf, personNamed } from './approvers.ts';
import type { ApproverFacts, Candidate } from './look.ts';

/**
 * Neither who asked nor whom it was for. Unlike before something is given, everybody the rule names may answer: it waits
 * for one of them, and not for a certain one.
 */
export function reviewersOf(
  stage: StageRule | undefined,
  application: Application | undefined,
  facts: ApproverFacts,
  confirmers: readonly string[],
  barred: ReadonlySet<string>,
): readonly Candidate[] {
  const owners = application === undefined ? [] : ownersOf(application, facts).map(({ candidate }) => candidate);
  const named = (stage?.approvers ?? []).flatMap((rule): readonly Candidate[] => {
    switch (rule.kind) {
      case 'manager':
        return facts.managers;
      case 'owner':
        return owners;
      case 'person':
        return [personNamed(rule.mail, facts)];
      case 'group':
        return facts.members.get(rule.group) ?? [];
      default:
        return unreachable(rule);
    }
  });
  const confirm = confirmers.map((mail) => personNamed(mail, facts));
  const known = new Set<string>();
  return [...named, ...owners, ...confirm].filter((one) => {
    if (known.has(one.mail) || !mayDecide(barred)(one)) return false;
    known.add(one.mail);
    return true;
  });
}
