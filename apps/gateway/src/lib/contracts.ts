import { Ajv, type AnySchemaObject, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { EventEnvelope, Job, JobAccepted, JobSubmission } from './documents.js';
import type { Result } from './result.js';

/** One way in which a document breaks its contract. */
export interface Violation {
  /** JSON pointer of the offending value; '' is the whole document. */
  path: string;
  /** The schema keyword that failed. */
  keyword: string;
  message: string;
}

export type Validation<T> = { valid: true; document: T } | { valid: false; violations: Violation[] };

export type Validator<T> = (document: unknown) => Validation<T>;

/** The parsed files of contracts/schemas. */
export interface ContractSchemas {
  eventEnvelope: AnySchemaObject;
  job: AnySchemaObject;
  jobAccepted: AnySchemaObject;
}

export interface Contracts {
  /** `$version` of the envelope schema, which every event names as its contractVersion. */
  envelopeVersion: string;
  eventEnvelope: Validator<EventEnvelope>;
  job: Validator<Job>;
  jobAccepted: Validator<JobAccepted>;
  jobSubmission: Validator<JobSubmission>;
}

/** Compiles the contracts into validators that report every violation. A schema that AJV refuses is a problem. */
export function compileContracts(schemas: ContractSchemas): Result<Contracts> {
  try {
    return { ok: true, value: compile(schemas) };
  } catch (error) {
    return { ok: false, problems: [`The contract schemas do not compile: ${(error as Error).message}.`] };
  }
}

function compile(schemas: ContractSchemas): Contracts {
  const ajv = new Ajv({ allErrors: true, strict: true, ownProperties: true });
  ajv.addVocabulary(['$version']);
  addFormats.default(ajv);
  ajv.addSchema([schemas.eventEnvelope, schemas.job, schemas.jobAccepted]);

  const validator = <T>(schema: AnySchemaObject): Validator<T> => {
    const validate: ValidateFunction<T> = ajv.compile<T>(schema);
    return (document) =>
      validate(document)
        ? { valid: true, document }
        : { valid: false, violations: (validate.errors as ErrorObject[]).map(violation) };
  };
  return {
    envelopeVersion: stringAt(schemas.eventEnvelope, '$version'),
    eventEnvelope: validator({ $ref: stringAt(schemas.eventEnvelope, '$id') }),
    job: validator({ $ref: stringAt(schemas.job, '$id') }),
    jobAccepted: validator({ $ref: stringAt(schemas.jobAccepted, '$id') }),
    jobSubmission: validator(jobSubmissionSchema(stringAt(schemas.job, '$id'))),
  };
}

/** The part of job.json a client writes, by reference, so that it cannot drift from the contract. */
function jobSubmissionSchema(jobId: string): AnySchemaObject {
  return {
    type: 'object',
    required: ['type'],
    additionalProperties: false,
    properties: {
      type: { $ref: `${jobId}#/properties/type` },
      payload: { $ref: `${jobId}#/properties/payload` },
      metadata: { $ref: `${jobId}#/properties/metadata` },
    },
  };
}

function stringAt(schema: AnySchemaObject, keyword: '$id' | '$version'): string {
  const value: unknown = schema[keyword];
  if (typeof value === 'string') return value;
  throw new Error(`the schema ${schema.title} has no ${keyword}`);
}

function violation(error: ErrorObject): Violation {
  return { path: error.instancePath, keyword: error.keyword, message: explain(error) };
}

function explain(error: ErrorObject): string {
  switch (error.keyword) {
    case 'additionalProperties':
      return `must not have the property ${JSON.stringify(error.params.additionalProperty)}`;
    case 'enum':
      return `must be one of ${error.params.allowedValues.join(', ')}`;
    default:
      return error.message as string;
  }
}
