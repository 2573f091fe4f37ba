/** Writing into the export's folder, which --out names. */
import { explainWriteError as explain, writing as writingFor } from "../../lib/files/files.ts";

/** Runs a job that writes. @throws CANNOT_WRITE when the system refuses it */
export function writing<Result>(path: string, job: () => Promise<Result>): Promise<Result> {
  return writingFor(path, job, "--out");
}

/** Turns a refusal to write into CANNOT_WRITE; everything else comes back as it is. */
export function explainWriteError(error: unknown, path: string): unknown {
  return explain(error, path, "--out");
}
