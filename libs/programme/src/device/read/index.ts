import { defineReadRoom } from '@graphql-api';
import { deviceProjection } from './device.projection';
import { Devices } from './device.queries';
import { DeviceAssignmentResolver, DeviceResolver, DeviceVersionResolver } from './device.resolver';

export * from './device-assignment.projection';
export * from './device-stages.projection';
export * from './device.objects';
export * from './device.projection';

export const deviceRead = defineReadRoom({
  resolvers: [DeviceResolver, DeviceVersionResolver, DeviceAssignmentResolver],
  providers: [Devices],
  projections: [deviceProjection],
});
