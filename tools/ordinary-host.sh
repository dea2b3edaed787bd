#!/bin/sh
# Turns a network namespace into an ordinary host, runs a command on it, and fails if the command changed the host. The host has two
# network cards, default routes, a bridge with a container, a tap and a tun of other programs, and a relay that runs as a service
# would. Tests must neither count nor touch what is not their own:
#
#   sh tools/in-namespace.sh sh tools/ordinary-host.sh COMMAND [args]
set -eu

if [ -n "$(ip -4 route)$(ip tuntap)" ]; then
    echo 'ordinary-host.sh: this network namespace is in use already: run it by way of tools/in-namespace.sh.' >&2
    exit 125
fi

# The other ends of the cables are here.
ip netns add outside
for card in eth0 wlan0 veth0; do
    ip link add $card up type veth peer name $card netns outside
    ip -n outside link set $card up
done
ip address add 192.0.2.10/24 dev eth0
ip route add default via 192.0.2.1
ip address add 2001:db8:1::10/64 dev wlan0
ip -6 route add default via 2001:db8:1::1
ip link add docker0 up type bridge
ip link set veth0 master docker0
ip address add 172.17.0.1/16 dev docker0
ip tuntap add tap0 mode tap
ip address add 10.0.0.1/8 dev tap0
ip link set tap0 up
ip tuntap add tun0 mode tun
"$(dirname "$0")/../gelf" -Command 'Start-GelfRelay -Name one | Wait-Job' >/dev/null 2>&1 &
relay=$!
trap 'kill $relay' EXIT

state() {
    ip address
    ip rule
    ip -4 route show table all
    ip -6 route show table all
    ip tuntap
    ip netns
    ss -Hltun
    echo 'processes:'
    names=$(cat /proc/[0-9]*/comm)
    echo "$names" | sort
    echo 'files:'
    ls -A /run /run/* "${TMPDIR:-/tmp}"
}

# The relay runs, its tap has lost its carrier, and IPv6 addresses have settled.
is_ready() {
    ls /run/gelf/*.json >/dev/null 2>&1 && ip link show tap1 | grep -q NO-CARRIER && ! ip -6 address | grep -q tentative
}
tries=0
until is_ready; do
    tries=$((tries + 1))
    [ $tries -le 600 ] || { echo 'ordinary-host.sh: the host is not ready after 60 s:' >&2; state >&2; exit 125; }
    sleep 0.1
done

before=$(state)
status=0
"$@" || status=$?
after=$(state)
[ "$after" = "$before" ] && exit $status

echo 'ordinary-host.sh: the host is not as it was before:' >&2
printf '%s\n' "$after" | diff -u --label before --label after /dev/fd/3 - 3<<EOF >&2 || true
$before
EOF
exit 1
