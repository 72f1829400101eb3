/**
 * Which form wrote over which part of a profile, and what had stood there. A form that is taken back leaves what it had
 * found, unless another has said something else since; and what another had found is not what was taken back either.
 */
import type { Person, Profile, WrittenOver } from '../person/model.ts';
import type { CaseId } from '../shared/ids.ts';

/** All but the key, which no form changes. */
const PARTS = ['employeeNumber', 'givenName', 'familyName', 'workMail', 'privateMail', 'managerMail'] as const;

type Written = readonly WrittenOver[];
type Kept = Pick<Person, 'writtenOver'>;

/** The person's, once `by` has written this profile. */
export function overwritten(person: Person | null, profile: Profile, by: CaseId): Kept {
  if (person === null) return {};
  const after = PARTS.reduce((written: Written, part) => {
    const [standing, said] = [person.profile[part] ?? null, profile[part] ?? null];
    if (standing === said) return written;
    const last = written.findLast((one) => one.part === part);
    const before = last?.by === by ? last.before : standing;
    const rest = withoutThose(written, (one) => one.by === by && one.part === part);
    return before === said ? rest : [...rest, { part, by, before }];
  }, person.writtenOver ?? []);
  return asKept(after);
}

/** The profile without what `by` wrote, where nobody has written something else since. */
export function profileWithout({ profile, writtenOver = [] }: Person, by: CaseId): Profile {
  const part = (name: WrittenOver['part']): string | undefined => {
    const last = writtenOver.findLast((one) => one.part === name);
    return last?.by === by ? (last.before ?? undefined) : profile[name];
  };
  const [employeeNumber, privateMail, managerMail] = [part('employeeNumber'), part('privateMail'), part('managerMail')];
  return {
    naturalKey: profile.naturalKey,
    givenName: part('givenName') ?? profile.givenName,
    familyName: part('familyName') ?? profile.familyName,
    workMail: part('workMail') ?? profile.workMail,
    ...(employeeNumber === undefined ? {} : { employeeNumber }),
    ...(privateMail === undefined ? {} : { privateMail }),
    ...(managerMail === undefined ? {} : { managerMail }),
  };
}

/** `by` is taken back: whoever wrote over it has written over what it had found. */
export function forgotten({ writtenOver = [], ...person }: Person, by: CaseId): Person {
  return { ...person, ...asKept(withoutThose(writtenOver, (one) => one.by === by)) };
}

function withoutThose(written: Written, isGone: (one: WrittenOver) => boolean): Written {
  return written.flatMap((one, place) => {
    if (isGone(one)) return [];
    const below = written.slice(0, place).filter(({ part }) => part === one.part);
    // Those right below it, down to the first that stays.
    const gone = below.slice(below.findLastIndex((other) => !isGone(other)) + 1);
    return [{ ...one, before: gone[0] === undefined ? one.before : gone[0].before }];
  });
}

const asKept = (writtenOver: Written): Kept => (writtenOver.length === 0 ? {} : { writtenOver });
