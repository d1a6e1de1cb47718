import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type IssuedToken, LocalIssuer, type TokenRequest } from './local-issuer';
import { roles } from './roles';

const oneRole = { type: 'string', enum: [...roles] as string[] };

/** Sign-in of the embedded default (DESIGN 10). It isn't there where the tokens come from somebody else. */
@ApiTags('auth')
@Controller('auth')
export class TokenController {
  constructor(private readonly issuer: LocalIssuer) {}

  @Post('token')
  @HttpCode(200)
  @ApiOperation({ summary: 'A token of any role, for trials.' })
  @ApiBody({
    schema: {
      type: 'object',
      required: ['role'],
      properties: {
        role: { oneOf: [oneRole, { type: 'array', items: oneRole }] },
        subject: { type: 'string', description: 'Who signs in; one fictitious person per role where absent.' },
        unit: { type: 'string', description: 'Code of an administrative unit.' },
        organisation: { type: 'string', description: 'Code of a school, donor or carrier.' },
      },
    },
  })
  token(@Body() request: TokenRequest | undefined): Promise<IssuedToken> {
    return this.issuer.issue(request ?? {});
  }
}
