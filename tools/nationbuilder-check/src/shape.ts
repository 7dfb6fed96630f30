// What the catalog and an OpenAPI document are both brought to, so that one comparison covers all: plain data, in which a
// list is a set and what is not stated is absent.

/** One attribute of a resource type, in the words of JSON schema. */
export interface AttributeShape {
  access: 'rw' | 'r' | 'w';
  type: string;
  format?: string;
  nullable: boolean;
  choices?: (string | number)[];
  default?: string | number | boolean | null;
  /** Constraints that the catalog has no word for, and other descriptions of the same attribute: always a difference. */
  further?: string[];
}

export interface RelationshipShape {
  type: string;
  toMany: boolean;
}

export interface TypeShape {
  attributes: Record<string, AttributeShape>;
  /** Targets and cardinality, where they are stated; the names stand in the `include` of each operation. */
  relationships: Record<string, RelationshipShape>;
}

/** A related record written in the same request. */
export interface SidepostShape {
  type: string;
  pageType?: string;
  attributes: string[];
}

export interface BodyShape {
  kind: string;
  type: string;
  attributes?: string[];
  /** Attributes that must be there. */
  required?: string[];
  sideposts?: Record<string, SidepostShape>;
}

export interface OperationShape {
  id: string;
  /** By status of success: `one donations`, `many donations`, or the names of what is answered instead; empty for nothing. */
  answers: Record<string, string>;
  /** Statuses of refusals. */
  refusals: string[];
  /** Values by query parameter; empty where the parameter does not enumerate them. */
  query: Record<string, string[]>;
  body?: BodyShape;
  /** A body that differs by media type: always a difference. */
  otherBodies?: Record<string, BodyShape>;
}

/** An API: operations by `GET /path`, types by name. */
export interface ApiShape {
  /** Names of the parts of an address to write. A document shows them only by examples, of which not each is complete. */
  addressParts: string[];
  operations: Record<string, OperationShape>;
  types: Record<string, TypeShape>;
}
