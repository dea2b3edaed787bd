# Builds everything and runs the suites. Exit code 0: every suite came to its end, something passed and nothing failed.
param([string[]] $Suite, [string] $Filter)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
. $PSScriptRoot/Root.ps1
. $PSScriptRoot/Suites.ps1
$root = Split-Path $PSScriptRoot
$results = "$root/out/test-results"

$known = 'Web', 'Unit', 'EndToEnd', 'Pester'
$unknown = $Suite | Where-Object { $_ -notin $known }
if ($unknown) {
    throw "There is no suite '$unknown'; there are $($known -join ', ')."
}

$null = Get-RootPrefix # asked first: no use in a build whose tests cannot run
& $PSScriptRoot/SystemPackages.ps1
# In the namespaces of the tests there is no network to fetch any of it.
$minimum = if ('EndToEnd' -in $Suite) { Start-ThreadJob { & "$using:PSScriptRoot/DebianMinimum.ps1" } }
& $PSScriptRoot/Pack.ps1
dotnet build $root/Gelf.sln -c Release --nologo
if ($minimum) {
    & $PSScriptRoot/Bundle.ps1
    Receive-Job $minimum -Wait -AutoRemoveJob
}
Remove-Item $results -Recurse -Force -ErrorAction Ignore
$null = New-Item -ItemType Directory $results

$outcomes = foreach ($name in $known | Where-Object { $_ -in $Suite }) {
    Write-Host "--- $name"
    try {
        switch ($name) {
            Web { Invoke-WebSuite $root/src/Gelf.Web $Filter }
            Pester { Invoke-PesterSuite $root $results/Pester.json $Filter }
            default { Invoke-XunitSuite $root/tests/$name/bin/Release/net10.0/$name.dll $results/$name.xml $Filter }
        }
    }
    catch {
        # A suite that could not be run, or came to no end, is a failure like any other; the rest shall still run.
        [pscustomobject]@{ Passed = 0; Failed = 1; Skipped = 0; Failures = "the suite $name`: $_" }
    }
}

$sum = @{}
foreach ($count in 'Passed', 'Failed', 'Skipped') {
    $sum[$count] = ($outcomes | Measure-Object $count -Sum).Sum
}
# One by one: of a list in which nobody has any, $outcomes.Failures would be an error.
$outcomes | ForEach-Object { $_.Failures } | Where-Object { $_ } | ForEach-Object { Write-Host "failed: $_" }
Write-Host "$($sum.Passed) passed, $($sum.Failed) failed, $($sum.Skipped) skipped"
exit [int] ($sum.Failed -gt 0 -or $sum.Passed -eq 0)
