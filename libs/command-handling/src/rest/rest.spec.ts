import { Body, Controller, Get, Module, Param, Post } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Type } from 'typebox';
import request from 'supertest';
import { type Decider, accept, defineEvent, refuse } from '@kernel';
import { LedgerMovedAway, StoreUnavailable } from '@event-store';
import { Permits } from '@access';
import type { CommandContext, Outcome } from '..';
import { Ledger } from '..';
import { type RestApplication, createRestApplication } from '../testing';
import { ApiCommand, Context, IsDay, IsQuantity, IsTag, IsText, IsVnd, RestController, TagParam } from '.';

const CrateFilled = defineEvent(
  'CrateFilled',
  1,
  Type.Object({
    tag: Type.String(),
    quantity: Type.Integer(),
    filledOn: Type.Optional(Type.String()),
    label: Type.Optional(Type.String()),
    amountVnd: Type.Optional(Type.Integer()),
    channel: Type.Optional(Type.String()),
  }),
);
type Filled = { readonly type: 'CrateFilled'; readonly data: FillCrateBody };

const CAPACITY = 10;

/** A crate takes ten things. */
const crate: Decider<{ readonly type: 'FillCrate'; readonly data: FillCrateBody }, number, Filled, 'OVER_ALLOCATION'> =
  {
    noun: 'crate',
    streamOf: (id) => `crate-${id}`,
    events: [CrateFilled],
    initial: 0,
    decide: ({ data }, content) =>
      content + data.quantity > CAPACITY
        ? refuse('OVER_ALLOCATION', { available: CAPACITY - content })
        : accept({ type: 'CrateFilled', data }),
    evolve: (content, { data }) => content + data.quantity,
  };

class FillCrateBody {
  @IsTag() readonly tag!: string;
  @IsQuantity() readonly quantity!: number;
  @IsDay({ optional: true }) readonly filledOn?: string;
  @IsText({ optional: true, maximum: 20 }) readonly label?: string;
  @IsVnd({ optional: true }) readonly amountVnd?: number;
}

class FillCrate extends Command<Outcome> {
  constructor(
    readonly id: string,
    readonly data: FillCrateBody,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(FillCrate)
class FillCrateHandler implements ICommandHandler<FillCrate> {
  constructor(private readonly ledger: Ledger) {}

  execute({ id, data, context }: FillCrate): Promise<Outcome> {
    return this.ledger.decide(crate, id, { type: 'FillCrate', data }, context);
  }
}

@RestController('crates')
class CrateController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':tag/fill')
  @Permits('ReceiveDevice')
  @ApiCommand({ summary: 'Fill a crate.', refusals: ['OVER_ALLOCATION'] })
  fill(
    @Param('tag', TagParam) tag: string,
    @Body() data: FillCrateBody,
    @Context() context: CommandContext,
  ): Promise<Outcome> {
    return this.commands.execute(new FillCrate(tag, data, context));
  }

  @Get('away')
  @Permits('ReceiveDevice')
  away(): never {
    throw new StoreUnavailable('secret-host refused');
  }

  @Get('moved')
  @Permits('ReceiveDevice')
  moved(): never {
    throw new LedgerMovedAway('secret-host');
  }
}

@RestController('forgotten')
class ForgottenController {
  @Post(':id')
  unsaid(): string {
    return 'nobody says who may';
  }
}

@Module({ controllers: [ForgottenController] })
class ForgottenModule {}

@Controller('plain')
class PlainController {
  @Get()
  plain(): { readonly kind: string } {
    return { kind: 'receipt' };
  }
}

@Module({ controllers: [CrateController, PlainController], providers: [FillCrateHandler] })
class CrateModule {}

const KEY = '5b0e8f0c-7d52-4f6e-9f0a-3a1f5c2d7e41';
const OTHER_KEY = '6b0e8f0c-7d52-4f6e-9f0a-3a1f5c2d7e41';
const TAG = 'SMT-000000000';

