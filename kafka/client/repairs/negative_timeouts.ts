/** Keeps a warning of kafkajs's timers from the terminal. */
import process from "node:process";

/** kafkajs 2.2.4 computes delays below zero and lets the timer round them up; each process would warn once. */
export function silenceNegativeTimeouts(): void {
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (...args: unknown[]) => {
    if (args[1] !== "TimeoutNegativeWarning") emitWarning(...args);
  };
}
