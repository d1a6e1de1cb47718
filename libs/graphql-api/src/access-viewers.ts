import { Injectable } from '@nestjs/common';
import { Access, AccessRefused } from '@access';
import { Viewers } from './ports';
import { ANONYMOUS, type Viewer } from './viewer';

/** Viewers by their bearer tokens. */
@Injectable()
export class AccessViewers extends Viewers {
  constructor(private readonly access: Access) {
    super();
  }

  async of(authorization: string | null): Promise<Viewer | null> {
    try {
      const visitor = await this.access.visitor(authorization ?? undefined);
      if (!visitor) return ANONYMOUS;
      const { roles, unit, organisation } = visitor.claims;
      return { actorId: visitor.actorId, roles, units: present(unit), organisations: present(organisation) };
    } catch (error) {
      if (error instanceof AccessRefused) return null;
      throw error;
    }
  }
}

const present = (code: string | null): readonly string[] => (code === null ? [] : [code]);
