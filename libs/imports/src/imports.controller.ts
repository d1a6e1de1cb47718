import { Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiHeader, ApiOperation, ApiQuery } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Access, Permits, actorOf, visitorOf, type CommandName } from '@access';
import { textOf } from '@command-handling';
import { Problem, RestController, UuidParam, commandIdOf } from '@command-handling/rest';
import { csvCell } from './csv-file';
import { ImportEngine } from './import-engine';
import { importKinds, type FileOptions, type ImportKindName } from './import-kind';
import { ImportStore, UploadTooLarge, type ImportRecord } from './postgres';

/** A file name without a path; letters of any language. */
const FILE_NAME = /^[\p{L}\p{N}][\p{L}\p{N}._ ()-]{0,119}$/u;

/** They see every import (contract 4); the others their own. */
const SEES_ALL: ReadonlySet<string> = new Set(['APPROVER_1', 'APPROVER_2', 'AUDITOR', 'ADMIN']);

/** Files: `POST /api/v1/imports?kind=F4&mode=dry-run|apply&name=…`, raw body `text/csv`, streamed. */
@RestController('imports')
export class ImportsController {
  constructor(
    private readonly engine: ImportEngine,
    private readonly store: ImportStore,
    private readonly access: Access,
  ) {}

  @Post()
  @Permits('ReadImport')
  @ApiConsumes('text/csv')
  @ApiHeader({ name: 'Idempotency-Key', required: true, schema: { type: 'string', format: 'uuid' } })
  @ApiQuery({ name: 'kind', enum: importKinds })
  @ApiQuery({ name: 'mode', enum: ['dry-run', 'apply'] })
  @ApiQuery({ name: 'name', description: 'File name; of F8 credit_{CARRIER}_{yyyymmdd}.csv.' })
  @ApiQuery({
    name: 'dateOrder',
    required: false,
    enum: ['DMY', 'YMD'],
    description: 'How dates with slashes are read.',
  })
  @ApiQuery({ name: 'thousands', required: false, enum: ['.', ','], description: 'Separator that integers may have.' })
  @ApiOperation({
    summary: 'Take in a file. 202 with its id and state; the same bytes again: 200 with the first id.',
    description: 'A dry run checks and decides every row, and records nothing.',
  })
  async upload(
    @Query() query: Readonly<Record<string, unknown>>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<unknown> {
    const commandId = commandIdOf(request);
    const { kind, mode, name, options } = questionOf(query);
    // The route lets in whoever may send some file; this kind has roles of its own.
    const uploader = this.access.actor(visitorOf(request), `Import${kind}` satisfies CommandName);
    if (!request.is('text/csv')) throw new Problem('UNSUPPORTED_MEDIA_TYPE');
    const received = await this.engine
      .receive({ commandId, kind, mode, name, uploader, options, bytes: request })
      .catch((error: unknown) => {
        throw error instanceof UploadTooLarge ? new Problem('BODY_TOO_LARGE') : error;
      });
    if (received.kind === 'key-reused') throw new Problem('IDEMPOTENCY_KEY_REUSED');
    const { id, state } = received.record;
    response.status(received.kind === 'received' ? 202 : 200).location(`/api/v1/imports/${id}`);
    const known = received.kind === 'known' && !received.sameKey ? { code: 'FILE_ALREADY_IMPORTED' } : {};
    return { id, state, ...known };
  }

  @Get(':id')
  @Permits('ReadImport')
  @ApiOperation({ summary: 'State, counts and progress of an import.' })
  async status(@Param('id', UuidParam) id: string, @Req() request: Request): Promise<unknown> {
    return statusOf(await this.visible(id, request));
  }

  @Get(':id/errors.csv')
  @Permits('ReadImport')
  @ApiOperation({ summary: 'Every rejected, queued and warned row.' })
  async errors(@Param('id', UuidParam) id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const { name } = await this.visible(id, request);
    response
      .status(200)
      .type('text/csv; charset=utf-8')
      .attachment(`errors-${name.replace(/[^A-Za-z0-9._-]/g, '_')}`);
    response.write('line,code,field,value,message_vi,message_en,suggestion\n');
    for await (const { line, code, field, value, suggestion = '' } of this.store.issues(id)) {
      const cells = [String(line), code, field, value, textOf(code, 'vi'), textOf(code, 'en'), suggestion];
      if (!response.write(`${cells.map(csvCell).join(',')}\n`))
        await new Promise<void>((resolve) => {
          response.once('drain', resolve).once('close', resolve);
        });
      if (response.destroyed) return;
    }
    response.end();
  }

  @Post(':id/release')
  @HttpCode(200)
  @Permits('ReleaseImport')
  @ApiOperation({ summary: 'Let a held file go on; by another person than its uploader.' })
  release(@Param('id', UuidParam) id: string, @Req() request: Request): Promise<unknown> {
    return this.decide(id, request, true);
  }

  @Post(':id/refuse')
  @HttpCode(200)
  @Permits('ReleaseImport')
  @ApiOperation({ summary: 'End a held file; by another person than its uploader.' })
  refuse(@Param('id', UuidParam) id: string, @Req() request: Request): Promise<unknown> {
    return this.decide(id, request, false);
  }

  private async decide(id: string, request: Request, release: boolean): Promise<unknown> {
    const answer = await this.engine.decideHeld(id, actorOf(request), release);
    if (answer !== 'ok') throw new Problem(answer);
    return statusOf((await this.store.byId(id))!);
  }

  /** Another's import is as if it weren't there. */
  private async visible(id: string, request: Request): Promise<ImportRecord> {
    const record = await this.store.byId(id);
    const { claims, actorId } = visitorOf(request);
    const sees = claims.roles.some((role) => SEES_ALL.has(role)) || record?.uploader.id === actorId;
    if (!record || !sees) throw new Problem('NOT_FOUND');
    return record;
  }
}

interface Question {
  readonly kind: ImportKindName;
  readonly mode: 'dry-run' | 'apply';
  readonly name: string;
  readonly options: FileOptions;
}

const questionOf = (query: Readonly<Record<string, unknown>>): Question => {
  const kind = importKinds.find((known) => known === query.kind);
  if (!kind) throw new Problem('KIND_UNKNOWN', { kinds: importKinds });
  const wrong = (field: string): Problem => new Problem('VALIDATION_FAILED', {}, [{ field, code: 'CHOICE' }]);
  const { mode, name, dateOrder, thousands } = query;
  if (mode !== 'dry-run' && mode !== 'apply') throw wrong('mode');
  if (typeof name !== 'string' || !FILE_NAME.test(name))
    throw new Problem('VALIDATION_FAILED', {}, [{ field: 'name', code: 'TEXT' }]);
  if (dateOrder !== undefined && dateOrder !== 'DMY' && dateOrder !== 'YMD') throw wrong('dateOrder');
  if (thousands !== undefined && thousands !== '.' && thousands !== ',') throw wrong('thousands');
  return { kind, mode, name, options: { ...(dateOrder ? { dateOrder } : {}), ...(thousands ? { thousands } : {}) } };
};

const statusOf = (record: ImportRecord): unknown => {
  const { id, kind, mode, name, sha256, bytes, state, code, facts, counts, receivedAt } = record;
  return {
    id,
    kind,
    mode,
    name,
    sha256,
    bytes,
    state,
    code,
    ...(code === null ? {} : { detail: { vi: textOf(code, 'vi', facts), en: textOf(code, 'en', facts) }, facts }),
    counts,
    progress: progressOf(record),
    receivedAt,
    finishedAt: record.finishedAt?.toISOString() ?? null,
  };
};

const progressOf = ({ rowsDone, rowsTotal, startedAt, finishedAt }: ImportRecord): unknown => {
  const seconds = startedAt ? ((finishedAt?.getTime() ?? Date.now()) - startedAt.getTime()) / 1_000 : 0;
  const rate = seconds > 0 ? rowsDone / seconds : 0;
  const left = rowsTotal === null ? null : rowsTotal - rowsDone;
  return {
    rowsDone,
    rowsTotal,
    rowsPerSecond: Math.round(rate),
    etaSeconds: left === null || rate === 0 ? null : Math.ceil(left / rate),
  };
};
