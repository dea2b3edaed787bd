#!/bin/sh
# Runs a command as root in network, mount and process namespaces of its own. Interfaces, named network namespaces, processes and
# temporary files that it makes and forgets die with it, however it ends, and it dies with the thread that started this.
# /sys is mounted anew, since it shows the interfaces of the namespace in which it was mounted. /dev/null is mounted on itself, so
# that nothing can remove it: as root, more programs than one would think do that to a file that they were told to write to
# (iperf3 --pidfile, gcc -o). Signals that the caller ignores, as behind nohup, do what they usually do. The folder for temporary
# files has a short name: names of sockets, such as Chromium's in a profile, have 107 characters at most.
exec setpriv --pdeathsig KILL -- unshare --net --mount --pid --fork --kill-child --mount-proc -- sh -c '
    ip link set lo up && mount -t sysfs sysfs /sys && mount --bind /dev/null /dev/null &&
    mount -t tmpfs -o mode=755 tmpfs /run && mkdir -m 755 /run/netns && mkdir -m 1777 /run/tmp || exit 125
    TMPDIR=/run/tmp && export TMPDIR
    env --default-signal "$@"
    exit $?' sh "$@"
