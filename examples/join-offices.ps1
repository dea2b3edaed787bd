<#
.SYNOPSIS
Joins the networks of two offices into one Ethernet: ./gelf examples/join-offices.ps1 -LanInterface eth1

.DESCRIPTION
Run it on a host in each office, with the same key file. The host's interface to the office's network and a tap become ports
of one bridge, so what is sent in one office arrives in the other: the offices are one broadcast domain, with one DHCP
server. The wire between them is a browser that reaches both hosts, Start-GelfWire on a host that does, or Connect-GelfRelay.
It goes on until Ctrl+C; after that, or if it is killed, the interface is as it was. Needs root.
#>
[CmdletBinding()]
param(
    # The interface to the office's network. Its addresses do not answer while it is a port of the bridge: do not take the one that
    # you are logged in over.
    [Parameter(Mandatory)] [string] $LanInterface,

    [Parameter(Mandatory)] [string] $KeyPath,

    # A join link of the other office's host, if this host can reach it: then you need no browser.
    [string] $JoinLink,

    [string] $Bridge = 'gelf-lan',
    [int] $Port = 7001
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

ip link add name $Bridge type bridge
$guard = $tap = $relay = @()
try {
    # A tap goes with its process, a bridge does not: another process deletes it if this one is killed.
    $guard = Start-Process setsid "sh -c `"tail --pid=$PID -f /dev/null; ip link delete $Bridge`"" -PassThru
    # Take the office's MTU: a bridge does not fragment frames.
    $tap = New-GelfTap -Mtu (Get-Content /sys/class/net/$LanInterface/mtu)
    foreach ($member in $tap.Name, $LanInterface) {
        ip link set $member master $Bridge
    }
    foreach ($interface in $LanInterface, $Bridge) {
        ip link set $interface up
    }
    $relay = $tap | Start-GelfRelay -ListenAddress 0.0.0.0 -Port $Port -KeyPath $KeyPath
    if ($JoinLink) {
        $relay | Connect-GelfRelay -Uri $JoinLink
    }
    Write-Host (Get-GelfJoinLink -Relay $relay)
    Receive-Job -Job $relay -Wait
}
finally {
    $relay | Remove-Job -Force
    $tap | Remove-GelfTap
    # This releases its ports, too.
    ip link delete $Bridge
    $guard | Stop-Process
}
