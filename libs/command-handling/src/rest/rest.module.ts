import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ProblemFilter } from './problem.filter';

/** Problems for refusals outside of our controllers too (sign-in); the filter takes only what has a code. */
@Module({ providers: [{ provide: APP_FILTER, useClass: ProblemFilter }] })
export class RestModule {}
