import { randomBytes } from 'node:crypto';
import { canonicalJson, eventIdOf, NO_STREAM, sha256Hex, uuidV5, type Append } from '@event-store';

/** Version 7, as clients are told to send: such ids stand together in the indexes. */
export const commandIdV7 = (): string => {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** An event of about the usual size, to a stream of its own. */
export const registration = (commandId: string): Append => {
  const command = { id: commandId, sha256: sha256Hex(commandId) };
  const stream = `beneficiary-${uuidV5(commandId, 'beneficiary')}`;
  const id = eventIdOf(command.id, stream, 0, command.sha256);
  const body = canonicalJson({
    id,
    stream,
    revision: 0,
    type: 'NeedRegistered',
    v: 1,
    occurredAt: '2021-11-30',
    recordedAt: '2021-11-30T03:00:00.000Z',
    actor: { id: '4f9f1c1e-6b54-4d6a-9b83-0d8d2f8a8f10', role: 'SCHOOL_OFFICER', unit: '31' },
    command,
    correlation: command.id,
    data: {
      subjectId: command.id,
      school: '31-TEST-0007',
      grade: 6,
      need: ['DEVICE', 'DATA'],
      commitments: { name: sha256Hex(command.id), birthDate: sha256Hex(id) },
      note: 'Trường THCS Thử Nghiệm, quận Lê Chân, thành phố Hải Phòng',
    },
  });
  const event = {
    id,
    stream,
    revision: 0,
    type: 'NeedRegistered',
    commandId: command.id,
    commandSha256: command.sha256,
    body,
  };
  return { stream, expectedRevision: NO_STREAM, events: [event] };
};
