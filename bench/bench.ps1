<#
.SYNOPSIS
Compares Gelf with other tunnels. Run it by ./gelf build.ps1 -Task Bench, which installs and builds what it needs first.

.DESCRIPTION
Expects namespaces of its own (tools/in-namespace.sh): whatever it makes goes with them, however it ends.
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

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = Split-Path $PSScriptRoot
. "$root/tools/Root.ps1"
foreach ($file in 'lab', 'relays', 'browser', 'statistics', 'figures', 'measure', 'contenders', 'machine', 'turns', 'network', 'slow',
    'endurance', 'bars', 'report') {
    . "$PSScriptRoot/$file.ps1"
}

$parts = $Part -split ','
$chosen = @(Get-Contender ($Contender -split ','))
$present = @($chosen | Where-Object { Test-Contender $_ })
$results = [ordered]@{
    machine = Get-MachineDescription
    versions = Get-ProgramVersion $present
    settings = [ordered]@{
        parts = $parts; rounds = $Rounds; seconds = $Seconds; enduranceMinutes = $Endurance; congestionControl = $CongestionControl
    }
    missing = @($chosen | Where-Object { $_ -notin $present } | ForEach-Object {
        [ordered]@{ name = $_.Name; title = $_.Title; why = "$($_.Program -join ' or ') is missing, and could not be installed" }
    })
    failures = @()
}
if ('Network' -in $parts) {
    $results.network = @(Measure-Network $present)
    $results.ratios = @(Get-FigureRatio $results.network)
}
if ('Slow' -in $parts) {
    $results.slow = @(Measure-SlowCable $present)
}
if ('Endurance' -in $parts) {
    $results.endurance = @(Measure-Endurance $present)
}
$results.bars = @(Test-Bar $results)
Write-Report $results $Out

# Not reaching a bar is a result. One of ours that did not run is a defect.
exit [int] [bool] ($results.failures | Where-Object { $_.ours })
