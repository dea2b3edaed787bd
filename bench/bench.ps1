<#
.SYNOPSIS
Compares Gelf with other tunnels. Run it by ./gelf build.ps1 -Task Bench, which installs and builds what it needs first.

.DESCRIPTION
Expects namespaces of its own (tools/in-namespace.sh): whatever it makes goes with them, however it ends.
Runs under pwsh and under Gelf.Shell, as build.ps1 does.
#>
param(
    [string] $Part = 'Network,Slow',
    [int] $Rounds = 3,
    [double] $Seconds = 5,
    [string] $Contender = '*',
    [double] $Endurance = 0,
    [string] $CongestionControl = '',
    [string] $Out
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$root = [IO.Path]::GetFullPath("$PSScriptRoot/..")
. "$root/tools/Native.ps1"
foreach ($file in 'lab', 'relays', 'browser', 'programs', 'statistics', 'figures', 'measure', 'contenders', 'machine', 'turns',
    'network', 'slow', 'endurance', 'bars', 'json', 'report') {
    . "$PSScriptRoot/$file.ps1"
}

$parts = @($Part -split ',')
$work = "$Out/.work"
try {
    # In memory, and gone with these namespaces: a browser's profile, logs, keys.
    $null = [IO.Directory]::CreateDirectory($work)
    Invoke-Native mount '-t', 'tmpfs', '-o', 'mode=700', 'tmpfs', $work

    $chosen = @(Get-Contender ($Contender -split ','))
    $missing = @($chosen | Where-Object { -not (Test-Contender $_) })
    $present = @($chosen | Where-Object { Test-Contender $_ })
    $results = [ordered]@{
        machine = Get-MachineDescription
        versions = Get-ProgramVersion $present
        settings = [ordered]@{ parts = $parts; rounds = $Rounds; seconds = $Seconds; enduranceMinutes = $Endurance; congestionControl = $CongestionControl }
        missing = @($missing | ForEach-Object {
            [ordered]@{ name = $_.Name; title = $_.Title; why = "$($_.Program -join ' or ') is missing, and could not be installed" }
        })
        failures = [Collections.Generic.List[object]]::new()
    }
    if ('Network' -in $parts) {
        $results.network = @(Measure-Network $present $results)
        $results.ratios = @(Get-FigureRatio $results.network)
    }
    if ('Slow' -in $parts) {
        $results.slow = @(Measure-SlowWire $present $results)
    }
    if ('Endurance' -in $parts) {
        $results.endurance = @(Measure-Endurance $present $results)
    }
    $results.bars = @(Test-Bar $results)
    Write-Report $results $Out
}
catch {
    [Console]::Error.WriteLine("bench: $($_.Exception.Message)")
    if (-not $_.Exception.WasThrownFromThrowStatement) {
        [Console]::Error.WriteLine($_.ScriptStackTrace)
    }
    exit 1
}

# Not reaching a bar is a result. One of ours that did not run is a defect.
exit [int] (@($results.failures | Where-Object { $_.ours }).Count -gt 0)
