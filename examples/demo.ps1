<#
.SYNOPSIS
Two hosts that cannot reach each other, joined by a browser tab: ./gelf examples/demo.ps1

.DESCRIPTION
Makes two hosts and a phone as network namespaces of this machine, starts a relay on each host, opens the page in a real
headless Chromium on the phone, pings and measures through it, sealed with a key and without one, and leaves nothing behind, also after Ctrl+C and after a
failure. Needs root, or sudo; installs the system packages that are missing.

.PARAMETER Count
How many pings.

.PARAMETER Seconds
How long to measure throughput.
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 1000)] [int] $Count = 20,
    [ValidateRange(1, 60)] [int] $Seconds = 5
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/../tools/Native.ps1"
$gelf = [IO.Path]::GetFullPath("$PSScriptRoot/../gelf")

try {
    $asRoot = @(Get-RootPrefix)
    if ($asRoot) {
        $line = $asRoot + @($gelf, $PSCommandPath, '-Count', "$Count", '-Seconds', "$Seconds")
        $program, $arguments = $line
        & $program @arguments
        exit $LASTEXITCODE
    }
    & "$PSScriptRoot/../tools/SystemPackages.ps1" -Name iproute2, iputils-ping, iperf3, procps, chromium
}
catch {
    [Console]::Error.WriteLine("demo: $($_.Exception.Message)")
    exit 1
}
. "$PSScriptRoot/demo-hosts.ps1"

$demo = Initialize-Demo
$failed = $false
try {
    Write-Title 'Two hosts and a phone; the hosts cannot reach each other'
    Add-DemoNetwork $demo
    & ip netns exec $demo.One ping -n -c 1 -W 1 10.83.2.1 | Where-Object { $_ -match 'packets' } | Out-Host

    Write-Title 'A relay on each host, both with the key of the segment'
    $one = Open-DemoHost $demo $demo.One
    $two = Open-DemoHost $demo $demo.Two
    Invoke-DemoHost $one "`$key = New-GelfKey -Path $($demo.KeyPath)" -Show '$key'
    Invoke-DemoHost $one "`$tap = New-GelfTap; `$relay = `$tap | Start-GelfRelay -ListenAddress 10.83.1.1 -Port 7001 -KeyPath $($demo.KeyPath) -Name host1" -Show '$tap'
    Invoke-DemoHost $two "`$tap = New-GelfTap; `$relay = `$tap | Start-GelfRelay -ListenAddress 10.83.2.1 -Port 7001 -KeyPath $($demo.KeyPath) -Name host2" -Show '$tap'
    Invoke-DemoHost $one '$null = $relay | New-GelfAddress 10.10.10.1/24'
    Invoke-DemoHost $two '$null = $relay | New-GelfAddress 10.10.10.2/24'

    Write-Title 'The join link, which a phone would scan'
    $joinLink = Get-DemoJoinLink $one $two
    Write-Line $joinLink

    Write-Title 'The page opens in Chromium on the phone'
    Open-DemoBrowser $demo $joinLink
    Wait-DemoPeer $one $two
    Invoke-DemoHost $one -Show '$relay.Peers'

    Write-Title 'Through the browser: host1 pings host2'
    # ping's exit code is 0 as soon as one answer came; the demo promises them all.
    $answered = $false
    & ip netns exec $demo.One ping -n -c $Count -i 0.2 -W 5 10.10.10.2 | ForEach-Object {
        $answered = $answered -or $_ -match "^$Count packets transmitted, $Count received,"
        $_
    } | Out-Host
    if (-not $answered) {
        throw "not all of the $Count pings were answered."
    }
    Write-Line "`nARP went over the segment, too:"
    & ip netns exec $demo.One ip neigh show dev tap0 | Out-Host

    Write-Title "Throughput through the browser, sealed: iperf3, one TCP stream, $Seconds s"
    $sealed = Measure-DemoThroughput $demo 10.10.10.2

    Write-Title 'What the relays counted'
    Invoke-DemoHost $one -Show 'Get-GelfStats -Relay $relay'
    Invoke-DemoHost $two -Show 'Get-GelfStats -Relay $relay'

    Write-Title 'The same without a key, to compare'
    Close-DemoBrowser $demo
    Invoke-DemoHost $one 'Stop-GelfRelay $relay; $relay = New-GelfTap | Start-GelfRelay -ListenAddress 10.83.1.1 -Port 7002 -Name host1-plain'
    Invoke-DemoHost $two 'Stop-GelfRelay $relay; $relay = New-GelfTap | Start-GelfRelay -ListenAddress 10.83.2.1 -Port 7002 -Name host2-plain'
    Invoke-DemoHost $one '$null = $relay | New-GelfAddress 10.10.20.1/24'
    Invoke-DemoHost $two '$null = $relay | New-GelfAddress 10.10.20.2/24'
    Open-DemoBrowser $demo (Get-DemoJoinLink $one $two)
    Wait-DemoPeer $one $two
    $plain = Measure-DemoThroughput $demo 10.10.20.2
    Write-Line "`nsealed $sealed Mbit/s, plain $plain Mbit/s: sealed runs at $([math]::Round(100 * $sealed / $plain)) % of plain on this machine"
}
catch {
    $failed = $true
    [Console]::Error.WriteLine("`ndemo: $($_.Exception.Message)")
}
finally {
    $clean = $null
    try {
        Write-Title 'Cleaning up'
        $clean = Clear-Demo $demo
    }
    finally {
        # Ctrl+C that comes only now has stopped the clean-up; it cannot do so twice.
        if ($null -eq $clean) {
            $clean = Clear-Demo $demo
        }
    }
    if (-not $clean) {
        $failed = $true
    }
}
exit [int] $failed
