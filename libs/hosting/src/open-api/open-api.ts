import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { answerSchemas } from '@command-handling/rest';
import { withSharedParts } from './shared-parts';

const DOCS_PATH = 'api/docs';
const JSON_PATH = 'api/openapi.json';

const DESCRIPTION = [
  'Commands of the ledger: each is a request with an `Idempotency-Key`, the command id, and answers with a receipt or with a problem that',
  'has a `code`. The same key again answers with the first receipt. Positions and sizes are decimal strings.',
].join(' ');

/** The commands of an application, in OpenAPI; sorted, so that a new route is a line where it belongs. */
export const openApiOf = (app: INestApplication): OpenAPIObject => {
  const about = new DocumentBuilder()
    .setTitle('Sổ Sóng: commands')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .addBearerAuth()
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .build();
  const document = SwaggerModule.createDocument(app, about);
  const paths = Object.entries(document.paths).filter(([path]) => /^\/(api|auth)\//.test(path));
  return withSharedParts({
    ...document,
    paths: Object.fromEntries(paths.toSorted(([one], [other]) => (one < other ? -1 : 1))),
    components: { ...document.components, schemas: { ...answerSchemas, ...document.components?.schemas } },
  });
};

/** `/api/openapi.json` and its page. The document is made when it is first asked for. */
export const serveOpenApi = (app: INestApplication): void =>
  SwaggerModule.setup(DOCS_PATH, app, () => openApiOf(app), {
    jsonDocumentUrl: JSON_PATH,
    yamlDocumentUrl: undefined,
    customSiteTitle: 'Sổ Sóng: API',
  });
