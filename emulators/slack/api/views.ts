/** views.*: modals, opened with what a click lent the app, and the Home tab. */
import { isObject, type JsonObject } from '../../kit/json.ts';
import { checkView } from '../blocks/view.ts';
import type { View } from '../model.ts';
import { invalidArguments, missingField, SlackRefusal } from '../refusal.ts';
import type { Workspace } from '../workspace.ts';
import { type Call, free, type Method, optionalText, requiredText, requiredView } from './method.ts';

const viewing = { token: 'bot', json: true, scopes: free, tier: 4 } as const;

export const viewMethods: readonly Method[] = [
  {
    ...viewing,
    name: 'views.open',
    handle(call) {
      const view = checkView(requiredView(call), 'modal');
      const { user } = exchange(call);
      return shown(call.workspace, call.workspace.views.open(user, view));
    },
  },
  {
    ...viewing,
    name: 'views.push',
    handle(call) {
      const { views } = call.workspace;
      const view = checkView(requiredView(call), 'modal');
      const { user, viewId } = exchange(call);
      const below = viewId === undefined ? undefined : views.get(viewId);
      if (below === undefined || below.spec.type !== 'modal') {
        throw invalidArguments(
          "must match the `type` of the root view whose stack we're pushing onto [json-pointer:/view/type]",
        );
      }
      return shown(call.workspace, views.push(user, view));
    },
  },
  {
    ...viewing,
    name: 'views.update',
    handle(call) {
      const { views } = call.workspace;
      const wanted = requiredView(call);
      const id = optionalText(call, 'view_id');
      const externalId = optionalText(call, 'external_id');
      if (id === undefined && externalId === undefined) throw missingField('view_id');
      const view = id === undefined ? views.byExternalId(externalId ?? '') : views.get(id);
      if (view === undefined) throw new SlackRefusal('not_found');
      const kind = view.spec.type === 'home' ? 'home' : 'modal';
      const spec = checkView(wanted, kind);
      refuseStale(call, view);
      views.update(view, spec);
      return shown(call.workspace, view);
    },
  },
  {
    ...viewing,
    name: 'views.publish',
    handle(call) {
      const { workspace } = call;
      const user = workspace.users.get(requiredText(call, 'user_id'));
      if (user === undefined || user.bot) throw invalidArguments('invalid `user_id`');
      const wanted = requiredView(call);
      if (isObject(wanted) && wanted.type === 'home' && !workspace.app.homeTab) throw new SlackRefusal('not_enabled');
      const spec = checkView(wanted, 'home');
      const before = workspace.views.home(user.id);
      if (before !== undefined) refuseStale(call, before);
      return shown(workspace, workspace.views.publish(user.id, spec));
    },
  },
];

function exchange(call: Call): { readonly user: string; readonly viewId: string | undefined } {
  const trigger = call.workspace.triggers.exchange(requiredText(call, 'trigger_id'));
  switch (trigger) {
    case 'unknown':
      throw invalidArguments('invalid `trigger_id`');
    case 'expired':
      throw new SlackRefusal('expired_trigger_id');
    case 'exchanged':
      throw new SlackRefusal('exchanged_trigger_id');
    default:
      return trigger;
  }
}

/** `hash` says which state of the view the caller has seen. */
function refuseStale(call: Call, view: View): void {
  const hash = optionalText(call, 'hash');
  if (hash !== undefined && hash !== view.hash) throw new SlackRefusal('hash_conflict');
}

const shown = (workspace: Workspace, view: View): JsonObject => ({ view: workspace.showView(view) });
