export * from './device-assignment.projection';
export * from './device-stages.projection';
export * from './device.projection';
