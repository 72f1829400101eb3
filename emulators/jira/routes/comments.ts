import { isObject } from '../json.ts';
import { refuse } from '../refusal.ts';
import { showComment } from '../show/comment.ts';
import { allowed, visibleIssue } from '../site/permissions.ts';
import { addComment, deleteComment, editComment, maySeeComment, visibleComment } from '../work/comment.ts';
import { checkedProperty, noSuchProperty } from '../work/property.ts';
import { actorOf, answer, bodyOf, listQuery, noContent, page, param, type Routes, windowOf } from './http.ts';

const COMMENT = '/rest/api/3/issue/:issue/comment/:comment';
const PROPERTY = '/rest/api/3/comment/:comment/properties';

export const commentRoutes: Routes = (app, site) => {
  app.get('/rest/api/3/issue/:issue/comment', (context) => {
    const actor = actorOf(context);
    const issue = visibleIssue(site, actor, param(context, 'issue'));
    const order = context.req.query('orderBy') ?? 'created';
    if (!/^[+-]?created$/.test(order)) throw refuse(400, `The orderBy value '${order}' is not valid.`);
    const seen = [...issue.comments.values()].filter((comment) => maySeeComment(site, actor, issue, comment));
    const withProperties =
      site.options.quirks.commentsExpandProperties && listQuery(context, 'expand').includes('properties');
    const {
      values,
      isLast: _,
      ...rest
    } = page(order.startsWith('-') ? seen.reverse() : seen, windowOf(context, 5_000), (comment) =>
      showComment(site, issue, comment, 3, withProperties),
    );
    return answer({ ...rest, comments: values });
  });

  app.post('/rest/api/3/issue/:issue/comment', async (context) => {
    const body = await bodyOf(context);
    const issue = visibleIssue(site, actorOf(context), param(context, 'issue'));
    const comment = addComment(site, actorOf(context), issue, body);
    return answer(showComment(site, issue, comment, 3, isObject(body.properties)), 201);
  });

  app.get(COMMENT, (context) => {
    const issue = visibleIssue(site, actorOf(context), param(context, 'issue'));
    const comment = visibleComment(site, actorOf(context), issue, param(context, 'comment'));
    return answer(showComment(site, issue, comment, 3, listQuery(context, 'expand').includes('properties')));
  });

  app.put(COMMENT, async (context) => {
    const body = await bodyOf(context);
    const issue = visibleIssue(site, actorOf(context), param(context, 'issue'));
    return answer(
      showComment(site, issue, editComment(site, actorOf(context), issue, param(context, 'comment'), body)),
    );
  });

  app.delete(COMMENT, (context) => {
    const issue = visibleIssue(site, actorOf(context), param(context, 'issue'));
    deleteComment(site, actorOf(context), issue, param(context, 'comment'));
    return noContent();
  });

  const find = (context: Parameters<typeof actorOf>[0]) => {
    const id = param(context, 'comment');
    const issue = visibleIssue(site, actorOf(context), site.issues.issueOfComment(id) ?? '');
    return { issue, comment: visibleComment(site, actorOf(context), issue, id) };
  };

  app.get(PROPERTY, (context) =>
    answer({
      keys: [...find(context).comment.properties.keys()].map((key) => ({
        self: `${site.baseUrl}/rest/api/3/comment/${param(context, 'comment')}/properties/${key}`,
        key,
      })),
    }),
  );

  app.get(`${PROPERTY}/:key`, (context) => {
    const key = param(context, 'key');
    const value = find(context).comment.properties.get(key);
    if (value === undefined) throw noSuchProperty(key);
    return answer({ key, value });
  });

  app.put(`${PROPERTY}/:key`, async (context) => {
    const { issue, comment } = find(context);
    allowed(site, actorOf(context), 'ADD_COMMENTS', issue);
    const [key, value] = checkedProperty(param(context, 'key'), await context.req.text());
    const known = comment.properties.has(key);
    comment.properties.set(key, value);
    return new Response(null, { status: known ? 200 : 201 });
  });
};
