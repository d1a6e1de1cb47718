import { Logger } from '@nestjs/common';
import { AbstractGraphQLDriver, type GqlModuleOptions } from '@nestjs/graphql';
import type { NextFunction, Request, Response } from 'express';
import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { publicError } from './public-error';
import { requestPlugin, type ShellPorts } from './request.plugin';
import { shellSchema, type ShellSchemaOptions } from './shell-schema';

export interface YogaDriverOptions extends GqlModuleOptions<YogaDriver> {
  readonly shell: ShellSchemaOptions & Omit<ShellPorts, 'report'>;
}

const logger = new Logger('GraphQL');
const report = (incidentId: string, cause: unknown): void =>
  logger.error(`incident ${incidentId}`, cause instanceof Error ? cause.stack : String(cause));

/** GraphQL Yoga behind Nest's code-first schema: every rule of the specification over HTTP, and server-sent events on the same path. */
export class YogaDriver extends AbstractGraphQLDriver<YogaDriverOptions> {
  private yoga?: ReturnType<typeof createYoga>;

  override async generateSchema(options: YogaDriverOptions): Promise<GraphQLSchema> {
    return shellSchema((await super.generateSchema(options))!, options.shell);
  }

  async start({ path = '/graphql', schema, shell }: YogaDriverOptions): Promise<void> {
    const yoga = createYoga({
      schema,
      graphqlEndpoint: path,
      // The explorer is a page of ours: the one that comes with the server loads from elsewhere.
      graphiql: false,
      landingPage: false,
      // Our own log has the incident id beside the error.
      logging: false,
      multipart: false,
      cors: false,
      maskedErrors: { maskError: (error) => publicError(error, report) },
      plugins: [requestPlugin({ ...shell, report })],
    });
    this.yoga = yoga;
    const app = this.httpAdapterHost.httpAdapter;
    app.use(path, (request: Request, response: Response) => {
      // Express takes the path it mounts on away; Yoga looks at the whole one.
      request.url = request.originalUrl;
      return yoga(request, response);
    });
    app.use(path, bodyRefused);
  }

  async stop(): Promise<void> {
    await this.yoga?.dispose();
  }
}

/** Nest's parser reads JSON bodies before us; what it refuses is still told in the way of GraphQL. */
const bodyRefused = (error: { status?: number }, _request: Request, response: Response, _next: NextFunction): void => {
  const status = error.status ?? 400;
  const code = status === 413 ? 'COST_EXCEEDED' : 'BAD_USER_INPUT';
  const message = status === 413 ? 'the request is too large' : 'the body is not the JSON of a GraphQL request';
  response.status(status).json({ errors: [{ message, extensions: { code } }] });
};
