/** Forms (modals) and everybody's own page (the Home tab). What was drawn from an older state is told from a newer by its hash. */
import { z } from 'zod';
import type { Desk } from '../../ports/desk.ts';
import { drawForm } from './blocks.ts';
import type { SlackClient } from './client.ts';
import { drawPage } from './page.ts';

const nothing = z.object({});
const published = z.object({ view: z.object({ hash: z.string().min(1) }) });

export const viewsOf = (client: SlackClient): Pick<Desk, 'openForm' | 'changeForm' | 'showPage'> => ({
  async openForm(ticket, form) {
    await client.call('open a form', 'convergent', nothing, (web) =>
      web.views.open({ trigger_id: ticket, view: drawForm(form) }),
    );
  },
  async changeForm({ form: id, seen }, form) {
    await client.call('change a form', 'convergent', nothing, (web) =>
      web.views.update({ view_id: id, hash: seen, view: drawForm(form) }),
    );
  },
  async showPage(to, page, seen) {
    const { view } = await client.call('show a page', 'convergent', published, (web) =>
      web.views.publish({ user_id: to, view: drawPage(page), ...(seen === null ? {} : { hash: seen }) }),
    );
    return view.hash;
  },
});
