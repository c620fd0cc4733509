# Cleans up after a tool if it dies before it could: killed, or stopped by a second Ctrl-C.
# It hears of that by the end of its input. Commands come one a line:
#   watch PID     a process (and its group) to kill
#   forget PID    it has ended
#   run COMMAND   what to run once the processes are dead, in shell syntax; the last given first
#   done          the tool has cleaned up itself
trap '' INT TERM HUP
pids=
commands=
while read -r verb value; do
  case $verb in
    watch) pids="$pids $value" ;;
    forget) pids=$(for pid in $pids; do [ "$pid" = "$value" ] || printf ' %s' "$pid"; done) ;;
    run) commands="$value
$commands" ;;
    done) exit 0 ;;
  esac
done
for pid in $pids; do
  # The group exists where setsid made one; the process alone is killed elsewhere.
  kill -KILL -- "-$pid" || kill -KILL "$pid"
done
eval "$commands"
