// refused by: domain-is-pure
import type { INestApplication } from '@nestjs/common';
export type Device = INestApplication;
