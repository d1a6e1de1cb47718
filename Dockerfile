# One image for every process of the ledger; docker-compose.yml says which one a container runs.
FROM node:20-bookworm-slim AS build
WORKDIR /ledger
COPY package.json package-lock.json .npmrc ./
# The embedded PostgreSQL stays out: containers have a database of their own.
RUN npm ci --omit=optional
COPY nest-cli.json tsconfig.json ./
COPY libs libs
COPY apps apps
RUN npx nest build command-api && npx nest build query-api && npx nest build worker && npx nest build cli \
 && npm prune --omit=dev --omit=optional

FROM node:20-bookworm-slim
ENV NODE_ENV=production LEDGER_HOST=0.0.0.0
WORKDIR /ledger
COPY --from=build /ledger/package.json ./
COPY --from=build /ledger/node_modules node_modules
COPY --from=build /ledger/dist dist
# A volume that is mounted here belongs to the user who writes to it.
RUN install -d -o node -g node -m 700 /var/lib/so-song
USER node
EXPOSE 3000
# Node is the first process: it gets the signals of `docker stop` and stops cleanly.
# A file's lines live for some batches: with V8's 16 MB for young objects an import takes 1.4 times as long.
ENTRYPOINT ["node", "--max-semi-space-size=64"]
CMD ["dist/apps/command-api/apps/command-api/src/main.js"]
