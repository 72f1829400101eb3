/** The rows of "done and read back": one line for each outside fact a case has proved. */
import type { GroupId } from '../shared/ids.ts';
import { isWaitedFor } from './apps.ts';
import { alike } from './appWords.ts';
import type { AppSaid, RecordedEvent, Span } from './model.ts';
import { because, holdName, type StoryContext } from './storyContext.ts';

type Row = readonly (readonly Span[])[];

const STATES: Readonly<Record<string, string>> = {
  staged: 'Account made, sign-in still closed',
  'awaiting-user': 'Account open, waits for the first sign-in',
  active: 'Account open',
  suspended: 'Sign-in stopped',
  deactivated: 'Account closed',
};

export function resultRows(events: readonly RecordedEvent[], context: StoryContext): Row[] {
  const plain = (text: string): readonly Span[] => [{ text }];
  const code = (text: string): readonly Span[] => [{ text, style: 'code' }];
  const row = (what: string, where: readonly Span[], why: string, at: Parameters<StoryContext['show']>[0]): Row => [
    plain(what),
    where,
    plain(why),
    plain(context.show(at)),
  ];
  const connection = (account: string) => code(account.slice(0, account.indexOf('/')));
  const reason = (group: GroupId, under: readonly string[]) => {
    const grants = context.ledger.grants.filter(({ id, groups }) => under.includes(id) && groups.includes(group));
    return grants.map((grant) => `${holdName(grant, context)} (${because(grant)})`).join('; ');
  };

  return events.flatMap(({ event }): Row[] => {
    switch (event.type) {
      case 'AccountVerified':
        return [row(STATES[event.state] ?? event.state, connection(event.account), '', event.at)];
      case 'AccountAdopted':
        return [];
      case 'AccountSought':
        return [row('No account found; looked for once more', connection(event.account), '', event.at)];
      case 'LoginVerified': {
        const { login, was } = event.personal;
        return [row(`Login ${login}`, connection(event.account), `was ${was}`, event.at)];
      }
      case 'ProfileVerified':
        return [row(`Profile: ${event.fields.join(', ')}`, connection(event.account), '', event.at)];
      case 'MembershipVerified':
        return [
          row(event.givenByUs ? 'Joined' : 'Member', code(event.name), reason(event.group, event.under), event.at),
        ];
      case 'RoleActorVerified':
        return [
          row(event.givenByUs ? 'Group put into the role' : 'Group is in the role', code(event.name), '', event.at),
        ];
      case 'RemovalVerified':
        return [row('Left', code(event.name), '', event.at)];
      case 'SessionsEnded':
        return [row('Sessions and tokens ended', connection(event.account), '', event.at)];
      case 'MembershipsRecorded':
        return [
          row(
            `${event.groups.length} memberships recorded before anything was taken`,
            connection(event.account),
            '',
            event.at,
          ),
        ];
      case 'SecondFactorCovered':
        return [row('A second factor is asked for', code(event.name), 'by the provider’s enrolment policy', event.at)];
      case 'DirectAppRemoved':
        return [row('Direct assignment removed', plain(event.name), '', event.at)];
      case 'AppsRead':
        return rowsOf(event.apps.filter((one) => !isWaitedFor(one))).map(({ names, said: { what, why } }) =>
          row(what, plain(names.join(', ')), why, event.at),
        );
      case 'LeaverVerified': {
        const left = event.remaining.map(({ name, owner }) => `${name} (${owner})`).join(', ');
        const why = left === '' ? 'nothing is left' : `left to their owners: ${left}`;
        return [row('Closing read of everything', connection(event.account), why, event.at)];
      }
      case 'TaskDone':
        if (context.isTakenOnTrust(event.task)) return [];
        return [row('Sub-task done', plain(context.titleOf(event.task)), `closed by ${event.by}`, event.at)];
      case 'ShadowRecorded':
        if (event.would.length === 0)
          return [
            row('Nothing is held back any more', connection(event.account), 'was held back by shadow mode', event.at),
          ];
        return event.would.map(({ change, group }) =>
          row(
            `Shadow: would ${change}`,
            group === null ? connection(event.account) : code(context.nameOf(group)),
            'not done: shadow mode',
            event.at,
          ),
        );
      default:
        return [];
    }
  });
}

/** Of a joiner what is alike stands together; a leaver's receipt answers for each application by itself. */
const rowsOf = (apps: readonly AppSaid[]) =>
  apps.some(({ tail }) => tail !== undefined) ? apps.flatMap((one) => alike([one])) : alike(apps);
