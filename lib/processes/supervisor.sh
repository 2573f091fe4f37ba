# Runs one program and ends it when the process that asked for it is gone.
#
#   SUPERVISOR=$(cat supervisor.sh) sh -c 'eval "$SUPERVISOR"' supervisor SIGNAL GRACE LOG OUTPUT PROGRAM [ARGUMENT...]
#
#   SIGNAL   asks the program to end: TERM, or INT where TERM means "when the last client has left"
#   GRACE    seconds that it then has before KILL
#   LOG      file that gets its standard error, and its standard output unless OUTPUT is "pipe"
#
# Standard input is a pipe that only the starter holds, so its end means that the starter is gone, whatever ended
# it. A line on it ("keep") lets the program go: from then on only a signal ends the program.
# The starter runs this in a session of its own, so that Ctrl-C in a terminal reaches the starter alone. The text
# comes in a variable because the account that runs it may be unable to read this file.
unset SUPERVISOR
signal=$1 grace=$2 log=$3 output=$4
shift 4
exec 3<&0 </dev/null 2>>"$log" || exit 126

child= guard=
end() {
  trap : TERM INT HUP
  # $! is the program where the signal came between its start and the line that notes it.
  child=${child:-$!}
  [ -n "$child" ] || exit 143
  kill -s "$signal" "$child" 2>/dev/null
  if [ -z "$guard" ]; then
    { # KILL 0 is the whole session, this script and what the program left behind included.
      sleep "$grace" &
      nap=$!
      trap 'kill "$nap"' TERM
      wait "$nap" && kill -s KILL 0
    } >/dev/null 3<&- &
    guard=$!
  fi
}
trap end TERM INT HUP

if [ "$output" = pipe ]; then
  "$@" 3<&- &
else
  "$@" >&2 3<&- &
fi
child=${child:-$!}

# Where this script itself was killed, the order goes to its whole process group instead.
{ read -r line || kill -s TERM $$ || kill -s TERM 0; } <&3 >/dev/null 2>&1 &
watcher=$!
exec 3<&- >/dev/null

# A trapped signal interrupts `wait`, so it is asked again until the program is really gone.
wait "$child"
code=$?
while kill -0 "$child" 2>/dev/null; do
  wait "$child"
  code=$?
done
kill "$watcher" $guard 2>/dev/null
exit "$code"
