-- Rights for the role Tenure runs as, when it shall not own its tables: it may append evidence, never change it.
--
--   1. As the owner: `tenure migrate` (creates and updates the schemas `tenure` and `tenure_jobs`).
--   2. As the owner: psql -v role=tenure_app -f grants.sql   -- again after every migration
--   3. Run `tenure serve` and `tenure worker` with DATABASE_URL naming that role.
--
-- Triggers on tenure.event and tenure.seal refuse UPDATE, DELETE and TRUNCATE to everybody; only the owner could disable them, and
-- this role is not the owner. What the owner does behind the trigger breaks the hash chain, which any export shows.

grant usage on schema tenure, tenure_jobs to :"role";
grant select, insert, update, delete on all tables in schema tenure to :"role";
grant usage, select on all sequences in schema tenure to :"role";
grant execute on all functions in schema tenure to :"role";

revoke update, delete, truncate on tenure.event, tenure.seal from :"role";
revoke insert, update, delete, truncate on tenure.migration, tenure.migration_lock from :"role";

-- The queues; pg-boss keeps its own house, including its partitions.
grant select, insert, update, delete on all tables in schema tenure_jobs to :"role";
grant usage, select on all sequences in schema tenure_jobs to :"role";
grant execute on all functions in schema tenure_jobs to :"role";
