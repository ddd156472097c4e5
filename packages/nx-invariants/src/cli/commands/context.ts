import { type Command, failure, type Outcome } from '../command';
import { answerContext } from './context/answer';
import { answerCases } from './context/cases';
import { answerJson } from './context/json';
import { readRequest } from './context/request';
import { answerText } from './context/text';

/** What a Dockerfile takes from its build context, as BuildKit would. */
export const context: Command = {
  name: 'context',
  summary: 'Say what each COPY, ADD and bind mount of a Dockerfile takes from its build context',
  operands: { usage: '[DOCKERFILE]', min: 0, max: 1 },
  options: {
    context: {
      kind: 'value',
      argument: 'DIR',
      text: "the build context (default: try its builders', its own folder and the root)",
    },
    'build-arg': {
      kind: 'values',
      argument: 'K=V',
      text: 'a build argument; K alone takes it from the environment',
    },
    target: { kind: 'value', argument: 'STAGE', text: 'the stage to build (default: the last)' },
    'build-context': {
      kind: 'values',
      argument: 'N=DIR',
      text: 'a further context by its name: a folder, or what is fetched',
    },
    cases: {
      kind: 'flag',
      text: 'read builds from standard input, one as JSON in each line, and answer each in a line of JSON',
    },
  },
  exitCodes: [
    'every source resolves, or only a build can tell (what a RUN or another image leaves behind)',
    'a source does not resolve: the build fails',
    'it cannot be decided, or the Dockerfile, the context or a case cannot be read',
  ],
  example: 'nx-invariants context apps/gateway/Dockerfile --context .',
  needsWorkspace: false,

  async run(invocation, surroundings): Promise<Outcome> {
    const { operands, flags, values } = invocation;
    if (flags.has('cases')) {
      return operands.length === 0 && [...values.keys()].every((option) => option === 'root')
        ? answerCases(surroundings.streams)
        : failure(
            '--cases takes everything from standard input.',
            'leave out the Dockerfile and the other options',
          );
    }
    const request = readRequest(invocation, surroundings);
    if (request.kind === 'failure') return request;
    const answer = answerContext(request, surroundings);
    if (answer.kind === 'failure') return answer;
    return {
      kind: 'result',
      exitCode: answer.exitCode,
      text: answerText(answer, surroundings.style),
      json: answerJson(answer),
    };
  },
};
