import { Module } from '@nestjs/common';
import { ResolveExceptionHandler } from './exception.commands';
import { ExceptionController } from './exception.controller';

@Module({ controllers: [ExceptionController], providers: [ResolveExceptionHandler] })
export class ExceptionWriteModule {}
