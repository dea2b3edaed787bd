<#
.SYNOPSIS
Five hosts on one segment, on this machine: ./gelf examples/lab.ps1

.DESCRIPTION
Makes five hosts that cannot reach each other and a hub that reaches them all, as network namespaces. Each of the five runs a
relay with the segment's key, the hub a wire without it. Every host pings every other; what the wire carried is shown, and
nothing is left behind, however it ends. Needs root, or sudo.

.PARAMETER Count
How many hosts.
#>
[CmdletBinding()]
param(
    [ValidateRange(2, 32)] [int] $Count = 5,

    # The script sets this itself, inside its namespaces.
    [Parameter(DontShow)] [switch] $Inside
)

. $PSScriptRoot/hosts.ps1

if (-not $Inside) {
    Invoke-Contained $PSCommandPath '-Count', $Count -Package iputils-ping
}

Enter-PrivateFolder
$key = New-GelfKey -Path ./segment.key
Write-Host "== $Count hosts with the key $($key.Fingerprint), and a hub"
New-Namespace hub
$hosts = @(
    foreach ($number in 1..$Count) {
        New-CabledHost $number -To hub
        $session = New-HostSession host$number
        Invoke-Command $session {
            $relay = Start-GelfRelay -ListenAddress 10.83.$using:number.1 -KeyPath ./segment.key -Name host$using:number
            $null = $relay | New-GelfAddress 10.10.10.$using:number/24
        }
        $session
    }
)
$hub = New-HostSession hub
$joinLinks = Invoke-Command $hosts { "$($relay.JoinLink)" }
Invoke-Command $hub { $null = Start-GelfWire $using:joinLinks }
Wait-Until { -not (Invoke-Command $hosts { @($relay.Peers).Count } | Where-Object { $_ -ne $Count - 1 }) }

Write-Host "`n== Every host pings every other"
$PSNativeCommandUseErrorActionPreference = $false
$answers = 0
foreach ($from in 1..$Count) {
    foreach ($to in 1..$Count | Where-Object { $_ -ne $from }) {
        ip netns exec host$from ping -n -q -c 1 -w 10 10.10.10.$to >$null
        $answers += $LASTEXITCODE -eq 0 ? 1 : 0
    }
}
$expected = $Count * ($Count - 1)
Write-Host "$answers of $expected pings were answered"

Write-Host "`n== What host1 has learnt, and what the hub carried"
Invoke-HostCommand $hosts[0] 'Get-GelfNeighbor'
Invoke-HostCommand $hub 'Get-GelfStats'
if ($answers -lt $expected) {
    throw "not all of the $expected pings were answered."
}
