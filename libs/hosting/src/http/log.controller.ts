import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Journal, type StoredEvent } from '@event-store';
import { PublicEntries, Viewers, isAnonymous, readsAll } from '@graphql-api';
import { SealedLog, SizeBeyondTree } from '@sealing';
import {
  TILE_WIDTH,
  TileMalformed,
  encodeEntryBundle,
  parseEntriesPath,
  parseTilePath,
  type EntriesId,
  type TileId,
} from '@transparency-log';
import { sendProblem } from './transport-problem.filter';

/** What has a name by its content never changes: a year is the longest that HTTP has. */
const FOR_EVER = 'public, max-age=31536000, immutable';
/** Bodies are for who may read them: a cache between must not keep them for others. */
const FOR_ONE_READER = 'private, max-age=31536000, immutable';
/** A new one comes every second; who has an older one asks whether it still is the latest. */
const LATEST = 'public, no-cache';
/** What is wrong now may be put right. */
const DAMAGED = 'no-store';
const TEXT = 'text/plain; charset=utf-8';
const BYTES = 'application/octet-stream';

/** The transparency log as C2SP tlog-tiles lays it down: for programs that check the ledger with tools that are not ours. */
@Controller('log')
export class LogController {
  constructor(
    private readonly log: SealedLog,
    private readonly journal: Journal,
    private readonly viewers: Viewers,
    private readonly entries: PublicEntries,
  ) {}

  @Get('checkpoint')
  async checkpoint(@Req() request: Request, @Res() response: Response): Promise<void> {
    const latest = await this.log.latest();
    if (!latest) return sendProblem(request, response, 'NOT_SEALED_YET');
    // `send` answers 304 where the reader's ETag is this one's.
    response.set('Cache-Control', LATEST).type(TEXT).send(latest.note);
  }

  /** One a line: during a rotation there are several. */
  @Get('vkey')
  async verifierKeys(@Req() request: Request, @Res() response: Response): Promise<void> {
    const keys = await this.log.verifierKeys();
    if (keys.length === 0) return sendProblem(request, response, 'NOT_SEALED_YET');
    response
      .set('Cache-Control', LATEST)
      .type(TEXT)
      .send(keys.map((key) => `${key}\n`).join(''));
  }

  @Get('tile/entries/*path')
  async bundle(
    @Param('path') path: string | readonly string[],
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const id = entriesOf(path);
    if (!id) return sendProblem(request, response, 'TILE_PATH_MALFORMED');
    const viewer = await this.viewers.of(request.headers.authorization ?? null);
    if (!this.entries.open) {
      if (!viewer || isAnonymous(viewer)) return sendProblem(request, response, 'UNAUTHENTICATED');
      if (!readsAll(viewer)) return sendProblem(request, response, 'FORBIDDEN_ROLE');
    }
    const from = id.index * TILE_WIDTH;
    const size = await this.log.treeSize();
    if (from + id.width > size) return sendProblem(request, response, 'TILE_NOT_FOUND', { size: String(size) });
    const events = await this.bodiesFrom(from, id.width);
    const kept = this.entries.open ? FOR_EVER : FOR_ONE_READER;
    response.set('Cache-Control', events.length === id.width ? kept : DAMAGED).type(BYTES);
    response.send(Buffer.from(encodeEntryBundle(events.map(({ body }) => Buffer.from(body)))));
  }

  @Get('tile/*path')
  async tile(
    @Param('path') path: string | readonly string[],
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const id = tileOf(path);
    if (!id) return sendProblem(request, response, 'TILE_PATH_MALFORMED');
    const hashes = await this.hashesOf(id);
    if (!hashes) return sendProblem(request, response, 'TILE_NOT_FOUND', { size: String(await this.log.treeSize()) });
    response.set('Cache-Control', FOR_EVER).type(BYTES).send(Buffer.from(hashes));
  }

  /** Where rows were removed the bundle ends early, so that whoever checks learns at which position; a refusal would hide it. */
  private async bodiesFrom(from: number, width: number): Promise<readonly StoredEvent[]> {
    const positions = Array.from({ length: width }, (_, index) => from + index);
    const events = await this.journal.byPositions(positions);
    const gap = events.findIndex(({ position }, index) => position !== from + index);
    return gap < 0 ? events : events.slice(0, gap);
  }

  private async hashesOf(id: TileId): Promise<Uint8Array | null> {
    try {
      const [hashes] = await this.log.tiles.tiles([id]);
      return hashes ?? null;
    } catch (error) {
      if (error instanceof SizeBeyondTree) return null;
      throw error;
    }
  }
}

const wholePath = (path: string | readonly string[]): string => (typeof path === 'string' ? path : path.join('/'));

const tileOf = (path: string | readonly string[]): TileId | null =>
  unlessMalformed(() => parseTilePath(`tile/${wholePath(path)}`));

const entriesOf = (path: string | readonly string[]): EntriesId | null =>
  unlessMalformed(() => parseEntriesPath(`tile/entries/${wholePath(path)}`));

const unlessMalformed = <T>(parse: () => T): T | null => {
  try {
    return parse();
  } catch (error) {
    if (error instanceof TileMalformed) return null;
    throw error;
  }
};
