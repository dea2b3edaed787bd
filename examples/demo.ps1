<#
.SYNOPSIS
Two hosts that cannot reach each other, joined by a browser tab: ./gelf examples/demo.ps1

.DESCRIPTION
Makes two hosts and a phone as network namespaces of this machine, starts a relay on each host, opens the page in a real
headless Chromium on the phone, pings and measures through it, sealed with a key and without one, and leaves nothing behind,
however it ends. Needs root, or sudo; installs the system packages that are missing.

.PARAMETER Count
How many pings.

.PARAMETER Seconds
How long to measure throughput.
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 1000)] [int] $Count = 20,
    [ValidateRange(1, 60)] [int] $Seconds = 5,

    # The script sets this itself, inside its namespaces.
    [Parameter(DontShow)] [switch] $Inside
)

. $PSScriptRoot/hosts.ps1

if (-not $Inside) {
    Invoke-Contained $PSCommandPath '-Count', $Count, '-Seconds', $Seconds -Package iputils-ping, iperf3, chromium
}

# The join link that joins both hosts.
function Get-JoinLink {
    $other = Invoke-Command $host2 { "$($relay.JoinLink)" }
    Invoke-Command $host1 { "$(Get-GelfJoinLink -Relay $relay -With $using:other)" }
}

function Open-Page {
    param([string] $JoinLink)
    # The join link carries the token, and everybody can read command lines: give it to the browser in a file.
    Set-Content start.html "<meta http-equiv='refresh' content='0;url=$([Net.WebUtility]::HtmlEncode($JoinLink))'>"
    $line = 'netns', 'exec', 'phone', 'env', "HOME=$PWD", 'chromium', '--headless=new', '--no-sandbox', '--disable-gpu',
        '--disable-dev-shm-usage', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
        '--disable-sync', '--disable-extensions', '--remote-debugging-port=0', "--user-data-dir=$PWD/profile", "file://$PWD/start.html"
    Start-Process ip $line -RedirectStandardOutput browser.out -RedirectStandardError browser.err
    Wait-Until { (Invoke-Command $host1, $host2 { @($relay.Peers).Count }) -join ' ' -eq '1 1' }
}

# Returns the Mbit/s that arrive at host2.
function Measure-Throughput {
    param([string] $Address)
    $summary = ip netns exec host1 iperf3 -c $Address -t $Seconds -f m | Select-String 'sender|receiver' -Raw
    $summary | Write-Host
    [double] [regex]::Match($summary[-1], '([\d.]+) Mbits/sec').Groups[1].Value
}

Enter-PrivateFolder
Write-Host '== Two hosts and a phone; the hosts cannot reach each other'
New-Namespace phone
1, 2 | ForEach-Object { New-CabledHost $_ -To phone }
& {
    $PSNativeCommandUseErrorActionPreference = $false
    ip netns exec host1 ping -n -c 1 -W 1 10.83.2.1 | Select-String packets -Raw | Write-Host
}

Write-Host "`n== A relay on each host, both with the key of the segment"
$host1, $host2 = 'host1', 'host2' | ForEach-Object { New-HostSession $_ }
Invoke-HostCommand $host1 'New-GelfKey -Path ./segment.key'
Invoke-HostCommand $host1 '$relay = New-GelfTap | Start-GelfRelay -ListenAddress 10.83.1.1 -Name host1 -KeyPath ./segment.key'
Invoke-HostCommand $host1 '$relay | New-GelfAddress 10.10.10.1/24'
Invoke-HostCommand $host2 '$relay = New-GelfTap | Start-GelfRelay -ListenAddress 10.83.2.1 -Name host2 -KeyPath ./segment.key'
Invoke-HostCommand $host2 '$relay | New-GelfAddress 10.10.10.2/24'

Write-Host "`n== The join link, which a phone would scan"
$joinLink = Get-JoinLink
Write-Host $joinLink

Write-Host "`n== The page opens in Chromium on the phone"
Open-Page $joinLink
Invoke-HostCommand $host1 '$relay.Peers'

Write-Host "`n== Through the browser: host1 pings host2"
ip netns exec host1 ping -n -c $Count -i 0.2 -W 5 10.10.10.2 | Tee-Object -Variable pings | Write-Host
# ping fails only if no answer comes at all; the demo wants all of them.
if (-not ($pings -match ", $Count received,")) {
    throw "not all of the $Count pings were answered."
}
Write-Host "`nARP went over the segment, too:"
ip netns exec host1 ip neigh show dev tap0 | Write-Host

Write-Host "`n== Throughput through the browser, sealed: iperf3, one TCP stream, $Seconds s"
ip netns exec host2 iperf3 --server --daemon
Wait-Until { ip netns exec host2 ss -Hltn 'sport = :5201' }
$sealed = Measure-Throughput 10.10.10.2

Write-Host "`n== What the relays counted"
$host1, $host2 | ForEach-Object { Invoke-HostCommand $_ 'Get-GelfStats -Relay $relay' }

Write-Host "`n== The same without a key, to compare"
# Some of the browser's processes end when others do.
Stop-Process -Id (ip netns pids phone) -Force -ErrorAction Ignore
Invoke-HostCommand $host1 'Stop-GelfRelay $relay; $relay = New-GelfTap | Start-GelfRelay -ListenAddress 10.83.1.1 -Port 7002 -Name host1-plain'
Invoke-HostCommand $host1 '$null = $relay | New-GelfAddress 10.10.20.1/24'
Invoke-HostCommand $host2 'Stop-GelfRelay $relay; $relay = New-GelfTap | Start-GelfRelay -ListenAddress 10.83.2.1 -Port 7002 -Name host2-plain'
Invoke-HostCommand $host2 '$null = $relay | New-GelfAddress 10.10.20.2/24'
Open-Page (Get-JoinLink)
$plain = Measure-Throughput 10.10.20.2
Write-Host "`nsealed $sealed Mbit/s, plain $plain Mbit/s: sealed runs at $([math]::Round(100 * $sealed / $plain)) % of plain on this machine"
