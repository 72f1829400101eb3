/**
 * Where something from Slack says it comes from. The signing secret and the app's token are those of the app: of one that is
 * installed in several workspaces, what is done in any of them reaches us. Who did it is asked with our own token all the
 * same; this is checked before anything is looked up, as far as tenure.yaml names the workspace and the app.
 */
import { z } from 'zod';

/** What tenure.yaml says is ours; `null` = it does not say, and everything passes. */
export interface OwnOrigin {
  readonly team: string | null;
  readonly app: string | null;
}

export type ForeignOrigin = 'another-workspace' | 'another-app';

const named = z.string().nullish().catch(null);
const origin = z.object({
  /** In a command and an event. */
  team_id: named,
  /** In whatever is done with a button or a form; empty where an app is installed for a whole organisation. */
  team: z.object({ id: named }).nullish().catch(null),
  api_app_id: named,
});

/** `null` = ours, or it does not say where it comes from. */
export function foreignOrigin(payload: unknown, { team, app }: OwnOrigin): ForeignOrigin | null {
  const read = origin.safeParse(payload);
  if (!read.success) return null;
  const { team_id, team: told, api_app_id } = read.data;
  const from = told?.id ?? team_id ?? null;
  if (team !== null && from !== null && from !== team) return 'another-workspace';
  return app !== null && api_app_id != null && api_app_id !== app ? 'another-app' : null;
}
