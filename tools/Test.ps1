# Builds everything and runs the suites. Exit code 0: every suite came to its end, something passed and nothing failed.
param([string[]] $Suite, [string] $Filter)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
. $PSScriptRoot/Suites.ps1
$root = Split-Path $PSScriptRoot
$results = "$root/out/test-results"

$known = 'Style', 'Web', 'Unit', 'EndToEnd', 'Pester'
$unknown = $Suite | Where-Object { $_ -notin $known }
if ($unknown) {
    throw "There is no suite '$unknown'; there are $($known -join ', ')."
}

$null = Get-RootPrefix # asked first: no use in a build whose tests cannot run
& $PSScriptRoot/SystemPackages.ps1
# Build and fetch all now: the tests' namespaces have no network.
$minimum = if ('EndToEnd' -in $Suite) { Start-ThreadJob { & "$using:PSScriptRoot/DebianMinimum.ps1" } }
& $PSScriptRoot/Pack.ps1
dotnet build $root/Gelf.sln -c Release --nologo
if ($minimum) {
    Receive-Job $minimum -Wait -AutoRemoveJob
}
Remove-Item $results -Recurse -Force -ErrorAction Ignore
$null = New-Item -ItemType Directory $results

# Two parts run side by side, each in its own namespaces: they wait more than they compute. The longest come first. EndToEnd, which
# takes longer than all others, is three parts. Only one of them needs the bundles, so they are made beside the others.
$room = 'FullyQualifiedName{0}~Gelf.Tests.EndToEnd.{1}.'
$parts = @(
    @{ Name = 'EndToEnd, all but Shell and Segment'; Suite = 'EndToEnd'; Needs = 'Bundle.ps1'; Classes = ($room -f '!', 'Shell'), ($room -f '!', 'Segment') }
    @{ Name = 'EndToEnd, Shell'; Suite = 'EndToEnd'; Classes = $room -f '', 'Shell' }
    @{ Name = 'EndToEnd, Segment'; Suite = 'EndToEnd'; Classes = $room -f '', 'Segment' }
    @{ Name = 'Pester'; Suite = 'Pester' }
    @{ Name = 'Unit'; Suite = 'Unit' }
    @{ Name = 'Web'; Suite = 'Web' }
    @{ Name = 'Style'; Suite = 'Style' }
) | Where-Object Suite -In $Suite

$outcomes = $parts | ForEach-Object -ThrottleLimit 2 -Parallel {
    Set-StrictMode -Version Latest
    $ErrorActionPreference = 'Stop'
    $PSNativeCommandUseErrorActionPreference = $true
    $tools, $root, $filter = $using:PSScriptRoot, $using:root, $using:Filter
    . $tools/Suites.ps1
    $part = $_
    $log = "$using:results/$($part.Name).log"
    $null = New-Item $log
    $start = Get-Date
    try {
        $outcome = switch ($part.Suite) {
            Web { Invoke-WebSuite $root/src/Gelf.Web $log $filter }
            Style { Invoke-StyleSuite $root $log $filter }
            Pester { Invoke-PesterSuite $root $using:results/Pester.json $log $filter }
            default {
                if ($part['Needs']) {
                    & "$tools/$($part.Needs)" *>> $log
                }
                $filters = @($part['Classes']; if ($filter) { "DisplayName~$filter" }) | Where-Object { $_ }
                Invoke-XunitSuite $root/tests/$_/bin/Release/net10.0/$_.dll "$using:results/$($part.Name).xml" $log $filters
            }
        }
    }
    catch {
        # A suite that cannot run counts as a failure; the others still run.
        $outcome = [pscustomobject]@{ Passed = 0; Failed = 1; Skipped = 0; Failures = "the suite $($part.Name): $_" }
    }
    @{ Part = $part; Outcome = $outcome; Seconds = [int] ((Get-Date) - $start).TotalSeconds; Log = $log }
} | ForEach-Object {
    Write-Host "--- $($_.Part.Name): $($_.Seconds) s"
    Write-Host (Get-Content $_.Log -Raw)
    $_.Outcome
}

$sum = @{}
foreach ($count in 'Passed', 'Failed', 'Skipped') {
    $sum[$count] = ($outcomes | Measure-Object $count -Sum).Sum
}
# Strict mode has an error for $outcomes.Failures if all of them are empty.
$outcomes | ForEach-Object { $_.Failures } | Where-Object { $_ } | ForEach-Object { Write-Host "failed: $_" }
Write-Host "$($sum.Passed) passed, $($sum.Failed) failed, $($sum.Skipped) skipped"
exit [int] ($sum.Failed -gt 0 -or $sum.Passed -eq 0)
