/** Writing files: explains why the system refuses. */
import { TindahanError } from "../../orders/errors.ts";

/** Runs a job that writes. @throws CANNOT_WRITE when the system refuses it */
export async function writing<Result>(path: string, job: () => Promise<Result>): Promise<Result> {
  try {
    return await job();
  } catch (error) {
    throw explainWriteError(error, path);
  }
}

/** Turns the refusals of Deno and DuckDB to write into CANNOT_WRITE; everything else comes back as it is. */
export function explainWriteError(error: unknown, path: string): unknown {
  const reason = refusal(error);
  if (reason === undefined) return error;
  return new TindahanError(
    "CANNOT_WRITE",
    `cannot write ${path}: ${reason}`,
    "free disk space or grant the right to write there, or name another folder with --out",
    { cause: error },
  );
}

function refusal(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof TindahanError) return undefined;
  const { message } = error;
  if (/\(os error (28|122)\)|no space left|disk quota exceeded|out of disk space/i.test(message)) {
    return "no space left";
  }
  const { PermissionDenied, NotCapable } = Deno.errors;
  if (
    error instanceof PermissionDenied || error instanceof NotCapable || /permission denied/i.test(message)
  ) {
    return "permission denied";
  }
  if (/\(os error 30\)|read-only file system/i.test(message)) return "the file system is read-only";
  if (error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists) {
    return "a file is in the way";
  }
  return undefined;
}
