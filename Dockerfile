# The service alone: no tests, stand-ins or development packages, and not as root.
FROM node:22-slim AS packages
WORKDIR /tenure
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:22-slim
ENV NODE_ENV=production \
    TENURE_HOST=0.0.0.0 \
    TENURE_DATA=/data \
    TENURE_POLICY=/policy
WORKDIR /tenure
COPY --from=packages /tenure/node_modules ./node_modules
COPY package.json LICENSE ./
COPY bin ./bin
COPY src ./src
COPY templates ./templates
COPY schemas ./schemas
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4100
# Alive, not ready: a process that waits for PostgreSQL is not helped by being started anew. A worker has no door: it is asked
# where it tells its figures.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.TENURE_METRICS_PORT ?? process.env.TENURE_PORT ?? 4100) + '/health').then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bin/tenure.mjs"]
CMD ["serve"]
