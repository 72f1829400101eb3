/**
 * What an end of work leaves to people, asked of them on the case that answers for it, and of each thing once: what
 * only a person can close or take over, places of the policy files that named them, secrets they know.
 */
import type { CaseState } from '../evidence/index.ts';
import type { TenureEvent } from '../evidence/model.ts';
import type { PersonLedger } from '../grant/index.ts';
import type { KnownSecret, Place } from '../policy/index.ts';
import { sha256 } from '../shared/canonical.ts';
import { exceptionId } from '../shared/ids.ts';
import type { Instant } from '../shared/instant.ts';
import { isClosing, leaverClosings } from './byHand.ts';
import { handOverAsked } from './kept.ts';
import { isAwaited } from './tasks.ts';

/** What names somebody in the policy in force. */
export interface LeftPlaces {
  readonly places: readonly Place[];
  readonly secrets: readonly KnownSecret[];
  /** Work addresses, folded, of those who have left too: nothing passes to them. */
  readonly gone: ReadonlySet<string>;
}

export const NO_PLACES: LeftPlaces = { places: [], secrets: [], gone: new Set() };

export function leftToPeople(state: CaseState, ledger: PersonLedger, at: Instant, left: LeftPlaces): TenureEvent[] {
  const answers = ledger.engagements.some(
    ({ end, endedBy, openedBy }) => end !== null && end <= at && (endedBy ?? openedBy) === state.id,
  );
  return [
    ...leaverClosings(state, ledger, at),
    ...handOverAsked(state, ledger, at),
    ...(answers ? [...passedOn(state, ledger, at, left), ...rotations(state, ledger, left)] : []),
  ];
}

/** Files are the source: until one of them says otherwise, whoever stands in answers, and a sub-task asks for the file. */
function passedOn(state: CaseState, ledger: PersonLedger, at: Instant, { places, gone }: LeftPlaces): TenureEvent[] {
  const manager = ledger.person?.profile.managerMail;
  const stays = (one: string) => !gone.has(one.trim().toLowerCase());
  const fresh = places.filter(({ id }) => !state.passed.includes(id));
  const passed = fresh.map((place) => ({ place, ...heir(place, place.others.filter(stays), manager, stays) }));
  const vacant = passed.filter(({ to }) => to === 'nobody').map(({ place }) => place.id);
  return [
    ...passed.map(({ place, to, who }): TenureEvent => {
      const says = `${CALLED[place.as]} ${place.says}`;
      return { type: 'PlacePassed', place: place.id, says, to, at, personal: { to: who } };
    }),
    ...tasksFor(fresh, passed),
    ...(vacant.length === 0
      ? []
      : [
          {
            type: 'ExceptionRaised',
            exception: exceptionId(`${state.id}!nobody-answers-${state.exceptions.length + 1}`),
            kind: 'nobody-answers',
            detail: { places: vacant.join(', ') },
          } as const,
        ]),
  ];
}

/** The end is taken back: what it had asked of people is not wanted any more. What was closed by hand is a matter of its own. */
export function notAsked({ tasks, exceptions }: CaseState, at: Instant): TenureEvent[] {
  const dropped = tasks.filter((one) => isAwaited(one) && !isClosing(one));
  const open = exceptions.filter(({ kind, verdict }) => kind === 'nobody-answers' && verdict === null);
  const by = 'taken back';
  return [
    ...dropped.map(({ task }): TenureEvent => ({ type: 'TaskDropped', task })),
    ...open.map(({ id }): TenureEvent => ({ type: 'ExceptionSettled', exception: id, verdict: 'retry', by, at })),
  ];
}

type Heir = { readonly to: 'deputy' | 'manager' | 'others' | 'nobody'; readonly who: readonly string[] };

function heir(
  { as }: Place,
  others: readonly string[],
  manager: string | undefined,
  stays: (one: string) => boolean,
): Heir {
  if (as !== 'owner') return { to: others.length > 0 ? 'others' : 'nobody', who: others };
  const [deputy] = others;
  if (deputy !== undefined) return { to: 'deputy', who: [deputy] };
  return manager !== undefined && stays(manager) ? { to: 'manager', who: [manager] } : { to: 'nobody', who: [] };
}

const CALLED = { owner: 'Owner of', deputy: 'Deputy for', role: 'Role', recipient: 'Notices' } as const;
const NAMED = 5;

/** One sub-task a file: whoever edits it does so once. */
function tasksFor(
  fresh: readonly Place[],
  passed: readonly ({ readonly place: Place } & Heir)[],
): readonly TenureEvent[] {
  return [...new Set(fresh.map(({ file }) => file))].map((file) => {
    const here = passed.filter(({ place }) => place.file === file);
    const names = here.map(({ place }) => `${place.says}${place.as === 'deputy' ? ' (deputy)' : ''}`);
    const shown = names.slice(0, NAMED).join(', ') + (names.length > NAMED ? ` and ${names.length - NAMED} more` : '');
    const ids = here.map(({ place }) => place.id).join(' ');
    const who = here.map(({ place, who: heirs }) => `${place.id}: ${heirs.length === 0 ? 'nobody' : heirs.join(', ')}`);
    return {
      type: 'TaskRequested',
      task: `places-${sha256(`${file} ${ids}`).slice(0, 12)}`,
      about: 'policy',
      title: `${file}: name somebody else for ${shown}`,
      personal: {
        says: `The policy still names somebody who has left. Until it is changed and in force (tenure policy apply), these answer: ${who.join('; ')}.`,
      },
    } as const;
  });
}

function rotations({ tasks }: CaseState, { person }: PersonLedger, { secrets, gone }: LeftPlaces): TenureEvent[] {
  return secrets.flatMap(({ id, name, account, answers }): TenureEvent[] => {
    const task = `rotate-${sha256(id).slice(0, 12)}`;
    if (tasks.some((one) => one.task === task)) return [];
    const manager = person?.profile.managerMail;
    const [first] = [...answers, ...(manager === undefined ? [] : [manager])].filter(
      (one) => !gone.has(one.trim().toLowerCase()),
    );
    const says = `${first ?? 'Nobody is left who'} answers for ${account}. Change this secret where it is kept, give the new one to those who need it, write in catalogue.yaml who knows it now, and close this sub-task. Whoever left knew the old one.`;
    const title = `Change the secret “${name}” of ${account}: somebody who left knew it`;
    return [{ type: 'TaskRequested', task, about: 'secret', title, personal: { says } }];
  });
}