describe('a command over HTTP', () => {
  let rest: RestApplication;
  let authorization: string;
  beforeEach(async () => {
    rest = await createRestApplication({ modules: [CrateModule], events: [CrateFilled] });
    authorization = await rest.bearer({ role: 'DATA_ENTRY' });
  });
  afterEach(() => rest.close());

  const fill = (body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    request(rest.server)
      .post(`/api/v1/crates/${TAG}/fill`)
      .set({ Authorization: authorization, 'Idempotency-Key': KEY, ...headers })
      .type('json')
      .send(typeof body === 'string' ? body : JSON.stringify(body));

  it('answers 201 with the receipt and where the thing is', async () => {
    const { status, body, headers } = await fill({ tag: TAG, quantity: 3 });
    expect(status).toBe(201);
    expect(headers['location']).toBe(`/api/v1/crates/${TAG}`);
    expect(body).toEqual({
      commandId: KEY,
      resource: { type: 'crate', id: TAG },
      stream: `crate-${TAG}`,
      firstRevision: 0,
      lastRevision: 0,
      eventIds: [expect.stringMatching(/^[0-9a-f-]{36}$/)],
      position: '0',
      warnings: [],
    });
  });

  it('answers a repeat with 200 and the first receipt', async () => {
    const first = await fill({ tag: TAG, quantity: 3 });
    const again = await fill({ quantity: '3', tag: TAG.toLowerCase() });
    expect([again.status, again.body]).toEqual([200, first.body]);
  });

  it('refuses the same key with another command', async () => {
    await fill({ tag: TAG, quantity: 3 });
    const { status, body } = await fill({ tag: TAG, quantity: 4 });
    expect([status, body.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('tells a refusal as a problem with its figures, in the language asked for', async () => {
    await fill({ tag: TAG, quantity: 8 });
    const vietnamese = await fill({ tag: TAG, quantity: 8 }, { 'Idempotency-Key': OTHER_KEY });
    expect(vietnamese.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(vietnamese.body).toEqual({
      type: 'urn:so-song:problem:OVER_ALLOCATION',
      title: 'OVER_ALLOCATION',
      status: 409,
      code: 'OVER_ALLOCATION',
      detail: 'Vượt quá số còn lại (2).',
      instance: `/api/v1/crates/${TAG}/fill`,
      facts: { available: 2 },
    });
    const english = await fill({ tag: TAG, quantity: 8 }, { 'Idempotency-Key': OTHER_KEY, 'Accept-Language': 'en-GB' });
    expect(english.body.detail).toBe('More than is left (2).');
    expect(english.headers['content-language']).toBe('en');
  });

  it.each([
    ['', 'IDEMPOTENCY_KEY_REQUIRED'],
    ['today-1', 'IDEMPOTENCY_KEY_INVALID'],
  ])('refuses the key «%s»', async (key, code) => {
    const { status, body } = await fill({ tag: TAG, quantity: 3 }, { 'Idempotency-Key': key });
    expect([status, body.code]).toEqual([400, code]);
  });

  it.each([
    ['a missing field', { tag: TAG }, 'quantity', 'REQUIRED'],
    ['an unknown field', { tag: TAG, quantity: 1, colour: 'red' }, 'colour', 'FIELD_UNKNOWN'],
    ['a fraction', { tag: TAG, quantity: 1.5 }, 'quantity', 'INTEGER_RANGE'],
    ['a negative number', { tag: TAG, quantity: -5 }, 'quantity', 'INTEGER_RANGE'],
    ['none', { tag: TAG, quantity: 0 }, 'quantity', 'INTEGER_RANGE'],
    ['10^12 things', { tag: TAG, quantity: 1e12 }, 'quantity', 'INTEGER_RANGE'],
    ['a tag with a wrong check character', { tag: 'SMT-000000001', quantity: 1 }, 'tag', 'TAG_CHECK'],
    ['a day that is none', { tag: TAG, quantity: 1, filledOn: '2022-02-31' }, 'filledOn', 'DATE'],
    ['null for absent', { tag: TAG, quantity: 1, filledOn: null }, 'filledOn', 'DATE'],
    ['an amount that says nothing', { tag: TAG, quantity: 1, amountVnd: 'nhiều' }, 'amountVnd', 'MONEY_FORMAT'],
    ['a negative amount', { tag: TAG, quantity: 1, amountVnd: -5 }, 'amountVnd', 'MONEY_FORMAT'],
    ['an amount in another currency', { tag: TAG, quantity: 1, amountVnd: '100 USD' }, 'amountVnd', 'CURRENCY'],
    ['decimals of another currency', { tag: TAG, quantity: 1, amountVnd: '$2.50' }, 'amountVnd', 'CURRENCY'],
    ['a right-to-left override', { tag: TAG, quantity: 1, label: 'a\u202Eb' }, 'label', 'TEXT'],
    ['an integer beyond 2^53', `{"tag":"${TAG}","quantity":9007199254740993}`, 'quantity', 'USE_STRING'],
  ])('refuses %s and names the field', async (_, sent, field, code) => {
    const { status, body } = await fill(sent);
    expect([status, body.code]).toEqual([400, code]);
    expect(body.errors).toEqual([{ field, code, message: expect.stringMatching(/\w/) }]);
  });

  it.each([
    ['1.5', '1'],
    ['5 tỷ', '5000000000'],
  ])('refuses the amount %s and suggests %s', async (amountVnd, suggestion) => {
    const { status, body } = await fill({ tag: TAG, quantity: 1, amountVnd });
    expect([status, body.code]).toEqual([400, 'MONEY_FORMAT']);
    expect(body.errors).toEqual([
      { field: 'amountVnd', code: 'MONEY_FORMAT', suggestion, message: expect.any(String) },
    ]);
  });

  it('names every wrong field, and does not repeat a value', async () => {
    const { body, text } = await fill({ tag: 'SMT-QQ', quantity: 'many-secrets' });
    expect(body.code).toBe('VALIDATION_FAILED');
    expect(body.errors.map((error: { field: string }) => error.field)).toEqual(['tag', 'quantity']);
    expect(text).not.toContain('many-secrets');
  });

  it('reads letters of a tag that look like digits, and refuses a wrong one in the address', async () => {
    const path = (tag: string) => `/api/v1/crates/${tag}/fill`;
    const send = (tag: string) =>
      request(rest.server)
        .post(path(tag))
        .set({ Authorization: authorization, 'Idempotency-Key': KEY })
        .send({ tag: TAG, quantity: 1 });
    expect((await send('smt-oooooooo0')).body.resource.id).toBe(TAG);
    expect((await send('SMT-000000001')).body.code).toBe('TAG_CHECK');
  });

  it('keeps a name in its composed form', async () => {
    await fill({ tag: TAG, quantity: 1, label: 'Tie\u0302\u0301ng Vie\u0323\u0302t' });
    const [event] = await rest.store.readStream(`crate-${TAG}`);
    expect(JSON.parse(event!.body).data).toEqual({
      tag: TAG,
      quantity: 1,
      label: 'Ti\u1EBFng Vi\u1EC7t',
      channel: 'API',
    });
  });

  it('asks for a token, and for a role that permits the command', async () => {
    const anonymous = await fill({ tag: TAG, quantity: 1 }, { Authorization: '' });
    expect([anonymous.status, anonymous.body.code]).toEqual([401, 'UNAUTHENTICATED']);
    expect(anonymous.headers['www-authenticate']).toBe('Bearer');
    const forged = await fill({ tag: TAG, quantity: 1 }, { Authorization: `${authorization}x` });
    expect([forged.status, forged.body.code]).toEqual([401, 'UNAUTHENTICATED']);
    const admin = await fill({ tag: TAG, quantity: 1 }, { Authorization: await rest.bearer({ role: 'ADMIN' }) });
    expect([admin.status, admin.body.code]).toEqual([403, 'FORBIDDEN_ROLE']);
  });

  it('does not start with a route that does not say who may', () =>
    expect(createRestApplication({ modules: [ForgottenModule], events: [] })).rejects.toThrow(
      'ForgottenController.unsaid says nothing of who may',
    ));

  it('answers 503 while the store is away, without saying where it is', async () => {
    const { status, body, headers, text } = await request(rest.server)
      .get('/api/v1/crates/away')
      .set({ Authorization: authorization });
    expect([status, body.code, headers['retry-after']]).toEqual([503, 'STORE_UNAVAILABLE', '5']);
    expect(text).not.toContain('secret-host');
  });

  it.each([
    ['vi', 'chuyển sang kho khác'],
    ['en', 'moved to another store'],
  ])('answers 409 where the ledger has moved away, in %s', async (language, words) => {
    const { status, body } = await request(rest.server)
      .get('/api/v1/crates/moved')
      .set({ Authorization: authorization, 'Accept-Language': language });
    expect([status, body.code, body.detail]).toEqual([409, 'LEDGER_MOVED', expect.stringContaining(words)]);
  });

  it('leaves routes that are not commands alone', async () => {
    const { status, body } = await request(rest.server).get('/plain');
    expect([status, body]).toEqual([200, { kind: 'receipt' }]);
  });

  it('signs in over HTTP, and refuses roles that are unknown or not held together', async () => {
    const signIn = (body: object) => request(rest.server).post('/auth/token').send(body);
    const { status, body } = await signIn({ role: 'DATA_ENTRY' });
    expect([status, body]).toEqual([
      200,
      { access_token: expect.any(String), token_type: 'Bearer', expires_in: expect.any(Number) },
    ]);
    const unknown = await signIn({ role: 'KING' });
    expect([unknown.status, unknown.body.code]).toEqual([400, 'ROLE_UNKNOWN']);
    const both = await signIn({ role: ['ADMIN', 'DATA_ENTRY'] });
    expect([both.status, both.body.code]).toEqual([400, 'INCOMPATIBLE_ROLES']);
    const none = await signIn({});
    expect([none.status, none.body.code]).toEqual([400, 'ROLE_REQUIRED']);
  });

  it('is described in OpenAPI', () => {
    const { paths, components } = SwaggerModule.createDocument(rest.app, new DocumentBuilder().build());
    const operation = paths['/api/v1/crates/{tag}/fill']!.post!;
    expect(operation.parameters).toContainEqual(
      expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: true }),
    );
    expect(operation.responses['409']).toMatchObject({ description: expect.stringContaining('OVER_ALLOCATION') });
    expect(components!.schemas!['FillCrateBody']).toMatchObject({
      required: ['tag', 'quantity'],
      properties: { quantity: { type: 'integer', minimum: 1 }, filledOn: { format: 'date' } },
    });
  });
});
