/** The closed list of what can go wrong for a user, and how each one ends the process. */
export const ERROR_EXITS = {
  /** A flag, value or environment variable that cannot be used. */
  BAD_CALL: 2,
  /** The world asked for is not the one that the topics hold. */
  OTHER_WORLD: 2,
  /** A program that the machine lacks, or one too old. */
  MISSING_PROGRAM: 2,
  /** A port that somebody else listens on. */
  PORT_BUSY: 2,
  /** A server that did not answer. */
  UNREACHABLE: 1,
  /** A server that refused the user name, password or certificate. */
  ACCESS_DENIED: 1,
  /** A server that was started but did not become healthy. */
  UNHEALTHY: 1,
  /** No room left, or no right to write. */
  CANNOT_WRITE: 1,
  /** Data that breaks a rule that it must satisfy. */
  BAD_DATA: 1,
  /** A check that found a difference, or saw too little to judge. */
  CHECK_FAILED: 1,
  /** A service of the pipeline that ended before its work was done. */
  SERVICE_FAILED: 1,
} as const satisfies Record<string, 1 | 2>;

export type ErrorCode = keyof typeof ERROR_EXITS;

/** A failure that the user is told: it names the bad value and says what to do next. */
export class TindahanError extends Error {
  override readonly name = "TindahanError";
  readonly code: ErrorCode;
  /** What to do next: one imperative sentence without a full stop. */
  readonly remedy: string;

  /**
   * @param code entry of the closed list
   * @param problem what was wrong with which value, one line without a full stop
   * @param remedy what to do next, one line without a full stop
   */
  constructor(code: ErrorCode, problem: string, remedy: string, options?: ErrorOptions) {
    super(problem, options);
    this.code = code;
    this.remedy = remedy;
  }

  /** 1: the job failed or the check found a difference. 2: the call was wrong. */
  get exitCode(): 1 | 2 {
    return ERROR_EXITS[this.code];
  }
}
