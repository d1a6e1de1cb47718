export * from './exception.commands';
export * from './exception.requests';
export * from './exception.write.module';
