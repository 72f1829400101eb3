import type { Attachment, Issue } from '../model.ts';
import { refuse } from '../refusal.ts';
import { showAttachment } from '../show/issue.ts';
import { maySee, signedIn, visibleIssue } from '../site/permissions.ts';
import { attach, MAX_BYTES, removeAttachment } from '../work/attachments.ts';
import { actorOf, answer, type JiraContext, noContent, param, type Routes } from './http.ts';

export const attachmentRoutes: Routes = (app, site) => {
  const find = (context: JiraContext): { issue: Issue; attachment: Attachment } => {
    const id = param(context, 'id');
    const attachment = site.issues.attachments.get(id);
    const issue = attachment === undefined ? undefined : site.issues.get(attachment.issueId);
    if (attachment === undefined || issue === undefined || !maySee(site, actorOf(context), issue))
      throw refuse(404, `The attachment with id '${id}' does not exist`);
    return { issue, attachment };
  };

  app.post('/rest/api/3/issue/:issue/attachments', async (context) => {
    const issue = visibleIssue(site, actorOf(context), param(context, 'issue'));
    signedIn(actorOf(context));
    // Guards browsers against forged forms; Jira answers in plain text here.
    if (context.req.header('x-atlassian-token') !== 'no-check')
      return new Response('XSRF check failed', { status: 403 });
    if (context.req.header('content-type')?.startsWith('multipart/form-data') !== true)
      throw refuse(415, 'Unsupported Media Type');
    const form = await context.req.raw.formData();
    const files = form.getAll('file').filter((part) => part instanceof File);
    if (files.length === 0) throw refuse(400, "No files were uploaded: the part must be named 'file'.");
    const kept = await attach(site, actorOf(context), issue, files);
    return answer(kept.map((attachment) => showAttachment(site, attachment)));
  });

  app.get('/rest/api/3/attachment/meta', () => answer({ enabled: true, uploadLimit: MAX_BYTES }));

  app.get('/rest/api/3/attachment/:id', (context) => {
    const { id, ...rest } = showAttachment(site, find(context).attachment);
    // A number here, text everywhere else.
    return answer({ id: Number(id), ...rest });
  });

  app.delete('/rest/api/3/attachment/:id', (context) => {
    const { issue, attachment } = find(context);
    removeAttachment(site, actorOf(context), issue, attachment);
    return noContent();
  });

  /** Sends the client on to the media store unless it says `redirect=false`. */
  app.get('/rest/api/3/attachment/content/:id', (context) => {
    const { attachment } = find(context);
    if (context.req.query('redirect') !== 'false')
      return new Response(null, { status: 303, headers: { location: `${site.baseUrl}/_media/${attachment.id}` } });
    return contentOf(attachment);
  });

  /** The media store checks nothing: its addresses are secret and short-lived in Jira. */
  app.get('/_media/:id', (context) => {
    const attachment = site.issues.attachments.get(param(context, 'id'));
    if (attachment === undefined) throw refuse(404, 'Not found');
    return contentOf(attachment);
  });
};

/** Never shown inline: an uploaded page must not run in the reader's browser. */
function contentOf({ content, filename, mimeType }: Attachment): Response {
  return new Response(Buffer.from(content), {
    headers: {
      'content-type': mimeType,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`,
      'x-content-type-options': 'nosniff',
    },
  });
}
