#!/bin/sh
# Runs a command as root in network, mount and process namespaces of its own. Interfaces, named network namespaces and
# processes that it makes and forgets die with it, however it ends. /sys is mounted anew, since it shows the interfaces of the
# namespace in which it was mounted. /dev/null is mounted on itself, so that nothing can remove it: as root, more programs
# than one would think do that to a file that they were told to write to (iperf3 --pidfile, gcc -o). Signals that the caller
# ignores, as behind nohup, do what they usually do. Temporary files go to a folder that is removed when the command has ended: a
# .NET process that is killed leaves its pipes there. It is in /tmp wherever others are: names of sockets, such as Chromium's in a
# profile, have 107 characters at most.
exec unshare --net --mount --pid --fork --kill-child --mount-proc -- sh -c '
    ip link set lo up && mount -t sysfs sysfs /sys && mount --bind /dev/null /dev/null &&
    mkdir -p /run/netns && mount -t tmpfs tmpfs /run/netns || exit 125
    TMPDIR=$(mktemp -d -p /tmp) && export TMPDIR && chmod 1777 "$TMPDIR" || exit 125
    env --default-signal "$@"
    status=$?
    rm -rf "$TMPDIR"
    exit $status' sh "$@"
