# Builds everything and runs the suites. Exit code 0: every suite came to its end, something passed and nothing failed.
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', 'Filter', Justification = 'Suites.ps1 looks at it.')]
[Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseDeclaredVarsMoreThanAssignments', 'asRoot', Justification = 'Suites.ps1 looks at it.')]
param([string[]] $Suite, [string] $Filter)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/Native.ps1"
. "$PSScriptRoot/Suites.ps1"
$root = [IO.Path]::GetFullPath("$PSScriptRoot/..")
$results = "$root/out/test-results"

$runners = [ordered]@{
    Web = { Invoke-WebSuite }
    Unit = { Invoke-XunitSuite Unit }
    EndToEnd = { Invoke-XunitSuite EndToEnd }
    Pester = { Invoke-PesterSuite }
}
$unknown = @($Suite | Where-Object { $_ -notin $runners.Keys })
if ($unknown) {
    throw "There is no suite '$unknown'; there are $($runners.Keys -join ', ')."
}

$asRoot = @(Get-RootPrefix) # asked first: no use in a build whose tests cannot run
& "$PSScriptRoot/SystemPackages.ps1"
& "$PSScriptRoot/Pack.ps1"
Invoke-Native dotnet 'build', "$root/Gelf.sln", '-c', 'Release'

# Some tests run Gelf.Shell, and in their namespaces nothing can be built: there is no network to restore packages from.
$callersShell = $env:GELF_SHELL
$env:GELF_SHELL = 'embedded'
Invoke-Native "$root/gelf" '-Command', '$null'
$env:GELF_SHELL = $callersShell

if ('EndToEnd' -in $Suite -or 'Pester' -in $Suite) {
    Add-TestShell
}

if ([IO.Directory]::Exists($results)) {
    [IO.Directory]::Delete($results, $true)
}
$null = [IO.Directory]::CreateDirectory($results)

$outcomes = @(foreach ($name in $runners.Keys | Where-Object { $_ -in $Suite }) {
    [Console]::Out.WriteLine("--- $name")
    try {
        & $runners[$name]
    }
    catch {
        # A suite that could not be run, or came to no end, is a failure like any other; the rest shall still run.
        [Console]::Out.WriteLine("$name`: $($_.Exception.Message)")
        ConvertTo-Outcome -Failed 1 -Failures (Join-Failure "the suite $name" $_.Exception.Message)
    }
})

$passed = 0
$failed = 0
$skipped = 0
foreach ($outcome in $outcomes) {
    $passed += $outcome.Passed
    $failed += $outcome.Failed
    $skipped += $outcome.Skipped
    foreach ($failure in $outcome.Failures) {
        [Console]::Out.WriteLine("failed: $failure")
    }
}
if ($passed + $failed -eq 0) {
    [Console]::Out.WriteLine('No test was run.')
}
[Console]::Out.WriteLine("$passed passed, $failed failed, $skipped skipped")
exit $(if ($failed -eq 0 -and $passed -gt 0) { 0 } else { 1 })
